import { fenceposts, type RollingUpdate } from './peak';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { CANARY_WEIGHT } from './schema';

/** How far the real share of a canary may be from its weight: a fifth of the weight. Ten percent may be 8 to 12. */
export const SHARE_TOLERANCE = 0.2;
/** From this count on every weight holds: half a pod is less than the tolerance of 1 %, and 99 % leaves a pod to the other version. */
const HOLDS_FROM = 251;
/** Counts beyond this are not looked at one by one; shares differ by less than a hundredth of a percent there. */
const MOST_REPLICAS = 10_000;

/** Pods of both versions while a canary is watched. */
export interface CanaryCounts {
  readonly canary: number;
  readonly stable: number;
}

/** Fewest and most replicas of a workload; the same number twice without an autoscaler. */
export interface ReplicaBounds {
  readonly min: number;
  readonly max: number;
}

/** A canary count out of a total. */
interface Split {
  readonly canary: number;
  readonly total: number;
}

/**
 * Pods of a canary without a router, as Argo Rollouts chooses them.
 *
 * Of the weighted count rounded down and up, out of `replicas` or of one more where it may surge, it takes what comes nearest to the
 * weight. Neither version is left without pods, but for a single replica that may not surge, and for 2, 5, 10 or 25 that may not surge at 75,
 * 90, 95 or 98 %: there the controller rules out both roundings and makes no canary.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/utils/replicaset/canary.go (approximateWeightedCanaryStableReplicaCounts)
 * @param weight in percent, 0 to 100
 */
export function canaryPods(replicas: number, weight: number, update: RollingUpdate): CanaryCounts {
  const open = replicas === 0 ? [] : splits(replicas, weight, fenceposts(replicas, update).surge > 0);
  // the first of equals wins; without a possible split there is no canary
  const [first = { canary: 0, total: replicas }, ...others] = open;
  const { canary, total } = others.reduce((best, split) => (miss(weight, split) < miss(weight, best) ? split : best), first);
  return { canary, stable: total - canary };
}

/** Percent of pods that are canaries; without a router that is the percent of requests. 1 of 3 is 33.3…, and `NaN` of none. */
export function canaryShare(replicas: number, weight: number, update: RollingUpdate): number {
  const { canary, stable } = canaryPods(replicas, weight, update);
  return (canary * 100) / (canary + stable);
}

/** Least share of a canary over every count in the bounds, in percent: what an analysis can count on. */
export function leastCanaryShare(weight: number, counts: ReplicaBounds, update: RollingUpdate): number {
  return countsUpTo(MOST_REPLICAS, counts).reduce((least, replicas) => Math.min(least, canaryShare(replicas, weight, update)), 100);
}

/**
 * Rule `canary-weight`: a weight that is not a whole percent is refused, and with 0 or 100 a canary that is judged has nothing to compare.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/canary/
 */
export function checkCanaryWeight(weight: number): Violation | undefined {
  const { min, max } = CANARY_WEIGHT;
  return Number.isInteger(weight) && weight >= min && weight <= max
    ? undefined
    : {
        rule: 'canary-weight',
        problem: `must be whole percent from ${min} to ${max}, got ${shown(weight)}`,
        fix: 'write 10 for a tenth of the traffic, or use blue-green to switch all of it',
      };
}

/**
 * Rule `canary-share`: without a router the share of requests is the share of pods, which for few pods is far from the weight that was
 * written. This is checked at every count the workload may have.
 *
 * Refused with the first count whose share is off by more than {@link SHARE_TOLERANCE} of the weight, and with what does hold. Asks for a
 * weight from 1 to 99 (`canary-weight`).
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/canary/
 */
