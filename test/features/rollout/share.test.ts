import * as fc from 'fast-check';
import type { RollingUpdate } from '../../../src/features/rollout/peak';
import {
  canaryPods,
  canaryShare,
  checkCanaryShare,
  checkCanaryWeight,
  leastCanaryShare,
  leastReplicas,
  SHARE_TOLERANCE,
} from '../../../src/features/rollout/share';

const SURGE: RollingUpdate = { maxSurge: '25%', maxUnavailable: 0 };
const NO_SURGE: RollingUpdate = { maxSurge: 0, maxUnavailable: 1 };

const weight = fc.integer({ min: 1, max: 99 });
const bounds = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 })).map(([min, more]) => ({ min, max: min + more }));
const update = fc.constantFrom(SURGE, NO_SURGE);

describe('pods of a canary of 10 %', () => {
  test.each([
    [1, [1, 1], [0, 1]],
    [2, [1, 2], [1, 1]],
    [3, [1, 3], [1, 2]],
    [5, [1, 5], [1, 4]],
    [9, [1, 9], [1, 8]],
    [10, [1, 9], [1, 9]],
    [20, [2, 18], [2, 18]],
    [30, [3, 27], [3, 27]],
  ])('at %i replicas are %j, and without a surge %j', (replicas, surging, still) => {
    const counts = [SURGE, NO_SURGE].map((shares) => canaryPods(replicas, 10, shares)).map(({ canary, stable }) => [canary, stable]);
    expect(counts).toEqual([surging, still]);
  });
});

test.each([
  [0, 10, SURGE, 0, 0],
  [7, 0, SURGE, 0, 7],
  [7, 100, SURGE, 7, 0],
  [7, 100, NO_SURGE, 7, 0],
  [1, 49, NO_SURGE, 0, 1],
  [1, 50, NO_SURGE, 1, 0], // one pod is one version
  [1, 50, SURGE, 1, 1],
  [3, 50, SURGE, 2, 2], // of 1 of 3, 2 of 3 and 2 of 4, the last is it
  [3, 50, NO_SURGE, 2, 1], // equally far: the larger canary
  // both roundings are ruled out, and the controller makes no canary
  [2, 75, NO_SURGE, 0, 2],
  [5, 90, NO_SURGE, 0, 5],
  [10, 95, NO_SURGE, 0, 10],
  [25, 98, NO_SURGE, 0, 25],
  [2, 75, SURGE, 2, 1],
])('%i replicas at %i %%: %j', (replicas, percent, shares, canary, stable) => {
  expect(canaryPods(replicas, percent, shares)).toEqual({ canary, stable });
});

test('no other split of the same pods, or of one more where they may surge, is nearer to the weight', () => {
  const without: string[] = [];
  for (let replicas = 1; replicas <= 30; replicas += 1)
    for (let percent = 1; percent < 100; percent += 1)
      for (const shares of [SURGE, NO_SURGE]) {
        const { canary, stable } = canaryPods(replicas, percent, shares);
        // in pods × percent: whole numbers, compared crosswise
        const totals = shares === SURGE ? [replicas, replicas + 1] : [replicas];
        const distances = totals.flatMap((total) =>
          Array.from({ length: total - 1 }, (_, index) => Math.abs((index + 1) * 100 - percent * total) / total),
        );
        if (canary === 0 || stable === 0) without.push(`${replicas} at ${percent}`);
        else expect(Math.abs(canary * 100 - percent * (canary + stable)) / (canary + stable)).toBeCloseTo(Math.min(...distances), 9);
      }
  const one = Array.from({ length: 99 }, (_, index) => `1 at ${index + 1}`);
  expect(without).toEqual([...one, '2 at 75', '5 at 90', '10 at 95', '25 at 98']);
});

test.each([
  [2, SURGE, 33.333],
  [2, NO_SURGE, 50],
  [3, SURGE, 25],
  [5, SURGE, 16.667],
  [9, NO_SURGE, 11.111],
  [10, SURGE, 10],
])('10 %% of %i replicas, %j, is %d %%', (replicas, shares, expected) => {
  expect(canaryShare(replicas, 10, shares)).toBeCloseTo(expected, 3);
});

