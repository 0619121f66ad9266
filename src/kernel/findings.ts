import { checkDuration, checkWholeSeconds, durationS } from './duration';
import { type Locate, type Problems, type Violation, below } from './problems';
import { shown } from './shown';
import { didYouMean } from './suggest';

/** More names than this are not compared or listed: neither helps the reader, and the work would grow with the square. */
const MAX_SUGGESTED = 200;

/** What is wrong and what should be known, at one place of the input. */
export interface Findings {
  readonly problems: Problems;
  readonly warnings: Problems;
}

/** The same findings, at `key` of a record below `parent`. */
export function findingsAt({ problems, warnings }: Findings, parent: string, key?: string | number): Findings {
  const step = key === undefined ? parent : below(parent, key);
  return { problems: problems.at(step), warnings: warnings.at(step) };
}

/** The same findings, with positions found by `locate`. */
export function findingsLocatedBy({ problems, warnings }: Findings, locate: Locate | undefined): Findings {
  return { problems: problems.locatedBy(locate), warnings: warnings.locatedBy(locate) };
}

/** Seconds of a duration; `undefined` if it is absent or a problem was recorded. */
export function secondsOf(problems: Problems, place: string, value: string | undefined): number | undefined {
  return value !== undefined && problems.rule(place, checkDuration(value)) ? durationS(value) : undefined;
}

/** The same, for fields that Kubernetes takes in whole seconds. Checks `whole-seconds`. */
export function wholeSecondsOf(problems: Problems, place: string, value: string | undefined, maxS: number): number | undefined {
  const seconds = secondsOf(problems, place, value);
  if (seconds === undefined) return undefined;
  return problems.rule(place, checkWholeSeconds(seconds, maxS)) ? seconds : undefined;
}

/** Rule `unknown-reference`: a name that nothing else in the environment has leads nowhere (our choice). */
export function checkReference(kind: string, name: string, known: readonly string[]): Violation {
  const fix = known.length > MAX_SUGGESTED ? `write one of the ${known.length} that there are` : didYouMean(name.slice(0, 64), known);
  return { rule: 'unknown-reference', problem: `there is no ${kind} ${shown(name)}`, fix };
}
