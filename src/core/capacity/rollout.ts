import { type PodShare, podShareHolds, podsOf } from '../percent';
import type { Violation } from '../problems';

/** How a Deployment replaces its pods. */
export interface RollingUpdate {
  /** Pods above the count. */
  readonly maxSurge: PodShare;
  /** Pods missing from the count. */
  readonly maxUnavailable: PodShare;
}

/** Row 000-21: nothing missing, a quarter more. */
export const DEFAULT_ROLLING_UPDATE: RollingUpdate = { maxSurge: '25%', maxUnavailable: 0 };

/** Rule A3: most pods alive while rolling out at `replicas`; Kubernetes rounds surge up. */
export function rolloutPeak(replicas: number, { maxSurge }: RollingUpdate): number {
  return replicas + podsOf(maxSurge, replicas, 'up');
}

/** Rule `rolling-update`: at least one of surge and unavailable moves the rollout. */
export function rollingUpdateHolds({ maxSurge, maxUnavailable }: RollingUpdate): Violation | undefined {
  const malformed = podShareHolds(maxSurge) ?? podShareHolds(maxUnavailable);
  if (malformed !== undefined) return malformed;
  return podsOf(maxSurge, 100, 'up') === 0 && podsOf(maxUnavailable, 100, 'down') === 0
    ? {
        rule: 'rolling-update',
        problem: `maxSurge ${maxSurge} and maxUnavailable ${maxUnavailable} leave no pod to replace`,
        fix: `let one of them be above zero; '25%' and 0 lose no capacity`,
      }
    : undefined;
}
