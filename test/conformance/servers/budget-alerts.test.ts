import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { stringify } from 'yaml';
import { BudgetAlerts } from '../../../constructs/llm/budget-alerts';
import type { TenantTokens } from '../../../src/features/llm/buckets';
import { callerOf } from '../../../src/features/llm/caller';
import { locateOrFail } from '../harness/components';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { rulesProblem } from './promtool';

const TENANTS: TenantTokens[] = [
  {
    name: 'acme',
    namespace: 'tenant-acme',
    budget: { perMinute: 5000, perHour: 100_000 },
    agents: [{ name: 'search', budget: { perHour: 40_000 } }, { name: 'answer' }],
  },
  { name: 'globex', namespace: 'tenant-globex', budget: { perMinute: 1000 }, agents: [{ name: 'search' }] },
  {
    name: 'shared',
    namespace: 'shared-tenants',
    budget: { perHour: 100_000 },
    agents: [{ name: 'triage' }],
    members: [{ name: 'hooli', budget: { perHour: 10_000 } }],
  },
];

/** Budgets of which one cannot be spent without another: an agent and a member have all that there is, windows differ, tokens are few. */
const ENTANGLED: TenantTokens[] = [
  // exactly between two numbers of four digits, as texts show it
  { name: 'tie', namespace: 'tenant-tie', budget: { perDay: 100_250 }, agents: [{ name: 'only' }] },
  {
    name: 'all',
    namespace: 'tenant-all',
    budget: { perMinute: 1000, perDay: 3000 },
    agents: [
      { name: 'only', budget: { perDay: 3000 } },
      { name: 'fast', budget: { perMinute: 900 } },
    ],
  },
  {
    name: 'pool',
    namespace: 'pool-one',
    budget: { perMonth: 7 },
    agents: [{ name: 'triage', budget: { perMonth: 7 } }],
    members: [
      { name: 'hooli', budget: { perMonth: 7 } },
      { name: 'cedar', budget: { perMonth: 4 } },
    ],
  },
];

function alertsOf(tenants: TenantTokens[]): BudgetAlerts {
  return new BudgetAlerts(new Chart(new App(), 'platform'), 'Alerts', { tenants });
}

const specOf = (alerts: BudgetAlerts): unknown => (alerts.apiObject.toJson() as { spec: unknown }).spec;
const SPEC = specOf(alertsOf(TENANTS));

const UP = { 'up{job="platform/llm-gateway",endpoint="aigw-admin",pod="a"}': '1x300' };
const tokens = (namespace: string, agent: string, type = 'input', member = ''): string =>
  `gen_ai_client_token_usage_sum{llm_caller="${callerOf(namespace, agent)}",llm_member="${member}",gen_ai_token_type="${type}"}`;

/** Minutes: the last of the second hour. */
const LATE = 119;

/** Alerts that are on after so many minutes, as `name place`, when these series run; whatever promtool says else is thrown. */
function firing(folder: string, series: Readonly<Record<string, string>>, minutes: number): string[] {
  writeFileSync(join(folder, 'rules.yaml'), stringify(SPEC));
  const file = join(folder, 'tests.yaml');
  // asked for the vector of all alerts, so that none is left out: an empty answer is compared too
  const test = {
    interval: '30s',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, tenant, agent, member) (ALERTS{alertstate="firing"})',
        eval_time: `${minutes}m`,
        exp_samples: [{ labels: 'nothing{}', value: 0 }],
      },
    ],
  };
  writeFileSync(file, stringify({ rule_files: ['rules.yaml'], evaluation_interval: '30s', tests: [test] }));
  const { stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['test', 'rules', file], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  const said = `${stdout}${stderr}`;
  const got = /got:(.*)$/s.exec(said)?.[1];
  if (got === undefined) throw new Error(said);
  return [...got.matchAll(/\{([^}]*)\}/g)]
    .map(([, labels = '']) => [...labels.matchAll(/(\w+)=\\?"([^"\\]*)\\?"/g)].map(([, name = '', value = '']) => [name, value] as const))
    .map((labels) =>
      ['alertname', 'tenant', 'agent', 'member'].flatMap((name) => labels.find(([key]) => key === name)?.[1] ?? []).join(' '),
    )
    .filter((text) => text !== '')
    .sort();
}

