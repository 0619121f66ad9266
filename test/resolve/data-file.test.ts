import { joinDataFiles, MAX_DEPTH, MAX_FILE, parseDataFile } from '../../src/resolve/data-file';
import { describeProblem, InvalidInputError } from '../../src/kernel/problems';
import { resolve } from '../../src/resolve/resolve';
import { valid } from './fixture';

const problems = (text: string): [number | undefined, string][] =>
  parseDataFile(text, 'f.yaml').problems.map(({ source, rule, problem }) => [source?.line, `${rule}: ${problem}`]);
const value = (text: string): unknown => parseDataFile(text, 'f.yaml').value;

describe('data files', () => {
  test('YAML and JSON say the same', () => {
    const expected = { id: 'x', list: [1, -0.5, true, null], yes: 'no' };
    expect(value('id: x\nlist: [1, -0.5, true, null]\nyes: no\n')).toEqual(expected);
    expect(value('{\n\t"id": "x", "list": [1, -0.5, true, null], "yes": "no"\n}')).toEqual(expected);
  });

  test('what has members is a pool', () => {
    expect(parseDataFile('id: x\nmembers: []', 'f').kind).toBe('pool');
    expect(parseDataFile('id: x', 'f').kind).toBe('tenant');
  });

  test.each([
    ['', 1],
    ['id', 1],
    ['agents.a.image', 4],
    ['agents.a.publishes[1]', 7],
    ['agents.a.task.p99', 3],
    ['nothing.of.it', 1],
    ['agents.a.settings.x[0].y', 9],
  ])('the line of %j, or of its nearest parent, is %d', (place, line) => {
    const { locate } = parseDataFile(
      'id: x\nagents:\n  a:\n    image: i\n    publishes:\n      - a\n      - b\n    settings:\n      x: [{y: 1}]\n',
      'f.yaml',
    );
    expect(locate(place)).toEqual({ file: 'f.yaml', line });
  });

  test.each([
    ['nothing', '', 1, 'is empty'],
    ['two documents', 'a: 1\n---\nb: 1', 3, 'has more than one document'],
    ['a key twice', 'a: 1\nb: 1\na: 2', 3, 'is written twice'],
    ['an alias', 'b: *x', 1, 'is an alias'],
    ['a merge key', 'a: 1\n<<: {b: 1}', 2, 'has a merge key'],
    ['a tag of JavaScript', 'a: !!js/function x', 1, `has the tag 'tag:yaml.org,2002:js/function'`],
    ['a tag of the core', 'a: !!binary aGk=', 1, `has the tag 'tag:yaml.org,2002:binary'`],
    ['a byte order mark', '\ufeffa: 1', 1, `contains an invisible character, '\\ufeff'`],
    ['a next-line', 'a: 1\nb: "\u0085"', 2, `contains an invisible character, '\\u0085'`],
    ['a line separator', 'a: "\u2028"', 1, `contains an invisible character, '\\u2028'`],
    ['a direction mark', 'a: "\u202e"', 1, `contains an invisible character, '\\u202e'`],
    ['NUL', 'a: "\0"', 1, `contains an invisible character, '\\u0000'`],
    ['tabs as indentation', 'a:\n\t- b', 2, 'is indented with a tab, which YAML does not take'],
    ['a directive', '%YAML 1.1\n---\na: yes', 1, 'has a YAML directive'],
    ['an octal', 'a: 0777', 1, `'0777' is a number that not every reader reads alike`],
    ['an exponent', 'a: 1e3', 1, `'1e3' is a number that not every reader reads alike`],
    ['NaN', 'a: .nan', 1, `'.nan' is a number that not every reader reads alike`],
    ['a number beyond 2^53', 'a: 9007199254740993', 1, `'9007199254740993' is a number that not every reader reads alike`],
    ['a number as key', '1: x', 1, 'has a key that is no text'],
    ['a list as key', '? [a]\n: b', 1, 'has a key that is no text'],
    ['an open quote', 'a: "x', 1, `cannot be read: 'Missing closing "quote'`],
  ])('fails %s', (_, text, line, problem) => {
    expect(problems(text)).toEqual([[line, `data-file: ${problem}`]]);
  });

  test.each([
    ['a percent sign where the document is marked', '---\na: 50%\nb: "%YAML"\n', { a: '50%', b: '%YAML' }],
    ['a tab, a return and a line break', 'a: "b\tc"\r\nd: 1\r\n', { a: 'b\tc', d: 1 }],
    ['letters of any script', 'a: é東\u00a0x', { a: 'é東\u00a0x' }],
    ['the largest numbers that are exact', 'a: 9007199254740991\nb: -9007199254740991\nc: 0.1', { a: 2 ** 53 - 1, b: 1 - 2 ** 53, c: 0.1 }],
    ['digits in quotes', `a: '0777'\nb: "1e3"`, { a: '0777', b: '1e3' }],
    ['brackets in texts, as many as a page has', `a: "${'['.repeat(500)}"\nb: "${'}'.repeat(600)}${'['.repeat(400)}"`, expect.anything()],
    ['nothing under a key', 'a:\nb: ~\nc: [null]', { a: null, b: null, c: [null] }],
  ])('take %s', (_, text, expected) => {
    expect([problems(text), value(text)]).toEqual([[], expected]);
  });

  test.each([
    [`a: "${'['.repeat(501)}"`, true],
    [`a: "${'['.repeat(300)}${']'.repeat(200)}${'{'.repeat(401)}"`, true],
    [`a: "${'['.repeat(300)}${'}'.repeat(200)}${'{'.repeat(400)}"`, false],
    [`a: "${']'.repeat(10)}${'['.repeat(500)}"`, false],
    [`a: |\n${' '.repeat(500)}x`, false],
    [`a: |\n${' '.repeat(501)}x`, true],
  ])('%#: what may be an abyss is not even parsed', (text, abyss) => {
    expect(problems(text).length > 0).toBe(abyss);
  });

  test('names the place of a problem behind its file', () => {
    const places = (text: string) => parseDataFile(text, 'f.yaml').problems.map(({ place }) => place);
    expect([places(''), places('a: {b: [&x 1]}'), places('a: 1\na: 2'), places('a: {1: x}')]).toEqual([
      ['f.yaml'],
      ['f.yaml#a.b[0]'],
      ['f.yaml#a'],
      ['f.yaml#a'],
    ]);
  });

  test('has no value as soon as it has a problem', () => {
    expect([value('a: 1\nb: &x 2'), value('a: 1')]).toEqual([undefined, { a: 1 }]);
  });

  test('fails anchors and aliases, each at its line', () => {
    expect(problems('a: &x [1]\nb: *x')).toEqual([
      [1, 'data-file: has an anchor'],
      [2, 'data-file: is an alias'],
    ]);
  });

  test('fails depth above the limit, not at it', () => {
    const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(problems(nested(MAX_DEPTH))).toEqual([]);
    expect(problems(nested(MAX_DEPTH + 1)).map(([, text]) => text)).toEqual([`data-file: is nested deeper than ${MAX_DEPTH} levels`]);
  });

  test.each(['['.repeat(MAX_FILE), '- '.repeat(MAX_FILE / 2), '{a: '.repeat(MAX_FILE / 4), '? '.repeat(MAX_FILE / 2)])(
    'fails an abyss without falling into it',
    (text) => {
      expect(problems(text)).toEqual([[1, `data-file: is nested deeper than ${MAX_DEPTH} levels`]]);
    },
  );

  test('fails size above the limit, not at it', () => {
    const sized = (length: number): string => `a: ${'x'.repeat(length - 3)}`;
    expect(problems(sized(MAX_FILE))).toEqual([]);
    expect(problems(sized(MAX_FILE + 1))).toEqual([[1, `data-file: has ${MAX_FILE + 1} characters, more than ${MAX_FILE}`]]);
  });

  test('a prototype key stays an own key, for resolve to refuse', () => {
    const read = value('__proto__: {replicas: 9}');
    expect(Object.keys(read as object)).toEqual(['__proto__']);
    expect((read as Record<string, unknown>)['replicas']).toBeUndefined();
  });

  test('the first problems are told one by one, and how many there are besides', () => {
    const anchors = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}: &a 1\n`).join('');
    expect(problems(anchors(100))).toHaveLength(100);
    expect(problems(anchors(101)).slice(99)).toEqual([
      [100, 'data-file: has an anchor'],
      [1, 'data-file: has 1 more problem'],
    ]);
    expect(problems(anchors(1000)).at(-1)).toEqual([1, 'data-file: has 900 more problems']);
  });

  test('a file name and a key with a line break cannot look like another problem', () => {
    const file = 'a\n\nshop/prod: 0 problems\u001b[2K\u202e.yaml';
    const [problem] = parseDataFile('"k\\n  fix: nothing": &a 1', file).problems;
    expect(problem && describeProblem(problem).split('\n')).toEqual([
      expect.stringMatching(
        /^a\\u000a\\u000ashop\/prod: 0 problems\\u001b\[2K\\u202e\.yaml#\['k\\u000a {2}fix: nothing'\] {3}a\\u000a.*:1$/,
      ),
      '  data-file: has an anchor',
      '  fix: remove it; aliases are not read',
    ]);
  });

  test('files are joined in the order of their names, and the spec stays as it was', () => {
    const before = valid();
    const joined = joinDataFiles(before, [
      { file: 'b.yaml', text: 'id: b' },
      { file: 'a.yaml', text: 'id: a' },
      { file: 'c.yaml', text: 'id: c\nmembers: []' },
    ]);
    expect(joined.spec.tenants.map(({ id }) => id)).toEqual(['acme', 'birch', 'a', 'b']);
    expect(joined.spec.pools?.map(({ id }) => id)).toEqual(['shared', 'c']);
    expect(before).toEqual(valid());
  });
});

/** Texts of so many entries, each of a kind that some reader takes the square of the time for. */
const WIDE: readonly (readonly [string, (count: number) => string])[] = [
  ['keys', (count) => entries(count, (index) => `k${index}: 1\n`)],
  ['keys of settings', (count) => `id: acme\nsettings:\n${entries(count, (index) => ` k${index}: 1\n`)}`],
  ['keys of JSON', (count) => `{${entries(count, (index) => `"k${index}":1,`)}"z":1}`],
  ['keys with question marks', (count) => entries(count, (index) => `? k${index}\n: 1\n`)],
  ['one key', (count) => entries(count, () => 'k: 1\n')],
  ['lists', (count) => entries(count, (index) => `- a: ${index}\n`)],
  ['anchors', (count) => entries(count, (index) => `k${index}: &a${index} 1\n`)],
  ['aliases', (count) => `a: &a 1\n${entries(count, (index) => `k${index}: *a\n`)}`],
  ['tags', (count) => entries(count, (index) => `k${index}: !t${index} 1\n`)],
  ['tabs', (count) => `a:\n${entries(count, (index) => `\tk${index}: 1\n`)}`],
  ['numbers', (count) => entries(count, (index) => `k${index}: 0${index}\n`)],
  ['brackets', (count) => entries(count, () => '}\n')],
];

function entries(count: number, entry: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => entry(index)).join('');
}

/** Processor time of reading a file and of everything that is said of it; the least of some runs. */
function costOf(text: string): number {
  const runs = Array.from({ length: 4 }, () => {
    const before = process.cpuUsage();
    const { spec, sources } = joinDataFiles(valid(), [{ file: 'wide.yaml', text }]);
    expect(() => resolve(spec, sources)).toThrow(InvalidInputError);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...runs);
}

test.each(WIDE)('ten times as many %s take about ten times as long, not a hundred times', (_, make) => {
  costOf(make(1000));
  expect(costOf(make(15_000)) / costOf(make(1500))).toBeLessThan(25);
});
