import * as fc from 'fast-check';
import {
  backoffHolds,
  duplicateWindowHolds,
  heartbeatHolds,
  type Redelivery,
  redeliveryFitsAge,
  redeliverySpanS,
} from '../../../src/core/capacity/redelivery';

test.each<[Redelivery, number]>([
  [{ ackWaitS: 30, maxDeliver: 3 }, 90],
  [{ ackWaitS: 30, maxDeliver: 3, backoffS: [1, 5] }, 11], // 1 + 5 + 5: the ack wait is ignored
  [{ ackWaitS: 30, maxDeliver: 1, backoffS: [1, 5] }, 1],
  [{ ackWaitS: 30, maxDeliver: -1 }, Infinity],
])('%j spans %s s (A17)', (redelivery, expected) => {
  expect(redeliverySpanS(redelivery)).toBe(expected);
});

test('the span is that of a message nobody ever acknowledges', () => {
  const redeliveries = fc.record({
    ackWaitS: fc.integer({ min: 1, max: 100 }),
    maxDeliver: fc.integer({ min: 1, max: 20 }),
    backoffS: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 6 }),
  });
  fc.assert(
    fc.property(redeliveries, ({ ackWaitS, maxDeliver, backoffS }) => {
      const waits = [...backoffS];
      let [clock, wait] = [0, ackWaitS];
      for (let delivered = 0; delivered < maxDeliver; delivered += 1) {
        wait = waits.shift() ?? wait;
        clock += wait;
      }
      expect(redeliverySpanS({ ackWaitS, maxDeliver, backoffS })).toBe(clock);
      expect(redeliveryFitsAge({ ackWaitS, maxDeliver, backoffS }, clock)).toBeUndefined();
      expect(redeliveryFitsAge({ ackWaitS, maxDeliver, backoffS }, clock - 1)?.problem).toBe(
        `${maxDeliver} deliveries take ${clock} s, but messages live ${clock - 1} s`,
      );
    }),
    { seed: 17 },
  );
});

test.each([
  [[46, 60], 3, []],
  [[45, 60], 2, []],
  [[], 1, []],
  [
    [44, 60],
    2,
    [
      'task p99 is 45 s, but the first wait is 44 s, and with a backoff the ack wait is ignored; let the first wait be 45 s or more, or leave backoff out',
    ],
  ],
  // nats-server 2.14.9 takes as many waits as deliveries, and refuses one more
  [[45, 60], 1, ['2 waits, but 1 deliveries; raise maxDeliver to 2, or keep 1 waits']],
])('backoff %j with %s deliveries of a task of 45 s', (backoffS, maxDeliver, expected) => {
  expect(backoffHolds({ ackWaitS: 90, backoffS, maxDeliver }, 45).map(({ problem, fix }) => `${problem}; ${fix}`)).toEqual(expected);
});

test('a first wait is named in whole seconds', () => {
  expect(backoffHolds({ ackWaitS: 90, backoffS: [1], maxDeliver: 1 }, 44.2).map(({ fix }) => fix)).toEqual([
    'let the first wait be 45 s or more, or leave backoff out',
  ]);
});

test.each([
  [29, undefined],
  [30, undefined],
  [
    31,
    'a sign of progress every 31 s, but half the ack wait of 60 s is 30 s: one that is lost delivers again; report every 30 s or more often, or raise the ack wait to 62 s',
  ],
])('progress every %s s within an ack wait of 60 s', (intervalS, expected) => {
  const found = heartbeatHolds(intervalS, 60);
  expect(found && `${found.problem}; ${found.fix}`).toBe(expected);
});

test.each([
  [120, undefined],
  [3600, undefined],
  [119, 'publishers retry for 120 s, but the duplicate window is 119 s: a late retry is a second message'],
  [3601, 'the duplicate window is 3601 s, but messages live 3600 s'],
])('a duplicate window of %s s', (windowS, expected) => {
  expect(duplicateWindowHolds(windowS, 120, 3600)?.problem).toBe(expected);
});
