import { Problems } from '../../../src/kernel/problems';
import { checkModel, checkModelCount, checkModelName, checkProviderHost, checkRanges } from '../../../src/features/llm/provider';

describe('the host of a provider', () => {
  test.each(['api.openai.com', 'a.b', '1.example.com', `${'a'.repeat(63)}.com`])('may be %s', (hostname) => {
    expect(checkProviderHost(hostname)).toBeUndefined();
  });

  test.each([
    ['a name without a dot', 'localhost'],
    ['an underscore', 'api_v1.openai.com'],
    ['upper case', 'API.openai.com'],
    ['a hyphen first', '-api.openai.com'],
    ['a hyphen last', 'api-.openai.com'],
    ['an empty label', 'api..com'],
    ['a dot last', 'api.openai.com.'],
    ['a port', 'api.openai.com:443'],
    ['a path', 'api.openai.com/v1'],
    ['a scheme', 'https://api.openai.com'],
    ['a wildcard', '*.openai.com'],
    ['a label one character too long', `${'a'.repeat(64)}.com`],
    ['254 characters', `${'a.'.repeat(125)}abcd`],
    ['nothing', ''],
    ['no text', 42],
  ])('fails with %s', (_, hostname) => {
    expect(checkProviderHost(hostname)?.rule).toBe('hostname');
  });

  test('fails with what was written', () => {
    expect(checkProviderHost('api_v1.openai.com')).toEqual({
      rule: 'hostname',
      problem: `must be a DNS name, got 'api_v1.openai.com'`,
      fix: `write 'api.openai.com'`,
    });
  });
});

test.each([
  [0, `no range is given, so the provider cannot be reached`],
  [1, undefined],
])('%d ranges', (count, problem) => {
  expect(checkRanges(count, 'the provider')?.problem).toBe(problem);
});

test.each([
  [0, 'must be 1 to 64, got 0'],
  [1, undefined],
  [64, undefined],
  [65, 'must be 1 to 64, got 65'],
])('%d models', (count, problem) => {
  expect(checkModelCount(count)?.problem).toBe(problem);
});

test.each([
  ['gpt-4o-mini', true],
  ['meta/llama-3.1:8b_q4', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['', false],
  ['gpt 4', false],
  ['gpt-4"', false],
  ['gpt-4\n', false],
])('the name of a model %j: %s', (name, holds) => {
  expect(checkModelName(name) === undefined).toBe(holds);
});

test.each([
  [1, 0.01, []],
  [100_000_000, 1, []],
  [0, 1, ['contextTokens: whole-number']],
  [100_000_001, 1, ['contextTokens: whole-number']],
  [1.5, -1, ['contextTokens: whole-number', 'usdPerMillionTokens: price']],
])('a model of %d tokens at %d USD a million', (contextTokens, usdPerMillionTokens, expected) => {
  const problems = Problems.of('');
  checkModel(problems, contextTokens, usdPerMillionTokens);
  expect(problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(expected);
});
