import { checkTokenBudget, limitsOf } from '../../../src/features/llm/tokens';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { Problems } from '../../../src/kernel/problems';

function found(budget: TokenBudget, maxRequestTokens?: number): string[] {
  const problems = Problems.of('x').at('budget');
  const ok = checkTokenBudget(problems, budget, maxRequestTokens);
  const list = problems.list.map(({ place, rule }) => `${place}: ${rule}`);
  expect(ok).toBe(list.length === 0);
  return list;
}

const HELD: readonly [string, TokenBudget][] = [
  ['one window', { perDay: 1 }],
  ['the largest number', { perMonth: 4_294_967_295 }],
  ['a day as large as its minutes together', { perMinute: 10, perDay: 14_400 }],
  ['a day as small as one minute', { perMinute: 10, perDay: 10 }],
  ['all four', { perMinute: 1, perHour: 60, perDay: 1440, perMonth: 43_200 }],
];
test.each(HELD)('a budget of %s holds', (_, budget) => {
  expect(found(budget)).toEqual([]);
});

const REFUSED: readonly [string, TokenBudget, string[]][] = [
  ['nothing', {}, ['budget: budget-empty']],
  ['no tokens', { perDay: 0 }, ['budget.perDay: whole-number']],
  ['less than nothing', { perDay: -1 }, ['budget.perDay: whole-number']],
  ['half a token', { perDay: 1.5 }, ['budget.perDay: whole-number']],
  ['no number', { perDay: NaN }, ['budget.perDay: whole-number']],
  ['more than the field takes', { perMonth: 4_294_967_296 }, ['budget.perMonth: whole-number']],
  ['a minute above its day', { perMinute: 11, perDay: 10 }, ['budget.perMinute: budget-unreached']],
  ['a day that its minutes cannot spend', { perMinute: 10, perDay: 14_401 }, ['budget.perDay: budget-unreached']],
  ['an hour that its minutes cannot spend', { perMinute: 10, perHour: 601, perDay: 602 }, ['budget.perHour: budget-unreached']],
  ['a month that its days cannot spend', { perDay: 10, perMonth: 301 }, ['budget.perMonth: budget-unreached']],
];
test.each(REFUSED)('fails a budget of %s', (_, budget, expected) => {
  expect(found(budget)).toEqual(expected);
});

test('fails a request that no window has room for, and takes one that just fits', () => {
  expect(found({ perMinute: 100, perDay: 1000 }, 100)).toEqual([]);
  expect(found({ perMinute: 100, perDay: 1000 }, 101)).toEqual(['budget.perMinute: budget-request']);
});

test('windows come short to long, whatever the order in which they are written', () => {
  expect(limitsOf({ perMonth: 4, perMinute: 1 }).map(({ window, tokens }) => [window.unit, window.seconds, tokens])).toEqual([
    ['Minute', 60, 1],
    ['Month', 30 * 24 * 60 * 60, 4],
  ]);
});
