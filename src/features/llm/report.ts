import { byText } from '../../kernel/order';
import { BILLING_MONTH_S, centsOf, DAY_S, WORKERS, worstTokens, worstWindow } from './bound';
import type { TenantTokens } from './buckets';
import type { LlmGatewayPlan } from './plan';
import { admitted, promised } from './shares';
import { grouped, limitsOf } from './tokens';
import type { TokenBudget } from './spec';

/** What the report reads of the gateway. */
export type ReportedGateway = Pick<LlmGatewayPlan, 'limits' | 'tenants' | 'inFlight' | 'replicas' | 'parallelRequests'> & {
  readonly provider: Pick<LlmGatewayPlan['provider'], 'models'>;
};

/**
 * Worst-case spend of each tenant and of the environment, Markdown. Whole tokens, dollars rounded up to the cent.
 *
 * All tenants may spend their maximum at the same time: the total is the sum. Every token costs what the dearest model does.
 *
 * @param title `<system>/<environment>`
 */
export function tokenBudgetReport(
  title: string,
  { limits, tenants, inFlight, provider, replicas, parallelRequests }: ReportedGateway,
): string {
  const usdPerMillion = Math.max(...provider.models.map(({ usdPerMillionTokens }) => usdPerMillionTokens));
  const sorted = [...tenants].sort((a, b) => byText(a.name, b.name));
  const rows = sorted.map(({ name, budget }) => ({
    name,
    budget,
    day: worstTokens(budget, inFlight, DAY_S, 'at-midnight'),
    month: worstTokens(budget, inFlight, BILLING_MONTH_S, 'at-midnight'),
  }));
  const sum = (of: 'day' | 'month'): bigint => rows.reduce((total, row) => total + row[of], 0n);
  const cells = (day: bigint, month: bigint): string =>
    `${grouped(day)} | ${dollars(centsOf(day, usdPerMillion))} | ${grouped(month)} | ${dollars(centsOf(month, usdPerMillion))}`;
  const overshoot = worstWindow(0, inFlight);
  return [
    `# Token budgets of ${title}`,
    '',
    '| tenant | budget | tokens a day, at most | a day | tokens a month of 31 days, at most | a month |',
    '|---|---|--:|--:|--:|--:|',
    ...rows.map(({ name, budget, day, month }) => `| ${name} | ${budgetText(budget)} | ${cells(day, month)} |`),
    `| **all** | | ${cells(sum('day'), sum('month'))} |`,
    '',
    ...partsTable(sorted),
    `The provider admits ${budgetText(limits.limit)}; without ${limits.reservePercent} % reserve ${budgetText(admitted(limits))} pass the gateway, and ${budgetText(promised(limits))} may be promised (oversubscription ${limits.oversubscription}).`,
    '',
    'What these bounds assume:',
    '',
    `- A request is counted when its answer has ended. On top of each budget, in each window, come the requests on their way. While one version of ${replicas} proxies replaces another, each has ${parallelRequests} open and as many waiting, and each of its ${WORKERS} threads may let one more through of either: 2 × ${replicas} × (2 × ${parallelRequests} + 2 × ${WORKERS}) = ${inFlight.requests} requests. Each takes at most the largest context of the models: ${inFlight.requests} × ${grouped(inFlight.tokensPerRequest)} = ${grouped(overshoot)} tokens.`,
    '- Windows are fixed and begin at midnight UTC; days and months here do too. A day that begins at any other time touches two windows: twice the budget may be spent around a midnight.',
    '- A "month" of the gateway has 30 days and does not begin with the calendar’s.',
    `- Every token costs what the dearest does, $${usdPerMillion} per million; cached and batch prices are lower.`,
    '- Callers read answers to their end. What a caller does not wait for, the provider bills and the gateway does not count: the spending limit at the provider is what holds there.',
    '- The Redis of the rate-limit service keeps its counters; one that is lost is a budget given once more. It answers 500 while it cannot count, if it is installed by the values of `LlmGateway.installation`; without them, everything passes uncounted.',
    '- Alerts look at the longest window of each budget: a budget of a minute that is spent again and again answers 429 without an alert.',
    '',
  ].join('\n');
}

/** What tenants give their agents and members of their own. */
function partsTable(tenants: readonly TenantTokens[]): string[] {
  const rows = tenants.flatMap(({ name, agents, members = [] }) => [
    ...[...agents].sort((a, b) => byText(a.name, b.name)).map((agent) => ({ who: `agent ${agent.name} of ${name}`, ...agent })),
    ...[...members].sort((a, b) => byText(a.name, b.name)).map((member) => ({ who: `member ${member.name} of ${name}`, ...member })),
  ]);
  return [
    '| who | budget |',
    '|---|---|',
    ...rows.map(
      ({ who, budget }) =>
        `| ${who} | ${budget === undefined ? 'no limit of its own: up to all that its tenant has, and what it takes the others go without' : budgetText(budget)} |`,
    ),
    '',
  ];
}

function budgetText(budget: TokenBudget): string {
  return limitsOf(budget)
    .map(({ window, tokens }) => `${grouped(tokens)} a ${window.text}`)
    .join(', ');
}

/** Dollars and cents. */
function dollars(cents: bigint): string {
  return `$${grouped(cents / 100n)}.${String(cents % 100n).padStart(2, '0')}`;
}
