/** What of an autoscaler decides how fast it adds replicas. */
export interface Scaler {
  readonly min: number;
  readonly max: number;
  /** Unfinished messages that one replica may hold. */
  readonly perReplica: number;
  /** Whether a `behavior` is rendered: with any, the rules of a behavior apply to scaling up as well, as the API server fills them in. */
  readonly behavior: boolean;
}

/** One look of the controller: when, and how many replicas it asks for then. */
export interface Look {
  readonly atS: number;
  readonly replicas: number;
}

/** Seconds between two looks: `--horizontal-pod-autoscaler-sync-period`. */
const SYNC_S = 15;
/** Deviation of the metric that is left alone: `--horizontal-pod-autoscaler-tolerance`. */
const TOLERANCE = 0.1;

/**
 * Replicas that the HorizontalPodAutoscaler's controller asks for while so many messages stay unfinished, until it asks for no more. The
 * first look is at 0; pods and nodes start on top of it.
 *
 * Written from the controller's own text, and from nothing of this repository: without a behavior it asks for twice as many or 4 at the most, with one
 * for what the default policies allow, 4 more or 100 % more in 15 s, whichever is more.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/controller/podautoscaler/horizontal.go (scaleUpLimitFactor, scaleUpLimitMinimum)
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#default-behavior
 */
export function rampUp({ min, max, perReplica, behavior }: Scaler, messages: number): Look[] {
  const looks: Look[] = [];
  let replicas = min;
  for (let atS = 0; ; atS += SYNC_S) {
    // average value: the share of one replica against the target
    const ratio = messages / (perReplica * replicas);
    const wanted = Math.abs(ratio - 1) <= TOLERANCE ? replicas : Math.ceil(messages / perReplica);
    const limit = behavior ? Math.max(replicas + 4, replicas * 2) : Math.max(2 * replicas, 4);
    const next = Math.max(min, Math.min(wanted, limit, max));
    if (next <= replicas) return looks;
    replicas = next;
    looks.push({ atS, replicas });
  }
}
