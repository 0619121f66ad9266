/**
 * Changes the code a little, a hundred times, and tells whether a test notices.
 *
 *     npm run mutate:wiring [-- --count 40] [options] [folders]     deletes single assignments on the way to the objects
 *     npm run mutate        [-- --count 100] [options] [folders]    changes comparisons, constants, conditions, …
 *
 *     --seed N         draws the same mutants again; without it the seed is printed
 *     --count N        how many
 *     --list           prints what would be tried, and tries nothing
 *     --not-by-bytes   leaves out the tests that compare rendered bytes
 *     --render         renders everything anew for each mutant and asks the tests that read it, too
 *     --at-least N     how many must be killed for exit code 0; of the wiring 38 in 40 unless said
 *     --tests REGEXP   asks only tests with such paths: a quick look at a folder; what survives may be noticed by others
 *     --workers N      how many are tried side by side, 2 unless said
 *     --no-dry-run     does not see first whether all related tests pass as it is, but only, afterwards, those that noticed something
 *     folders          only files below them
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changes } from './changes';
import { choose } from './choose';
import { Compiler } from './compiler';
import { Copies, type Copy } from './copy';
import { deletions } from './deletions';
import { EQUIVALENT, type Equivalent } from './equivalent';
import { judge, type Judgement, testsFor, type Verdict } from './judge';
import { describeMutant, type Mutant, mutatedText } from './mutant';
import { kindsLine, summary, verdictLine } from './report';
import { CODE, WIRING } from './settings';
import { RelatedTests, withoutBytes } from './tests';

const ROOT = join(__dirname, '..', '..');
const DRY_RUN_TIMEOUT_MS = 1_200_000;

const MODES = {
  wiring: { files: WIRING, find: deletions, count: 40, share: 38 / 40 },
  code: { files: CODE, find: changes, count: 100, share: 0 },
} as const;

async function main(): Promise<number> {
  const { mode, seed, count, folders, flags, workers, atLeast, only } = options(process.argv.slice(2));
  const all = candidatesOf(mode, folders);
  const candidates = all.filter((mutant) => !EQUIVALENT.some((equivalent) => names(equivalent, mutant)));
  console.log(`${candidates.length} candidates (${kindsLine(candidates)}), ${all.length - candidates.length} more judged equivalent`);

  const compiler = new Compiler(ROOT);
  const drawing = Date.now();
  const { chosen, byTypes } = choose(candidates, seed, count, (mutant) =>
    compiler.compiles(mutant.file, mutatedText(readFileSync(join(ROOT, mutant.file), 'utf8'), mutant)),
  );
  console.log(`seed ${seed}: ${chosen.length} chosen, ${byTypes} passed over that types kill, in ${secondsSince(drawing)} s`);
  if (flags.list) {
    for (const mutant of chosen) console.log(describeMutant(mutant));
    return 0;
  }

  const copies = new Copies(ROOT);
  try {
    const workspaces = Array.from({ length: workers }, (_, index) => copies.make(`copy-${index + 1}`));
    const millis = new Map<string, number>();
    const judgement: Judgement = {
      related: new RelatedTests(ROOT),
      millisOf: (test) => millis.get(test) ?? 0,
      bytes: !flags.notByBytes,
      render: flags.render,
      only,
    };
    if (flags.dryRun && !(await dryRun(chosen, workspaces, judgement, millis))) return 1;
    const verdicts = await judgeAll(chosen, workspaces, judgement, new Set(millis.keys()));
    console.log(`\n${summary(verdicts, judgement)}`);
    const killed = verdicts.filter(({ fate }) => fate !== 'survived').length;
    const needed = atLeast ?? Math.floor(verdicts.length * MODES[mode].share);
    if (killed < needed) console.log(`\n${killed} killed, but ${needed} were to be: try again with --seed ${seed}`);
    return killed < needed ? 1 : 0;
  } finally {
    copies.remove();
  }
}

/** Every change of every file of the mode, in the order of paths and places. */
function candidatesOf(mode: keyof typeof MODES, folders: readonly string[]): Mutant[] {
  const { files, find } = MODES[mode];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], { cwd: ROOT, encoding: 'utf8' });
  const below = (file: string): boolean =>
    folders.length === 0 || folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
  return listed
    .split('\n')
    .filter((file) => !file.endsWith('.d.ts') && files.some((pattern) => pattern.test(file)) && below(file))
    .sort()
    .flatMap((file) => find(file, readFileSync(join(ROOT, file), 'utf8')));
}

