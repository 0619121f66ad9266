import { planTenantAlerts } from '../../../src/features/observability/tenant-alerts';
import { planTenantDashboard } from '../../../src/features/observability/tenant-dashboard';
import { Problems } from '../../../src/kernel/problems';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };
const TENANT = { tenant: 'acme', namespace: 'tenant-acme' };

const panels = (agents: Parameters<typeof planTenantDashboard>[1]['agents'], more: object = {}) => {
  const plan = planTenantDashboard(Problems.of(''), { ...TENANT, agents, ...more });
  return plan.panels.map(({ title, unit, queries }) => [title, unit, ...queries.map(({ expr, legend }) => `${legend}: ${expr}`)]);
};
const led = (figure: string, prefix = 'jetstream'): string =>
  `max(${prefix}_consumer_${figure}{account="acme", stream_name="TASKS", consumer_name="search", is_consumer_leader="true"})`;
const rate = (series: string): string => `{{pod}}: sum by (container, pod) (rate(${series}{namespace="tenant-acme"}[$__rate_interval]))`;
const quota = (name: string): string => {
  const of = (type: string): string => `kube_resourcequota{namespace="tenant-acme", resourcequota="${name}", type="${type}"}`;
  return `{{resource}}: max by (resource) (${of('used')} / ignoring (type) (${of('hard')} > 0))`;
};

/** Units as Grafana names them; a line is called after what tells it from the others of its panel. */
test('a tenant sees its work, who does it, and what limits them', () => {
  expect(
    panels([
      { name: 'search', queue: QUEUE },
      { name: 'chat', workload: 'Rollout' },
    ]),
  ).toEqual([
    ['Unfinished messages', 'short', `search: ${led('num_pending')} + ${led('num_ack_pending')}`],
    ['Delivered again', 'short', `search: ${led('num_redelivered')}`],
    ['Finished tasks', 'ops', rate('agent_tasks_total')],
    ['Failed tasks', 'ops', rate('agent_tasks_failed_total')],
    [
      'Ready replicas',
      'short',
      'search: max(kube_deployment_status_replicas_ready{namespace="tenant-acme", deployment="search"})',
      'chat: max(rollout_info_replicas_available{namespace="tenant-acme", name="chat"})',
    ],
    [
      'Restarts',
      'short',
      '{{pod}} {{container}}: sum by (pod, container) (increase(kube_pod_container_status_restarts_total{namespace="tenant-acme"}[1h])) > 0',
    ],
    ['Memory', 'bytes', '{{pod}}: sum by (pod) (container_memory_working_set_bytes{namespace="tenant-acme", container!=""})'],
    ['Quota', 'percentunit', quota('tenant')],
  ]);
});

test('a quota and a prefix of its own, and no panel of queues where there are none', () => {
  const own = panels([{ name: 'search', queue: QUEUE }], { quota: 'own', natsMetricPrefix: 'nats' });
  expect(own.at(-1)?.at(-1)).toBe(quota('own'));
  expect(own[1]?.at(-1)).toBe(`search: ${led('num_redelivered', 'nats')}`);
  expect(panels([]).map(([title]) => title)).toEqual(['Finished tasks', 'Failed tasks', 'Ready replicas', 'Restarts', 'Memory', 'Quota']);
});

test('labels and annotations are those that are given, or none', () => {
  const { labels, annotations } = planTenantDashboard(Problems.of(''), { ...TENANT, agents: [], labels: { a: 'b' } });
  expect([labels, annotations]).toEqual([{ a: 'b' }, {}]);
});

describe('alerts', () => {
  type Input = Parameters<typeof planTenantAlerts>[1];
  const found = (change: Partial<Input>): string[] => {
    const problems = Problems.of('');
    planTenantAlerts(problems, { ...TENANT, agents: [], ...change });
    return problems.list.map(({ place, rule }) => `${place} ${rule}`);
  };
  const queue = { ...QUEUE, ackWaitS: 30 };
  const ofAgent = (agent: Partial<Input['agents'][number]>): Pick<Input, 'agents'> => ({ agents: [{ name: 'search', ...agent }] });
  const window = { name: 'sale', replicas: 1, trigger: 0 };

  test.each<readonly [string, Partial<Input>, readonly string[]]>([
    ['1 percent', { quotaPercent: 1 }, []],
    ['99 percent', { quotaPercent: 99 }, []],
    ['a namespace that is none', { namespace: '' }, ['namespace dns-label']],
    ['a rollout of 60 s', ofAgent({ rolloutWithinS: 60 }), []],
    ['waiting of 60 s', ofAgent({ queue: { ...queue, oldestS: 60 } }), []],
    ['one delivery', ofAgent({ queue: { ...queue, maxDeliver: 1 } }), []],
    ['an ack wait of a millisecond', ofAgent({ queue: { ...queue, ackWaitS: 0.001 } }), []],
    ['a backoff of 0 s', ofAgent({ queue: { ...queue, backoffS: [1, 0] } }), ['agents.0.queue.backoff.1 alert-wait']],
    ['another workload', ofAgent({ workload: 'StatefulSet' as 'Rollout' }), ['agents.0.workload alert-workload']],
    ['a window of one replica at the first trigger', ofAgent({ scaler: 'keda', prescale: [window] }), []],
    ['a window without a scaler', ofAgent({ prescale: [window] }), ['agents.0.prescale alert-prescale']],
    ['no windows without a scaler', ofAgent({ prescale: [] }), []],
    ['two agents of different names', { agents: [{ name: 'a' }, { name: 'b' }] }, []],
    ['a job of a second', { jobs: [{ name: 'report', deadlineS: 1, startingDeadlineS: 1 }] }, []],
    [
      'a job of none',
      { jobs: [{ name: 'report', deadlineS: 0, startingDeadlineS: 0 }] },
      ['jobs.0.deadline whole-number', 'jobs.0.startingDeadline whole-number'],
    ],
  ])('at the edge: %s', (_, change, expected) => {
    expect(found(change)).toEqual(expected);
  });

  test('a Rollout that says nothing may take an hour, and a queue that says how old its messages may be has that', () => {
    const { alerts } = planTenantAlerts(Problems.of(''), {
      ...TENANT,
      agents: [{ name: 'search', workload: 'Rollout', queue: { ...queue, oldestS: 77 } }],
    });
    expect(alerts.find(({ name }) => name === 'AgentCanaryStuck')?.forS).toBe(3600);
    expect(alerts.find(({ name }) => name === 'AgentBacklogOld')?.expr).toContain('offset 77s');
    expect(alerts.map(({ name }) => name)).toEqual([
      'AgentBacklogOld',
      'AgentTaskStuck',
      'AgentConsumerWithoutLeader',
      'AgentUnavailable',
      'AgentCanaryStuck',
      'TenantQuotaNearlyFull',
    ]);
  });

  test('deliveries between two seconds count from the earlier one and until the later one', () => {
    const { alerts } = planTenantAlerts(Problems.of(''), {
      ...TENANT,
      // at 0, 30.4, 61.2 s, and given up at 92 s
      ...ofAgent({ queue: { ...queue, ackWaitS: 30.8, backoffS: [30.4, 30.8], maxDeliver: 3 } }),
    });
    const { expr } = alerts.find(({ name }) => name === 'AgentTaskStuck') ?? {};
    expect(expr).toContain('offset 62s');
    expect(expr).toContain('[62s:30s]');
  });
});
