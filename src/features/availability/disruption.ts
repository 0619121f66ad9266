import { type PodShare, podsOf } from '../../kernel/percent';
import type { Violation } from '../../kernel/problems';
import { fenceposts, type RollingUpdate, rolloutPeak } from '../rollout/peak';

/** A PodDisruptionBudget: exactly one of two ways to say it. */
export type DisruptionBudget = { readonly minAvailable: PodShare } | { readonly maxUnavailable: PodShare };

/** A disruption budget by name, and the workloads whose pods it selects. */
export interface SelectingBudget {
  readonly name: string;
  /** Names of workloads. */
  readonly workloads: readonly string[];
}

/** What a rule found about one disruption budget or workload. */
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

/**
 * Rule `pdb-progress`: a disruption budget that lets no pod go blocks the drain of a node for ever. A drain must be able to take a pod at
 * every count from min to max.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function checkDrainAllowed(budget: DisruptionBudget, { min, max }: CountRange): Violation | undefined {
  const text = 'minAvailable' in budget ? `minAvailable ${budget.minAvailable}` : `maxUnavailable ${budget.maxUnavailable}`;
  // where one of the fewest may go, one of more may go as well
  const count = Math.max(1, min);
  return count > max || disruptionsAllowed(budget, count) >= 1
    ? undefined
    : {
        rule: 'pdb-progress',
        problem: `${text} keeps ${podsKept(budget, count)} of ${count} pods: a drain may take 0 and needs 1`,
        fix: 'minAvailable' in budget ? 'leave minAvailable out: maxUnavailable 1 takes its place' : 'set maxUnavailable to 1',
      };
}

/**
 * Rule `single-replica`: with one replica every drain is an outage, until the next pod is ready. This is a warning.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
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
 * Checks `one-budget` and `budget-selector`: each pod has at most one disruption budget, since the eviction of a pod with two fails with
 * status 500. A disruption budget counts the pods of one workload.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function budgetsSelectOnce(budgets: readonly SelectingBudget[], workloads: readonly string[]): BudgetViolation[] {
  const list = (names: readonly string[]): string => (names.length === 0 ? '' : ` (${names.map((name) => `'${name}'`).join(', ')})`);
  return [
    ...workloads.flatMap((of) => {
      const own = budgets.filter((budget) => budget.workloads.includes(of)).map(({ name }) => name);
      const problem = `its pods are in ${own.length} budgets${list(own)}, and an eviction takes 1 at most`;
      // Rule `one-budget`: the eviction of a pod with two disruption budgets always fails, so its node cannot be drained.
      // https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
      return own.length <= 1 ? [] : [{ of, rule: 'one-budget', problem, fix: 'keep one' }];
    }),
    ...budgets.flatMap(({ name: of, workloads: counted }) => {
      const problem = `counts the pods of ${counted.length} workloads${list(counted)}, not of 1`;
      const fix = 'select by the one label that is unique to the workload';
      // Rule `budget-selector`: a disruption budget that selects several workloads, or none, protects something other than was meant.
      // https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
      return counted.length === 1 ? [] : [{ of, rule: 'budget-selector', problem, fix }];
    }),
  ];
}

/**
 * Rule `zero-downtime`: a rollout that takes a pod before it adds one serves with fewer pods than were asked for. This is checked at every
 * count, since a share that is 0 pods at first may be 1 pod later.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
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

/**
 * Rule `rollout-hosts`: pods that may not share a host and find no free one stay pending, and the rollout stalls.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
 */
export function checkRolloutHosts(peak: number, hosts: number): Violation | undefined {
  return hosts >= peak
    ? undefined
    : {
        rule: 'rollout-hosts',
        problem: `${peak} pods at the rollout peak need a host each (required anti-affinity), but there are ${hosts}`,
        fix: `raise the pool to ${peak} nodes, or prefer separate hosts instead of requiring them`,
      };
}

/**
 * Rule `rollout-zones`: where the spread over zones is required, a pod that finds no room in its zone stays pending and stalls the rollout.
 * Checked: where the spread over zones must hold, each zone takes its part of the rollout peak: ⌈peak ÷ Z⌉.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
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
