import { checkDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { PLATFORM_NAMESPACE } from '../services/places';
import { checkBudgetWritten, checkListedTenants } from './tenants';
import { type Alert, matchers } from '../observability/alert';
import { byText } from '../../kernel/order';
import { type TokenBudgetAlert, nearly, NEARLY_SPENT, proofOf, type Watched } from './alert-proofs';
import type { TenantTokens } from './buckets';
import { callerOf, CALLER_LABEL, callersPattern, MEMBER_LABEL } from './caller';
import { GATEWAY_JOB, PROCESSOR_METRICS, PROXY_METRICS, TOKEN_TYPE_LABEL, TOKENS_METRIC } from './metric';
import { checkTokenBudget, grouped, limitsOf, type WindowLimit } from './tokens';
import type { TokenBudget } from './spec';

/** Since when the gateway counts, and when it begins again; windows are multiples of their length since 1970. */
const WINDOWS = {
  perMinute: { since: 'a minute, over the last five', until: 'the minute ends' },
  perHour: { since: 'since the full hour', until: 'the next full hour' },
  perDay: { since: 'since midnight UTC', until: 'the next midnight UTC' },
  perMonth: { since: 'in these thirty days, counted from 1970', until: 'the thirty days end' },
} as const;
const NO_DATA_S = 15 * 60;
const UNATTRIBUTED_S = 10 * 60;

/**
 * Two alerts for each tenant, agent and member with a token budget, in its longest window, and two for missing data.
 *
 * They count from the beginning of the gateway's own window, in steps: an alert comes at most one step later than the first refusal, and
 * ends with the window. A minute is too short for Prometheus, which takes the mean of five.
 */
export function tokenBudgetAlerts(tenants: readonly TenantTokens[]): Alert[] {
  const watched = [...tenants].sort((a, b) => byText(a.name, b.name)).flatMap(watchedOf);
  return [...watched.flatMap((one) => pair(one, watched)), noData(), unattributed()];
}

/** Alerts on token budgets, complete. */
export interface TokenAlertsPlan {
  /** As the gateway has them. */
  readonly tenants: readonly TenantTokens[];
  /** Where the gateway is scraped. */
  readonly namespace: string;
  /** Labels by which the Prometheus operator finds rules. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Completes and checks what is watched. */
export function planTokenAlerts(
  problems: Problems,
  { tenants, namespace = PLATFORM_NAMESPACE, labels = {} }: Pick<TokenAlertsPlan, 'tenants'> & Partial<TokenAlertsPlan>,
): TokenAlertsPlan {
  problems.rule('namespace', checkDnsLabel(namespace));
  // Rule `tenants-empty`: alerts on the token budgets of no tenant watch nothing (our choice).
  problems.that(tenants.length > 0, 'tenants', 'tenants-empty', 'no tenant may call', 'name one, or leave the alerts out');
  // names are written into expressions: as DNS labels they cannot end a string
  checkListedTenants(problems.at('tenants'), tenants);
  tenants.forEach(({ name, budget, agents, members = [] }: TenantTokens & { readonly budget?: TokenBudget }, index) => {
    const at = problems.at(`tenants.${index}`);
    if (at.rule('budget', checkBudgetWritten(budget, name))) checkTokenBudget(at.at('budget'), budget);
    for (const [what, parts] of [['agents', agents] as const, ['members', members] as const])
      for (const part of parts) if (part.budget !== undefined) checkTokenBudget(at.at(`${what}.${part.name}.budget`), part.budget);
  });
  return { tenants, namespace, labels };
}

/** All token budgets of a tenant: its own, those of its agents and of its members. */
function watchedOf({ name, namespace, budget, agents, members = [] }: TenantTokens): Watched[] {
  const all = `${CALLER_LABEL}=~${inPromQl(callersPattern(namespace))}`;
  const of = (part: Omit<Watched, 'limit' | 'tenant' | 'namespace'>, own: TokenBudget = {}): Watched[] => {
    const limit = limitsOf(own).at(-1);
    return limit === undefined ? [] : [{ ...part, tenant: name, namespace, limit }];
  };
  return [
    ...of({ place: name, who: `tenant ${name}`, selector: all }, budget),
    ...[...agents]
      .sort((a, b) => byText(a.name, b.name))
      .flatMap((agent) => {
        const caller = callerOf(namespace, agent.name);
        const part = { place: `${name}/${agent.name}`, who: `agent ${agent.name} of ${name}`, agent: agent.name, caller };
        return of({ ...part, selector: `${CALLER_LABEL}="${caller}"` }, agent.budget);
      }),
    ...[...members]
      .sort((a, b) => byText(a.name, b.name))
      .flatMap((member) => {
        const part = { place: `${name}/${member.name}`, who: `member ${member.name} of ${name}`, member: member.name };
        return of({ ...part, selector: `${all},${MEMBER_LABEL}="${member.name}"` }, member.budget);
      }),
  ];
}

/** A backslash stands once in RE2, and twice in a string of PromQL. */
function inPromQl(expression: string): string {
  return `"${expression.replaceAll('\\', '\\\\')}"`;
}

/** A very small token budget has no warning before it is spent. */
function pair(watched: Watched, all: readonly Watched[]): Alert[] {
  const names: readonly TokenBudgetAlert[] =
    nearly(watched.limit.tokens) < watched.limit.tokens ? ['LlmBudgetNearlySpent', 'LlmBudgetSpent'] : ['LlmBudgetSpent'];
  return names.map((name) => alertOf(watched, name, proofOf(watched, name, all, alertOf)));
}

function alertOf({ place, who, tenant, agent, member, selector, limit }: Watched, name: TokenBudgetAlert, proof: Alert['proof']): Alert {
  const { window, tokens } = limit;
  const expr = spentIn(limit, selector);
  const { since, until } = WINDOWS[window.key];
  const spenders = `topk(5, ${spentIn(limit, selector, `by (${CALLER_LABEL}, ${MEMBER_LABEL}) `)})`;
  const whoSpends = 'Who spends: ask Prometheus for what the annotation who_spends says.';
  const common = {
    name,
    ...(agent !== undefined && { agent }),
    labels: { tenant, ...(member !== undefined && { member }) },
    forS: 0,
    annotations: { who_spends: spenders },
    proof,
  };
  return name === 'LlmBudgetNearlySpent'
    ? {
        ...common,
        severity: 'warning',
        expr: `${expr} >= ${nearly(tokens)} < ${tokens}`,
        summary: `${who} has spent ${NEARLY_SPENT} % of its ${grouped(tokens)} tokens of a ${window.text}`,
        description: `{{ $value | humanize }} tokens ${since}; above ${grouped(tokens)} the gateway answers 429 until ${until}. ${whoSpends} Budget ${place}.`,
      }
    : {
        ...common,
        severity: 'critical',
        expr: `${expr} >= ${tokens}`,
        summary: `${who} has spent its ${grouped(tokens)} tokens of a ${window.text}`,
        description: `{{ $value | humanize }} tokens ${since}: the gateway answers 429 until ${until}, when this alert ends, too. ${whoSpends} Tasks in the queue are given up after their last delivery. To raise it, change budget in the data, render and deliver. Budget ${place}.`,
      };
}

/** Longest time in which the figures of a proxy may be missing, and what it spent meanwhile is still counted. */
const GAP = '1h';

/**
 * Tokens since the gateway's window began, by differences of the counters over whole steps: a rate would miss what is spent between two of
 * them. A counter that begins again loses what it counted in that step. `@ end()` is the time at which Prometheus asks, also within a subquery.
 *
 * A minute has one scrape or two: it is measured over five.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#modifier
 */
function spentIn({ window }: WindowLimit, selector: string, by = ''): string {
  const counters = `${TOKENS_METRIC}{${selector},${TOKEN_TYPE_LABEL}=~"input|output"}`;
  if (window.key === 'perMinute') return `sum ${by}(increase(${counters}[5m])) / 5`;
  const { range, seconds } = window.step;
  return [
    'sum_over_time((',
    `  sum ${by}(clamp_min(`,
    `    last_over_time(${counters}[${range}])`,
    `    - (last_over_time(${counters}[${GAP}] offset ${range}) or min_over_time(${counters}[${range}])),`,
    '    0',
    '  ))',
    '  and on ()',
    '  # steps that began no earlier than the window',
    `  vector(time()) - ${seconds} >= floor(last_over_time(vector(time())[${range}:${range}] @ end()) / ${window.seconds}) * ${window.seconds}`,
    `)[${window.range}:${range}])`,
  ].join('\n');
}

function noData(): Alert {
  // the metrics of the proxies themselves are at another endpoint and do not count tokens
  const up = { job: GATEWAY_JOB, endpoint: PROCESSOR_METRICS.name };
  const series = `up${matchers(up)}`;
  const envoy = { series: `up${matchers({ job: GATEWAY_JOB, endpoint: PROXY_METRICS.name })}`, values: '1x20' };
  return {
    name: 'LlmBudgetNoData',
    expr: `absent(${series} == 1)`,
    forS: NO_DATA_S,
    severity: 'critical',
    summary: 'no processor of the LLM gateway is scraped: no alert warns of spent budgets',
    description:
      'Prometheus has had no processor that answers for 15 minutes; whether calls pass is another question. First see whether its containers are ready: kubectl get pods -n platform -l app.kubernetes.io/instance=llm-gateway; then the PodMonitor and the NetworkPolicy llm-gateway.',
    proof: { afterMin: 20, fires: [{ series, values: '0x20' }, envoy], silent: [{ series, values: '1x20' }, envoy] },
  };
}

function unattributed(): Alert {
  const series = (caller: string): string => `${TOKENS_METRIC}${matchers({ [CALLER_LABEL]: caller, [TOKEN_TYPE_LABEL]: 'input' })}`;
  return {
    name: 'LlmBudgetUnattributed',
    expr: `sum(rate(${TOKENS_METRIC}{${CALLER_LABEL}=""}[10m])) > 0`,
    forS: UNATTRIBUTED_S,
    severity: 'warning',
    summary: 'tokens are spent, and no metric says by whom',
    description: 'The AI gateway’s controller was started without metricsRequestHeaderAttributes; budgets are enforced, alerts are blind.',
    proof: {
      afterMin: 30,
      fires: [{ series: `${TOKENS_METRIC}${matchers({ [TOKEN_TYPE_LABEL]: 'input' })}`, values: '0+1x30' }],
      silent: [{ series: series('system:serviceaccount:somewhere:an-agent'), values: '0+1x30' }],
    },
  };
}
