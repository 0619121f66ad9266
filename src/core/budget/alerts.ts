import { callerOf, CALLER_LABEL, callersPattern, MEMBER_LABEL } from './caller';
import type { TenantTokens } from './buckets';
import { byText } from '../order';
import { limitsOf, type TokenBudget, type WindowLimit } from './tokens';

/**
 * Tokens by caller, one histogram a proxy: the sum counts tokens. `cached_input` and `reasoning` are parts of the two that are added up.
 *
 * @see https://github.com/envoyproxy/ai-gateway/blob/main/internal/metrics/genai.go
 */
export const TOKENS_METRIC = 'gen_ai_client_token_usage_sum';
/** Label of the kind of token. */
export const TOKEN_TYPE_LABEL = 'gen_ai_token_type';
/** Name of the PodMonitor's targets in Prometheus, `<namespace>/<PodMonitor>`. */
export const GATEWAY_JOB = 'platform/llm-gateway';
/** Every metric that the alerts read, for inventories of metric sources. */
export const BUDGET_METRICS = [TOKENS_METRIC, 'up'] as const;

/** Percent of a budget at which somebody is told. */
export const NEARLY_SPENT = 80;

/** One alert, as Prometheus reads it. */
export interface BudgetAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
}

/**
 * Two alerts for each tenant, agent and member with a budget, in its longest window, and two for the figures themselves.
 *
 * Prometheus looks back over the length of the window, the gateway counts from its beginning: the former sees at least as much, so that the
 * alerts come no later than the refusals, and go at most one window after them.
 */
export function budgetAlerts(tenants: readonly TenantTokens[]): BudgetAlert[] {
  return [
    ...[...tenants].sort((a, b) => byText(a.name, b.name)).flatMap(tenantAlerts),
    {
      alert: 'LlmBudgetNoData',
      expr: `absent(up{job="${GATEWAY_JOB}"} == 1)`,
      for: '15m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'no proxy of the LLM gateway is scraped: nobody is warned of spent budgets',
        description: 'Prometheus has had no target of the gateway that answers for 15 minutes; see its PodMonitor and the policies.',
      },
    },
    {
      alert: 'LlmBudgetUnattributed',
      expr: `sum(rate(${TOKENS_METRIC}{${CALLER_LABEL}=""}[10m])) > 0`,
      for: '10m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'tokens are spent that no metric says who spent',
        description:
          'The AI gateway’s controller was started without metricsRequestHeaderAttributes; budgets are enforced, alerts are blind.',
      },
    },
  ];
}

function tenantAlerts({ name, namespace, budget, agents, members = [] }: TenantTokens): BudgetAlert[] {
  // a backslash stands once in RE2, and twice in a string of PromQL
  const all = `${CALLER_LABEL}=~"${callersPattern(namespace).replaceAll('\\', '\\\\')}"`;
  return [
    ...pair(name, `tenant ${name}`, { tenant: name }, all, budget),
    ...[...agents]
      .sort((a, b) => byText(a.name, b.name))
      .flatMap((agent) =>
        pair(
          `${name}/${agent.name}`,
          `agent ${agent.name} of ${name}`,
          { tenant: name, agent: agent.name },
          `${CALLER_LABEL}="${callerOf(namespace, agent.name)}"`,
          agent.budget,
        ),
      ),
    ...[...members]
      .sort((a, b) => byText(a.name, b.name))
      .flatMap((member) =>
        pair(
          `${name}/${member.name}`,
          `member ${member.name} of ${name}`,
          { tenant: name, member: member.name },
          `${all},${MEMBER_LABEL}="${member.name}"`,
          member.budget,
        ),
      ),
  ];
}

function pair(place: string, who: string, labels: Record<string, string>, selector: string, budget: TokenBudget = {}): BudgetAlert[] {
  const longest = limitsOf(budget).at(-1);
  if (longest === undefined) return [];
  const spent = spentIn(longest, selector);
  const { window, tokens } = longest;
  const share = Math.ceil((tokens * NEARLY_SPENT) / 100);
  return [
    {
      alert: 'LlmBudgetNearlySpent',
      expr: `${spent} >= ${share} < ${tokens}`,
      labels: { severity: 'warning', ...labels },
      annotations: {
        summary: `${who} has spent ${NEARLY_SPENT} % of its ${tokens} tokens of a ${window.text}`,
        description: `{{ $value | humanize }} tokens in the last ${window.range}; at ${tokens} tokens the gateway answers 429. Budget ${place}.`,
      },
    },
    {
      alert: 'LlmBudgetSpent',
      expr: `${spent} >= ${tokens}`,
      labels: { severity: 'critical', ...labels },
      annotations: {
        summary: `${who} has spent its ${tokens} tokens of a ${window.text}`,
        description: `{{ $value | humanize }} tokens in the last ${window.range}: the gateway answers 429 until the window ends. Budget ${place}.`,
      },
    },
  ];
}

/** A minute has one scrape or two: it is measured over five. */
function spentIn({ window }: WindowLimit, selector: string): string {
  const minute = window.key === 'perMinute';
  const sum = `sum(increase(${TOKENS_METRIC}{${selector},${TOKEN_TYPE_LABEL}=~"input|output"}[${minute ? '5m' : window.range}]))`;
  return minute ? `${sum} / 5` : sum;
}
