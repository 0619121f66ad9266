import { tokenBudgetAlerts } from '../../../src/features/llm/alerts';
import type { TenantTokens } from '../../../src/features/llm/buckets';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { said } from '../observability/said';

const TENANT: TenantTokens = { name: 'acme', namespace: 'tenant-acme', budget: {}, agents: [] };
const budgeted = (budget: TokenBudget): object[] => tokenBudgetAlerts([{ ...TENANT, budget }]).map(said);

const WHOLE_TENANT = 'llm_caller=~"system:serviceaccount:tenant-acme:[a-z0-9.-]+"';

/** In steps from the beginning of the window on, by what each counter has more than at the step before. */
const spent = (step: string, stepS: number, window: string, windowS: number, selector = WHOLE_TENANT): string[] => {
  const counters = `gen_ai_client_token_usage_sum{${selector},gen_ai_token_type=~"input|output"}`;
  return [
    'sum_over_time((',
    '  sum (clamp_min(',
    `    last_over_time(${counters}[${step}])`,
    `    - (last_over_time(${counters}[1h] offset ${step}) or min_over_time(${counters}[${step}])),`,
    '    0',
    '  ))',
    '  and on ()',
    '  # steps that began no earlier than the window',
    `  vector(time()) - ${stepS} >= floor(last_over_time(vector(time())[${step}:${step}] @ end()) / ${windowS}) * ${windowS}`,
    `)[${window}:${step}])`,
  ];
};
const inAnHour = (selector?: string): string[] => spent('1m', 60, '1h', 3600, selector);
const inADay = (selector?: string): string[] => spent('5m', 300, '1d', 86_400, selector);
const inAMonth = (): string[] => spent('15m', 900, '30d', 2_592_000);
const inAMinute = `sum (increase(gen_ai_client_token_usage_sum{${WHOLE_TENANT},gen_ai_token_type=~"input|output"}[5m])) / 5`;

/** An expression with what it is compared to. */
const compared = (lines: readonly string[], text: string): string[] => [...lines.slice(0, -1), `${lines.at(-1) ?? ''} ${text}`];

/** Of input and output alone: cached and reasoning tokens are parts of the two. */
test('a budget of a day is nearly spent from 80 % on, and spent, which is critical as calls are refused, at the last token; at once', () => {
  expect(budgeted({ perDay: 1000 }).slice(0, 2)).toEqual([
    {
      name: 'LlmBudgetNearlySpent',
      expr: compared(inADay(), '>= 800 < 1000'),
      forS: 0,
      severity: 'warning',
      labels: { tenant: 'acme' },
    },
    { name: 'LlmBudgetSpent', expr: compared(inADay(), '>= 1000'), forS: 0, severity: 'critical', labels: { tenant: 'acme' } },
  ]);
});

test.each([
  [{ perMinute: 100 }, compared([inAMinute], '>= 100')], // a minute has a scrape or two: five are asked
  [{ perHour: 100 }, compared(inAnHour(), '>= 100')],
  [{ perDay: 100 }, compared(inADay(), '>= 100')],
  [{ perMonth: 100 }, compared(inAMonth(), '>= 100')],
  [{ perMinute: 1, perHour: 2, perDay: 3 }, compared(inADay(), '>= 3')], // the longest window alone
])('%j is measured over its longest window', (budget, expr) => {
  expect(budgeted(budget)).toContainEqual(expect.objectContaining({ name: 'LlmBudgetSpent', expr }));
});

test.each([
  [1, []],
  [4, []], // 80 % of 4 are 3.2, and 4 is spent
  [5, ['>= 4 < 5']],
  [101, ['>= 81 < 101']],
])('%d tokens are nearly spent at a whole token below them, if there is one', (perDay, wanted) => {
  const found = tokenBudgetAlerts([{ ...TENANT, budget: { perDay } }]).filter(({ name }) => name === 'LlmBudgetNearlySpent');
  expect(found.map(({ expr }) => expr.replace(`${inADay().join('\n')} `, ''))).toEqual(wanted);
});

// its value is written as Prometheus' humanize does, for promtool to compare
test.each([
  [999, '999'],
  [1234, '1.234k'],
  [123_456, '123.5k'],
  [1_062_500, '1.062M'], // halfway, to the even one
  [1_187_500, '1.188M'],
  [10_125_000, '10.12M'],
  [1000, '1k'],
  [1_000_000, '1M'],
  [4_294_967_295, '4.295G'], // the most that can be written
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
      expr: compared(inAnHour('llm_caller="system:serviceaccount:tenant-acme:search"'), '>= 1'),
      forS: 0,
      severity: 'critical',
      agent: 'search',
      labels: { tenant: 'acme' },
    },
    {
      name: 'LlmBudgetSpent',
      expr: compared(inAnHour(`${WHOLE_TENANT},llm_member="birch"`), '>= 1'),
      forS: 0,
      severity: 'critical',
      labels: { tenant: 'acme', member: 'birch' },
    },
  ]);
});

