import { versionAlerts } from '../../../constructs/rollout/queue-version-alerts';
import { errorsQuery, noDataQuery, redeliveriesQuery, type VersionComparison } from '../../../src/features/rollout/compare';

const series = (workload: string) => ({ namespace: 'tenant-acme', workload, account: 'acme', stream: 'TASKS', consumer: workload });
const COMPARISON: VersionComparison = {
  stable: series('search'),
  next: series('search-next'),
  weight: 10,
  total: 'agent_tasks_total',
  failed: 'agent_tasks_failed_total',
  windowS: 900,
  threshold: 0.07,
  rates: { healthyRate: 0.01, badRate: 0.2 },
  redeliveries: 0.1,
  natsMetricPrefix: 'jetstream',
};

const rulesOf = (overrides: Partial<Parameters<typeof versionAlerts>[0]> = {}) =>
  versionAlerts({ comparison: COMPARISON, severity: 'critical', tenant: 'acme', rollBack: 'rollout.weight: 0', ...overrides }).groups;

test('three alerts compare the versions: errors and redeliveries at once, since their queries look back over the window, silence only after it', () => {
  const labels = { agent: 'search', namespace: 'tenant-acme', severity: 'critical', tenant: 'acme' };
  expect(rulesOf()).toEqual([
    {
      name: 'search-versions',
      rules: [
        { alert: 'AgentCanaryErrors', expr: errorsQuery(COMPARISON), labels, annotations: expect.any(Object) as object },
        { alert: 'AgentCanaryRedeliveries', expr: redeliveriesQuery(COMPARISON), labels, annotations: expect.any(Object) as object },
        { alert: 'AgentCanaryNoData', expr: noDataQuery(COMPARISON), for: '900s', labels, annotations: expect.any(Object) as object },
      ],
    },
  ]);
});

test('their labels are those of the agent that both versions are, of the severity given, and of a tenant only where there is one', () => {
  const [group] = rulesOf({ severity: 'warning', tenant: undefined });
  for (const { labels } of group?.rules ?? []) expect(labels).toEqual({ agent: 'search', namespace: 'tenant-acme', severity: 'warning' });
});

test('their texts have the numbers without noise', () => {
  const descriptions = rulesOf()[0]?.rules.map(({ annotations }) => annotations['description'] ?? '') ?? [];
  expect(descriptions.map((text) => text.replace(/ Nothing is rolled back.*/, ''))).toEqual([
    expect.stringMatching(
      /^Of 15 min, more than 7 % of the tasks of search-next failed, and more than 2 times the share of search; it finished \d+ tasks or more\.$/,
    ),
    expect.stringMatching(
      /^Over 15 min, more than 10 % of the unfinished messages of search-next had been delivered before, \d+ or more at one time, and more than 2 times the share of search\.$/,
    ),
    'search-next gets 10 % of new messages and reported no finished task for 15 min, though search did or messages wait for it: it cannot be judged.',
  ]);
});
