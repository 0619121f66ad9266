import { checkDrain, drainedBacklog } from '../../../src/features/scaling/drain';

const problemOf = (messagesPerSecond: number, withinS: number, concurrency?: number): string | undefined =>
  checkDrain({ messagesPerSecond, withinS, ...(concurrency !== undefined && { concurrency }) })?.problem;

test.each([
  [0.05, 20, undefined], // one message exactly
  [0.05, 20, 1],
  [2.5, 3, 10],
  [1e-300, 1e300, undefined],
])('%d messages a second within %d s hold, %p at a time', (rate, withinS, concurrency) => {
  expect(problemOf(rate, withinS, concurrency)).toBeUndefined();
});

test.each([
  [0.05, 19, undefined, 'one message takes 20 s at 0.05 messages/s, the backlog is to drain within 19 s'],
  [0.05, 19.999, undefined, 'one message takes 20 s at 0.05 messages/s, the backlog is to drain within 19.999 s'],
  [1, Infinity, undefined, 'one message takes 1 s at 1 messages/s, the backlog is to drain within Infinity s'],
  [1, NaN, undefined, 'one message takes 1 s at 1 messages/s, the backlog is to drain within NaN s'],
  [1, -1, undefined, 'one message takes 1 s at 1 messages/s, the backlog is to drain within -1 s'],
  [0, 60, undefined, 'messagesPerSecond must be a finite rate above 0, got 0'],
  [-1, 60, undefined, 'messagesPerSecond must be a finite rate above 0, got -1'],
  [Infinity, 60, undefined, 'messagesPerSecond must be a finite rate above 0, got Infinity'],
  [NaN, 60, undefined, 'messagesPerSecond must be a finite rate above 0, got NaN'],
  [1, 60, 1001, 'concurrency must be a whole number from 1 to 1000, got 1001'],
  [1, 60, 0, 'concurrency must be a whole number from 1 to 1000, got 0'],
  [1, 60, -1, 'concurrency must be a whole number from 1 to 1000, got -1'],
  [1, 60, 1.5, 'concurrency must be a whole number from 1 to 1000, got 1.5'],
  [1, 60, NaN, 'concurrency must be a whole number from 1 to 1000, got NaN'],
])('fails %d messages a second within %d s, %p at a time', (rate, withinS, concurrency, problem) => {
  expect(problemOf(rate, withinS, concurrency)).toBe(problem);
});

test('what is asked for is what is allowed: the time that is named holds, a second less does not', () => {
  for (const rate of [0.001, 0.07, 0.29, 0.3, 1 / 3, 0.9]) {
    const neededS = Math.ceil(1 / rate - 1e-9);
    expect([problemOf(rate, neededS), problemOf(rate, neededS - 1)?.startsWith(`one message takes ${neededS} s`)]).toEqual([
      undefined,
      true,
    ]);
    expect(drainedBacklog({ messagesPerSecond: rate, withinS: neededS })).toBe(1);
  }
});
