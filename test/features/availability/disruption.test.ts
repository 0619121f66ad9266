import * as fc from 'fast-check';
import {
  checkDrainAllowed,
  budgetsSelectOnce,
  type DisruptionBudget,
  disruptionsAllowed,
  checkDrainKeepsOne,
  checkRolloutHosts,
  checkRolloutKeepsCount,
  type SelectingBudget,
  checkRolloutZones,
} from '../../../src/features/availability/disruption';

const shares = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 100 }).map((value) => `${value}%`),
);
const budgets: fc.Arbitrary<DisruptionBudget> = fc.oneof(
  shares.map((minAvailable) => ({ minAvailable })),
  shares.map((maxUnavailable) => ({ maxUnavailable })),
);

/** The disruption controller on `healthy` healthy pods of a controller with that scale, in whole numbers. */
function controllerAllows(budget: DisruptionBudget, healthy: number): number {
  const up = (share: number | string): number => {
    if (typeof share === 'number') return share;
    let count = 0;
    while (count * 100 < Number(share.slice(0, -1)) * healthy) count += 1;
    return count;
  };
  const desired = 'minAvailable' in budget ? up(budget.minAvailable) : Math.max(0, healthy - up(budget.maxUnavailable));
  return healthy <= 0 || healthy - desired <= 0 ? 0 : healthy - desired;
}

describe('disruptions allowed', () => {
  test.each<[DisruptionBudget, number, number]>([
    [{ minAvailable: '50%' }, 3, 1], // 1.5 rounds up to 2
    [{ minAvailable: '50%' }, 1, 0],
    [{ minAvailable: '99%' }, 100, 1],
    [{ minAvailable: '99%' }, 99, 0], // 98.01 rounds up to 99
    [{ maxUnavailable: '1%' }, 1, 1], // 0.01 rounds up too
    [{ maxUnavailable: '0%' }, 100, 0],
    [{ maxUnavailable: 1 }, 1, 1],
    [{ maxUnavailable: 5 }, 2, 2],
    [{ minAvailable: 1 }, 0, 0],
  ])('%j of %s pods', (budget, pods, expected) => {
    expect(disruptionsAllowed(budget, pods)).toBe(expected);
  });

  test('are what the disruption controller computes', () => {
    fc.assert(
      fc.property(budgets, fc.integer({ min: 0, max: 400 }), (budget, pods) => {
        expect(disruptionsAllowed(budget, pods)).toBe(controllerAllows(budget, pods));
      }),
      { seed: 12, numRuns: 1000 },
    );
  });
});

