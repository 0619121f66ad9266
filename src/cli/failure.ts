import { types } from 'node:util';
import { describeProblems, InvalidInputError } from '../kernel/problems';
import { shareProblems } from './shared-problems';
import { codeOf } from './folder';

/** Printed after every failure. */
export const NOTHING_WRITTEN = ', nothing written';

/** A part that failed. */
export interface Failure {
  /** Path of the part. */
  readonly path: string;
  readonly error: unknown;
}

/** What people read when parts failed: a problem that several have once, with their names; then what failed otherwise, part by part. */
export function describeFailures(failures: readonly Failure[], outdir: string): string[] {
  // what lies deeper than a part is named beside it, and shared only with the same of other parts
  const roots = new Map<string, { path: string; problems: InvalidInputError['problems'] }[]>();
  for (const { path, error } of failures) {
    if (!(error instanceof InvalidInputError)) continue;
    const inner = error.root === path ? '' : `, ${error.root}`;
    roots.set(inner, [...(roots.get(inner) ?? []), { path, problems: error.problems }]);
  }
  return [
    ...[...roots].flatMap(([inner, parts]) =>
      shareProblems(parts).map(({ paths, problems }) => describeProblems(`${paths.join(', ')}${inner}`, problems, NOTHING_WRITTEN)),
    ),
    ...failures.filter(({ error }) => !(error instanceof InvalidInputError)).map(({ path, error }) => describeFailure(path, error, outdir)),
  ];
}

/** One failure: problems as such, trouble with the file system in a sentence, our own mistakes whole. */
export function describeFailure(root: string, error: unknown, outdir: string): string {
  if (error instanceof InvalidInputError) {
    return describeProblems(error.root === root ? root : `${root}, ${error.root}`, error.problems, NOTHING_WRITTEN);
  }
  if (types.isNativeError(error) && codeOf(error) !== '' && 'syscall' in error) {
    const fix = 'make the folder and the one it is in writable, or name another with --outdir';
    // Rule `output-path`: synth replaces its folders, and would delete or overwrite files that it did not write (our choice).
    return describeProblems(root, [{ place: outdir, rule: 'output-path', problem: error.message, fix }], NOTHING_WRITTEN);
  }
  return `${root}: unexpected error${NOTHING_WRITTEN}\n\n${types.isNativeError(error) ? (error.stack ?? error.message) : String(error)}`;
}
