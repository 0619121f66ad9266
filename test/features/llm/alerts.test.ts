import { tokenBudgetAlerts } from '../../../src/features/llm/alerts';
import type { TenantTokens } from '../../../src/features/llm/buckets';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { said } from '../observability/said';

const TENANT: TenantTokens = { name: 'acme', namespace: 'tenant-acme', budget: {}, agents: [] };
const budgeted = (budget: TokenBudget): object[] => tokenBudgetAlerts([{ ...TENANT, budget }]).map(said);

const spent = (range: string, selector = 'llm_caller=~"system:serviceaccount:tenant-acme:[a-z0-9.-]+"'): string =>
  `sum(increase(gen_ai_client_token_usage_sum{${selector},gen_ai_token_type=~"input|output"}[${range}]))`;

/** Of input and output alone: cached and reasoning tokens are parts of the two. */
test('a budget of a day is nearly spent from 80 % on, and spent, which is critical as calls are refused, at the last token; at once', () => {
  expect(budgeted({ perDay: 1000 }).slice(0, 2)).toEqual([
    {
      name: 'LlmBudgetNearlySpent',
      expr: [`${spent('1d')} >= 800 < 1000`],
      forS: 0,
      severity: 'warning',
      labels: { tenant: 'acme' },
    },
    { name: 'LlmBudgetSpent', expr: [`${spent('1d')} >= 1000`], forS: 0, severity: 'critical', labels: { tenant: 'acme' } },
  ]);
});

test.each([
  [{ perMinute: 100 }, `${spent('5m')} / 5 >= 100`], // a minute has a scrape or two: five are asked
  [{ perHour: 100 }, `${spent('1h')} >= 100`],
  [{ perDay: 100 }, `${spent('1d')} >= 100`],
  [{ perMonth: 100 }, `${spent('30d')} >= 100`],
  [{ perMinute: 1, perHour: 2, perDay: 3 }, `${spent('1d')} >= 3`], // the longest window alone
])('%j is measured over its longest window', (budget, expr) => {
  expect(budgeted(budget)).toContainEqual(expect.objectContaining({ name: 'LlmBudgetSpent', expr: [expr] }));
});

test.each([
  [1, []],
  [4, []], // 80 % of 4 are 3.2, and 4 is spent
  [5, ['>= 4 < 5']],
  [101, ['>= 81 < 101']],
])('%d tokens are nearly spent at a whole token below them, if there is one', (perDay, wanted) => {
  const found = tokenBudgetAlerts([{ ...TENANT, budget: { perDay } }]).filter(({ name }) => name === 'LlmBudgetNearlySpent');
  expect(found.map(({ expr }) => expr.replace(`${spent('1d')} `, ''))).toEqual(wanted);
});

// its value is written as Prometheus' humanize does, for promtool to compare
test.each([
  [999, '999'],
  [1234, '1.234k'],
  [123_456, '123.5k'],
  [1_062_500, '1.062M'], // halfway, to the even one
  [1_187_500, '1.188M'],
  [10_125_000, '10.12M'],
])('the proof of a token budget of %d shows %s', (perDay, value) => {
  const spentAlert = tokenBudgetAlerts([{ ...TENANT, budget: { perDay } }]).find(({ name }) => name === 'LlmBudgetSpent');
  expect(spentAlert?.proof.value).toBe(value);
});

test('an agent is asked for by its own service account, a member by its label within its pool', () => {
  const alerts = tokenBudgetAlerts([
    { ...TENANT, agents: [{ name: 'search', budget: { perHour: 1 } }], members: [{ name: 'birch', budget: { perHour: 1 } }] },
  ]);
  expect(alerts.slice(0, 2).map(said)).toEqual([
    {
      name: 'LlmBudgetSpent',
      expr: [`${spent('1h', 'llm_caller="system:serviceaccount:tenant-acme:search"')} >= 1`],
      forS: 0,
      severity: 'critical',
      agent: 'search',
      labels: { tenant: 'acme' },
    },
    {
      name: 'LlmBudgetSpent',
      expr: [`${spent('1h', 'llm_caller=~"system:serviceaccount:tenant-acme:[a-z0-9.-]+",llm_member="birch"')} >= 1`],
      forS: 0,
      severity: 'critical',
      labels: { tenant: 'acme', member: 'birch' },
    },
  ]);
});

test('figures that are missing are critical after a quarter of an hour, tokens of nobody a warning after ten minutes', () => {
  expect(tokenBudgetAlerts([]).map(said)).toEqual([
    {
      name: 'LlmBudgetNoData',
      // that of tokens: proxies' own figures are at another endpoint
      expr: ['absent(up{job="platform/llm-gateway", endpoint="aigw-admin"} == 1)'],
      forS: 900,
      severity: 'critical',
    },
    {
      name: 'LlmBudgetUnattributed',
      expr: ['sum(rate(gen_ai_client_token_usage_sum{llm_caller=""}[10m])) > 0'],
      forS: 600,
      severity: 'warning',
    },
  ]);
});
