import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { keysIn, writableKeys } from './keys';
import { rules, rulesOf, sourceFiles } from './sources';
import { ruleTable } from './table';

const all = rules();

/** Words in fixes that are no keys of a spec or of props, and what they are. */
const NO_KEYS: Readonly<Record<string, string>> = {
  enableNetworkPolicy: 'a setting of the VPC CNI add-on',
  jwks_uri: 'a field of the answer of the API server, to be copied',
  max_ack_pending: 'the name that NATS gives it; a consumer of a team may be made by other means',
  max_bytes: 'the name that NATS gives it',
  max_connections: 'the name that PostgreSQL and NATS give it',
  max_file_store: 'the name that NATS gives it',
  max_memory_store: 'the name that NATS gives it',
  platformAccount: 'a function that makes the account',
  unique_tag: 'the name that NATS gives it',
};

test('docs/rules.md is what the sources make of it: npm run rules', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'rules.md'), 'utf8')).toBe(ruleTable(all));
});

test('every rule that is reported stands in docs/rules.md once, with one reason and its source', () => {
  expect(all.length).toBeGreaterThan(300);
  const lines = ruleTable(all)
    .split('\n')
    .flatMap((line) => /^\| `([a-z-]+)` \|/.exec(line)?.[1] ?? []);
  expect(lines).toEqual(all.map(({ id }) => id));
  expect(new Set(lines).size).toBe(lines.length);
  const wrong = all.flatMap(({ id, files, reasons }) => [
    ...(files.length === 0 ? [`${id}: has a reason, but nothing reports it`] : []),
    ...(reasons.length === 1 ? [] : [`${id}: has ${reasons.length} reasons (${reasons.map(({ file }) => file).join(', ')}), needs 1`]),
    ...(reasons.every(({ sourced }) => sourced) ? [] : [`${id}: needs an address, or "(our choice)"`]),
  ]);
  expect(wrong).toEqual([]);
});

test('a plain search of the sources finds no other ids', () => {
  const ids = new Set(all.map(({ id }) => id));
  const written = sourceFiles().flatMap((file) =>
    [...file.text.matchAll(/\brule: '([a-z-]+)'|\bconst rule = '([a-z-]+)'/g)].map(([, one, other]) => one ?? other ?? ''),
  );
  expect(written.length).toBeGreaterThan(150);
  expect(written.filter((id) => !ids.has(id))).toEqual([]);
});

test('every rule but those of schemas says how to correct it', () => {
  const silent = all.filter(({ fixes }) => fixes.length === 0);
  expect(silent.filter(({ files }) => !files.every((file) => file.startsWith('src/judges/schemas/'))).map(({ id }) => id)).toEqual([]);
});

test('every key that a fix names can be written', () => {
  const keys = writableKeys();
  const unknown = all.flatMap(({ id, fixes }) =>
    fixes.flatMap((fix) =>
      keysIn(fix)
        .filter((key) => !keys.has(key))
        .map((key) => ({ id, key })),
    ),
  );
  expect(unknown.filter(({ key }) => !Object.hasOwn(NO_KEYS, key))).toEqual([]);
  const needed = new Set(unknown.map(({ key }) => key));
  expect(Object.keys(NO_KEYS).filter((key) => !needed.has(key))).toEqual([]);
});

test('rules are found in literals, in calls, through constants and through functions that take the id', () => {
  const source = `
    /** Rule \`a-b\`: why \`x.y\` is so. More. https://example.com/a */
    function checkA(x: number) { return { rule: 'a-b', problem: '', fix: x > 1 ? 'one' : \`two \${x}\` }; }
    function checkB() { const rule = 'b'.length > 0 ? 'c-d' : ''; const bad = (rule: string, problem: string, fix: string) => ({ rule, problem, fix }); return bad('c-d', 'p', 'three'); }
    // Rule \`e-f\`: because we
    // say so (our choice).
    problems.that(false, 'x', 'e-f', 'wrong', HELP);
    const HELP = 'four';
  `;
  const found = rulesOf([ts.createSourceFile('x.ts', source, ts.ScriptTarget.ES2022, true)]);
  expect(found.map(({ id, fixes }) => [id, fixes])).toEqual([
    ['a-b', ['one', 'two …']],
    ['c-d', ['three']],
    ['e-f', ['four']],
  ]);
  expect(found.map(({ reasons }) => reasons.map(({ text, source: link, sourced }) => [text, link, sourced]))).toEqual([
    [['why `x.y` is so', 'https://example.com/a', true]],
    [],
    [['because we say so', undefined, true]],
  ]);
});

test.each([
  ["write { perDay: 1 } and scaler: 'keda'", ['perDay', 'scaler']],
  ['leave `secrets` out, raise maxReplicas or max_bytes', ['secrets', 'maxReplicas', 'max_bytes']],
  ["did you mean 'camelCase'?", []],
])('keys are found in the fix %p', (fix, keys) => {
  expect(keysIn(fix).sort()).toEqual([...keys].sort());
});
