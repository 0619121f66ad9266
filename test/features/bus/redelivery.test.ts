import * as fc from 'fast-check';
import { type Redelivery, checkRedeliveryFitsAge, redeliverySpanS } from '../../../src/features/bus/redelivery';

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
      expect(checkRedeliveryFitsAge({ ackWaitS, maxDeliver, backoffS }, clock)).toBeUndefined();
      expect(checkRedeliveryFitsAge({ ackWaitS, maxDeliver, backoffS }, clock - 1)?.problem).toBe(
        `${maxDeliver} deliveries take ${clock} s, but messages live ${clock - 1} s`,
      );
    }),
    { seed: 17 },
  );
});
