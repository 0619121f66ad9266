import { type PodShare, checkPodShare, podsOf } from '../../kernel/percent';
import type { Violation } from '../../kernel/problems';

/** How a Deployment replaces its pods. */
export interface RollingUpdate {
  /** Pods above the count. */
  readonly maxSurge: PodShare;
  /** Pods missing from the count. */
  readonly maxUnavailable: PodShare;
}

/** No pod may be missing, and a quarter more may be there. */
export const DEFAULT_ROLLING_UPDATE: RollingUpdate = { maxSurge: '25%', maxUnavailable: 0 };

/** Pods above and pods missing, counted. */
export interface Fenceposts {
  readonly surge: number;
  readonly missing: number;
}

/** How an Argo Rollout shifts traffic to its canary. */
export interface Canary {
  /** Whether a router splits traffic by weight; without one, the share of pods is the share of traffic. */
  readonly routed: boolean;
  /** Pods above the count; means nothing where a router splits. */
  readonly maxSurge: PodShare;
}

/**
 * Surge and unavailable as a Deployment counts them: up and down, and one missing where both come to nothing.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts)
 */
export function fenceposts(replicas: number, { maxSurge, maxUnavailable }: RollingUpdate): Fenceposts {
  const surge = podsOf(maxSurge, replicas, 'up');
  const missing = podsOf(maxUnavailable, replicas, 'down');
  return { surge, missing: surge === 0 && missing === 0 ? 1 : missing };
}

/** The largest number of pods alive during a rollout at `replicas`. Kubernetes rounds surge up. */
export function rolloutPeak(replicas: number, { maxSurge }: Pick<RollingUpdate, 'maxSurge'>): number {
  return replicas + podsOf(maxSurge, replicas, 'up');
}

/**
 * The same for a canary. With a router the stable pods stay complete until the canary is: after its last step the weight is 100 %,
 * whatever the steps say, so the peak is twice the count.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/utils/replicaset/canary.go (GetCurrentSetWeight, CalculateReplicaCountsForTrafficRoutedCanary)
 */
export function canaryPeak(replicas: number, { routed, maxSurge }: Canary): number {
  return routed ? 2 * replicas : rolloutPeak(replicas, { maxSurge });
}

/**
 * The same for blue-green: both versions are complete until the old one is taken down, however small the preview was before.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/ (scaleDownDelaySeconds)
 */
export function blueGreenPeak(replicas: number): number {
  return 2 * replicas;
}

/**
 * Rule `rolling-update`: with neither surge nor unavailable pods the API server refuses the Deployment.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function checkRollingUpdate({ maxSurge, maxUnavailable }: RollingUpdate): Violation | undefined {
  const malformed = checkPodShare(maxSurge) ?? checkPodShare(maxUnavailable);
  if (malformed !== undefined) return malformed;
  return podsOf(maxSurge, 100, 'up') === 0 && podsOf(maxUnavailable, 100, 'down') === 0
    ? {
        rule: 'rolling-update',
        problem: `maxSurge ${maxSurge} and maxUnavailable ${maxUnavailable} leave no pod to replace`,
        fix: `let one of them be above zero; '25%' and 0 lose no capacity`,
      }
    : undefined;
}
