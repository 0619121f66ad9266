import type { Problem, Violation } from '../kernel/problems';
import { shown } from '../kernel/shown';
import type { JudgeOptions } from '../judges/judge';
import type { Files } from '../render/files';

/** One folder of the output and how to fill it. */
export interface Part {
  /** `<system>/<environment>`, below the output folder. */
  readonly path: string;
  /**
   * Its files, all at once or a few at a time: what was yielded is written and dropped before the next is asked for, so that a large
   * environment is never held in memory.
   *
   * @throws InvalidInputError with everything that is wrong with the part
   */
  render(): Iterable<Files> | Files;
  /** What judges are told of the part's manifests, of those that `renderManifests` has not judged already. @default - see `JudgeOptions` */
  readonly judge?: JudgeOptions;
  /** Warnings of the part. Asked after `render` has finished. */
  warnings?(): readonly Problem[];
}

/** One step of a path that is the same on every file system: no separator, no dot first, no control character. */
const STEP = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** Whether a part's path is `<system>/<environment>`. */
export function checkPartPath(path: string): Violation | undefined {
  const steps = path.split('/');
  if (steps.length === 2 && steps.every((step) => STEP.test(step))) return undefined;
  return {
    rule: 'output-path',
    problem: `a part's folder is <system>/<environment>, got ${shown(path)}`,
    fix: `two names of letters, digits, '.', '_' and '-'`,
  };
}

/** Whether a file stays below its part's folder: relative, forward slashes, no `.` or `..` steps. */
export function checkFilePath(path: string): Violation | undefined {
  if (path.split('/').every((step) => STEP.test(step))) return undefined;
  return {
    rule: 'output-path',
    problem: `a rendered file must stay below its folder, got ${shown(path)}`,
    fix: `relative, '/' between names of letters, digits, '.', '_' and '-'`,
  };
}

/** What a part rendered, as a sequence. */
export function batches(rendered: Iterable<Files> | Files): Iterable<Files> {
  return isFiles(rendered) ? [rendered] : rendered;
}

function isFiles(rendered: Iterable<Files> | Files): rendered is Files {
  return 'get' in rendered && 'size' in rendered;
}
