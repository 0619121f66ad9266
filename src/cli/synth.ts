import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { byText } from '../kernel/order';
import { Judges } from '../judges/judge';
import { describeProblem, InvalidInputError, Problems } from '../kernel/problems';
import type { Files } from '../render/files';
import { describeFailure, describeFailures, type Failure, NOTHING_WRITTEN } from './failure';
import { differences, firstDifferentLine, namesIn, typeOf, wasRendered, type Difference } from './folder';
import { batches, checkFilePath, checkPartPath, type Part } from './part';
import { shareProblems } from './shared-problems';
import { Signals } from './signals';
import { Contents, plural, table } from './summary';
import { swap } from './swap';
import { Workspace } from './workspace';

/** How synth runs. */
export interface SynthOptions {
  /** Output folder; below it one folder `<system>/<environment>` per part. */
  readonly outdir: string;
  /**
   * Gets a copy of every part: `cdk8s synth` deletes its own output folder before the app runs and looks there for YAML after, so that
   * folder (`$CDK8S_OUTDIR`) must never be the committed one.
   *
   * @default none
   */
  readonly mirror?: string | undefined;
  /** Write nothing, say what differs, and fail if anything does. @default false */
  readonly check?: boolean;
  /** Prints one line, or several with newlines between. Problems and summary alike go here: to stderr. */
  readonly print: (line: string) => void;
  /** Takes raw text on a terminal, for the line that says what is being rendered. @default no such line */
  readonly progress?: ((text: string) => void) | undefined;
  /** Milliseconds since some moment. @default performance.now */
  readonly now?: () => number;
}

/** A part that was rendered. */
interface Rendered {
  readonly part: Part;
  readonly contents: Contents;
}

/**
 * Renders every part and swaps them all in, or none: any problem in any part leaves the output folder as it was, to the byte.
 *
 * Folders that earlier runs rendered and no part declares any more are removed. What synth did not render is never touched. Between two
 * batches of files it lets signals in: SIGINT and SIGTERM end it with nothing written and nothing left behind.
 *
 * @returns the exit code: 0, or 1 if anything was wrong (with `check`: or different)
 */
export async function synth(parts: readonly Part[], options: SynthOptions): Promise<number> {
  const { outdir, print, now = () => performance.now() } = options;
  const start = now();
  const signals = Signals.watch();
  let workspace: Workspace | undefined;
  const close = (): void => workspace?.close();
  process.on('exit', close);
  try {
    checkPaths(parts, options);
    workspace = Workspace.open(outdir);
    const rendered = await renderAll(parts, workspace, options, signals);
    if (rendered === undefined) return 1;
    const different = finish(rendered, workspace, options);
    print(`done in ${((now() - start) / 1000).toFixed(1)} s`);
    return different && options.check === true ? 1 : 0;
  } catch (error) {
    print(signals.received === undefined ? describeFailure('synth', error, outdir) : `stopped by ${signals.received}${NOTHING_WRITTEN}`);
    return 1;
  } finally {
    close();
    process.removeListener('exit', close);
    signals.release();
  }
}

/** Whether the places to write to are ours to write to. */
function checkPaths(parts: readonly Part[], { outdir, mirror }: SynthOptions): void {
  const problems = Problems.of('synth');
  // Rule `empty-output`: an empty output would delete everything that was rendered before (our choice).
  problems.that(parts.length > 0, outdir, 'empty-output', 'no environment is declared', 'declare at least one');
  const notLink = (path: string): boolean =>
    problems.that(typeOf(path) !== 'link', relative('', path), 'output-path', 'is a symbolic link', 'replace it by a folder');
  const target = resolve(outdir);
  notLink(target);
  const seen = new Set<string>();
  for (const { path } of parts) {
    if (!problems.rule(path, checkPartPath(path))) continue;
    const known = seen.has(path.toLowerCase());
    // Rule `duplicate-part`: two environments in one folder would overwrite each other (our choice).
    problems.that(!known, path, 'duplicate-part', 'two environments have this folder', 'give them different names');
    if (known) continue;
    seen.add(path.toLowerCase());
    const home = join(target, path);
    if (!notLink(dirname(home)) || !notLink(home)) continue;
    const ours = typeOf(home) === 'absent' || wasRendered(home) || (typeOf(home) === 'folder' && namesIn(home).length === 0);
    problems.that(ours, join(outdir, path), 'output-path', 'holds what synth did not write', 'move it away or name another output folder');
    const overlap = mirror !== undefined && mirror !== outdir && !relative(home, resolve(mirror)).startsWith('..');
    problems.that(!overlap, mirror ?? outdir, 'output-path', `the copy would lie within ${join(outdir, path)}`, 'name a folder outside');
  }
  problems.throwIfAny();
}

/** Renders all parts, so that the problems of all are seen at once; `undefined` if there were any. */
async function renderAll(
  parts: readonly Part[],
  workspace: Workspace,
  { print, progress, outdir }: SynthOptions,
  signals: Signals,
): Promise<Rendered[] | undefined> {
  const rendered: Rendered[] = [];
  const failures: Failure[] = [];
  for (const part of parts) {
    progress?.(`\r\u001b[Krendering ${part.path} (${rendered.length + 1} of ${parts.length})`);
    await renderPart(part, workspace, signals).then(
      (contents) => void rendered.push({ part, contents }),
      (error: unknown) => {
        if (signals.received !== undefined) throw error;
        failures.push({ path: part.path, error });
      },
    );
    progress?.('\r\u001b[K');
  }
  for (const text of describeFailures(failures, outdir)) print(text);
  return failures.length === 0 ? rendered : undefined;
}

