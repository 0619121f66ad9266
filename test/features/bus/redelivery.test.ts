import * as fc from 'fast-check';
import {
  type Redelivery,
  checkRedeliveryFitsAge,
  redeliveriesAtS,
  redeliveryOf,
  redeliverySpanS,
} from '../../../src/features/bus/redelivery';
import { changed, found, problemsOf, SEARCH } from '../../resolve/fixture';
import { withServices } from '../../resolve/services-fixture';

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

test.each<[number, number[] | undefined]>([
  [1, undefined],
  [2, [30]],
  [3, [30, 60]],
  [5, [30, 60, 120, 240]],
  [9, [30, 60, 120, 240]],
])('of %i deliveries the waits are %j, no more than the server takes', (maxDeliver, backoffS) => {
  expect(redeliveryOf({ ackWaitS: 30, maxDeliver })).toEqual({ ackWaitS: 30, maxDeliver, ...(backoffS !== undefined && { backoffS }) });
});

describe('what the fix of redelivery-span names can be written', () => {
  // 23 × the ack wait of 11,270 s = 259,210 s
  const tooLong = { [`${SEARCH}.consumes.ackWait`]: '11270s' };

  test('fails where five deliveries outlive the messages', () => {
    const [problem] = problemsOf(changed(tooLong, withServices())).filter(({ rule }) => rule === 'redelivery-span');
    expect(problem?.fix).toBe("write services.nats.maxAge: '259210s', or lower consumes.maxDeliver or consumes.ackWait");
  });

  test.each([
    ['the age', { 'services.nats.maxAge': '259210s' }],
    ['the deliveries', { [`${SEARCH}.consumes.maxDeliver`]: 4 }],
  ])('%s', (_, fix) => {
    expect(found(changed({ ...tooLong, ...fix }, withServices()))).not.toContain(
      'tenants.acme.agents.search.consumes.ackWait: redelivery-span',
    );
  });
});

test('messages live as long as their ids are remembered, and no more than a year', () => {
  const aged = (maxAge: string): string[] =>
    found(changed({ 'services.nats.maxAge': maxAge, [`${SEARCH}.consumes.maxDeliver`]: 1 }, withServices()));
  expect(aged('120s')).toEqual([]);
  expect(aged('119s')).toEqual(['services.nats.maxAge: bus-stream']);
  expect(aged('8760h')).toEqual([]);
  expect(aged('8761h')).toEqual(['services.nats.maxAge: whole-seconds']);
});

test('fails deliveries of none and of more than a hundred', () => {
  const delivered = (maxDeliver: number): string[] => found(changed({ [`${SEARCH}.consumes.maxDeliver`]: maxDeliver }, withServices()));
  const refused = ['tenants.acme.agents.search.consumes.maxDeliver: whole-number'];
  expect([delivered(0), delivered(101)]).toEqual([refused, refused]);
  expect(delivered(1)).toEqual([]);
});

test.each<[Redelivery, number, number]>([
  [{ ackWaitS: 30, maxDeliver: 1 }, 30, 0],
  [{ ackWaitS: 30, maxDeliver: 3 }, 30, 60],
  [{ ackWaitS: 9, backoffS: [30, 60, 120, 240], maxDeliver: 5 }, 30, 450],
  [{ ackWaitS: 9, backoffS: [30, 60], maxDeliver: 5 }, 30, 210],
])('a message of %j is delivered again after %d s, and for the last time after %d s', (redelivery, secondS, lastS) => {
  expect(redeliveriesAtS(redelivery)).toEqual({ secondS, lastS });
});