/** What promtool says of the tests that the construct makes. */
function unitTests(folder: string, spec: unknown, alerts: BudgetAlerts): { readonly passed: boolean; readonly output: string } {
  writeFileSync(join(folder, 'own.rules.yaml'), stringify(spec));
  const file = join(folder, 'own.test.json');
  writeFileSync(file, alerts.ruleTests('own.rules.yaml'));
  const { status, stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['test', 'rules', file], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { passed: status === 0, output: `${stdout}${stderr}` };
}

withComponents(['promtool'], 'alerts of token budgets', () => {
  const folder = temporaryFolder('budget-alerts-');
  afterAll(() => {
    folder.remove();
  });

  test('are rules that Prometheus reads', () => {
    expect(rulesProblem(folder.path, SPEC)).toBeUndefined();
  });

  test.each([
    ['of tenants that have little to do with each other', TENANTS],
    ['of budgets that cannot be spent one without another', ENTANGLED],
  ])('pass their own tests: %s', (_, tenants) => {
    const alerts = alertsOf(tenants);
    expect(unitTests(folder.path, specOf(alerts), alerts)).toEqual({ passed: true, output: expect.stringContaining('SUCCESS') as string });
  });

  const names = ['LlmBudgetNearlySpent', 'LlmBudgetSpent', 'LlmBudgetNoData', 'LlmBudgetUnattributed'];
  test.each(names)('fails the tests of %s if it never fires, or always', (name) => {
    for (const expr of ['vector(1) < 0', 'vector(1)']) {
      const alerts = alertsOf(ENTANGLED);
      const spec = structuredClone(specOf(alerts)) as { groups: { rules: { alert: string; expr: string }[] }[] };
      for (const rule of spec.groups.flatMap(({ rules }) => rules)) if (rule.alert === name) rule.expr = expr;
      expect(unitTests(folder.path, spec, alerts).passed).toBe(false);
    }
  });

  test('are silent while everybody spends less than 80 %', () => {
    // 600 tokens in half a minute: 72 000 an hour of 100 000
    const healthy = {
      ...UP,
      [tokens('tenant-acme', 'answer')]: '0+400x300',
      [tokens('tenant-acme', 'answer', 'output')]: '0+200x300',
      // parts of the others, which are not added once more
      [tokens('tenant-acme', 'answer', 'cached_input')]: '0+400x300',
      [tokens('tenant-acme', 'answer', 'reasoning')]: '0+400x300',
      [tokens('tenant-globex', 'search')]: '0+300x300',
    };
    expect(firing(folder.path, healthy, LATE)).toEqual([]);
  });

  test('tell at 80 %, of the tenant whose it is and of nobody else', () => {
    // 700 in half a minute: 84 000 an hour
    expect(firing(folder.path, { ...UP, [tokens('tenant-acme', 'answer')]: '0+700x300' }, LATE)).toEqual(['LlmBudgetNearlySpent acme']);
    // a name that only begins alike is another's
    expect(firing(folder.path, { ...UP, [tokens('tenant-acme-two', 'answer')]: '0+700x300' }, LATE)).toEqual([]);
  });

  test('tell when it is spent, and no longer that it nearly is', () => {
    expect(firing(folder.path, { ...UP, [tokens('tenant-acme', 'answer')]: '0+900x300' }, LATE)).toEqual(['LlmBudgetSpent acme']);
  });

  test('tell of an agent and of a member with budgets of their own, by the tokens of all proxies', () => {
    // 300 and 100 in half a minute: 48 000 an hour of 40 000, and half of the tenant's
    const two = {
      ...UP,
      [`${tokens('tenant-acme', 'search').slice(0, -1)},pod="a"}`]: '0+300x300',
      [`${tokens('tenant-acme', 'search').slice(0, -1)},pod="b"}`]: '0+100x300',
    };
    expect(firing(folder.path, two, LATE)).toEqual(['LlmBudgetSpent acme search']);
    const member = { ...UP, [tokens('shared-tenants', 'triage', 'input', 'hooli')]: '0+70x300' };
    expect(firing(folder.path, member, LATE)).toEqual(['LlmBudgetNearlySpent shared hooli']);
  });

  test('count from the beginning of the window on, so that two halves on either side of it are silent', () => {
    // 60 000 in the last half of an hour, and as much in the first half of the next: 120 000 within sixty minutes
    const halves = { ...UP, [tokens('tenant-acme', 'answer')]: '0x60 0+1000x120 120000x120' };
    expect(['60m', '75m', '90m', '119m'].map((at) => firing(folder.path, halves, Number.parseInt(at, 10)))).toEqual([[], [], [], []]);
    // all of it in the second hour, and only until that ends
    const inOne = { ...UP, [tokens('tenant-acme', 'answer')]: '0x120 0+1000x100 100000x160' };
    expect([109, 110, 111, 119, 120, 121].map((at) => firing(folder.path, inOne, at))).toEqual([
      ['LlmBudgetNearlySpent acme'],
      ['LlmBudgetNearlySpent acme'],
      ['LlmBudgetSpent acme'],
      ['LlmBudgetSpent acme'],
      [],
      [],
    ]);
  });

  test('count what was spent while a proxy was not scraped, and by one that is gone', () => {
    // 20 minutes without a sample; another proxy's series ends
    const series = {
      ...UP,
      [`${tokens('tenant-acme', 'answer').slice(0, -1)},pod="a"}`]: '0x120 0 10000 _x40 60000x100',
      [`${tokens('tenant-acme', 'answer').slice(0, -1)},pod="b"}`]: '0x120 0 40000x10 stale _x100',
    };
    expect(firing(folder.path, series, LATE)).toEqual(['LlmBudgetSpent acme']);
  });

  test('measure a minute over five', () => {
    // 900 a minute of 1000
    expect(firing(folder.path, { ...UP, [tokens('tenant-globex', 'search')]: '0+450x300' }, 30)).toEqual(['LlmBudgetNearlySpent globex']);
  });

  test('tell when nothing is measured, and when nobody is known to spend', () => {
    expect(firing(folder.path, {}, 14)).toEqual([]);
    expect(firing(folder.path, {}, 16)).toEqual(['LlmBudgetNoData']);
    expect(firing(folder.path, { 'up{job="platform/llm-gateway",endpoint="aigw-admin",pod="a"}': '0x300' }, 16)).toEqual([
      'LlmBudgetNoData',
    ]);
    // proxies' own figures say nothing of tokens
    expect(firing(folder.path, { 'up{job="platform/llm-gateway",endpoint="metrics",pod="a"}': '1x300' }, 16)).toEqual(['LlmBudgetNoData']);
    const blind = { ...UP, 'gen_ai_client_token_usage_sum{gen_ai_token_type="input"}': '0+10x300' };
    expect(firing(folder.path, blind, 30)).toEqual(['LlmBudgetUnattributed']);
  });
});
