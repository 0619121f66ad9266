import { sortedEntries } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { LLM_GATEWAY } from './schema';
import { TOKEN_WINDOWS, type TokenWindow, limitsOf } from './tokens';
import type { TokenBudget } from './spec';

/** What a provider sells, and how much of it is promised. */
export interface ProviderLimits {
  /** What the provider admits, as the contract says. */
  readonly limit: TokenBudget;
  /** Whole percent kept back for people, tests and retries, from 0 to 99. */
  readonly reservePercent: number;
  /** Ratio of promised to admitted, from 1: tenants that do not spend at the same time. */
  readonly oversubscription: number;
}

/** A ratio that is larger is a mistake in the unit. */
const { min: MIN_OVERSUBSCRIPTION, max: MAX_OVERSUBSCRIPTION } = LLM_GATEWAY.shape.oversubscription.said;
const { min: MIN_RESERVE, max: MAX_RESERVE } = LLM_GATEWAY.shape.reserve.said;
/** Steps of one that a ratio is read in. */
const RATIO_STEPS = 100_000;

/** Rules `whole-number` and `oversubscription`. `reserveAt` is where the reserve is written. */
export function checkProvider(problems: Problems, { reservePercent, oversubscription }: ProviderLimits, reserveAt: string): boolean {
  const reserve = problems.integer(reserveAt, reservePercent, MIN_RESERVE, MAX_RESERVE);
  const ok = Number.isFinite(oversubscription) && oversubscription >= MIN_OVERSUBSCRIPTION && oversubscription <= MAX_OVERSUBSCRIPTION;
  // Rule `oversubscription`: a ratio below 1 forbids what the provider admits, and a large one promises tokens that are never admitted (our
  // choice).
  const ratio = problems.that(
    ok,
    'oversubscription',
    'oversubscription',
    `must be a ratio from ${MIN_OVERSUBSCRIPTION} to ${MAX_OVERSUBSCRIPTION}, got ${shown(oversubscription)}`,
    'write 1.5, or leave it out',
  );
  return reserve && ratio;
}

/** The most that passes the gateway for all tenants together: the provider's limit less the reserve, in whole tokens. */
export function admitted({ limit, reservePercent }: ProviderLimits): TokenBudget {
  return mapped(limit, (tokens) => Math.max(1, Number((BigInt(tokens) * BigInt(100 - reservePercent)) / 100n)));
}

/** What may be promised to tenants. */
export function promised(provider: ProviderLimits): TokenBudget {
  // in hundred-thousandths, because 100 × 1.15 is 114.99… in floating point
  const scaled = BigInt(Math.round(provider.oversubscription * RATIO_STEPS));
  return mapped(admitted(provider), (tokens) => Number((BigInt(tokens) * scaled) / BigInt(RATIO_STEPS)));
}

/** Rules `budget-window` and `provider-budget`: Σ tenants ≤ limit × (1 − reserve) × oversubscription, in every window of the provider. */
export function checkTenants(
  problems: Problems,
  provider: ProviderLimits,
  tenants: Readonly<Record<string, TokenBudget>>,
  budgetOf: (tenant: string) => Problems = (tenant) => problems.at(tenant),
): void {
  const { oversubscription, reservePercent } = provider;
  for (const { window, tokens } of limitsOf(promised(provider))) {
    const shares = sharesIn(window, tenants);
    for (const { name, tokens: share } of shares) {
      // Rule `budget-window`: the sums are compared window by window, and a missing window would leave the limit of the provider
      // unprotected (our choice).
      budgetOf(name).that(
        share !== undefined,
        '',
        'budget-window',
        `bounds nothing in a ${window.text}, as the provider does`,
        `add ${window.key}`,
      );
    }
    const sum = totalOf(shares);
    const passing = admitted(provider)[window.key] ?? tokens;
    const largest = Math.max(0, ...shares.map(({ tokens: share = 0 }) => share));
    // Rule `provider-budget`: tenants that may spend more than the provider admits make it refuse calls of all of them (our choice).
    problems.that(
      sum <= tokens,
      '',
      'provider-budget',
      `all tenants have ${shown(sum)} tokens in a ${window.text}, the provider admits ${shown(provider.limit[window.key])}, without ${reservePercent} % reserve and times ${oversubscription} that is ${shown(tokens)}`,
      `give tenants ${sum - tokens} less${largest <= passing ? declaring(sum, passing) : ''}`,
    );
    for (const { name, tokens: share = 0 } of shares.filter(() => sum <= tokens)) {
      budgetOf(name).that(
        share <= passing,
        window.key,
        'provider-budget',
        `has ${shown(share)} tokens in a ${window.text}, but no more than ${shown(passing)} pass for all tenants together, whatever is promised`,
        `at most ${passing}`,
      );
    }
  }
}

/** Rules `tenant-budget` and `budget-rest`: Σ of what a tenant gives its agents (or a pool its members) ≤ its own, and a rest for those with none. */
export function checkShares(
  problems: Problems,
  tenant: TokenBudget,
  shares: Readonly<Record<string, TokenBudget | undefined>>,
  what: 'agents' | 'members',
): void {
  for (const { window, tokens } of limitsOf(tenant)) {
    const inWindow = sharesIn(window, shares);
    const sum = totalOf(inWindow);
    // Rule `tenant-budget`: agents that may spend more than their tenant stop each other before they reach their own token budget (our
    // choice).
    const within = problems.that(
      sum <= tokens,
      '',
      'tenant-budget',
      `its ${what} have ${shown(sum)} tokens in a ${window.text}, it has ${shown(tokens)}`,
      `give ${what} ${sum - tokens} less`,
    );
    const without = inWindow.filter((share) => shares[share.name] === undefined).map(({ name }) => name);
    // Rule `budget-rest`: agents without a token budget of their own share what the others leave, and nothing would be left (our choice).
    problems.that(
      !within || without.length === 0 || sum < tokens,
      '',
      'budget-rest',
      `${what} with a budget have all ${shown(tokens)} tokens of a ${window.text}, nothing is promised to ${without.join(', ')}`,
      `give ${what} less, or each a budget`,
    );
  }
  const own = new Set(limitsOf(tenant).map(({ window }) => window.key));
  for (const [name, share] of sortedEntries(shares)) {
    for (const { window } of limitsOf(share ?? {}).filter(({ window: { key } }) => !own.has(key))) {
      problems.that(
        false,
        name,
        'budget-window',
        `bounds a ${window.text}, which the whole does not`,
        `add ${window.key} to the whole, or leave it out here`,
      );
    }
  }
}

function sharesIn(window: TokenWindow, all: Readonly<Record<string, TokenBudget | undefined>>): { name: string; tokens?: number }[] {
  return sortedEntries(all).map(([name, budget]) => {
    const tokens = budget?.[window.key];
    return tokens === undefined ? { name } : { name, tokens };
  });
}

function totalOf(shares: readonly { readonly tokens?: number }[]): number {
  return shares.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
}

/** The smallest ratio in steps of a hundredth that suffices, where one may be declared. */
function declaring(sum: number, tokens: number): string {
  const ratio = Math.ceil((sum * 100) / tokens) / 100;
  return ratio <= MAX_OVERSUBSCRIPTION ? `, or declare an oversubscription of ${ratio.toFixed(2)}` : '';
}

function mapped(budget: TokenBudget, of: (tokens: number) => number): TokenBudget {
  return Object.fromEntries(TOKEN_WINDOWS.flatMap(({ key }) => (budget[key] === undefined ? [] : [[key, of(budget[key])]])));
}
