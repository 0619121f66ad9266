import * as fc from 'fast-check';
import { centsOf, checkPrice, DAY_S, type PeriodStart, windowsIn, worstTokens, worstWindow } from '../../../src/features/llm/bound';
import { TOKEN_WINDOWS } from '../../../src/features/llm/tokens';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { Problems } from '../../../src/kernel/problems';

/** One request of a run: when it comes, how long its answer takes, and what that costs. */
interface Request {
  readonly at: number;
  readonly takes: number;
  readonly costs: number;
}

/**
 * The gateway, second by second: fixed windows since the epoch, a request is let in while no counter is above its limit and there is room
 * for it, and charged when it ends. Returns what was charged in each second.
 */
function simulate(budget: TokenBudget, room: number, requests: readonly Request[], horizonS: number): number[] {
  const counters = new Map<string, number>();
  const limits = TOKEN_WINDOWS.flatMap(({ key, seconds }) => (budget[key] === undefined ? [] : [{ seconds, limit: budget[key] }]));
  const keyAt = (seconds: number, second: number): string => `${seconds}@${second - (second % seconds)}`;
  const charged = new Array<number>(horizonS).fill(0);
  const open: { end: number; costs: number }[] = [];
  const queue = [...requests].sort((a, b) => a.at - b.at);
  for (let second = 0; second < horizonS; second += 1) {
    for (const done of open.filter(({ end }) => end === second)) {
      charged[second] = (charged[second] ?? 0) + done.costs;
      for (const { seconds } of limits) {
        const key = keyAt(seconds, second);
        counters.set(key, (counters.get(key) ?? 0) + done.costs);
      }
      open.splice(open.indexOf(done), 1);
    }
    while (queue[0]?.at === second) {
      const { takes, costs } = queue.shift() ?? { takes: 1, costs: 0 };
      const spent = limits.some(({ seconds, limit }) => (counters.get(keyAt(seconds, second)) ?? 0) > limit);
      if (!spent && open.length < room) open.push({ end: second + takes, costs });
    }
  }
  return charged;
}

const MAX_COST = 50;
const HORIZON = 3 * 3600;

test('no run of requests charges more than the bound, in any hour and in any two minutes', () => {
  const request = fc.record({ at: fc.nat(1200), takes: fc.integer({ min: 1, max: 90 }), costs: fc.integer({ min: 1, max: MAX_COST }) });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(request, { minLength: 50, maxLength: 200 }),
      (perMinute, times, room, requests) => {
        const budget = { perMinute, perHour: perMinute * times };
        const charged = simulate(budget, room, requests, 1400);
        const inFlight = { requests: room, tokensPerRequest: MAX_COST };
        for (const [period, step, start] of [
          [60, 60, 'at-midnight'],
          [120, 7, 'anywhere'],
          [60, 1, 'anywhere'],
          [1200, 11, 'anywhere'],
        ] as const) {
          const bound = Number(worstTokens(budget, inFlight, period, start));
          for (let from = 0; from + period <= charged.length; from += step) {
            const sum = charged.slice(from, from + period).reduce((total, tokens) => total + tokens, 0);
            expect(sum).toBeLessThanOrEqual(bound);
          }
        }
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test('the bound is met: as many requests as there is room for pass a budget that is just not above its limit', () => {
  const limit = 100;
  const filling: Request[] = Array.from({ length: 2 }, () => ({ at: 0, takes: 1, costs: MAX_COST }));
  const last: Request[] = Array.from({ length: 9 }, () => ({ at: 2, takes: 5, costs: MAX_COST }));
  const charged = simulate({ perHour: limit }, 4, [...filling, ...last], HORIZON);
  const sum = charged.reduce((total, tokens) => total + tokens, 0);
  expect(sum).toBe(100 + 4 * 50);
  expect(worstWindow(limit, { requests: 4, tokensPerRequest: MAX_COST })).toBe(BigInt(sum));
});

test('twice the budget is spent around a boundary, and the bound for a period that starts anywhere has it', () => {
  const near = (at: number): Request[] => Array.from({ length: 4 }, () => ({ at, takes: 1, costs: 25 }));
  const charged = simulate({ perHour: 99 }, 4, [...near(3590), ...near(3601)], HORIZON);
  expect(charged.slice(3500, 3700).reduce((total, tokens) => total + tokens, 0)).toBe(200);
  const inFlight = { requests: 4, tokensPerRequest: 25 };
  expect(worstTokens({ perHour: 99 }, inFlight, 200, 'anywhere')).toBe(2n * 199n);
  expect(worstTokens({ perHour: 99 }, inFlight, 3600, 'at-midnight')).toBe(199n);
});

/** Windows that a period touches, by trying every start. */
function touched(periodS: number, windowS: number, start: PeriodStart): number {
  const step = start === 'anywhere' ? 30 : DAY_S;
  let most = 0;
  for (let from = 0; from < windowS || from < step; from += step) {
    // half a second in: no boundary is hit by accident, unless a midnight is meant
    const begin = start === 'anywhere' ? from + 0.5 : from;
    most = Math.max(most, Math.ceil((begin + periodS) / windowS) - Math.floor(begin / windowS));
  }
  return most;
}

test.each([
  [60, 60],
  [DAY_S, 60],
  [DAY_S, 3600],
  [DAY_S, DAY_S],
  [31 * DAY_S, DAY_S],
  [DAY_S, 30 * DAY_S],
  [30 * DAY_S, 30 * DAY_S],
  [31 * DAY_S, 30 * DAY_S],
])('a period of %i s touches as many windows of %i s as trying shows', (period, window) => {
  expect(windowsIn(period, window, 'anywhere')).toBe(touched(period, window, 'anywhere'));
  expect(windowsIn(period, window, 'at-midnight')).toBe(touched(period, window, 'at-midnight'));
});

test('the smallest of several windows bounds', () => {
  const none = { requests: 0, tokensPerRequest: 1 };
  expect(worstTokens({ perMinute: 10, perDay: 100 }, none, DAY_S, 'at-midnight')).toBe(100n);
  expect(worstTokens({ perMinute: 10 }, none, DAY_S, 'at-midnight')).toBe(14_400n);
  expect(worstTokens({ perDay: 100, perMonth: 200 }, none, 31 * DAY_S, 'at-midnight')).toBe(400n);
});

test.each([
  [1_000_000n, 15, 1500n],
  [1n, 15, 1n],
  [0n, 15, 0n],
  [666_667n, 0.15, 11n],
  [9_007_199_254_740_993n, 0.000001, 900_720n],
])('%s tokens at $%d per million are %s cents, rounded up', (tokens, price, cents) => {
  expect(centsOf(tokens, price)).toBe(cents);
});

test.each([
  [0, []],
  [100_000, []],
  [0.000001, []],
  [100_000.01, ['price']],
  [-0.01, ['price']],
  [0.0000001, ['price']],
  [-0, ['price']],
  [NaN, ['price']],
  [Infinity, ['price']],
])('a price of %d is checked', (price, expected) => {
  const problems = Problems.of('x');
  checkPrice(problems, 'price', price);
  expect(problems.list.map(({ rule }) => rule)).toEqual(expected);
});
