import { TOKEN_BUDGET } from './schema';
import type { TokenBudget } from './spec';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** A window of a token budget. */
export type TokenWindowKey = keyof TokenBudget;

/** A window as the rate-limit service counts it. */
export interface TokenWindow {
  readonly key: TokenWindowKey;
  /** Value of `limit.unit`. */
  readonly unit: 'Minute' | 'Hour' | 'Day' | 'Month';
  readonly seconds: number;
  /** As it stands in a sentence. */
  readonly text: string;
  /** The same for Prometheus. */
  readonly range: string;
  /** How finely it is measured, for Prometheus and in seconds: the window is a multiple of it, and an alert comes at most so much later. */
  readonly step: { readonly range: string; readonly seconds: number };
}

/**
 * Windows, short to long. They are fixed and begin at multiples of their length since the Unix epoch: a day at midnight UTC, a "month"
 * every thirty days whatever the calendar says.
 *
 * @see https://github.com/envoyproxy/ratelimit/blob/main/src/utils/utilities.go
 * @see https://github.com/envoyproxy/ratelimit/blob/main/src/limiter/cache_key.go
 */
export const TOKEN_WINDOWS: readonly TokenWindow[] = [
  { key: 'perMinute', unit: 'Minute', seconds: 60, text: 'minute', range: '1m', step: { range: '1m', seconds: 60 } },
  { key: 'perHour', unit: 'Hour', seconds: 3600, text: 'hour', range: '1h', step: { range: '1m', seconds: 60 } },
  { key: 'perDay', unit: 'Day', seconds: 86_400, text: 'day', range: '1d', step: { range: '5m', seconds: 300 } },
  { key: 'perMonth', unit: 'Month', seconds: 2_592_000, text: 'month of 30 days', range: '30d', step: { range: '15m', seconds: 900 } },
];

/** A window and what may be spent in it. */
export interface WindowLimit {
  readonly window: TokenWindow;
  readonly tokens: number;
}

/** Windows that a token budget bounds, short to long. */
export function limitsOf(budget: TokenBudget): WindowLimit[] {
  return TOKEN_WINDOWS.flatMap((window) => {
    const tokens = budget[window.key];
    return tokens === undefined ? [] : [{ window, tokens }];
  });
}

/** Whole numbers with commas every three digits, in every locale. */
export function grouped(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Rules `budget-empty`, `whole-number`, `budget-unreached` and `budget-request`. Returns whether the token budget is valid, so that sums
 * can use it.
 */
export function checkTokenBudget(problems: Problems, budget: TokenBudget, maxRequestTokens?: number): boolean {
  const limits = limitsOf(budget);
  // Rule `budget-empty`: a token budget without any number looks like a bound and bounds nothing (our choice).
  if (!problems.that(limits.length > 0, '', 'budget-empty', 'bounds nothing', `write { perDay: 2000000 }`)) return false;
  const whole = limits.map(({ window, tokens }) => {
    const { min, max } = TOKEN_BUDGET.shape[window.key].said;
    return problems.integer(window.key, tokens, min, max);
  });
  if (whole.includes(false)) return false;
  const consistent = limits.slice(1).map((long, index) => {
    const short = limits[index] ?? long;
    const times = long.window.seconds / short.window.seconds;
    // Rule `budget-unreached`: a window that another window always stops first never takes effect, and misleads whoever reads it (our
    // choice).
    return (
      // a shorter window that holds more than the longer one never refuses anything, nor does the longer where all shorter ones hold less
      problems.that(
        short.tokens <= long.tokens,
        short.window.key,
        'budget-unreached',
        `${shown(short.tokens)} in a ${short.window.text} is above the ${shown(long.tokens)} in a ${long.window.text}`,
        `at most ${long.tokens}, or leave it out`,
      ) &&
      problems.that(
        long.tokens <= short.tokens * times,
        long.window.key,
        'budget-unreached',
        `${shown(long.tokens)} in a ${long.window.text} cannot be spent at ${shown(short.tokens)} in a ${short.window.text}`,
        `at most ${short.tokens * times}, or leave it out`,
      )
    );
  });
  const smallest = limits[0];
  // Rule `budget-request`: a window that is smaller than one request admits one request and then refuses all (our choice).
  const asked =
    maxRequestTokens === undefined ||
    smallest === undefined ||
    problems.that(
      maxRequestTokens <= smallest.tokens,
      smallest.window.key,
      'budget-request',
      `one request may take ${shown(maxRequestTokens)} tokens, the whole ${smallest.window.text} has ${shown(smallest.tokens)}`,
      `at least ${maxRequestTokens}, or allow models with less context only`,
    );
  return asked && !consistent.includes(false);
}