/** Whether the tests pass as it is; learns how long they take. */
async function dryRun(
  chosen: readonly Mutant[],
  workspaces: readonly Copy[],
  judgement: Judgement,
  millis: Map<string, number>,
): Promise<boolean> {
  const start = Date.now();
  const tests = [...new Set(chosen.flatMap((mutant) => testsFor(mutant, judgement)))];
  const { pattern } = judgement.bytes ? { pattern: undefined } : withoutBytes(tests);
  const question = { tests, pattern, timeoutMs: DRY_RUN_TIMEOUT_MS, bail: false, processes: workspaces.length };
  const { results, trouble } = (await workspaces[0]?.ask(question)) ?? { results: [], trouble: 'no workers' };
  for (const { file, ms } of results) millis.set(file, ms);
  const failed = results.flatMap((result) => result.failed.map((name) => `${result.file} › ${name}`));
  if (trouble !== undefined || failed.length > 0) {
    console.log(['these fail without any mutant:', ...failed, ...(trouble ?? '').split('\n')].join('\n'));
    return false;
  }
  console.log(`${tests.length} test files pass as it is, in ${secondsSince(start)} s`);
  return true;
}

/** Each worker takes the next one when it is done. */
async function judgeAll(
  chosen: readonly Mutant[],
  workspaces: readonly Copy[],
  judgement: Judgement,
  passing: Set<string>,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...chosen];
  const work = async (copy: Copy): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const verdict = await judge(mutant, copy, judgement);
      await mustPass(verdict.byFile, copy, judgement, passing);
      verdicts.push(verdict);
      console.log(verdictLine(verdict, verdicts.length));
    }
  };
  await Promise.all(workspaces.map(work));
  return verdicts.sort((a, b) => chosen.indexOf(a.mutant) - chosen.indexOf(b.mutant));
}

/** A test that fails without a mutant has noticed none. */
async function mustPass(test: string | undefined, copy: Copy, judgement: Judgement, passing: Set<string>): Promise<void> {
  if (test === undefined || passing.has(test)) return;
  const { pattern } = judgement.bytes ? { pattern: undefined } : withoutBytes([test]);
  const { results, trouble } = await copy.ask({ tests: [test], pattern, timeoutMs: DRY_RUN_TIMEOUT_MS, bail: true, processes: 1 });
  const wrong = results.flatMap(({ failed }) => failed)[0] ?? trouble;
  if (wrong !== undefined) throw new Error(`${test} fails without any mutant: ${wrong}`);
  passing.add(test);
}

function names(equivalent: Equivalent, mutant: Mutant): boolean {
  return (['file', 'within', 'original', 'mutated'] as const).every((key) => equivalent[key] === mutant[key]);
}

function secondsSince(start: number): string {
  return ((Date.now() - start) / 1000).toFixed(1);
}

interface Options {
  readonly mode: keyof typeof MODES;
  readonly seed: number;
  readonly count: number;
  readonly workers: number;
  readonly atLeast: number | undefined;
  readonly only: RegExp | undefined;
  readonly folders: readonly string[];
  readonly flags: { readonly list: boolean; readonly notByBytes: boolean; readonly render: boolean; readonly dryRun: boolean };
}

function options(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...{ seed: { type: 'string' }, count: { type: 'string' }, workers: { type: 'string' }, 'at-least': { type: 'string' } },
      tests: { type: 'string' },
      ...{ list: { type: 'boolean' }, 'not-by-bytes': { type: 'boolean' }, render: { type: 'boolean' }, 'no-dry-run': { type: 'boolean' } },
    },
  });
  const [mode = '', ...folders] = positionals;
  if (mode !== 'wiring' && mode !== 'code') throw new Error(`the first argument is 'wiring' or 'code', got '${mode}'`);
  const whole = (name: 'seed' | 'count' | 'workers' | 'at-least', least: number): number | undefined => {
    const text = values[name];
    if (text !== undefined && (!/^\d+$/.test(text) || Number(text) < least))
      throw new Error(`--${name} is a whole number from ${least}, got '${text}'`);
    return text === undefined ? undefined : Number(text);
  };
  return {
    mode,
    seed: whole('seed', 0) ?? Date.now() % 1_000_000,
    count: whole('count', 1) ?? MODES[mode].count,
    workers: whole('workers', 1) ?? 2,
    atLeast: whole('at-least', 0),
    only: values.tests === undefined ? undefined : new RegExp(values.tests),
    folders: folders.map((folder) => folder.replace(/\/$/, '')),
    flags: {
      list: values.list === true,
      notByBytes: values['not-by-bytes'] === true,
      render: values.render === true,
      dryRun: values['no-dry-run'] !== true,
    },
  };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
