import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { LLM_MODEL } from './schema';
import { limitsOf } from './tokens';
import type { TokenBudget } from './spec';

/**
 * Requests that can be in flight to the provider at one time. The gateway charges a request when its answer has ended and lets a request in
 * while what was charged is not *above* the limit, so that this much passes on top of each limit.
 *
 * @see https://aigateway.envoyproxy.io/docs/capabilities/traffic/usage-based-ratelimiting#token-usage-behavior
 */
export interface InFlight {
  /** Requests at one time, over all proxies and models. */
  readonly requests: number;
  /** Most tokens of one request and its answer: the largest context of the models. */
  readonly tokensPerRequest: number;
}

/** Worker threads of one proxy. Breakers are not exact between threads: each may let one request more through. */
export const WORKERS = 2;

/** Requests that may be in flight at one time: open and waiting, at all proxies of two versions while one replaces the other. */
export function requestsInFlight(replicas: number, parallelRequests: number): number {
  return 2 * replicas * (2 * parallelRequests + 2 * WORKERS);
}

/** Periods that money is counted in, in whole days of UTC. */
export const DAY_S = 86_400;
/** The longest month. */
export const BILLING_MONTH_S = 31 * DAY_S;

/** The most tokens charged in one window of the gateway: limit + requests in flight × tokens of one. */
export function worstWindow(tokens: number, { requests, tokensPerRequest }: InFlight): bigint {
  return BigInt(tokens) + BigInt(requests) * BigInt(tokensPerRequest);
}

/** Where a period begins: just before the end of a window, or at a midnight of UTC. */
export type PeriodStart = 'anywhere' | 'at-midnight';

/**
 * Windows of a length that a period touches at most. One that starts anywhere touches one more than it has room for, so twice the token
 * budget can be spent around the boundary of two windows. A midnight is a boundary of minutes, hours and days, and of one window in thirty
 * of thirty days: at worst the period begins on the last day of such a window.
 */
export function windowsIn(periodS: number, windowS: number, start: PeriodStart): number {
  if (start === 'anywhere') return Math.ceil(periodS / windowS) + 1;
  const before = Math.max(0, windowS - DAY_S);
  return Math.ceil((before + periodS) / windowS);
}

/** The most tokens that a token budget admits in a period: the minimum, over its windows, of windows touched × worst window. */
export function worstTokens(budget: TokenBudget, inFlight: InFlight, periodS: number, start: PeriodStart): bigint {
  const bounds = limitsOf(budget).map(
    ({ window, tokens }) => BigInt(windowsIn(periodS, window.seconds, start)) * worstWindow(tokens, inFlight),
  );
  return bounds.reduce((least, bound) => (bound < least ? bound : least), bounds[0] ?? 0n);
}

/** Decimals of a price. */
const PRICE_DECIMALS = 6;
const { min: MIN_PRICE, max: MAX_PRICE } = LLM_MODEL.shape.usdPerMillionTokens.said;

/** Rule `price`: money is counted in whole millionths of a dollar, and finer prices would be rounded silently (our choice). */
export function checkPrice(problems: Problems, place: string, usdPerMillion: number): boolean {
  const ok = Number.isFinite(usdPerMillion) && usdPerMillion >= MIN_PRICE && usdPerMillion <= MAX_PRICE && !Object.is(usdPerMillion, -0);
  return problems.that(
    ok && Number(usdPerMillion.toFixed(PRICE_DECIMALS)) === usdPerMillion,
    place,
    'price',
    `must be dollars per million tokens from ${MIN_PRICE} to ${MAX_PRICE} with at most ${PRICE_DECIMALS} decimals, got ${shown(usdPerMillion)}`,
    'write 15',
  );
}

/** Cents that tokens cost at most, rounded up. */
export function centsOf(tokens: bigint, usdPerMillion: number): bigint {
  const millionths = BigInt(Math.round(usdPerMillion * 10 ** PRICE_DECIMALS));
  const perCent = 10n ** BigInt(6 + PRICE_DECIMALS) / 100n;
  return (tokens * millionths + perCent - 1n) / perCent;
}
