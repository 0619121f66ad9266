import type { ComputeQuota } from './spec';
import type { Violation } from '../../kernel/problems';
import { GI, bytes, bytesText, cpuMillis, cpuText } from '../../kernel/quantity';
import type { PodResources } from '../resources/spec';

/** Room above the sum of rollout peaks. */
const QUOTA_HEADROOM = 0.1;

/** What the pods of a namespace need at once. */
export interface Demand {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  readonly pods: number;
}

/** Σ over workloads of peak pods × per-pod value. */
export function demandOf(workloads: readonly { readonly peakPods: number; readonly resources: PodResources }[]): Demand {
  const sum = (read: (resources: PodResources) => number | undefined): number =>
    workloads.reduce((total, { peakPods, resources }) => total + peakPods * (read(resources) ?? 0), 0);
  return {
    cpuMillis: sum(({ cpu }) => cpuMillis(cpu)),
    memoryBytes: sum(({ memory }) => bytes(memory)),
    ephemeralStorageBytes: sum(({ ephemeralStorage }) => bytes(ephemeralStorage)),
    pods: workloads.reduce((total, { peakPods }) => total + peakPods, 0),
  };
}

/** What two sets of workloads need together. */
export function addDemands(a: Demand, b: Demand): Demand {
  return {
    cpuMillis: a.cpuMillis + b.cpuMillis,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    ephemeralStorageBytes: a.ephemeralStorageBytes + b.ephemeralStorageBytes,
    pods: a.pods + b.pods,
  };
}

/** What a CronJob does when it is due while its last run goes on. */
export type ConcurrencyPolicy = 'Allow' | 'Forbid' | 'Replace';

/**
 * Runs of a CronJob at once. `Replace` ends one while the next starts. `Allow`, which nothing bounds, is counted like it: more than
 * two at once wait for quota instead of taking what the rollouts of others need.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
 */
export function cronRuns(policy: ConcurrencyPolicy): number {
  return policy === 'Forbid' ? 1 : 2;
}

/** The demand and its headroom, rounded up to whole cores, whole Gi and whole pods. */
export function quotaFor(demand: Demand): ComputeQuota {
  return {
    cpu: cpuText(withHeadroom(demand.cpuMillis, 1000)),
    memory: bytesText(withHeadroom(demand.memoryBytes, GI)),
    ephemeralStorage: bytesText(withHeadroom(demand.ephemeralStorageBytes, GI)),
    pods: withHeadroom(demand.pods, 1),
  };
}

/** A count and its headroom, rounded up to a multiple of `step`. */
export function withHeadroom(count: number, step: number): number {
  // integers throughout: 31 × 1.1 as a double is 34.1, but 10 × 1.1 is 11.000000000000002
  return Math.ceil((count * (100 + Math.round(QUOTA_HEADROOM * 100))) / 100 / step) * step;
}

/**
 * Rule `quota`: a quota below the rollout peak of its workloads stalls a rollout half-way.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function checkQuota(quota: ComputeQuota, demand: Demand): Violation[] {
  const fix = `leave it out (${Object.entries(quotaFor(demand))
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')} is derived) or raise it`;
  // what is no quantity is a problem of its own
  const short = (key: string, has: number | undefined, needs: number, text: (value: number) => string): Violation[] =>
    has === undefined || has >= needs
      ? []
      : [{ rule: 'quota', problem: `${key} must hold every workload at its rollout peak, ${text(needs)}, but is ${text(has)}`, fix }];
  return [
    ...short('cpu', cpuMillis(quota.cpu), demand.cpuMillis, cpuText),
    ...short('memory', bytes(quota.memory), demand.memoryBytes, bytesText),
    ...short('ephemeralStorage', bytes(quota.ephemeralStorage), demand.ephemeralStorageBytes, bytesText),
    ...short('pods', quota.pods, demand.pods, String),
  ];
}
