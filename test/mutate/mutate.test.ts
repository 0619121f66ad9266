import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { changes } from './changes';
import { choose, randomBy, shuffled } from './choose';
import { deletions } from './deletions';
import { EQUIVALENT } from './equivalent';
import { type Mutant, mutatedText } from './mutant';
import { summary } from './report';
import { onlyBytes, RelatedTests, withoutBytes } from './tests';

const ROOT = join(__dirname, '..', '..');

const told = (mutants: readonly Mutant[]): string[] => mutants.map(({ kind, original, mutated }) => `${kind}: ${original} → ${mutated}`);
const results = (text: string, mutants: readonly Mutant[]): string[] => mutants.map((mutant) => mutatedText(text, mutant));
const deleted = (text: string): string[] => results(text, deletions('a.ts', text));
const changed = (text: string): string[] => results(text, changes('a.ts', text));

/** Messages of the parser. */
function syntaxErrors(text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Something of everything that is deleted. */
const SAMPLE = `
import { a, b } from './a';
interface Shape { readonly a: string }
type Other = { b: number };
export function wire(chart: Chart, { x, y = 1 }: Props): Shape {
  new Thing(chart, 'Thing', {
    a,
    // what b is for
    b: { c: 1, d: [{ e: 2 }] },
    ...(x !== undefined && { x }),
    ...(y > 0 && { y, z: 1 }),
    ...rest(),
  });
  check(x);
  if (x) check(y);
  else this.x = y;
  let w;
  ({ w } = { w: 1 });
  void later();
  return { a: 'a' };
}
`;

describe('deletions', () => {
  test('are single entries, spreads, calls and assignments, and no types', () => {
    expect(told(deletions('a.ts', SAMPLE)).map((line) => line.replace(/\s*→\s*$/, ''))).toEqual([
      expect.stringMatching(/^new: new Thing\(chart, 'Thing', \{ a,/),
      'property: a',
      'property: b: { c: 1, d: [{ e: 2 }] }',
      'spread: ...(x !== undefined && { x })',
      'spread: ...(y > 0 && { y, z: 1 })',
      'spread: ...rest()',
      'property: c: 1',
      'property: d: [{ e: 2 }]',
      'property: e: 2',
      'property: y',
      'property: z: 1',
      'call: check(x);',
      'call: check(y);',
      'assignment: this.x = y;',
      'property: w: 1',
      'call: void later();',
      `property: a: 'a'`,
    ]);
  });

  test('say where they are', () => {
    expect(deletions('tenants/a.ts', SAMPLE).find(({ original }) => original === 'check(y);')).toMatchObject({
      file: 'tenants/a.ts',
      line: 15,
      within: 'wire',
    });
  });

  test.each([
    ['f({ a, b });', ['', 'f({ b });', 'f({ a });']],
    ['const x = { a, b, };', ['const x = { b, };', 'const x = { a, };']],
    ['const x = { a, };', ['const x = {  };']],
    ['if (x) f(); else g();', ['if (x) ; else g();', 'if (x) f(); else ;']],
    ['class A extends B { constructor() { super(); f(); } }', ['class A extends B { constructor() { super();  } }']],
  ])('%s', (text, expected) => {
    expect(deleted(text)).toEqual(expected);
  });

  test('leave text that parses, one change each', () => {
    const texts = deleted(SAMPLE);
    expect(texts.flatMap(syntaxErrors)).toEqual([]);
    expect(new Set([...texts, SAMPLE]).size).toBe(texts.length + 1);
  });
});

describe('what documents a key', () => {
  const TEXT = `const AGENT = object('AgentSpec', 'One agent.', { rate: number('Requests a second.', { max: 9, otherwise: 'unknown' }) });`;
  const mutated = (file: string): string[] => changes(file, TEXT).map(({ original, mutated: to }) => `${original} → ${to}`);

  test('is left to people where keys are described, but for names and numbers', () => {
    expect(mutated('src/features/agent/schema.ts')).toEqual([`'AgentSpec' → ''`, '9 → 10', '9 → 8']);
  });

  test('is changed anywhere else', () => {
    expect(mutated('src/features/agent/schemas.ts')).toEqual([
      `'AgentSpec' → ''`,
      `'One agent.' → ''`,
      `'Requests a second.' → ''`,
      '9 → 10',
      '9 → 8',
      `'unknown' → ''`,
    ]);
  });
});

describe('changes', () => {
  test.each([
    ['f(a < b)', ['f(a <= b)']],
    ['f(a === b || c)', ['f(a === b && c)', 'f(a !== b || c)']],
    ['f(a * b - c)', ['f(a * b + c)', 'f(a / b - c)']],
    ['f(a[0])', ['f(a[1])', 'f(a[(-1)])']],
    ['f("x", "", { "y": z })', [`f('', "", { "y": z })`]],
    ['f(a ? b : c)', ['f(true ? b : c)', 'f(false ? b : c)']],
    ['f(a ?? b)', ['f((a)!)', 'f((b))']],
    ['f(a.some(g).filter(h))', ['f(a.some(g))', 'f(a.every(g).filter(h))']],
    ['f(a.sort())', ['f(a)']],
    ['f(/^a$/, /a\\$/)', ['f(/a$/, /a\\$/)', 'f(/^a/, /a\\$/)']],
  ])('%s', (text, expected) => {
    const source = `const x = ${text};`;
    expect(changed(source)).toEqual(expected.map((other) => `const x = ${other};`));
  });

  test.each([
    ['if (a) f();', ['if (true) f();', 'if (false) f();']],
    ['f(); g();', [' g();', 'f(); ']],
    ['function c(a: A): P | undefined { return a.b; }', ['function c(a: A): P | undefined { return undefined; return a.b; }']],
    ['const c = (a: A): P | undefined => a.b;', ['const c = (a: A): P | undefined => undefined;']],
    ['type A = "x" | 1; const a = b as "y";', []],
  ])('%s', (text, expected) => {
    expect(changed(text)).toEqual(expected);
  });

  test('leave alone what people read', () => {
    expect(changed(`at.that(a, 'b', 'c', 'is wrong', 'mend it'); const x = { problem: 'is wrong', fix: 'mend ' + 'it' };`)).toEqual([
      ` const x = { problem: 'is wrong', fix: 'mend ' + 'it' };`,
      expect.stringContaining(`at.that(a, '', 'c'`),
      expect.stringContaining(`at.that(a, 'b', ''`),
      expect.stringContaining(`'mend ' - 'it'`),
    ]);
  });

  test.each(['src/features/scaling/resolve.ts', 'src/resolve/frame.ts'])('leave text that parses: a sample of %s', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const sample = shuffled([...changes(file, text), ...deletions(file, text)], 1).slice(0, 20);
    expect(sample).toHaveLength(20);
    expect(results(text, sample).flatMap(syntaxErrors)).toEqual([]);
  });
});

describe('what is drawn', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);

  test('is decided by the seed alone, on every machine', () => {
    const random = randomBy(1);
    expect([random(), random(), random()].map((number) => number.toFixed(6))).toEqual(['0.627074', '0.002736', '0.527447']);
    expect(shuffled(items, 1)).toEqual(shuffled(items, 1));
    expect(shuffled(items, 1)).not.toEqual(shuffled(items, 2));
    expect([...shuffled(items, 1)].sort((a, b) => a - b)).toEqual(items);
  });

  test('compiles, and what does not is counted', () => {
    const candidates = deletions('a.ts', SAMPLE);
    const { chosen, byTypes } = choose(candidates, 7, 3, ({ kind }) => kind === 'property');
    expect(chosen.map(({ kind }) => kind)).toEqual(['property', 'property', 'property']);
    expect(chosen.concat(candidates).length - candidates.length + byTypes).toBeLessThanOrEqual(candidates.length);
    expect(choose(candidates, 7, 100, () => false)).toEqual({ chosen: [], byTypes: candidates.length });
  });
});

