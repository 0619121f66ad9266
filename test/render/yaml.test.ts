import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse } from 'yaml';
import { InvalidInputError } from '../../src/core/problems';
import { toYaml } from '../../src/render/yaml';

/** What different parsers read differently, from documents, specifications and accidents. */
const NASTY = [
  ...['no', 'No', 'NO', 'on', 'On', 'y', 'Y', 'n', 'yes', 'off', 'true', 'False', 'null', 'Null', '~', '', ' ', '  '],
  ...[
    '0777',
    '0o17',
    '0x1F',
    '0b11',
    '1e3',
    '1E3',
    'e0',
    'E5',
    'e+1',
    '1_000',
    '12:30:00',
    '1:30',
    '-1:30',
    '.5',
    '5.',
    '+1',
    '-0',
    '1.',
    '.e1',
    '08',
    '1.1.1',
  ],
  ...['=', '<<', '.inf', '-.Inf', '.NaN', 'nan', 'inf', 'Infinity', '2024-01-01', '2024-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5'],
  ...[
    '\t',
    '\ta',
    'a\t',
    'a\tb',
    ' \n',
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    'a\nb',
    'a\nb\n',
    ' a\nb\n',
    'a\n b\n',
    'a \nb\n',
    'a\n\nb\n',
    '\na\n',
    'a\n\tb\n',
    'a\n  \nb\n',
    'a\tb\nc\n',
  ],
  ...[
    '---',
    '...',
    '--- a',
    '...\n---\n',
    'a\n---\nkind: ClusterRoleBinding\n',
    '- a',
    '-',
    '- ',
    '?',
    '? a',
    ':',
    ': a',
    'a:',
    'a: b',
    'a :b',
    'a #b',
    '#a',
    'a#b',
  ],
  ...[
    '&a',
    '*a',
    '!a',
    '!!str a',
    '|',
    '>',
    '|-\n',
    '%a',
    '@a',
    '`a',
    "'",
    "'a'",
    '"',
    '"a"',
    'a"b',
    '\\',
    'a\\nb',
    '{}',
    '[]',
    '{a: b}',
    '[a]',
    'a, b',
    'a,',
    ',a',
  ],
  ...[
    '\u2028',
    'a\u2029b\n',
    '\u00a0',
    'a\u00a0',
    '\ufeff',
    '\ufeffa\n',
    '\u200b',
    '\u202e',
    'é',
    'käse\n',
    '日本',
    '😀',
    '😀\nb\n',
    '\u{e0001}',
    '\uffff',
    '\ufffe',
    '\ue000',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '250m',
    '512Mi',
    '30s',
    '1.5Gi',
    '-5m',
    '007m',
    'http://a:80/b',
    'a:b',
    '/',
    '/a',
    'a/',
    '${A}',
    '{{ a }}',
    'a  b',
    'a b',
    'a ',
    ' a',
  ],
  ...[
    'x'.repeat(2000),
    'true '.trim(),
    'null\n',
    'yes\nno\n',
    'key: |\n  a\n',
    '# comment\n',
    '\r'.replace('\r', ' '),
    "it's",
    'a=b',
    'a==',
    '= a',
  ],
];

const CONTROLS = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f]`, 'g');

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Half of the characters are those that have a meaning in YAML. */
const text = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.string({
        unit: fc.constantFrom(...'aeynoxEN01_.:-+=<>|&*!%@`#,?[]{}"\'\\/~ \t\n'.split(''), '\u2028', '\u0131', '😀'),
        maxLength: 12,
      }),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.constantFrom(...NASTY) },
  )
  .map((value) => value.replace(CONTROLS, '').replace(LONE_SURROGATE, ''));

const number = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-3, max: 1e9 }).filter((value) => !String(value).includes('e')),
  )
  .map((value) => (value === 0 ? 0 : value));

const key = text.filter((value) => value !== '__proto__' && value.length < 150);

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(text, text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const READERS: Readonly<Record<string, (yaml: string) => unknown>> = {
  'yaml 1.2': (yaml) => parse(yaml, { version: '1.2' }) as unknown,
  'yaml 1.1': (yaml) => parse(yaml, { version: '1.1' }) as unknown,
  'js-yaml': (yaml) => jsYaml.load(yaml),
};

const python = spawnSync('python3', ['-c', 'import yaml'], { encoding: 'utf8' });
const describeWithPyYaml = python.status === 0 ? describe : describe.skip;

/** Reads many documents with PyYAML at once; the answer is JSON in ASCII. */
function readWithPyYaml(documents: readonly string[]): unknown {
  const program = 'import json,sys,yaml; print(json.dumps([yaml.safe_load(d) for d in json.load(sys.stdin)]))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A text in every position it can have. */
const everywhere = (value: string): unknown => ({ a: value, b: [value, [value], { c: value, d: [value] }], e: { f: { g: value } } });

/** Writable keys of the list. */
const NASTY_KEYS = NASTY.filter((value) => value !== '__proto__' && value.length < 200);

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

describe('every parser reads what was meant', () => {
  describe.each(Object.entries(READERS))('%s', (_name, read) => {
    test.each(NASTY)('%j as value', (value) => {
      expect(read(toYaml(everywhere(value)))).toEqual(everywhere(value));
      expect(read(toYaml(value))).toBe(value);
    });

    test('nasty texts as keys', () => {
      const map = Object.fromEntries(NASTY_KEYS.map((name, index) => [name, index]));
      expect(read(toYaml({ map, list: [map] }))).toEqual({ map, list: [map] });
    });

    test('any tree', () => {
      fc.assert(
        fc.property(tree, (value) => {
          expect(read(toYaml(value))).toEqual(value);
        }),
        { numRuns: 2000 },
      );
    });
  });

  describeWithPyYaml('PyYAML', () => {
    test('nasty texts and any tree', () => {
      const values = [
        ...NASTY.map(everywhere),
        ...NASTY_KEYS.map((name) => ({ a: { [name]: [{ [name]: name }] } })),
        ...fc.sample(tree, 3000),
      ];
      expect(readWithPyYaml(values.map(toYaml))).toEqual(values);
    });
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

  test('fails with everything at once', () => {
    expect(problemsOf({ a: NaN, b: { c: [() => 1, 'ok', '\u0001'] } })).toEqual([
      'a not-yaml',
      'b.c.0 not-yaml',
      'b.c.2 control-character',
    ]);
  });
});
