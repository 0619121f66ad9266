import { App, Chart, Duration, Testing } from 'cdk8s';
import { planned } from '../../../constructs/kinds/planned';
import { TenantAlerts, type TenantAlertsProps } from '../../../constructs/observability/tenant-alerts';
import { TenantDashboard, type TenantDashboardProps } from '../../../constructs/observability/tenant-dashboard';
import { redeliveryOf } from '../../../src/features/bus/redelivery';
import { type ObservedTenant, planTenantObservability } from '../../../src/features/observability/plan';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import { changed, problemsOf } from '../../resolve/fixture';

const chart = () => new Chart(new App(), 'alerts', { namespace: 'tenant-acme' });

const TENANT: ObservedTenant = {
  id: 'acme',
  namespace: 'tenant-acme',
  agents: [
    {
      name: 'search',
      consumes: { stream: 'WORK', consumer: 'searcher', ackWaitS: 45, maxDeliver: 7 },
      scale: { kind: 'queue', engine: 'keda', prescale: [{ name: 'sale', replicas: 7 }] },
      rollout: { kind: 'queue' },
    },
    { name: 'chat', scale: { kind: 'fixed' }, rollout: { kind: 'blue-green' } },
  ],
  batch: [
    { name: 'nightly', deadlineS: 900, trigger: { kind: 'schedule', startingS: 300 } },
    { name: 'jobs', deadlineS: 900, trigger: { kind: 'queue' } },
  ],
};

const ENVIRONMENT = {
  natsMetricPrefix: 'nats',
  observability: { ruleLabels: { release: 'prometheus' }, quotaPercent: 77, watchesQueues: true },
} as const;

/** What a team would write for the same tenant. */
/** What the bus does for a consumer of that ack wait. */
const { maxDeliver, backoffS = [] } = redeliveryOf({ ackWaitS: 45, maxDeliver: 7 });
const QUEUE = { account: 'acme', stream: 'WORK', consumer: 'searcher' };
const ALERTS: TenantAlertsProps = {
  tenant: 'acme',
  labels: { release: 'prometheus' },
  quotaPercent: 77,
  natsMetricPrefix: 'nats',
  agents: [
    {
      name: 'search',
      queue: { ...QUEUE, ackWait: Duration.seconds(45), maxDeliver, backoff: backoffS.map((wait) => Duration.seconds(wait)) },
      scaler: 'keda',
      prescale: [{ name: 'sale', replicas: 7, trigger: 1 }],
    },
    { name: 'chat', workload: 'Rollout' },
  ],
  jobs: [{ name: 'nightly', deadline: Duration.seconds(900), startingDeadline: Duration.seconds(300) }],
};
const DASHBOARD: TenantDashboardProps = {
  tenant: 'acme',
  natsMetricPrefix: 'nats',
  agents: [
    { name: 'search', queue: QUEUE },
    { name: 'chat', workload: 'Rollout' },
  ],
};

test('a tenant of an environment and the props of a team end at the same objects', () => {
  const { alerts, dashboard } = planTenantObservability(TENANT, ENVIRONMENT);
  const [spec, props] = [chart(), chart()];
  new TenantAlerts(spec, 'Alerts', planned(alerts));
  new TenantDashboard(spec, 'Dashboard', planned(dashboard));
  new TenantAlerts(props, 'Alerts', ALERTS);
  new TenantDashboard(props, 'Dashboard', DASHBOARD);
  expect(Testing.synth(spec)).toEqual(Testing.synth(props));
});

describe('what is said of a tenant reaches its alerts and its dashboard', () => {
  const own = chart();
  const plan = planTenantObservability(TENANT, ENVIRONMENT);
  new TenantAlerts(own, 'Alerts', planned(plan.alerts));
  new TenantDashboard(own, 'Dashboard', planned(plan.dashboard));
  const [rule, dashboard] = Testing.synth(own) as [
    { metadata: object; spec: { groups: { rules: { alert: string; expr: string; labels: Record<string, string> }[] }[] } },
    { data: Record<string, string> },
  ];
  const rules = rule.spec.groups[0]?.rules ?? [];
  const exprs = (alert: string): string[] => rules.filter((one) => one.alert === alert).map(({ expr }) => expr);

  test.each([
    ['AgentBacklogOld', `nats_consumer_num_pending{account="acme", stream_name="WORK", consumer_name="searcher"`],
    ['AgentBacklogOld', 'offset 450s'],
    ['AgentPrescaleMissed', '< 7'],
    ['AgentPrescaleMissed', 'triggerIndex="1"'],
    ['AgentAutoscalerBlind', 'keda_scaler_metrics_value'],
    ['AgentCanaryStuck', 'name="chat"'],
    ['AgentRolloutStuck', 'deployment="search"'],
    ['AgentJobFailed', '> 1020'],
    ['AgentJobMissed', '> 300'],
    ['TenantQuotaNearlyFull', '> 0.77'],
  ])('%s has %s', (alert, text) => {
    expect(exprs(alert).join('\n')).toContain(text);
  });

  test('labels of the rule, of its alerts, and the series of the dashboard', () => {
    expect(rule.metadata).toMatchObject({ labels: { release: 'prometheus' } });
    expect(new Set(rules.map(({ labels }) => labels['tenant']))).toEqual(new Set(['acme']));
    expect(exprs('AgentJobFailed')).toHaveLength(1);
    expect(dashboard.data['tenant-acme.json']).toContain('nats_consumer_num_pending');
    expect(dashboard.data['tenant-acme.json']).toContain('rollout_info_replicas_available');
  });

  test('the other engine and Deployments have other series', () => {
    const agents = TENANT.agents.map((agent) => ({
      ...agent,
      rollout: { kind: 'rolling' as const },
      scale: { kind: 'queue' as const, engine: 'prometheus-adapter' as const, prescale: [] },
    }));
    const { alerts } = planTenantObservability({ ...TENANT, agents }, ENVIRONMENT);
    expect(alerts.alerts.find(({ name }) => name === 'AgentAutoscalerBlind')?.expr).toContain('kube_horizontalpodautoscaler');
    expect(alerts.alerts.map(({ name }) => name)).not.toContain('AgentCanaryStuck');
  });
});

test.each([0, 100, 50.5])('a quota percent of %s is refused by both doors with the same rule, problem and fix', (quotaPercent) => {
  const props = ((): readonly Problem[] => {
    try {
      new TenantAlerts(chart(), 'Alerts', { tenant: 'acme', agents: [], quotaPercent });
    } catch (error) {
      if (error instanceof InvalidInputError) return error.problems;
      throw error;
    }
    return [];
  })();
  const spec = problemsOf(changed({ observability: { quotaPercent } }));
  expect(spec).toEqual(props.map((problem) => ({ ...problem, place: `observability.${problem.place}` })));
  expect(spec).toHaveLength(1);
});
