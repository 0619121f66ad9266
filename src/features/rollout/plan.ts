import type { NatsMetricPrefix } from '../bus/metrics';
import type { QueueSwitch } from '../bus/queue-versions';
import type { ErrorRates } from './analysis';
import type { RollingUpdate } from './peak';
import { type CanaryTrial, checkPower, powerInput } from './power';
import { checkCanaryShare, leastCanaryShare, type ReplicaBounds } from './share';
import type { Violation } from '../../kernel/problems';

/** Which failures are too many, with every number filled in; shares are of 1. */
export interface AnalysisPlan extends ErrorRates {
  /** Address of Prometheus. */
  readonly prometheus: string;
  /** Counter of what was finished. */
  readonly total: string;
  /** Counter of what failed. */
  readonly failed: string;
  /** How long the new version is watched. */
  readonly windowS: number;
  /** Time between two checks, what each looks at, and time before the first. */
  readonly intervalS: number;
  /** Checks. */
  readonly count: number;
  /** Share of failures above which a check fails. */
  readonly threshold: number;
  /** Requests per second, all versions together; `undefined`: not known. */
  readonly rate: number | undefined;
  /** Failed checks that are let pass; `undefined`: follows from the counts, which are not known before rendering. */
  readonly failureLimit: number | undefined;
}

/** A route that splits requests by weight. */
export interface RouterPlan {
  readonly gateway: string;
  readonly namespace: string;
  /** DNS names; empty: all that the Gateway listens to. */
  readonly hostnames: readonly string[];
}

/** Pods are replaced a few at a time. */
export interface RollingPlan {
  readonly kind: 'rolling';
  readonly update: RollingUpdate;
}

/** The new version first gets a part of the requests. */
export interface CanaryPlan {
  readonly kind: 'canary';
  /** Percent of the requests that the new version gets. */
  readonly weight: number;
  readonly update: RollingUpdate;
  /** `undefined`: the share of pods is the share of requests. */
  readonly router: RouterPlan | undefined;
  readonly analysis: AnalysisPlan;
}

/** Both versions run in full, and requests are switched at once. */
export interface BlueGreenPlan {
  readonly kind: 'blue-green';
  readonly manualPromotion: boolean;
  /** How long the old pods stay after the switch; `undefined`: until the analysis has ended. */
  readonly scaleDownDelayS: number | undefined;
  readonly analysis: AnalysisPlan;
}

/** The two versions of a queue worker, of which `switch` says who gets new messages. */
export interface QueueRolloutPlan {
  readonly kind: 'queue';
  readonly switch: QueueSwitch;
  /** How the pods of either version are replaced. */
  readonly update: RollingUpdate;
  /** Image of the second version. */
  readonly image: string;
  /** Most messages delivered to the second version and not yet acknowledged. */
  readonly maxAckPending: number;
  readonly analysis: AnalysisPlan;
  /** Share of unfinished messages that were delivered before, above which the second version is too bad. */
  readonly redeliveries: number;
  readonly natsMetricPrefix: NatsMetricPrefix;
  /** Label of the alerts that compare the versions. */
  readonly severity: string;
}

/** How a new version replaces the old one, complete. */
export type RolloutPlan = RollingPlan | CanaryPlan | BlueGreenPlan | QueueRolloutPlan;

/** A rollout, and the most pods that are alive while it goes on at the largest count. */
export interface SettledRollout<Plan extends RolloutPlan = RolloutPlan> {
  readonly rollout: Plan;
  readonly peakPods: number;
}

/** What does not hold, and where. */
export interface Found {
  readonly place: string;
  readonly violation: Violation;
}

/** The least share of the requests that a canary gets at any count, in percent. */
export function canaryPercent({ weight, update, router }: CanaryPlan, counts: ReplicaBounds): number {
  return router === undefined ? leastCanaryShare(weight, counts, update) : weight;
}

/** What the counts and their share of the traffic cannot give: rules `canary-share` and `canary-power`. */
export function checkCanaryCounts(plan: CanaryPlan, counts: ReplicaBounds): Found | undefined {
  const share = plan.router === undefined ? checkCanaryShare(plan.weight, counts, plan.update) : undefined;
  if (share !== undefined) return { place: 'weight', violation: share };
  const power = checkDecides(plan.analysis, canaryPercent(plan, counts));
  return power === undefined ? undefined : { place: 'analysis', violation: power };
}

/** Rule `canary-power`; where no rate is known there is nothing to refuse. */
export function checkDecides(analysis: AnalysisPlan, sharePercent: number, once = false): Violation | undefined {
  const trial = trialOf(analysis, sharePercent);
  return trial === undefined ? undefined : checkPower({ ...trial, once });
}

/** Failed checks that are let pass: as chosen, or the fewest with which a healthy version passes; none where no rate is known. */
export function failureLimitOf(analysis: AnalysisPlan, sharePercent: number): number {
  const trial = trialOf(analysis, sharePercent);
  return analysis.failureLimit ?? (trial === undefined ? 0 : powerInput(trial).failureLimit);
}

/** The analysis as `canary-power` sees it, for a version that gets so many percent of the requests; `undefined` if no rate is known. */
function trialOf(
  { windowS, intervalS, threshold, healthyRate, badRate, rate, failureLimit }: AnalysisPlan,
  sharePercent: number,
): CanaryTrial | undefined {
  if (rate === undefined) return undefined;
  return { rate, sharePercent, windowS, intervalS, threshold, healthyRate, badRate, ...(failureLimit !== undefined && { failureLimit }) };
}
