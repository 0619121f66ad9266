import * as fc from 'fast-check';
import {
  checkAckPending,
  checkStableBacklog,
  maxAckPendingNeeded,
  checkMaxWaiting,
  outageBytes,
  replicasFor,
} from '../../../src/features/bus/queue';

test.each([
  [201, undefined],
  [200, undefined],
  [199, 'the consumer delivers 199 messages at most, 20 replicas × concurrency 10 work on 200'],
])('max_ack_pending %s (A18)', (maxAckPending, expected) => {
  expect(checkAckPending(maxAckPending, 20, 10)?.problem).toBe(expected);
});

test('what is derived keeps every replica busy, and a quarter more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (replicas, concurrency) => {
      const derived = maxAckPendingNeeded(replicas, concurrency);
      expect(checkAckPending(derived, replicas, concurrency)).toBeUndefined();
      // the least n with 4n ≥ 5 × replicas × concurrency
      expect(derived * 4 - 5 * replicas * concurrency).toBeGreaterThanOrEqual(0);
      expect(derived * 4 - 5 * replicas * concurrency).toBeLessThan(4);
    }),
    { seed: 18 },
  );
});

test.each([
  [1, undefined],
  [512, undefined],
  [513, 'the consumer lets 512 pulls wait, and each of 513 replicas has one'],
])('%s replicas that wait at a consumer (A18)', (replicas, expected) => {
  expect(checkMaxWaiting(replicas)?.problem).toBe(expected);
});

describe('an outage (A18)', () => {
  // 0.1 × 3 is 0.30000000000000004
  test.each([
    [{ seconds: 600, rate: 50, messageBytes: 4096 }, 122_880_000],
    [{ seconds: 10, rate: 0.29, messageBytes: 100 }, 300],
    [{ seconds: 100, rate: 0.29, messageBytes: 100 }, 2900],
    [{ seconds: 30, rate: 0.1, messageBytes: 1 }, 3],
  ])('%j needs %s bytes', (outage, expected) => {
    expect(outageBytes(outage)).toBe(expected);
  });
});

test.each([
  [8, 10, undefined],
  [9, 10, '9 unfinished messages per replica is above concurrency 10 × 0.8 = 8: use 8 or less'],
  [1, 2, undefined],
  [2, 2, '2 unfinished messages per replica is above concurrency 2 × 0.8 = 1.6: use 1 or less'],
  [1, 1, '1 unfinished messages per replica is above concurrency 1 × 0.8 = 0.8: let a replica work on 2 tasks or more'],
])('a backlog of %s at concurrency %s (A19)', (backlog, concurrency, expected) => {
  const found = checkStableBacklog(backlog, concurrency);
  expect(found && `${found.problem.split(':')[0] ?? ''}: ${found.fix.split(', or')[0] ?? ''}`).toBe(expected);
});

test('replicas carry a rate at 0.8 of what they can, and one fewer does not', () => {
  const inputs = fc.record({
    rate: fc.integer({ min: 1, max: 5000 }),
    concurrency: fc.integer({ min: 1, max: 50 }),
    meanS: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(inputs, ({ rate, concurrency, meanS }) => {
      const carries = (replicas: number): boolean => replicas * concurrency * 8 >= rate * meanS * 10;
      const replicas = replicasFor(rate, { concurrency, meanS });
      expect([carries(replicas), carries(replicas - 1)]).toEqual([true, false]);
    }),
    { seed: 18 },
  );
});
