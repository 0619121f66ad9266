import type { Findings } from '../../kernel/findings';
import { analysisNumbers, checkAnalysis, checkRate, errorRates, MAX_WINDOW_S, MIN_INTERVAL_S, SCRAPE_INTERVAL_S } from './analysis';
import { type AnalysisPlan, checkDecides, failureLimitOf } from './plan';
import { checkCounterName, checkPrometheus, PROMETHEUS } from './prometheus';
import { ANALYSIS } from './schema';
import { shown } from '../../kernel/shown';

/** Scrapes that one check looks at: a rate needs two, and one may come late. */
const SCRAPES = 3;

/** What both doors bring of an analysis. */
export interface AnalysisInput {
  readonly prometheus?: string | undefined;
  readonly total?: string | undefined;
  readonly failed?: string | undefined;
  /** In percent, as are the errors. */
  readonly threshold?: number | undefined;
  readonly windowS?: number | undefined;
  /** `'window'`: one look at the whole window. */
  readonly intervalS?: number | 'window' | undefined;
  readonly failureLimit?: number | undefined;
  readonly healthyErrors?: number | undefined;
  readonly badErrors?: number | undefined;
}

/** What is known of the traffic that an analysis sees. */
export interface Traffic {
  /** Requests or messages per second, all versions together; judged where it is written. @default - not known */
  readonly rate?: number | undefined;
  /** What a door calls the rate. */
  readonly rateAt: string;
  /** How often the metrics of the pods are read. @default - as often as those of new versions are */
  readonly scrapeS?: number | undefined;
}

/** An analysis, and whether its numbers hold, so that something follows from them. */
export interface Judging {
  readonly analysis: AnalysisPlan;
  readonly holds: boolean;
  /** Whether it is one look at the whole window. */
  readonly once: boolean;
}

/** An analysis, complete but for what follows from the share of the traffic. */
export function planAnalysis({ problems }: Findings, input: AnalysisInput, { rate, scrapeS = SCRAPE_INTERVAL_S }: Traffic): Judging {
  const { shape } = ANALYSIS;
  const { prometheus = PROMETHEUS, total = shape.total.said.default, failed = shape.failed.said.default, failureLimit } = input;
  const { windowS: given } = analysisNumbers({ ...(input.windowS !== undefined && { windowS: input.windowS }) });
  const intervalS = input.intervalS === 'window' ? given : input.intervalS;
  const numbers = analysisNumbers({
    windowS: given,
    ...(intervalS !== undefined && { intervalS }),
    ...(input.threshold !== undefined && { threshold: ofOne(input.threshold) }),
    ...(failureLimit !== undefined && { failureLimit }),
  });
  const rates = errorRates(numbers.threshold, {
    ...(input.healthyErrors !== undefined && { healthyRate: ofOne(input.healthyErrors) }),
    ...(input.badErrors !== undefined && { badRate: ofOne(input.badErrors) }),
  });
  problems.rule('prometheus', checkPrometheus(prometheus));
  problems.rule('total', checkCounterName(total));
  problems.rule('failed', checkCounterName(failed));
  const once = input.intervalS === 'window';
  const looks = !once || checkLook(problems, numbers.windowS);
  const holds = looks && problems.rule('', checkAnalysis(numbers, rates));
  if (holds) {
    // Rule `analysis-scrapes`: `rate()` over fewer than two scrapes has no value, and the check would see nothing.
    // https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
    problems.that(
      numbers.intervalS >= SCRAPES * scrapeS,
      'interval',
      'analysis-scrapes',
      `a check looks at ${numbers.intervalS} s, and metrics are read every ${scrapeS} s: a rate needs ${SCRAPES} scrapes`,
      `read metrics every ${SCRAPE_INTERVAL_S} s, or check every ${SCRAPES * scrapeS} s`,
    );
  }
  const { windowS, count, threshold } = numbers;
  return {
    analysis: { prometheus, total, failed, windowS, intervalS: numbers.intervalS, count, threshold, ...rates, rate, failureLimit },
    holds,
    once,
  };
}

/** Checks `analysis-window` of one look at the whole window. */
function checkLook(problems: Findings['problems'], windowS: number): boolean {
  return problems.that(
    Number.isInteger(windowS) && windowS >= MIN_INTERVAL_S && windowS <= MAX_WINDOW_S,
    'window',
    'analysis-window',
    `must be whole seconds from ${MIN_INTERVAL_S} to ${MAX_WINDOW_S}, got ${shown(windowS)}`,
    `write a window of '15m'`,
  );
}

/**
 * The analysis of a version that gets so many percent of the traffic: rule `canary-power`, or a warning where no rate is known.
 *
 * @param sharePercent `'later'`: asked when rendering; `undefined`: nothing is to be decided, or a problem was recorded
 */
export function judged(
  { problems, warnings }: Findings,
  { analysis, holds, once }: Judging,
  sharePercent: number | 'later' | undefined,
  { rateAt }: Traffic,
): AnalysisPlan {
  if (!holds || sharePercent === undefined) return { ...analysis, failureLimit: analysis.failureLimit ?? 0 };
  if (analysis.rate === undefined) {
    warnings.rule('', {
      rule: 'canary-power',
      problem: 'whether it can tell a bad version from a healthy one is unknown, because the rate of tasks is',
      fix: `give the agent its ${rateAt}`,
    });
    return { ...analysis, failureLimit: analysis.failureLimit ?? 0 };
  }
  if (sharePercent === 'later' || checkRate(analysis.rate) !== undefined) return analysis;
  problems.rule('', checkDecides(analysis, sharePercent, once));
  return { ...analysis, failureLimit: failureLimitOf(analysis, sharePercent) };
}

/** A share of one, from percent, without the floating-point noise of the division. */
export function ofOne(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}
