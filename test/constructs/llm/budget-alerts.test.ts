import { App, Chart, Testing } from 'cdk8s';
import { BudgetAlerts } from '../../../constructs/llm/budget-alerts';
import { InvalidInputError } from '../../../src/kernel/problems';
import type { TenantTokens } from '../../../src/features/llm/buckets';

const ACME: TenantTokens = {
  name: 'acme',
  namespace: 'tenant-acme',
  budget: { perDay: 101 },
  agents: [{ name: 'search', budget: { perDay: 10 } }],
};

interface Rule {
  readonly spec: { readonly groups: { readonly rules: { readonly alert: string; readonly expr: string; readonly labels: object }[] }[] };
}

function rules(tenants: readonly TenantTokens[]): Rule['spec']['groups'][number]['rules'] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  new BudgetAlerts(chart, 'Alerts', { tenants: [...tenants], labels: { release: 'prometheus' } });
  const [rule] = Testing.synth(chart) as Rule[];
  return rule?.spec.groups.flatMap((group) => group.rules) ?? [];
}

test('000-29 alerts on budgets: a tenant and an agent have two alerts each, at whole tokens, and the figures two', () => {
  expect(rules([ACME]).map(({ alert, labels }) => [alert, labels])).toEqual([
    ['LlmBudgetNearlySpent', { namespace: 'platform', severity: 'warning', tenant: 'acme' }],
    ['LlmBudgetSpent', { namespace: 'platform', severity: 'critical', tenant: 'acme' }],
    ['LlmBudgetNearlySpent', { namespace: 'platform', severity: 'warning', tenant: 'acme', agent: 'search' }],
    ['LlmBudgetSpent', { namespace: 'platform', severity: 'critical', tenant: 'acme', agent: 'search' }],
    ['LlmBudgetNoData', { namespace: 'platform', severity: 'critical' }],
    ['LlmBudgetUnattributed', { namespace: 'platform', severity: 'warning' }],
  ]);
  // 80 % of 101 is 80.8
  expect(rules([ACME])[0]?.expr).toMatch(/ >= 81 < 101$/);
});

test.each([
  ['nobody', [], ['tenants: tenants-empty']],
  ['a namespace that would end a string of PromQL', [{ ...ACME, namespace: 'a"} or {x="' }], ['tenants.0.namespace: dns-label']],
  ['a budget of nothing', [{ ...ACME, budget: {} }], ['tenants.0.budget: budget-empty']],
])('fails %s', (_, tenants: readonly TenantTokens[], expected) => {
  let found: string[] = [];
  try {
    rules(tenants);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    found = error.problems.map(({ place, rule }) => `${place}: ${rule}`);
  }
  expect(found).toEqual(expected);
});
