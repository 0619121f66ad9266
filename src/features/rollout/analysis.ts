import { durationS } from '../../kernel/duration';
import { sortedEntries } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { ANALYSIS, RATE } from './schema';

/** What applies where nothing is said. */
const { threshold: THRESHOLD, window: WINDOW, interval: INTERVAL } = ANALYSIS.shape;
/** How often pods that are watched are scraped, unless told otherwise: Prometheus Operator's own 30 s leave a check of a minute two samples. */
export const SCRAPE_INTERVAL_S = 10;
/** Least time between two checks: a rate needs two scrapes inside its range, and one may come late. */
export const MIN_INTERVAL_S = 3 * SCRAPE_INTERVAL_S;
/** Longest watch: a day. */
export const MAX_WINDOW_S = 86_400;
/** Least threshold, one in a million: smaller ones are written with an exponent, and no window could tell them apart. */
const MIN_THRESHOLD = 1e-6;

/** How an analysis takes its samples, and which are too bad. */
export interface AnalysisNumbers {
  /** How long the new version is watched, in seconds. */
  readonly windowS: number;
  /** Time between two checks and range of each query, so that no request counts twice, in seconds. */
  readonly intervalS: number;
  /** Checks. */
  readonly count: number;
  /** Time before the first check, in seconds: what it looks at must have passed. */
  readonly initialDelayS: number;
  /** Failed checks that are let pass; one more stops the rollout. */
  readonly failureLimit: number;
  /** Share of failures, of 1, above which a check fails. */
  readonly threshold: number;
}

/** What a person chose of an analysis. */
export interface AnalysisWish {
  /** In seconds. @default 900 */
  readonly windowS?: number;
  /** In seconds. @default 60 */
  readonly intervalS?: number;
  /** @default 0 */
  readonly failureLimit?: number;
  /** Share of 1. @default 0.01 */
  readonly threshold?: number;
}

/** What a healthy version and one that must be stopped fail of, as shares of 1. */
export interface ErrorRates {
  readonly healthyRate: number;
  readonly badRate: number;
}

/** Two counters and the series that count. */
export interface ErrorRateSeries {
  /** Counter of all tasks. */
  readonly total: string;
  /** Counter of failed tasks; its series may be absent until the first failure. */
  readonly failed: string;
  /** Labels that a series must have, unescaped; `{{args.…}}` of Argo Rollouts may stand in a value. */
  readonly selector: Readonly<Record<string, string>>;
  /** What the query looks back at, in whole seconds. */
  readonly rangeS: number;
}

/**
 * An analysis that spans its window: the first check is an interval after the start, not at once, so that 15 checks of a minute end after
 * 15 minutes and not after 14, and none looks at the time before.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/analysis/analysis.go (generateMetricTasks)
 */
export function analysisNumbers(wish: AnalysisWish = {}): AnalysisNumbers {
  const windowS = wish.windowS ?? secondsSaid(WINDOW.said.default);
  const intervalS = wish.intervalS ?? secondsSaid(INTERVAL.said.default);
  return {
    windowS,
    intervalS,
    count: windowS / intervalS,
    initialDelayS: intervalS,
    failureLimit: wish.failureLimit ?? 0,
    threshold: wish.threshold ?? THRESHOLD.said.default / 100,
  };
}

function secondsSaid(duration: string): number {
  return durationS(duration) ?? 0;
}

/**
 * The default shares of failures of a healthy and of a bad version: a tenth of the threshold, and five times the threshold (at most 100 %).
 */
export function errorRates(threshold: number, given: Partial<ErrorRates> = {}): ErrorRates {
  return { healthyRate: given.healthyRate ?? threshold / 10, badRate: given.badRate ?? Math.min(1, threshold * 5) };
}

/**
 * Checks `analysis-window`: whole checks fill the window, each long enough to see a rate, and the failures let pass can be exceeded.
 *
 * Then rule `analysis-rates`: healthy is below the threshold and bad above it, or no analysis could tell them apart.
 */
export function checkAnalysis(numbers: AnalysisNumbers, rates: ErrorRates): Violation | undefined {
  return checkWindow(numbers) ?? checkFailureLimit(numbers) ?? checkRates(numbers.threshold, rates);
}

/**
 * Failed share of the tasks of the last `rangeS` seconds, as one number without labels, in PromQL.
 *
 * No failure series means no failure, so the numerator alone falls back to 0. No traffic is not healthy: without a series of `total` the
 * answer is empty, and where it stood still it is `NaN` (0 ÷ 0). A series that is younger than the range counts in full: `rate` sees only
 * what a series grows by after its first sample, and would miss the first failures of a pod.
 */
