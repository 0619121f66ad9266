import { checkDrainAllowed } from '../../src/features/availability/disruption';
import type { PodShare } from '../../src/kernel/percent';
import type { PodDisruptionBudgetSpec } from '../kinds/policy';

/** What a drain may take of an agent's pods, of all its versions together: one at a time, or all but those that it must leave. */
export function disruptionBudget(
  selectorLabels: Readonly<Record<string, string>>,
  minAvailable: PodShare | undefined,
): PodDisruptionBudgetSpec {
  return {
    ...(minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable }),
    selector: { matchLabels: selectorLabels },
    // pods that never became ready would block a drain for ever: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
}

/** Rule `pdb-progress` for a count that is not written: whether an autoscaler owns it is known when rendering. */
export function stuckDrain(minAvailable: PodShare | undefined, replicas: number | undefined): string[] {
  if (replicas === undefined || minAvailable === undefined) return [];
  const violation = checkDrainAllowed({ minAvailable }, { min: replicas, max: replicas });
  return violation === undefined ? [] : [`minAvailable: ${violation.rule}: ${violation.problem}; ${violation.fix}`];
}
