import fc from 'fast-check';

/** What different parsers read differently, from documents, specifications and accidents. */
export const NASTY = [
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

/** Keys that can be written. */
export const key = text.filter((value) => value !== '__proto__' && value.length < 150);

export const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(text, text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** Writable keys of the list. */
export const NASTY_KEYS = NASTY.filter((value) => value !== '__proto__' && value.length < 200);

/** A text in every position it can have. */
export const everywhere = (value: string): unknown => ({ a: value, b: [value, [value], { c: value, d: [value] }], e: { f: { g: value } } });