describe('tests that are asked', () => {
  const related = new RelatedTests(ROOT);

  test('are those that reach the file, its namesake first, and those that always count', () => {
    const tests = related.of('constructs/store/redis-instance.ts', () => 0);
    expect(tests[0]).toBe('test/constructs/store/redis-instance.test.ts');
    expect(tests).toContain('test/determinism.test.ts');
    expect(tests.filter((test) => /^test\/(conformance|compat|bench|mutate|packaging)\//.test(test))).toEqual([]);
    expect(related.of('src/nowhere.ts', () => 0).length).toBeLessThan(tests.length);
  });

  test('are also those that load the file once they need it, and those that run it as a program', () => {
    expect(related.of('src/terraform/node-groups.ts', () => 0)).toContain('test/terraform/node-groups.test.ts');
    expect(related.of('src/cli/app.ts', () => 0)).toContain('test/cli/main.test.ts');
  });

  test('may leave out bytes: whole files, or titles by a pattern', () => {
    const bytes = [
      { file: /^a$/, reason: '' },
      { file: /^b$/, title: 'same (bytes)', reason: '' },
    ];
    const { tests, pattern } = withoutBytes(['a', 'b', 'c'], bytes);
    expect(tests).toEqual(['b', 'c']);
    const names = ['x has the same (bytes) as y', 'x has other bytes'];
    expect(names.filter((name) => new RegExp(pattern ?? '').test(name))).toEqual(['x has other bytes']);
    expect(withoutBytes(['c'], bytes)).toEqual({ tests: ['c'], pattern: undefined });
    expect(onlyBytes(['a', 'b', 'c'], bytes)).toEqual(['a', 'b']);
  });
});

test('the summary is a table of those that survived, to be read by people', () => {
  const [first, second] = deletions('a.ts', 'const x = { a: b || c, d };');
  if (first === undefined || second === undefined) throw new Error('two were expected');
  const text = summary(
    [
      { mutant: first, fate: 'survived', by: '', byFile: undefined, seconds: 1 },
      { mutant: second, fate: 'killed', by: 'b.test.ts › c', byFile: 'b.test.ts', seconds: 2 },
    ],
    { bytes: false },
  );
  expect(text.split('\n')).toEqual([
    '| killed by an assertion or a refusal | survived | of |',
    '|---|---|---|',
    '| 1 | 1 | 2 |',
    '',
    '1.5 s a mutant',
    '',
    '| where | in | kind | before | after | fate |',
    '|---|---|---|---|---|---|',
    '| a.ts:1 | x | property | `a: b \\|\\| c` | (deleted) | survived |',
  ]);
});

test('every mutant that was judged equivalent still exists, and says why', () => {
  const gone = EQUIVALENT.filter(({ file, within, original, mutated }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return ![...changes(file, text), ...deletions(file, text)].some(
      (mutant) => mutant.within === within && mutant.original === original && mutant.mutated === mutated,
    );
  });
  expect(gone).toEqual([]);
  expect(EQUIVALENT.filter(({ reason }) => reason.length < 10)).toEqual([]);
});
