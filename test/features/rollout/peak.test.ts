import * as fc from 'fast-check';
import { blueGreenPeak, canaryPeak, fenceposts, checkRollingUpdate, rolloutPeak } from '../../../src/features/rollout/peak';

const percent = (value: number) => `${value}%`;
const update = fc.record({
  maxSurge: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 }).map(percent)),
  maxUnavailable: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 }).map(percent)),
});

/** intstr.GetScaledValueFromIntOrPercent in whole numbers: the least k with 100k ≥ percent × total, or the most with 100k ≤ it. */
function scaled(share: number | string, total: number, up: boolean): number {
  if (typeof share === 'number') return share;
  const hundredths = Number(share.slice(0, -1)) * total;
  let count = 0;
  while (count * 100 < hundredths) count += 1;
  return up || count * 100 === hundredths ? count : count - 1;
}

describe('fenceposts', () => {
  test.each([
    [1, '25%', '25%', { surge: 1, missing: 0 }],
    [3, '25%', '25%', { surge: 1, missing: 0 }],
    [4, '25%', '25%', { surge: 1, missing: 1 }],
    [5, '25%', '25%', { surge: 2, missing: 1 }],
    [2, 0, '25%', { surge: 0, missing: 1 }], // 0 and ⌊0.5⌋: Kubernetes takes one away rather than stand still
    [10, '0%', '10%', { surge: 0, missing: 1 }],
    [100, '29%', '29%', { surge: 29, missing: 29 }], // 100 × 0.29 is 28.999999999999996
  ])('at %s replicas, surge %s and unavailable %s', (replicas, maxSurge, maxUnavailable, expected) => {
    expect(fenceposts(replicas, { maxSurge, maxUnavailable })).toEqual(expected);
  });

  test('round as Kubernetes does, and never stand still', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), update, (replicas, shares) => {
        const [surge, missing] = [scaled(shares.maxSurge, replicas, true), scaled(shares.maxUnavailable, replicas, false)];
        expect(fenceposts(replicas, shares)).toEqual({ surge, missing: surge + missing === 0 ? 1 : missing });
      }),
      { seed: 3 },
    );
  });
});

test.each([
  ['25%', 0, undefined],
  [0, 1, undefined],
  ['1%', '0%', undefined],
  [0, '1%', undefined],
  [0, 0, 'rolling-update: maxSurge 0 and maxUnavailable 0 leave no pod to replace'],
  ['0%', '0%', 'rolling-update: maxSurge 0% and maxUnavailable 0% leave no pod to replace'],
  ['101%', 0, `pod-share: must be a whole number of pods or '0%' to '100%', got '101%'`],
  [1, '2.5%', `pod-share: must be a whole number of pods or '0%' to '100%', got '2.5%'`],
])('surge %s and unavailable %s', (maxSurge, maxUnavailable, expected) => {
  const found = checkRollingUpdate({ maxSurge, maxUnavailable });
  expect(found && `${found.rule}: ${found.problem}`).toBe(expected);
});

describe('peak (A3)', () => {
  test.each([
    ['rolling, default', rolloutPeak(20, { maxSurge: '25%' }), 25],
    ['rolling, a share that is no whole pod', rolloutPeak(21, { maxSurge: '25%' }), 27],
    ['rolling, by count', rolloutPeak(20, { maxSurge: 3 }), 23],
    ['a canary by pods', canaryPeak(20, { routed: false, maxSurge: '25%' }), 25],
    ['a canary by a router', canaryPeak(20, { routed: true, maxSurge: '25%' }), 40],
    ['blue and green', blueGreenPeak(20), 40],
  ])('of %s', (_case, peak, expected) => {
    expect(peak).toBe(expected);
  });

  test('of a routed canary is that of its controller at whatever weights', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.integer({ min: 0, max: 100 })), (replicas, steps) => {
        // stable stays at the count, the canary is ⌈count × weight⌉, and 100 % follows the last step
        const alive = [...steps, 100].map((weight) => replicas + Math.ceil((replicas * weight) / 100));
        expect(canaryPeak(replicas, { routed: true, maxSurge: 0 })).toBe(Math.max(...alive));
      }),
      { seed: 3 },
    );
  });
});
