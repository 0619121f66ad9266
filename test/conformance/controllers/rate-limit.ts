import type { Count } from './replica-watch';

/** What may be added or taken in any period: the larger of a number of pods and a share of what there was. */
export interface RateLimit {
  readonly pods: number;
  readonly percent: number;
  readonly periodS: number;
}

/** What holds upwards where a behavior states nothing: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#default-behavior */
export const DEFAULT_LIMIT: RateLimit = { pods: 4, percent: 100, periodS: 15 };

/** A change is seen a little after it was made, so what held a period before it is only known about that well. */
const SEEN_LATE_MS = 1000;

/**
 * Counts that are further from what held a period before than the limits let them be, each with that; none if a behavior is kept.
 *
 * Only the two ends count: what was added and taken again within a period is as if it had not been.
 */
export function tooFast(counts: readonly Count[], up: RateLimit, down: RateLimit): string[] {
  return counts.flatMap(({ atMs, replicas }) => {
    const highest = Math.max(...heldBefore(counts, atMs, up));
    const lowest = Math.min(...heldBefore(counts, atMs, down));
    const most = Math.max(highest + up.pods, Math.ceil(highest * (1 + up.percent / 100)));
    const least = Math.min(lowest - down.pods, Math.trunc(lowest * (1 - down.percent / 100)));
    if (replicas > most) return [`${highest} to ${replicas} within ${up.periodS} s`];
    return replicas < least ? [`${lowest} to ${replicas} within ${down.periodS} s`] : [];
  });
}

/** What held a period before a moment, or about then; before the first count, the first one. */
function heldBefore(counts: readonly Count[], atMs: number, { periodS }: RateLimit): number[] {
  const [from, to] = [-SEEN_LATE_MS, SEEN_LATE_MS].map((late) => atMs - periodS * 1000 + late) as [number, number];
  const before = counts.filter((count) => count.atMs <= from).slice(-1);
  const then = counts.filter((count) => count.atMs > from && count.atMs <= to);
  const held = [...before, ...then];
  return (held.length > 0 ? held : counts.slice(0, 1)).map(({ replicas }) => replicas);
}
