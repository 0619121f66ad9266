import * as fc from 'fast-check';
import {
  checkAckWait,
  ackWaitNeededS,
  graceNeededS,
  checkGraceOutlivesAckWait,
  checkGracePeriod,
  checkNodeDrain,
  checkSpotGrace,
} from '../../../src/features/availability/termination';

test.each([
  [55, undefined],
  [56, undefined],
  [54, 'task p99 45 s + preStop 5 s + margin 5 s = 55 s, but terminationGracePeriod is 54 s'],
])('a grace of %s s for a task of 45 s (A16)', (graceS, expected) => {
  expect(checkGracePeriod(graceS, 45)?.problem).toBe(expected);
});

test.each([
  [45, 55, 70], // 1.5 × 45 is 67.5, and a step is 5 s
  [44.1, 55, 70],
  [0.2, 11, 30],
  [20, 30, 30],
  [20.01, 31, 35],
])('a task of %s s gets %s s of grace and %s s until its message is delivered again', (p99S, graceS, ackWaitS) => {
  expect([graceNeededS(p99S), ackWaitNeededS(p99S)]).toEqual([graceS, ackWaitS]);
});

test.each([
  [46, undefined],
  [45, undefined],
  [
    44,
    `task p99 is 44.5 s, but the ack wait is 44 s: the message is delivered again while it is worked on; leave it out (70 s is derived) or set at least '45s'`,
  ],
])('an ack wait of %s s (A17)', (ackWaitS, expected) => {
  const found = checkAckWait(ackWaitS, ackWaitS === 45 ? 45 : 44.5);
  expect(found && `${found.problem}; ${found.fix}`).toBe(expected);
});

test('what is derived holds, and a second less does not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_600_000 }), (p99Millis) => {
      const p99S = p99Millis / 1000;
      expect(checkGracePeriod(graceNeededS(p99S), p99S)).toBeUndefined();
      expect(checkGracePeriod(graceNeededS(p99S) - 1, p99S)?.rule).toBe('grace-period');
      // 2 × ack wait ≥ 3 × p99, in milliseconds
      expect(ackWaitNeededS(p99S) * 2000).toBeGreaterThanOrEqual(Math.max(60_000, 3 * p99Millis));
      expect(checkAckWait(ackWaitNeededS(p99S), p99S)).toBeUndefined();
    }),
    { seed: 16 },
  );
});

test.each([
  [109, undefined],
  [110, undefined],
  [111, `'batch' is spot: a node is gone 110 s after its pods hear of it, but the grace period is 111 s`],
])('a grace of %s s on spot (A16)', (graceS, expected) => {
  expect(checkSpotGrace('batch', graceS)?.problem).toBe(expected);
});

test.each([
  [46, undefined],
  [45, undefined],
  [44, 'the worker does not nak on SIGTERM, so terminationGracePeriod must be at least the ack wait of 45 s, but it is 44 s'],
])('a grace of %s s without nak (A17)', (graceS, expected) => {
  expect(checkGraceOutlivesAckWait(graceS, 45)?.problem).toBe(expected);
});

describe('a node drains within the time of a node group (A16)', () => {
  test.each([
    [{ podsPerNode: 9, graceS: 90, readyS: 10, allowed: 1 }, undefined],
    [
      { podsPerNode: 9, graceS: 91, readyS: 10, allowed: 1 },
      '9 pods on a node, 1 at a time, × (grace 91 s + ready 10 s) = 909 s, but a node group waits 900 s',
    ],
    [{ podsPerNode: 9, graceS: 200, readyS: 100, allowed: 3 }, undefined],
    [
      { podsPerNode: 10, graceS: 200, readyS: 100, allowed: 3 },
      '10 pods on a node, 3 at a time, × (grace 200 s + ready 100 s) = 1200 s, but a node group waits 900 s',
    ],
    [
      { podsPerNode: 1, graceS: 1, readyS: 1, allowed: 0 },
      '1 pods on a node, 0 at a time, × (grace 1 s + ready 1 s) = Infinity s, but a node group waits 900 s',
    ],
  ])('%j', (drain, expected) => {
    expect(checkNodeDrain(drain)?.problem).toBe(expected);
  });

  test('played pod by pod', () => {
    const drains = fc.record({
      podsPerNode: fc.integer({ min: 1, max: 60 }),
      graceS: fc.integer({ min: 1, max: 300 }),
      readyS: fc.integer({ min: 1, max: 120 }),
      allowed: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(drains, (drain) => {
        let [left, clock] = [drain.podsPerNode, 0];
        while (left > 0) {
          left -= drain.allowed;
          clock += drain.graceS + drain.readyS;
        }
        expect(checkNodeDrain(drain) === undefined).toBe(clock <= 900);
      }),
      { seed: 16 },
    );
  });
});
