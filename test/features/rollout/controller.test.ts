import { canaryPeak, fenceposts, type RollingUpdate } from '../../../src/features/rollout/peak';
import { canaryPods } from '../../../src/features/rollout/share';

/** Pods of both versions, and those of them that are available, on the way to a weight. */
interface State {
  readonly weight: number;
  readonly canary: number;
  readonly canaryReady: number;
  readonly stable: number;
  readonly stableReady: number;
}

const least = Math.min;
const most = Math.max;

/**
 * What the controller wants next of a canary without a router; only the counts at rest are `canaryPods`.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/utils/replicaset/canary.go (CalculateReplicaCountsForBasicCanary)
 */
function wanted(state: State, replicas: number, update: RollingUpdate): { readonly canary: number; readonly stable: number } {
  const { surge, missing } = fenceposts(replicas, update);
  const rest = canaryPods(replicas, state.weight, update);
  let { canary, stable } = state;
  // up: the stable version first, as far as there is room
  stable += most(0, least(replicas + surge - canary - stable, rest.stable - stable));
  canary += most(0, least(replicas + surge - canary - stable, rest.canary - canary));
  // down: as many as may be missing; pods of the version that shrinks count whether available or not
  const grows = rest.canary >= state.canary;
  const alive =
    (grows ? least(state.canary, state.canaryReady) : state.canary) + (grows ? state.stable : least(state.stable, state.stableReady));
  const spare = alive - (replicas - missing);
  if (spare <= 0) return { canary, stable };
  if (grows && state.stable > rest.stable) stable = most(rest.stable, state.stable - spare);
  if (!grows) canary = most(rest.canary, state.canary - spare);
  return grows
    ? within({ shrinks: stable, ready: state.stableReady }, { stays: canary, ready: state.canaryReady }, (shrinks, stays) => ({
        canary: stays,
        stable: shrinks,
      }))
    : within({ shrinks: canary, ready: state.canaryReady }, { stays: stable, ready: state.stableReady }, (shrinks, stays) => ({
        canary: shrinks,
        stable: stays,
      }));

  /** Both within the surge, without taking available pods that are needed. */
  function within<Counts>(
    drained: { readonly shrinks: number; readonly ready: number },
    kept: { readonly stays: number; readonly ready: number },
    counts: (shrinks: number, stays: number) => Counts,
  ): Counts {
    const over = (stays: number) => most(0, stays + drained.shrinks - (replicas + surge));
    const cut = kept.stays - over(kept.stays);
    const available = least(drained.ready, drained.shrinks) + least(kept.ready, cut);
    const stays = cut + least(most(0, kept.ready - cut), most(0, replicas - missing - available));
    return counts(drained.shrinks - over(stays), stays);
  }
}

/** Every state that can follow: one version is scaled, one pod becomes available or is lost, the canary is promoted or stopped. */
function following(state: State, replicas: number, update: RollingUpdate): readonly State[] {
  const next = wanted(state, replicas, update);
  const scaled = [
    { ...state, stable: next.stable, stableReady: least(state.stableReady, next.stable) },
    { ...state, canary: next.canary, canaryReady: least(state.canaryReady, next.canary) },
  ];
  const ready = [
    { ...state, stableReady: least(state.stable, state.stableReady + 1) },
    { ...state, canaryReady: least(state.canary, state.canaryReady + 1) },
    { ...state, canaryReady: most(0, state.canaryReady - 1) },
  ];
  const moved = [0, 100].map((weight) => ({ ...state, weight }));
  return [...scaled, ...ready, ...moved];
}

/** All states that a rollout can be in, from the old version alone. */
function reachable(replicas: number, weight: number, update: RollingUpdate): readonly State[] {
  const first = { weight, canary: 0, canaryReady: 0, stable: replicas, stableReady: replicas };
  const keyOf = ({ weight, canary, canaryReady, stable, stableReady }: State) => [weight, canary, canaryReady, stable, stableReady].join();
  const seen = new Map([[keyOf(first), first]]);
  for (const state of seen.values())
    for (const next of following(state, replicas, update)) if (!seen.has(keyOf(next))) seen.set(keyOf(next), next);
  return [...seen.values()];
}

describe.each<[RollingUpdate]>([
  [{ maxSurge: '25%', maxUnavailable: 0 }],
  [{ maxSurge: 2, maxUnavailable: 1 }],
  [{ maxSurge: 0, maxUnavailable: 1 }],
])('a canary without a router, %j', (update) => {
  const cases = [1, 2, 3, 4, 5, 7, 8].flatMap((replicas) => [1, 10, 33, 50, 90].map((weight) => ({ replicas, weight })));

  test('has at most the pods of its peak in every state, and that many in one', () => {
    for (const { replicas, weight } of cases) {
      const pods = reachable(replicas, weight, update).map(({ canary, stable }) => canary + stable);
      expect({ replicas, weight, peak: Math.max(...pods) }).toEqual({
        replicas,
        weight,
        // of two versions there are never more than all of both, whatever the surge
        peak: Math.min(2 * replicas, canaryPeak(replicas, { routed: false, maxSurge: update.maxSurge })),
      });
    }
  });

  test('comes to rest at the counts of its weight alone', () => {
    for (const { replicas, weight } of cases) {
      const resting = reachable(replicas, weight, update).filter((state) => {
        const next = wanted(state, replicas, update);
        const complete = state.canaryReady === state.canary && state.stableReady === state.stable;
        return complete && next.canary === state.canary && next.stable === state.stable;
      });
      const found = new Set(resting.map(({ weight: at, canary, stable }) => `${at}: ${canary} ${stable}`));
      const expected = [weight, 0, 100].map((at) => ({ at, ...canaryPods(replicas, at, update) }));
      expect([...found].sort()).toEqual(expected.map(({ at, canary, stable }) => `${at}: ${canary} ${stable}`).sort());
    }
  });
});