export function checkCanaryShare(weight: number, counts: ReplicaBounds, update: RollingUpdate): Violation | undefined {
  const malformed = checkCanaryWeight(weight);
  if (malformed !== undefined) return malformed;
  const off = countsUpTo(HOLDS_FROM, counts).find((replicas) => !near(replicas, weight, update));
  if (off === undefined) return undefined;
  const { canary, stable } = canaryPods(off, weight, update);
  const least = leastReplicas(weight, update);
  const other = checkWeightThat(weight, Math.round(canaryShare(off, weight, update)), counts, update);
  const choices = [
    `run ${least} replicas or more`,
    ...(other === undefined ? [] : [`write weight ${other}`]),
    'split the traffic with a router',
    `use 'rolling'`,
  ];
  return {
    rule: 'canary-share',
    problem:
      `at ${off} ${off === 1 ? 'replica' : 'replicas'}, ${weight} % of the traffic would be ${percent(canaryShare(off, weight, update))} % ` +
      `(${canary} canary, ${stable} stable); at most ${SHARE_TOLERANCE * 100} % of the weight may be missing or too much`,
    fix: `${choices.slice(0, -1).join(', ')}, or ${choices.at(-1) ?? ''}`,
  };
}

/** Least count from which on the share holds at every count. */
export function leastReplicas(weight: number, update: RollingUpdate): number {
  for (let replicas = HOLDS_FROM; replicas >= 1; replicas -= 1) if (!near(replicas, weight, update)) return replicas + 1;
  return 1;
}

/** The weight that the real share is, if every count in the bounds can give it; else the one nearest to the wish, the lower of two. */
function checkWeightThat(wish: number, real: number, counts: ReplicaBounds, update: RollingUpdate): number | undefined {
  const nearest = Array.from({ length: 98 }, (_, index) => [wish - index - 1, wish + index + 1]).flat();
  return [real, ...nearest].find(
    (weight) =>
      checkCanaryWeight(weight) === undefined && countsUpTo(HOLDS_FROM, counts).every((replicas) => near(replicas, weight, update)),
  );
}

/** What Argo Rollouts chooses from, in its order. */
function splits(replicas: number, weight: number, surges: boolean): readonly Split[] {
  const up = Math.ceil((replicas * weight) / 100);
  const down = Math.floor((replicas * weight) / 100);
  const noneAllowed = weight === 0 || weight === 100 || (replicas === 1 && !surges);
  const options: readonly (Split & { readonly open: boolean })[] = [
    { canary: up, total: replicas, open: up < replicas || noneAllowed },
    { canary: down, total: replicas, open: !tied(replicas, weight) && (down > 0 || noneAllowed) },
    { canary: up, total: replicas + 1, open: surges },
    { canary: down, total: replicas + 1, open: surges && !tied(replicas + 1, weight) && (down > 0 || noneAllowed) },
  ];
  return options.filter(({ open }) => open);
}

/** Whether both ways to round are equally far; computed as the controller does, whose 55 % of 10 is not 5.5 either. */
function tied(total: number, weight: number): boolean {
  return (total * (weight / 100)) % 1 === 0.5;
}

/** How far a split is from the weight, in percent of all pods; computed as the controller does. */
function miss(weight: number, { canary, total }: Split): number {
  return Math.abs((canary * 100) / total - weight);
}

/** Whether there are two versions, and their share is near enough to the weight; the noise of a fifth does not refuse 12 % for 10. */
function near(replicas: number, weight: number, update: RollingUpdate): boolean {
  const { canary, stable } = canaryPods(replicas, weight, update);
  const off = Math.abs(canary * 100 - weight * (canary + stable));
  return canary > 0 && stable > 0 && off <= SHARE_TOLERANCE * weight * (canary + stable) + 1e-9;
}

/** Counts in the bounds up to `most`, and at least the first; none is left out but 0, where there is nothing to roll out. */
function countsUpTo(most: number, { min, max }: ReplicaBounds): readonly number[] {
  const first = Math.max(1, min);
  const last = Math.max(first, Math.min(max, most));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** One decimal, none where it is zero. */
function percent(value: number): string {
  return String(Math.round(value * 10) / 10);
}