test.each([
  [{ min: 2, max: 2 }, 33.333],
  [{ min: 2, max: 30 }, 7.143], // 1 of 14
  [{ min: 200, max: 300 }, 9.804], // 20 of 204
  [{ min: 10, max: 13 }, 7.692],
])('the least share of 10 %% over %j', (counts, expected) => {
  const all = Array.from({ length: counts.max - counts.min + 1 }, (_, index) => canaryShare(counts.min + index, 10, SURGE));
  expect(leastCanaryShare(10, counts, SURGE)).toBe(Math.min(...all));
  expect(leastCanaryShare(10, counts, SURGE)).toBeCloseTo(expected, 3);
});

test.each([0, 100, 9.5, -1, NaN, Infinity])('fails a weight of %d', (value) => {
  expect(checkCanaryWeight(value)).toEqual({
    rule: 'canary-weight',
    problem: `must be whole percent from 1 to 99, got ${value}`,
    fix: 'write 10 for a tenth of the traffic, or use blue-green to switch all of it',
  });
  expect(checkCanaryShare(value, { min: 20, max: 20 }, SURGE)?.rule).toBe('canary-weight');
});

test.each([1, 99])('a weight of %d holds', (value) => {
  expect(checkCanaryWeight(value)).toBeUndefined();
});

