import { Problems } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import { either, kind, list, number, object, record, settings, tagged, text, whole } from '../../src/kernel/schema';

/** What is read, and every problem as `place rule: problem; fix`. */
function reading(written: unknown, schema: Parameters<typeof read>[1]): { value: unknown; found: string[] } {
  const problems = Problems.of('root');
  const value = read(written, schema, problems);
  return { value, found: problems.list.map(({ place, rule, problem, fix }) => `${place} ${rule}: ${problem}; ${fix}`) };
}

describe('one of two objects, told apart by a key', () => {
  const COUNT = object('', '', {
    scale: either(
      '',
      '',
      'replicas',
      object('', '', { replicas: whole() }),
      object('', '', { min: whole(), max: whole('', { optional: true }) }),
    ),
  });

  test.each([
    ['the first', { replicas: 2 }, { replicas: 2 }],
    ['the second', { min: 1 }, { min: 1 }],
    ['the second beside a key that is there and says nothing', { replicas: undefined, min: 1 }, { min: 1 }],
  ])('is %s', (_, scale, value) => {
    expect(reading({ scale }, COUNT)).toEqual({ value: { scale: value }, found: [] });
  });

  test.each([
    [
      'a misspelt key',
      { replica: 3 },
      [
        `scale.replica unknown-key: there is no 'replica' here; did you mean 'replicas'?`,
        `scale.replicas missing-key: is required; write 'replicas'`,
      ],
    ],
    [
      'a misspelt key beside those of the second',
      { replica: 3, min: 1 },
      [`scale.replica unknown-key: there is no 'replica' here; did you mean 'replicas'?`],
    ],
    ['a misspelt key of the second', { min: 1, mx: 2 }, [`scale.mx unknown-key: there is no 'mx' here; did you mean 'max'?`]],
    ['a key of the second beside the first', { replicas: 2, min: 1 }, [`scale.min unknown-key: there is no 'min' here; known: replicas`]],
    ['nothing', {}, [`scale.min missing-key: is required; write 'min'`]],
    ['no object', 7, ['scale wrong-type: must be an object, got 7; write keys and values']],
    [
      'a getter',
      Object.defineProperty({}, 'replicas', { enumerable: true, get: () => 1 }),
      [`scale.replicas wrong-type: must be a plain value, got 'a getter'; write the value`],
    ],
  ])('fails with %s', (_, scale, found) => {
    expect(reading({ scale }, COUNT).found).toEqual(found);
  });
});

test.each([
  ['no kind', {}, 'kind missing-key: is required; write one of rolling, canary'],
  ['a kind that is there and says nothing', { kind: undefined }, 'kind missing-key: is required; write one of rolling, canary'],
  ['null for a kind', { kind: null }, `kind wrong-type: must be one of 'rolling', 'canary', got null; write one of 'rolling', 'canary'`],
])('a tagged object fails with %s', (_, written, found) => {
  const ROLLOUT = tagged('', '', [object('', '', { kind: kind('rolling') }), object('', '', { kind: kind('canary') })]);
  expect(reading(written, ROLLOUT).found).toEqual([found]);
});

describe('a key', () => {
  const WORDS = object('', '', { words: record('', text()), free: settings('', { optional: true }) });

  test('fails if it is a symbol, in words of its own', () => {
    const found = `wrong-type: must have text as its key, got a symbol; write the key as text`;
    expect(reading({ words: {}, [Symbol('x')]: 1 }, WORDS).found).toEqual([`['Symbol(x)'] ${found}`]);
    expect(reading({ words: { [Symbol('x')]: 'a' } }, WORDS).found).toEqual([`words['Symbol(x)'] ${found}`]);
  });

  test('fails if it would reach the prototype', () => {
    expect(reading({ words: { ['__proto__']: 'a' } }, WORDS).found).toEqual([
      `words.__proto__ prototype-key: '__proto__' may not be a key; choose another name`,
    ]);
  });

  test('of a record has at most 253 characters', () => {
    const key = 'a'.repeat(253);
    expect(reading({ words: { [key]: 'a' }, free: { [key]: 1 } }, WORDS).found).toEqual([]);
    const { value, found } = reading({ words: { [`${key}a`]: 'a', b: 'c' }, free: { [`${key}a`]: 1 } }, WORDS);
    const shown = `['${'a'.repeat(80)}… (254 characters)']`;
    const tooLong = 'too-large: must have a key of at most 253 characters, got 254; shorten the key';
    expect(value).toEqual({ words: { b: 'c' }, free: {} });
    expect(found).toEqual([`words${shown} ${tooLong}`, `free${shown} ${tooLong}`]);
  });

  test.each([
    [10, []],
    [11, ['words unknown-key: there is 1 more key that is not known here; remove it']],
    [5000, ['words unknown-key: there are 4990 more keys that are not known here; remove them']],
  ])('that is not known is told ten times of %s, and then counted', (count, more) => {
    const OUTER = object('', '', { words: object('', '', { known: text() }) });
    const words = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}-of-many`, 1]));
    const { value, found } = reading({ words: { ...words, known: 'a' } }, OUTER);
    expect(value).toEqual({ words: { known: 'a' } });
    expect(found).toEqual([
      ...Array.from(
        { length: 10 },
        (_, index) => `words.x${index}-of-many unknown-key: there is no 'x${index}-of-many' here; known: known`,
      ),
      ...more,
    ]);
  });
});

test.each([
  ['2', 'write it without quotes'],
  ['-0.5', 'write it without quotes'],
  ['two', 'write a plain number'],
  ['1e3', 'write a plain number'],
  ['', 'write a plain number'],
])('%p for a number is told what can be written instead', (written, fix) => {
  expect(reading([written], list('', number())).found).toEqual([`[0] wrong-type: must be a number, got '${written}'; ${fix}`]);
});