export function errorRateQuery({ total, failed, selector, rangeS }: ErrorRateSeries): string {
  const labels = sortedEntries(selector).map(([name, value]) => `${name}="${escaped(value)}"`);
  const perSecond = (metric: string, indent: string): string => {
    const series = `${metric}{${labels.join(',')}}`;
    const before = `${series} offset ${rangeS}s`;
    return [
      'sum(',
      `  (rate(${series}[${rangeS}s]) and ${before})`,
      `  or # series that began within the ${rangeS} s count in full`,
      `  (${series} / ${rangeS} unless ${before})`,
      ')',
    ].join(`\n${indent}`);
  };
  return `(\n  ${perSecond(failed, '  ')}\n  or vector(0)\n)\n/\n${perSecond(total, '')}`;
}

/**
 * When a check of {@link errorRateQuery} is good, as Argo Rollouts evaluates it: one number that is at most the threshold.
 *
 * No `failureCondition` goes with it, so that whatever is not good fails: an empty answer and `NaN` stop a rollout as errors do.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/utils/evaluate/evaluate.go (EvaluateResult)
 */
export function healthyCondition(threshold: number): string {
  return `len(result) == 1 && !isNaN(result[0]) && result[0] <= ${writtenThreshold(threshold)}`;
}

/** A threshold as the condition writes it: 0.7 ÷ 100 is 0.006999999999999999, and 0.007 is meant. */
export function writtenThreshold(threshold: number): number {
  return Number(threshold.toPrecision(12));
}

/** Rule `rate`: a rate is divided by and multiplied with, so zero, negative or absurd values give absurd counts (our choice). */
export function checkRate(rate: number): Violation | undefined {
  const { above, max } = RATE;
  return rate > above && rate <= max
    ? undefined
    : {
        rule: 'rate',
        problem: `must be above ${above} and at most ${max} per second, got ${shown(rate)}`,
        fix: 'leave it out if it is not known',
      };
}

/**
 * Rule `analysis-window`: a window that does not hold its checks promotes a version that nothing has judged.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
 */
function checkWindow({ windowS, intervalS, count }: AnalysisNumbers): Violation | undefined {
  const problem = !(Number.isInteger(windowS) && windowS <= MAX_WINDOW_S)
    ? `the window must be whole seconds up to ${MAX_WINDOW_S}, got ${shown(windowS)} s`
    : !(Number.isInteger(intervalS) && intervalS >= MIN_INTERVAL_S)
      ? `the interval must be whole seconds of ${MIN_INTERVAL_S} or more, got ${shown(intervalS)} s: a rate needs two scrapes`
      : !(Number.isInteger(windowS / intervalS) && windowS >= intervalS)
        ? `a window of ${windowS} s is no whole multiple of an interval of ${intervalS} s`
        : count * intervalS !== windowS
          ? `${shown(count)} checks of ${intervalS} s span ${shown(count * intervalS)} s, not the window of ${windowS} s`
          : undefined;
  return problem === undefined ? undefined : { rule: 'analysis-window', problem, fix: `write a window of '15m' and an interval of '1m'` };
}

function checkFailureLimit({ count, failureLimit }: AnalysisNumbers): Violation | undefined {
  return Number.isInteger(failureLimit) && failureLimit >= 0 && failureLimit < count && !Object.is(failureLimit, -0)
    ? undefined
    : {
        rule: 'analysis-window',
        problem: `failureLimit must be a whole number from 0 to ${count - 1}, got ${shown(failureLimit)}: of ${count} checks, one more must be able to fail`,
        fix: 'lower failureLimit, leave it out, or check more often',
      };
}

/**
 * Rule `analysis-rates`: a threshold that does not lie between the healthy and the bad share of failures cannot tell them apart (our
 * choice).
 */
function checkRates(threshold: number, { healthyRate, badRate }: ErrorRates): Violation | undefined {
  const inOrder = healthyRate >= 0 && healthyRate < threshold && threshold < badRate && badRate <= 1;
  return inOrder && threshold >= MIN_THRESHOLD
    ? undefined
    : {
        rule: 'analysis-rates',
        problem:
          `must rise from healthy (0 % or more) over the threshold (${percent(MIN_THRESHOLD)} or more) to bad (100 % or less), ` +
          `got ${percent(healthyRate)}, ${percent(threshold)}, ${percent(badRate)}`,
        fix: 'write the share of failures of a healthy version, one between, and that of a version that must be stopped',
      };
}

/** Text of a PromQL string in double quotes: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
function escaped(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}

/** Twelve digits hold every written number and no floating-point noise. */
function percent(share: number): string {
  return `${shown(Number((share * 100).toPrecision(12)))} %`;
}