describe('share (F4)', () => {
  test.each([
    ['exactly a tenth', 10, { min: 10, max: 10 }, SURGE],
    ['a ninth', 10, { min: 9, max: 9 }, NO_SURGE],
    ['exactly a fifth too much: 12 %', 10, { min: 25, max: 25 }, NO_SURGE],
    ['exactly a fifth too little: 8 %', 10, { min: 24, max: 24 }, NO_SURGE],
    ['nowhere out of reach', 10, { min: 16, max: 300 }, SURGE],
    ['a third of three, by a pod more', 33, { min: 2, max: 2 }, SURGE],
    ['of a workload that may sleep', 50, { min: 0, max: 2 }, SURGE],
  ])('holds for %s', (_case, percent, counts, shares) => {
    expect(checkCanaryShare(percent, counts, shares)).toBeUndefined();
  });

  test.each([
    [
      'two replicas',
      10,
      { min: 2, max: 2 },
      SURGE,
      'at 2 replicas, 10 % of the traffic would be 33.3 % (1 canary, 2 stable); at most 20 % of the weight may be missing or too much',
      `run 16 replicas or more, write weight 33, split the traffic with a router, or use 'rolling'`,
    ],
    [
      'one replica',
      10,
      { min: 1, max: 1 },
      SURGE,
      'at 1 replica, 10 % of the traffic would be 50 % (1 canary, 1 stable); at most 20 % of the weight may be missing or too much',
      `run 16 replicas or more, write weight 50, split the traffic with a router, or use 'rolling'`,
    ],
    [
      'a count on the way up: 13, not 9 and not 30',
      10,
      { min: 9, max: 30 },
      SURGE,
      'at 13 replicas, 10 % of the traffic would be 7.7 % (1 canary, 12 stable); at most 20 % of the weight may be missing or too much',
      `run 16 replicas or more, write weight 17, split the traffic with a router, or use 'rolling'`,
    ],
    [
      'no canary at all',
      75,
      { min: 2, max: 2 },
      NO_SURGE,
      'at 2 replicas, 75 % of the traffic would be 0 % (0 canary, 2 stable); at most 20 % of the weight may be missing or too much',
      `run 3 replicas or more, write weight 62, split the traffic with a router, or use 'rolling'`,
    ],
    [
      'a single pod that must not surge, for which no weight is a share',
      10,
      { min: 1, max: 1 },
      NO_SURGE,
      'at 1 replica, 10 % of the traffic would be 0 % (0 canary, 1 stable); at most 20 % of the weight may be missing or too much',
      `run 17 replicas or more, split the traffic with a router, or use 'rolling'`,
    ],
  ])('fails for %s', (_case, percent, counts, shares, problem, fix) => {
    expect(checkCanaryShare(percent, counts, shares)).toEqual({ rule: 'canary-share', problem, fix });
  });

  test('holds exactly where every count is within a fifth of the weight', () => {
    fc.assert(
      fc.property(weight, bounds, update, (percent, counts, shares) => {
        const off = Array.from({ length: counts.max - counts.min + 1 }, (_, index) => canaryPods(counts.min + index, percent, shares))
          // times five: the tolerance in whole numbers
          .filter(
            ({ canary, stable }) =>
              canary * stable === 0 || 5 * Math.abs(canary * 100 - percent * (canary + stable)) > percent * (canary + stable),
          );
        expect(checkCanaryShare(percent, counts, shares) === undefined).toBe(off.length === 0);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  test('the weight that it proposes is the real share, else the nearest that holds, and the lower of two', () => {
    // times five: the tolerance in whole numbers
    const holds = (percent: number, { min, max }: { min: number; max: number }, shares: RollingUpdate): boolean =>
      Array.from({ length: max - min + 1 }, (_, index) => canaryPods(min + index, percent, shares)).every(
        ({ canary, stable }) =>
          canary * stable > 0 && 5 * Math.abs(canary * 100 - percent * (canary + stable)) <= percent * (canary + stable),
      );
    const kinds = { real: 0, lower: 0, higher: 0, tie: 0 };
    for (const shares of [SURGE, NO_SURGE])
      for (const [min, max] of [
        [2, 9],
        [3, 5],
        [5, 8],
        [6, 6],
        [7, 12],
        [9, 11],
      ] as const)
        for (let wish = 1; wish <= 99; wish += 2) {
          const found = checkCanaryShare(wish, { min, max }, shares);
          if (found === undefined) continue;
          const real = Math.round(canaryShare(Number(/^at (\d+)/.exec(found.problem)?.[1]), wish, shares));
          const others = Array.from({ length: 99 }, (_, index) => index + 1).filter((percent) => holds(percent, { min, max }, shares));
          const near = others.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish) || a - b);
          const expected = others.includes(real) ? real : near[0];
          expect(Number(/write weight (\d+)/.exec(found.fix)?.[1] ?? NaN)).toBe(expected ?? NaN);
          if (expected === real) kinds.real += 1;
          else if (expected !== undefined) kinds[expected < wish ? 'lower' : 'higher'] += 1;
          if (expected !== real && near[1] !== undefined && near[0] !== undefined && near[0] + near[1] === 2 * wish) kinds.tie += 1;
        }
    expect(Object.entries(kinds).filter(([, count]) => count === 0)).toEqual([]);
  });

  test('what it proposes holds', () => {
    let proposed = 0;
    fc.assert(
      fc.property(weight, bounds, update, (percent, counts, shares) => {
        const found = /^run (\d+) replicas or more,(?: write weight (\d+),)?/.exec(checkCanaryShare(percent, counts, shares)?.fix ?? '');
        if (found === null) return;
        const least = Number(found[1]);
        expect(checkCanaryShare(percent, { min: least, max: least + 500 }, shares)).toBeUndefined();
        if (found[2] === undefined) return;
        proposed += 1;
        expect(checkCanaryShare(Number(found[2]), counts, shares)).toBeUndefined();
      }),
      { seed: 8, numRuns: 500 },
    );
    expect(proposed).toBeGreaterThan(100);
  });

  test.each([
    [10, SURGE, 16],
    [10, NO_SURGE, 17],
    [1, SURGE, 166],
    [50, SURGE, 1],
    [99, NO_SURGE, 51],
  ])('%i %% holds from a count on, %j: %i, and not one below', (percent, shares, least) => {
    expect(leastReplicas(percent, shares)).toBe(least);
    expect(checkCanaryShare(percent, { min: least, max: 2000 }, shares)).toBeUndefined();
    if (least > 1) expect(checkCanaryShare(percent, { min: least - 1, max: least - 1 }, shares)?.rule).toBe('canary-share');
  });

  test('of every weight holds where no count is looked at any more', () => {
    const off: string[] = [];
    for (let percent = 1; percent <= 99; percent += 1)
      for (const shares of [SURGE, NO_SURGE])
        for (let replicas = leastReplicas(percent, shares); replicas <= 1000; replicas += 1)
          if (Math.abs(canaryShare(replicas, percent, shares) - percent) > percent / 5 + 1e-9) off.push(`${percent} % of ${replicas}`);
    expect(off).toEqual([]);
  });

  test('is what the constant says', () => {
    expect(SHARE_TOLERANCE).toBe(0.2);
  });
});
