import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';

describe('drained within', () => {
  test.each([
    { messagesPerSecond: 0.05, withinS: 60, messages: 3 },
    { messagesPerSecond: 0.05, withinS: 20, messages: 1 }, // exactly one message per replica
    { messagesPerSecond: 2.5, withinS: 3, messages: 7 }, // 7.5 rounds down: the objective is met, not nearly met
    { messagesPerSecond: 0.29, withinS: 100, messages: 29 }, // 28.999999999999996 in floating point
  ])('$withinS s at $messagesPerSecond messages/s a replica may hold $messages', ({ messagesPerSecond, withinS, messages }) => {
    expect(QueueBacklog.drainedWithin({ messagesPerSecond, within: Duration.seconds(withinS) }).messages).toBe(messages);
  });

  test('a minute, unless said otherwise', () => {
    expect(QueueBacklog.drainedWithin({ messagesPerSecond: 10 }).messages).toBe(600);
  });

  test('is capped by what keeps capacity once the queue is empty, and never below one message', () => {
    const of = (concurrency: number) => QueueBacklog.drainedWithin({ messagesPerSecond: 10, concurrency }).messages;
    expect([1, 2, 5, 10, 11, 1000].map(of)).toEqual([1, 1, 4, 8, 8, 600]);
  });

  test('never breaks the stability law from two tasks at a time, nor the objective', () => {
    const inputs = fc.record({
      concurrency: fc.integer({ min: 2, max: 500 }),
      rate: fc.integer({ min: 1, max: 1000 }),
      withinS: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(inputs, ({ concurrency, rate, withinS }) => {
        const { messages } = QueueBacklog.drainedWithin({ messagesPerSecond: rate, within: Duration.seconds(withinS), concurrency });
        const holds = (count: number) => count * 10 <= concurrency * 8 && count <= rate * withinS;
        return holds(messages) && !holds(messages + 1);
      }),
      { seed: 19 },
    );
  });
});

test('a known threshold is taken as it is', () => {
  const backlog = QueueBacklog.perReplica(50);
  expect([backlog.messages, backlog.concurrency]).toEqual([50, undefined]);
});