describe('a budget lets a drain pass (A12, A13)', () => {
  const keeps = (text: string) => [
    {
      rule: 'pdb-progress',
      problem: `${text}: a drain may take 0 and needs 1`,
      fix: text.startsWith('min') ? 'leave minAvailable out: maxUnavailable 1 takes its place' : 'set maxUnavailable to 1',
    },
  ];

  test.each<[DisruptionBudget, number, number, ReturnType<typeof keeps>]>([
    [{ minAvailable: 1 }, 3, 20, []],
    [{ minAvailable: 1 }, 2, 20, []],
    [{ minAvailable: 1 }, 1, 20, keeps('minAvailable 1 keeps 1 of 1 pods')],
    [{ minAvailable: 1 }, 0, 20, keeps('minAvailable 1 keeps 1 of 1 pods')],
    [{ minAvailable: '50%' }, 2, 20, []],
    [{ minAvailable: '50%' }, 1, 20, keeps('minAvailable 50% keeps 1 of 1 pods')],
    [{ minAvailable: '80%' }, 5, 20, []],
    [{ minAvailable: '80%' }, 4, 20, keeps('minAvailable 80% keeps 4 of 4 pods')],
    [{ minAvailable: '100%' }, 50, 60, keeps('minAvailable 100% keeps 50 of 50 pods')],
    [{ maxUnavailable: 1 }, 1, 20, []],
    [{ maxUnavailable: '1%' }, 1, 20, []],
    [{ maxUnavailable: 0 }, 3, 20, keeps('maxUnavailable 0 keeps 3 of 3 pods')],
    [{ maxUnavailable: '0%' }, 3, 20, keeps('maxUnavailable 0% keeps 3 of 3 pods')],
    // no count at all
    [{ minAvailable: 5 }, 3, 2, []],
    [{ minAvailable: 5 }, 0, 0, []],
    [{ minAvailable: 2 }, 2, 2, keeps('minAvailable 2 keeps 2 of 2 pods')],
  ])('%j from %s to %s', (budget, min, max, expected) => {
    expect([checkDrainAllowed(budget, { min, max }) ?? []].flat()).toEqual(expected);
  });

  test('at every count, tried one by one', () => {
    const range = fc.record({ min: fc.integer({ min: 1, max: 40 }), more: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(budgets, range, (budget, { min, more }) => {
        const counts = Array.from({ length: more + 1 }, (_, index) => min + index);
        const blocked = counts.filter((count) => controllerAllows(budget, count) === 0);
        const found = checkDrainAllowed(budget, { min, max: min + more });
        expect(found === undefined).toBe(blocked.length === 0);
        if (found !== undefined) expect(found.problem).toContain(` of ${blocked[0] ?? ''} pods`);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  test('one replica is an outage that should be known', () => {
    expect([2, 1].map((min) => checkDrainKeepsOne({ min, max: 9 })?.problem)).toEqual([
      undefined,
      'min is 1: a drain of its node leaves no pod until another is ready',
    ]);
  });
});

describe('each pod has one budget, and each budget one workload (A12)', () => {
  const budget = (name: string, ...workloads: string[]): SelectingBudget => ({ name, workloads });
  const own = budget('a', 'search');

  test.each<[string, SelectingBudget[], string[]]>([
    ['its own', [own, budget('b', 'orders')], []],
    ['none', [], []],
    [
      'fails two for one pod',
      [own, budget('copy', 'search')],
      [`search one-budget: its pods are in 2 budgets ('a', 'copy'), and an eviction takes 1 at most`],
    ],
    [
      'fails one for two workloads',
      [budget('team', 'search', 'orders')],
      [`team budget-selector: counts the pods of 2 workloads ('search', 'orders'), not of 1`],
    ],
    ['fails one for none', [budget('old')], [`old budget-selector: counts the pods of 0 workloads, not of 1`]],
  ])('%s', (_case, selecting, expected) => {
    const found = budgetsSelectOnce(selecting, ['search', 'orders']);
    expect(found.map(({ of, rule, problem }) => `${of} ${rule}: ${problem}`)).toEqual(expected);
  });
});

describe('zero downtime (A14)', () => {
  test.each([
    [{ maxSurge: '25%', maxUnavailable: 0 }, 1, 100, undefined],
    [{ maxSurge: 1, maxUnavailable: '25%' }, 1, 3, undefined],
    [{ maxSurge: 1, maxUnavailable: '25%' }, 1, 4, 'maxSurge 1 and maxUnavailable 25% let 1 of 4 pods be missing, and 0 may be'],
    [{ maxSurge: 0, maxUnavailable: '25%' }, 2, 2, 'maxSurge 0 and maxUnavailable 25% let 1 of 2 pods be missing, and 0 may be'],
    // of one pod too, and of every count on the way
    [{ maxSurge: 0, maxUnavailable: '25%' }, 1, 1, 'maxSurge 0 and maxUnavailable 25% let 1 of 1 pods be missing, and 0 may be'],
    [{ maxSurge: 0, maxUnavailable: '25%' }, 0, 1, 'maxSurge 0 and maxUnavailable 25% let 1 of 1 pods be missing, and 0 may be'],
    [{ maxSurge: 1, maxUnavailable: '25%' }, 3, 4, 'maxSurge 1 and maxUnavailable 25% let 1 of 4 pods be missing, and 0 may be'],
    [{ maxSurge: 1, maxUnavailable: '25%' }, 4, 3, undefined],
    [{ maxSurge: 0, maxUnavailable: 1 }, 0, 0, undefined],
  ])('%j from %s to %s', (update, min, max, expected) => {
    expect(checkRolloutKeepsCount(update, { min, max })?.problem).toBe(expected);
  });

  test.each([
    [26, undefined],
    [25, undefined],
    [24, '25 pods at the rollout peak need a host each (required anti-affinity), but there are 24'],
  ])('needs a host for each pod of the peak: %s', (hosts, expected) => {
    expect(checkRolloutHosts(25, hosts)?.problem).toBe(expected);
  });

  test.each([
    [[10, 9, 9], undefined],
    [[9, 9, 9], undefined],
    [[30, 30, 8], '25 pods at the rollout peak over 3 zones are 9 in each, but one zone has room for 8'],
    [[], '25 pods at the rollout peak over 0 zones are 25 in each, but one zone has room for 0'],
  ])('needs a part of the peak in each zone: %j', (podsPerZone, expected) => {
    expect(checkRolloutZones(20, { maxSurge: '25%', maxUnavailable: 0 }, podsPerZone)?.problem).toBe(expected);
  });
});
