import { planAvailability, type Presence } from '../../../src/features/availability/resolve';
import type { RolloutPlan } from '../../../src/features/rollout/plan';
import { Problems } from '../../../src/kernel/problems';

const rolling = (maxUnavailable: number): RolloutPlan => ({ kind: 'rolling', update: { maxSurge: 1, maxUnavailable } });
const of = (kind: 'canary' | 'blue-green' | 'queue'): RolloutPlan =>
  ({ kind, update: { maxSurge: 1, maxUnavailable: 1 } }) as unknown as RolloutPlan;

const PRESENCE: Presence = {
  counts: { min: 2, max: 12 },
  countsAt: 'replicas',
  rollout: rolling(0),
  graceS: 30,
  mostNodes: 12,
  minAvailable: undefined,
  awaited: true,
};

function plan(change: Partial<Presence>): [unknown, string[]] {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const kept = planAvailability({ problems, warnings }, { ...PRESENCE, ...change });
  const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);
  return [kept, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]];
}

test.each<readonly [string, Partial<Presence>, unknown, readonly string[]]>([
  ['nothing said', {}, undefined, []],
  ['one that must stay', { minAvailable: 1 }, 1, []],
  ['all that must stay', { minAvailable: 2 }, undefined, ['minAvailable: pdb-progress']],
  ['a share', { minAvailable: '50%' }, '50%', []],
  [
    'a share that is none, which is all that is said',
    { minAvailable: '101%', counts: { min: 1, max: 12 } },
    undefined,
    ['minAvailable: pod-share'],
  ],
  ['a share that is none of counts that are not known', { minAvailable: 0.5, counts: undefined }, undefined, ['minAvailable: pod-share']],
  ['all of counts that are not known', { minAvailable: 2, counts: undefined, graceS: 10_000, rollout: rolling(1) }, 2, []],
  ['one replica', { counts: { min: 1, max: 12 }, countsAt: 'scaling.min' }, undefined, ['warning scaling.min: single-replica']],
  ['one replica that nobody waits for', { counts: { min: 1, max: 12 }, awaited: false }, undefined, []],
  ['a rollout that takes a pod first', { rollout: rolling(1) }, undefined, ['warning rollout: zero-downtime']],
  ['that, and nobody waits', { rollout: rolling(1), awaited: false }, undefined, []],
  // the old pods stay until the new ones are ready
  ['a canary', { rollout: of('canary') }, undefined, []],
  ['a switch', { rollout: of('blue-green') }, undefined, []],
  ['two versions of a queue', { rollout: of('queue') }, undefined, []],
  // one pod a node, and 5 s until the next is ready: 900 s
  ['a grace that a node group waits for', { graceS: 895 }, undefined, []],
  ['a longer one', { graceS: 896 }, undefined, ['warning terminationGracePeriod: node-drain']],
  ['a longer one that nobody waits for', { graceS: 896, awaited: false }, undefined, ['warning terminationGracePeriod: node-drain']],
  // twelve pods over eleven nodes are two on one of them
  ['a node with two pods, in time', { mostNodes: 11, graceS: 445 }, undefined, []],
  ['a node with two pods, too late', { mostNodes: 11, graceS: 446 }, undefined, ['warning terminationGracePeriod: node-drain']],
  ['one node', { mostNodes: 1, graceS: 70 }, undefined, []],
  ['one node, too late', { mostNodes: 1, graceS: 71 }, undefined, ['warning terminationGracePeriod: node-drain']],
  ['no node', { mostNodes: 0, graceS: 10_000 }, undefined, []],
  ['nodes that are not known', { mostNodes: undefined, graceS: 10_000 }, undefined, []],
])('with %s', (_, change, kept, said) => {
  expect(plan(change)).toEqual([kept, said]);
});
