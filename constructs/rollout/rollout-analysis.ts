import type { Duration } from 'cdk8s';
import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../../src/features/bus/metrics';
import type { Problems } from '../../src/kernel/problems';
import {
  checkAnalysis,
  type AnalysisNumbers,
  analysisNumbers,
  errorRateQuery,
  errorRates,
  type ErrorRates,
  healthyCondition,
  SCRAPE_INTERVAL_S,
} from '../../src/features/rollout/analysis';
import { checkCounterName, PROMETHEUS, checkPrometheus } from '../../src/features/rollout/prometheus';
import { type CanaryTrial, checkPower, powerInput } from '../../src/features/rollout/power';
import { shown } from '../../src/kernel/shown';
import type { AnalysisOfRollout, AnalysisTemplateSpec } from './kinds';
import type { RolloutAnalysisProps } from './rollout-props';

/** Label of the pods by which the controller tells versions apart: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ */
export const VERSION_LABEL = 'rollouts-pod-template-hash';
/** Scrapes that one check looks at: a rate needs two, and one may come late. */
const SCRAPES = 3;
const CANARY_HASH = 'canary-hash';

/** An analysis with its defaults filled in; what follows from the traffic is asked when rendering. */
export interface AnalysisPlan {
  readonly address: string;
  readonly total: string;
  readonly failed: string;
  readonly numbers: AnalysisNumbers;
  readonly rates: ErrorRates;
  /** Requests per second; `undefined`: not known. */
  readonly rate: number | undefined;
  /** Chosen by a person. */
  readonly failureLimit: number | undefined;
}

/** Rules `prometheus`, `counter-name`, `analysis-window`, `analysis-rates` and `rate`. Returns the plan, and `undefined` where it cannot be worked with. */
export function planAnalysis(
  problems: Problems,
  props: RolloutAnalysisProps,
  rate: number | undefined,
  scrapeS: number = SCRAPE_INTERVAL_S,
): AnalysisPlan | undefined {
  const at = problems.at('analysis');
  const { prometheus = PROMETHEUS, total = AGENT_TASKS, failed = AGENT_TASKS_FAILED, failureLimit } = props;
  const numbers = analysisNumbers({
    ...(props.window !== undefined && { windowS: seconds(props.window) }),
    ...(props.interval !== undefined && { intervalS: seconds(props.interval) }),
    ...(props.threshold !== undefined && { threshold: ofOne(props.threshold) }),
    ...(failureLimit !== undefined && { failureLimit }),
  });
  const rates = errorRates(numbers.threshold, {
    ...(props.healthyErrors !== undefined && { healthyRate: ofOne(props.healthyErrors) }),
    ...(props.badErrors !== undefined && { badRate: ofOne(props.badErrors) }),
  });
  at.rule('prometheus', checkPrometheus(prometheus));
  at.rule('total', checkCounterName(total));
  at.rule('failed', checkCounterName(failed));
  const holds = at.rule('', checkAnalysis(numbers, rates));
  if (holds) {
    // Rule `analysis-scrapes`: `rate()` over fewer than two scrapes has no value, and the check would see nothing.
    // https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
    at.that(
      numbers.intervalS >= SCRAPES * scrapeS,
      'interval',
      'analysis-scrapes',
      `a check looks at ${numbers.intervalS} s, and metrics are read every ${scrapeS} s: a rate needs ${SCRAPES} scrapes`,
      `read metrics every ${SCRAPE_INTERVAL_S} s, or check every ${SCRAPES * scrapeS} s`,
    );
  }
  // Rule `rate`: a rate is divided by and multiplied with, so zero, negative or absurd values give absurd counts (our choice).
  const rateHolds =
    rate === undefined ||
    problems.that(
      Number.isFinite(rate) && rate > 0,
      'rate',
      'rate',
      `must be requests per second above zero, got ${shown(rate)}`,
      'write the rate of a quiet hour, or leave it out',
    );
  return holds && rateHolds ? { address: prometheus, total, failed, numbers, rates, rate, failureLimit } : undefined;
}

/** The analysis as `canary-power` sees it, for a version that gets so many percent of the requests; `undefined` if no rate is known. */
function trialOf({ numbers, rates, rate, failureLimit }: AnalysisPlan, sharePercent: number): CanaryTrial | undefined {
  if (rate === undefined) return undefined;
  const { windowS, intervalS, threshold } = numbers;
  return { rate, sharePercent, windowS, intervalS, threshold, ...rates, ...(failureLimit !== undefined && { failureLimit }) };
}

/** Rule `canary-power`; where no rate is known there is nothing to refuse, and a warning to give. */
export function analysisDecides(plan: AnalysisPlan, sharePercent: number): ReturnType<typeof checkPower> {
  const trial = trialOf(plan, sharePercent);
  return trial === undefined ? undefined : checkPower(trial);
}

/** The warning for an analysis whose rate is not known. */
export const POWER_UNKNOWN =
  'rate: canary-power: unknown whether the analysis can tell a bad version from a healthy one; give the requests per second of a quiet hour';

/** The analysis of one metric of the version's own pods. */
export function analysisTemplate(plan: AnalysisPlan, sharePercent: number, namespace: string): AnalysisTemplateSpec {
  const { numbers, address, total, failed } = plan;
  const trial = trialOf(plan, sharePercent);
  const selector = { namespace, [VERSION_LABEL.replace(/-/g, '_')]: `{{args.${CANARY_HASH}}}` };
  return {
    args: [{ name: CANARY_HASH }],
    metrics: [
      {
        name: 'error-rate',
        initialDelay: `${numbers.initialDelayS}s`,
        interval: `${numbers.intervalS}s`,
        count: numbers.count,
        failureLimit: trial === undefined ? numbers.failureLimit : powerInput(trial).failureLimit,
        // no failureCondition: everything that is not good has failed, also an answer without data
        successCondition: healthyCondition(numbers.threshold),
        provider: { prometheus: { address, query: errorRateQuery({ total, failed, selector, rangeS: numbers.intervalS }) } },
      },
    ],
  };
}

/** That analysis, told which pods are the new ones. */
export function analysisOfNewest(templateName: string): AnalysisOfRollout {
  return { templates: [{ templateName }], args: [{ name: CANARY_HASH, valueFrom: { podTemplateHashValue: 'Latest' } }] };
}

/** A share of one, from percent, without the floating-point noise of the division. */
function ofOne(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