async function renderPart(part: Part, workspace: Workspace, signals: Signals): Promise<Contents> {
  const contents = new Contents();
  const written = new Set<string>();
  const judges = new Judges(part.judge);
  for (const files of batches(part.render())) {
    write(files, workspace.fresh(part.path), part.path, written);
    contents.add(files);
    judges.see(files);
    await setImmediate();
    signals.throwIfReceived();
  }
  const problems = Problems.of(part.path);
  problems.that(written.size > 0, part.path, 'empty-output', 'rendered no files', 'declare at least one tenant');
  problems.throwIfAny();
  const wrong = judges.verdict().problems;
  if (wrong.length > 0) throw new InvalidInputError(part.path, wrong);
  return contents;
}

/** Rule `duplicate-file`: two charts with one file name would overwrite each other (our choice). */
function write(files: Files, folder: string, root: string, written: Set<string>): void {
  const problems = Problems.of(root);
  for (const [path, text] of files) {
    if (!problems.rule(path, checkFilePath(path))) continue;
    const fresh = problems.that(
      !written.has(path.toLowerCase()),
      path,
      'duplicate-file',
      'is rendered twice',
      'give one of the charts another id',
    );
    written.add(path.toLowerCase());
    if (!fresh) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  problems.throwIfAny();
}

/** Swaps or compares, and says so. Returns whether anything differs. */
function finish(rendered: readonly Rendered[], workspace: Workspace, { outdir, mirror, check, print }: SynthOptions): boolean {
  const stale = staleParts(rendered, workspace);
  const changes = rendered.map(({ part }) => differences(join(workspace.target, part.path), workspace.fresh(part.path)));
  const details =
    check === true ? rendered.flatMap(({ part }, index) => describeDifferences(part.path, changes[index] ?? [], workspace)) : [];
  const warned = shareProblems(rendered.map(({ part }) => ({ path: part.path, problems: part.warnings?.() ?? [] })));
  const notes = warned.flatMap(({ paths, problems }) =>
    problems.map((warning) => `warning  ${paths.join(', ')}  ${describeProblem(warning)}`),
  );
  if (check !== true) {
    const paths = rendered.map(({ part }) => part.path);
    if (mirror !== undefined && resolve(mirror) !== workspace.target) copy(paths, workspace, mirror);
    // what is as it was is left alone: it may be read-only
    const changed = paths.filter((path, index) => changes[index]?.length !== 0 || typeOf(join(workspace.target, path)) === 'absent');
    swap(workspace, changed, stale);
  }
  const removal = check === true ? 'no longer declared' : 'removed: no longer declared';
  const rows = rendered.map(({ part, contents }, index) => [part.path, ...contents.columns(describeCount(changes[index]?.length ?? 0))]);
  for (const line of [...table([...rows, ...stale.map((path) => [path, removal])]), ...details, ...notes]) print(line);
  const count = changes.flat().length;
  if (check === true && count + stale.length > 0) {
    const what = [...(count > 0 ? [plural(count, 'file')] : []), ...(stale.length > 0 ? [plural(stale.length, 'folder')] : [])].join(
      ' and ',
    );
    print(`${what} in ${outdir} not as rendered: run synth and commit ${outdir}`);
  }
  return count + stale.length > 0;
}

/** Folders that an earlier run rendered and no part has now. Anything else is left alone. */
function staleParts(rendered: readonly Rendered[], { target }: Workspace): string[] {
  const declared = new Set(rendered.map(({ part }) => part.path));
  const systems = [...new Set(rendered.map(({ part }) => dirname(part.path)))].sort(byText);
  return systems
    .flatMap((system) => namesIn(join(target, system)).map((name) => `${system}/${name}`))
    .filter(
      (path) => !declared.has(path) && typeOf(join(target, path)) === 'folder' && typeOf(join(target, path, 'manifests')) === 'folder',
    );
}

/** Copies what was rendered; a former copy of a part goes, whatever else is there stays. */
function copy(paths: readonly string[], workspace: Workspace, mirror: string): void {
  for (const path of paths) {
    const home = join(mirror, path);
    if (wasRendered(home)) rmSync(home, { recursive: true });
    mkdirSync(home, { recursive: true });
    cpSync(workspace.fresh(path), home, { recursive: true });
  }
}

function describeCount(count: number): string {
  return count === 0 ? 'unchanged' : `${plural(count, 'file')} changed`;
}

function describeDifferences(path: string, changes: readonly Difference[], workspace: Workspace): string[] {
  return changes.flatMap(({ file, change }) => {
    const [before, after] = [join(workspace.target, path, file), join(workspace.fresh(path), file)];
    // a link is never read through
    if (change !== 'changed' || typeOf(before) !== 'other') return [`${change}  ${path}/${file}`];
    const first = firstDifferentLine(readFileSync(before, 'utf8'), readFileSync(after, 'utf8'));
    const shownLine = (mark: string, text: string | undefined): string[] => (text === undefined ? [] : [`  ${mark} ${text}`]);
    return [`changed  ${path}/${file}:${first.line}`, ...shownLine('-', first.before), ...shownLine('+', first.after)];
  });
}
