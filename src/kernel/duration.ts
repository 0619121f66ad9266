import type { Violation } from './problems';
import { shown } from './shown';

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;
const DURATION = /^(?:(\d{1,6}(?:\.\d{1,3})?)h)?(?:(\d{1,6}(?:\.\d{1,3})?)m(?!s))?(?:(\d{1,6}(?:\.\d{1,3})?)s)?(?:(\d{1,9})ms)?$/;

/** Longest duration anything here may take: a year, in seconds. */
const MAX_S = 366 * 24 * 3600;

/** Seconds of `45s`, `15m`, `1h30m`, `250ms`; `undefined` if it is no duration above zero, or longer than a year. */
export function durationS(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null || text === '') return undefined;
  const millis = UNITS.reduce((sum, [, unit], index) => sum + Math.round(Number(match[index + 1] ?? 0) * unit), 0);
  return millis > 0 && millis <= MAX_S * 1000 ? millis / 1000 : undefined;
}

/** Rule `duration`: a duration without a unit is ambiguous, and one of zero or of years is a mistake (our choice). */
export function checkDuration(value: string): Violation | undefined {
  return typeof value === 'string' && durationS(value) !== undefined
    ? undefined
    : {
        rule: 'duration',
        problem: `must be a duration with units, above zero and at most a year, got ${shown(value)}`,
        fix: `write '45s', '15m' or '1h30m'`,
      };
}

/**
 * Rule `whole-seconds`: Kubernetes takes this time in whole seconds only.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function checkWholeSeconds(seconds: number, maxS: number): Violation | undefined {
  return Number.isInteger(seconds) && seconds > 0 && seconds <= maxS
    ? undefined
    : {
        rule: 'whole-seconds',
        problem: `must be whole seconds, at most ${maxS} s, got ${seconds} s`,
        fix: `write '${Math.max(1, Math.min(maxS, Math.ceil(seconds)))}s'`,
      };
}