test('who spends is asked for the budget’s own callers and its own window, by caller and member', () => {
  const asked = (budget: TokenBudget): (string | undefined)[] =>
    tokenBudgetAlerts([{ ...TENANT, budget }]).map(({ annotations }) => annotations?.['who_spends']);
  const grouped = (expr: string): string => `topk(5, ${expr.replace('sum (', 'sum by (llm_caller, llm_member) (')})`;
  const day = grouped(inADay().join('\n'));
  expect(asked({ perDay: 1000 })).toEqual([day, day, undefined, undefined]);
  expect(asked({ perMinute: 1 })[0]).toBe(grouped(inAMinute));
});

test.each([
  [{ perMinute: 1 }, 'a minute, over the last five', 'the minute ends'],
  [{ perHour: 1 }, 'since the full hour', 'the next full hour'],
  [{ perDay: 1 }, 'since midnight UTC', 'the next midnight UTC'],
  [{ perMonth: 1 }, 'in these thirty days, counted from 1970', 'the thirty days end'],
])('of %j it says %s, and that calls are refused until %s', (budget, since, until) => {
  const [alert] = tokenBudgetAlerts([{ ...TENANT, budget }]);
  expect(alert?.description).toContain(`tokens ${since}: the gateway answers 429 until ${until}, when this alert ends, too.`);
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

describe('alerts that fire beside the one whose budget is spent', () => {
  /** Of the alert that says spent, of one agent, member or the tenant: who else has spent theirs after its series. */
  const besides = (tenant: Partial<TenantTokens>, whose: string) => {
    const alerts = tokenBudgetAlerts([{ ...TENANT, ...tenant }]);
    const who = ({ agent, labels }: { agent?: string; labels?: Readonly<Record<string, string>> }): string =>
      agent ?? labels?.['member'] ?? 'tenant';
    const proof = alerts.find((alert) => alert.name === 'LlmBudgetSpent' && who(alert) === whose)?.proof;
    return [proof?.besides?.fires, proof?.besides?.silent].map((some) => some?.map((alert) => `${who(alert)} ${alert.proof.value ?? ''}`));
  };
  const agents = (budget: TokenBudget) => [
    { name: 'chat', budget },
    { name: 'other', budget: { perDay: 1 } },
  ];

  test.each<readonly [string, Partial<TenantTokens>, string, readonly [string[], string[]]]>([
    ['an agent with all that its tenant has', { budget: { perDay: 400 }, agents: agents({ perDay: 400 }) }, 'chat', [['tenant 400'], []]],
    ['an agent with one token less', { budget: { perDay: 400 }, agents: agents({ perDay: 399 }) }, 'chat', [[], []]],
    // a quarter of an hour of 50, against one of 49
    ['an agent with a budget of a minute', { budget: { perDay: 750 }, agents: agents({ perMinute: 50 }) }, 'chat', [['tenant 750'], []]],
    [
      'the same where its tenant has less',
      { budget: { perDay: 735 }, agents: agents({ perMinute: 50 }) },
      'chat',
      [['tenant 750'], ['tenant 735']],
    ],
    // all in the first minute, so that the last is empty
    [
      'an agent with a budget of a day, its tenant with one of a minute',
      { budget: { perMinute: 1 }, agents: agents({ perDay: 400 }) },
      'chat',
      [[], []],
    ],
    ['both of a minute', { budget: { perMinute: 50 }, agents: agents({ perMinute: 50 }) }, 'chat', [['tenant 50'], []]],
    // whoever has no budget of its own spends
    ['a tenant', { budget: { perDay: 400 }, agents: agents({ perDay: 1 }) }, 'tenant', [[], []]],
    [
      'a member of a pool',
      {
        budget: { perDay: 9 },
        agents: [],
        members: [
          { name: 'birch', budget: { perDay: 9 } },
          { name: 'cedar', budget: { perDay: 1 } },
        ],
      },
      'birch',
      [['tenant 9'], []],
    ],
  ])('%s', (_, tenant, whose, expected) => {
    expect(besides(tenant, whose)).toEqual(expected);
  });
});
