import { type PodShare, podsOf } from '../../kernel/percent';
import type { Violation } from '../../kernel/problems';
import { fenceposts, type RollingUpdate, rolloutPeak } from '../rollout/peak';

/** A PodDisruptionBudget: exactly one of two ways to say it. */
export type DisruptionBudget = { readonly minAvailable: PodShare } | { readonly maxUnavailable: PodShare };

/** A budget by name, and whose pods it selects. */
export interface SelectingBudget {
  readonly name: string;
  /** Names of workloads. */
  readonly workloads: readonly string[];
}

/** What does not hold of one budget or workload. */
export interface BudgetViolation extends Violation {
  /** Its name. */
  readonly of: string;
}

/** Counts a workload may have. */
export interface CountRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Pods that a drain may take while `replicas` are all healthy. Both kinds of percent are rounded up.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go (getExpectedPodCount, updatePdbStatus)
 */
export function disruptionsAllowed(budget: DisruptionBudget, replicas: number): number {
  return Math.max(0, replicas - podsKept(budget, replicas));
}

/** Rules `pdb-progress` (A12, A13): at every count from min to max a drain may take a pod, or the node stays for ever. */
export function checkDrainAllowed(budget: DisruptionBudget, { min, max }: CountRange): Violation | undefined {
  const text = 'minAvailable' in budget ? `minAvailable ${budget.minAvailable}` : `maxUnavailable ${budget.maxUnavailable}`;
  for (let count = Math.max(1, min); count <= max; count += 1) {
    if (disruptionsAllowed(budget, count) >= 1) continue;
    return {
      rule: 'pdb-progress',
      problem: `${text} keeps ${podsKept(budget, count)} of ${count} pods: a drain may take 0 and needs 1`,
      fix: 'minAvailable' in budget ? 'leave minAvailable out: maxUnavailable 1 takes its place' : 'set maxUnavailable to 1',
    };
  }
  return undefined;
}

/** Rule `single-replica` (A13), for a warning: one replica is an outage at every drain, from the eviction until the next is ready. */
export function checkDrainKeepsOne({ min }: CountRange): Violation | undefined {
  return min >= 2
    ? undefined
    : {
        rule: 'single-replica',
        problem: `min is ${min}: a drain of its node leaves no pod until another is ready`,
        fix: 'set min to 2, or accept the outage',
      };
}

/**
 * Rules `one-budget` and `budget-selector` (A12): each pod has one budget at most (an eviction with two fails with status 500), and a budget
 * counts the pods of one workload.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function budgetsSelectOnce(budgets: readonly SelectingBudget[], workloads: readonly string[]): BudgetViolation[] {
  const list = (names: readonly string[]): string => (names.length === 0 ? '' : ` (${names.map((name) => `'${name}'`).join(', ')})`);
  return [
    ...workloads.flatMap((of) => {
      const own = budgets.filter((budget) => budget.workloads.includes(of)).map(({ name }) => name);
      const problem = `its pods are in ${own.length} budgets${list(own)}, and an eviction takes 1 at most`;
      return own.length <= 1 ? [] : [{ of, rule: 'one-budget', problem, fix: 'keep one' }];
    }),
    ...budgets.flatMap(({ name: of, workloads: counted }) => {
      const problem = `counts the pods of ${counted.length} workloads${list(counted)}, not of 1`;
      const fix = 'select by the one label that is unique to the workload';
      return counted.length === 1 ? [] : [{ of, rule: 'budget-selector', problem, fix }];
    }),
  ];
}

/** Rule `zero-downtime` (A14): at every count a rollout adds before it takes; a share of unavailable that is 0 at first may be 1 later. */
export function checkRolloutKeepsCount(update: RollingUpdate, { min, max }: CountRange): Violation | undefined {
  for (let count = Math.max(1, min); count <= max; count += 1) {
    const { missing } = fenceposts(count, update);
    if (missing === 0) continue;
    return {
      rule: 'zero-downtime',
      problem: `maxSurge ${update.maxSurge} and maxUnavailable ${update.maxUnavailable} let ${missing} of ${count} pods be missing, and 0 may be`,
      fix: `set maxUnavailable to 0 and maxSurge to 1 or more`,
    };
  }
  return undefined;
}

/** Rule `rollout-hosts` (A14): where no two pods share a host, the rollout peak needs as many hosts. */
export function checkRolloutHosts(peak: number, hosts: number): Violation | undefined {
  return hosts >= peak
    ? undefined
    : {
        rule: 'rollout-hosts',
        problem: `${peak} pods at the rollout peak need a host each (required anti-affinity), but there are ${hosts}`,
        fix: `raise the pool to ${peak} nodes, or prefer separate hosts instead of requiring them`,
      };
}

/** Rule `rollout-zones` (A14): where the spread over zones must hold, each zone takes its part of the rollout peak: ⌈peak ÷ Z⌉. */
export function checkRolloutZones(replicas: number, update: RollingUpdate, podsPerZone: readonly number[]): Violation | undefined {
  const peak = rolloutPeak(replicas, update);
  const part = Math.ceil(peak / Math.max(1, podsPerZone.length));
  const least = podsPerZone.length === 0 ? 0 : Math.min(...podsPerZone);
  return least >= part
    ? undefined
    : {
        rule: 'rollout-zones',
        problem: `${peak} pods at the rollout peak over ${podsPerZone.length} zones are ${part} in each, but one zone has room for ${least}`,
        fix: `give every zone room for ${part}, or prefer the spread instead of requiring it`,
      };
}

function podsKept(budget: DisruptionBudget, replicas: number): number {
  return 'minAvailable' in budget
    ? podsOf(budget.minAvailable, replicas, 'up')
    : Math.max(0, replicas - podsOf(budget.maxUnavailable, replicas, 'up'));
}
