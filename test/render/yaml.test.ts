import fc from 'fast-check';
import { InvalidInputError } from '../../src/kernel/problems';
import { toYaml } from '../../src/render/yaml';
import { key } from './nasty';

class Instance {
  public readonly a = 1;
}

function problemsOf(document: unknown): string[] {
  try {
    toYaml(document);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place} ${rule}`);
    throw error;
  }
  return [];
}

describe('what is written', () => {
  test('is block style with sorted keys, apiVersion, kind and metadata first', () => {
    expect(
      toYaml({
        spec: { z: 1, a: [{ name: 'x', args: ['-v', ['y']] }, [], {}], empty: {}, none: [] },
        metadata: { name: 'x', metadata: true, kind: 'k', annotations: undefined },
        automount: false,
        kind: 'Pod',
        apiVersion: 'v1',
      }),
    ).toBe(`apiVersion: v1
kind: Pod
metadata:
  kind: k
  metadata: true
  name: x
automount: false
spec:
  a:
    - args:
        - "-v"
        - - "y"
      name: x
    - []
    - {}
  empty: {}
  none: []
  z: 1
`);
  });

  test('holds a configuration file as it is, and quotes what a block would not keep', () => {
    expect(toYaml({ file: '{\n  "a": 1\n}\n', lists: ['a\n\n# b\n'], trailing: 'a \n', tab: 'a\n\tb\n', two: 'a\n\n', none: 'a\nb' }))
      .toBe(`file: |
  {
    "a": 1
  }
lists:
  - |
    a

    # b
none: "a\\nb"
tab: "a\\n\\tb\\n"
trailing: "a \\n"
two: "a\\n\\n"
`);
  });

  test.each([
    ['apps/v1', 'apps/v1'],
    ['ghcr.io/acme/agent:2.4.1', 'ghcr.io/acme/agent:2.4.1'],
    ['hello world', 'hello world'],
    ['250m', '250m'],
    ['512Mi', '512Mi'],
    ['30s', '30s'],
    ['2', '"2"'],
    ['2.4.1', '"2.4.1"'],
    ['07m', '"07m"'],
    ['Yes', '"Yes"'],
    ['e0', '"e0"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['a:', '"a:"'],
    ['a  b', '"a  b"'],
    ['é', '"é"'],
    ['\u202ea', String.raw`"\u202ea"`],
    ['😀', String.raw`"\U0001f600"`],
    ['a\tb', String.raw`"a\tb"`],
    ['a'.repeat(1000), 'a'.repeat(1000)],
    ['a'.repeat(1001), `"${'a'.repeat(1001)}"`],
  ])('the text %j is written %s', (value, written) => {
    expect(toYaml([value])).toBe(`- ${written}\n`);
  });

  test('does not depend on the order in which keys came', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer(), { noNullPrototype: true }), (map) => {
        const backwards = Object.fromEntries(Object.entries(map).reverse());
        expect(toYaml(backwards)).toBe(toYaml(map));
      }),
      { numRuns: 300 },
    );
  });

  test('repeats a value that is shared, without anchors', () => {
    const shared = { a: 1 };
    expect(toYaml([shared, shared])).toBe('- a: 1\n- a: 1\n');
  });

  test('accepts objects without a prototype', () => {
    expect(toYaml(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('a: 1\n');
  });
});

describe('what has no YAML form', () => {
  const cyclic: { a: unknown } = { a: undefined };
  cyclic.a = [cyclic];
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  test.each<[string, unknown, string[]]>([
    ['NaN', { a: [1, NaN] }, ['a.1 not-yaml']],
    ['infinity', { a: -Infinity }, ['a not-yaml']],
    ['minus zero', { a: -0 }, ['a not-yaml']],
    ['a number written with an exponent', [1e21, 1e-7], ['0 not-yaml', '1 not-yaml']],
    ['a whole number beyond 2^53 - 1', [2 ** 53 - 1, 2 ** 53], ['1 not-yaml']],
    ['a function', { a: { b: () => 1 } }, ['a.b not-yaml']],
    ['a symbol', { a: Symbol('a') }, ['a not-yaml']],
    ['a BigInt', { a: 1n }, ['a not-yaml']],
    ['a Date', { a: new Date(0) }, ['a not-yaml']],
    ['an instance of a class', { a: new Instance() }, ['a not-yaml']],
    ['a Map', { a: new Map() }, ['a not-yaml']],
    ['a hole in a list', { a: Object.assign([], { 1: 'x' }) }, ['a.0 not-yaml']],
    ['undefined in a list', { a: [undefined] }, ['a.0 not-yaml']],
    ['a cycle', cyclic, ['a.0 not-yaml']],
    ['nesting of 100 levels', nested(100), []],
    ['nesting of 101 levels', nested(101), [`${Array<string>(100).fill('0').join('.')} not-yaml`]],
    [
      'a control character',
      { a: 'x\u0000', b: ['\u0085', '\u007f', '\r', '\u001b\n'] },
      ['a', 'b.0', 'b.1', 'b.2', 'b.3'].map((place) => `${place} control-character`),
    ],
    ['tab and newline', { a: '\t\n' }, []],
    ['a control character in a key', { 'a\u0007': 1 }, ['a\u0007 control-character']],
    ['half of a surrogate pair', ['\ud83d', '\ude00', '\ud83d\ude00'], ['0 not-yaml', '1 not-yaml']],
    ['a key named __proto__', JSON.parse('{"a":{"__proto__":1}}'), ['a.__proto__ not-yaml']],
    ['a key of 1,000 characters', { ['k'.repeat(1000)]: 1 }, []],
    ['a key of 1,001 characters as written', { [`${'k'.repeat(997)} k`]: 1 }, [`${'k'.repeat(997)} k not-yaml`]],
  ])('fails on %s', (_name, value, expected) => {
    expect(problemsOf(value)).toEqual(expected);
  });

  test.each([
    [new Map(), 'an instance of Map has no YAML form'],
    [new Instance(), 'an instance of Instance has no YAML form'],
    [Object.create({ constructor: undefined }) as object, 'an object of a class has no YAML form'],
    [Symbol('a'), 'a symbol has no YAML form'],
  ])('fails on %p by what it is', (value, problem) => {
    expect(() => toYaml([value])).toThrow(problem);
  });

  test('fails with everything at once', () => {
    expect(problemsOf({ a: NaN, b: { c: [() => 1, 'ok', '\u0001'] } })).toEqual([
      'a not-yaml',
      'b.c.0 not-yaml',
      'b.c.2 control-character',
    ]);
  });
});
