import { App, Chart, Duration } from 'cdk8s';
import { type AlertedAgent, TenantAlerts, type TenantAlertsProps } from '../../../constructs/observability/tenant-alerts';
import { parseQuery } from '../../../src/judges/checks/promql';
import { only, problemsOf } from '../agent/agent-fixture';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search', ackWait: Duration.seconds(30) };
const SEARCH: AlertedAgent = { name: 'search', scaler: 'keda', queue: QUEUE, prescale: [{ name: 'flash-sale', replicas: 20, trigger: 1 }] };

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

function define(props: Partial<TenantAlertsProps> = {}) {
  const chart = new Chart(new App(), 'alerts', { namespace: 'tenant-acme' });
  const alerts = new TenantAlerts(chart, 'Alerts', { tenant: 'acme', agents: [SEARCH], ...props });
  const object = only(chart, 'PrometheusRule');
  const [group] = object.spec['groups'] as { readonly name: string; readonly rules: Rule[] }[];
  return { alerts, object, group, rules: group?.rules ?? [] };
}

const rule = (name: string, props: Partial<TenantAlertsProps> = {}): Rule => {
  const found = define(props).rules.find(({ alert }) => alert === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
};

test('watches queue, rollout, autoscaler, windows and quota of a tenant', () => {
  const { object, group, rules } = define({ labels: { release: 'prometheus' } });
  expect(object.metadata).toEqual({ name: 'tenant-alerts', namespace: 'tenant-acme', labels: { release: 'prometheus' } });
  expect(group?.name).toBe('tenant-acme.tenant-alerts');
  expect(rules.map(({ alert, for: time, labels }) => `${alert} ${time} ${labels['severity'] ?? ''} ${labels['agent'] ?? '-'}`)).toEqual([
    'AgentBacklogOld 60s warning search',
    'AgentTaskStuck 60s warning search',
    'AgentConsumerWithoutLeader 300s critical search',
    'AgentUnavailable 180s critical search',
    'AgentRolloutStuck 60s warning search',
    'AgentAutoscalerBlind 600s warning search',
    'AgentPrescaleMissed 300s critical search',
    'TenantQuotaNearlyFull 600s warning -',
  ]);
});

test('says of each who it belongs to and what to do first', () => {
  for (const { labels, annotations } of define().rules) {
    expect(labels).toMatchObject({ tenant: 'acme', namespace: 'tenant-acme' });
    expect(annotations['summary']).toMatch(/^.{20,90}$/);
    expect(annotations['description']).toContain('First ');
  }
});

test('names the tenant exactly in every selection: no pattern, no other namespace, no other account', () => {
  for (const { expr } of define().rules) {
    const { selectors, error } = parseQuery(expr);
    expect(error).toBeUndefined();
    expect(selectors.length).toBeGreaterThan(0);
    for (const { matchers } of selectors) {
      const tenant = matchers.filter(({ label }) => label === 'namespace' || label === 'account');
      expect(tenant.map(({ operator, value }) => `${operator}${value}`)).toEqual([expect.stringMatching(/^=(tenant-acme|acme)$/)]);
    }
  }
});

test.each([
  [30, 300],
  [29.9, 300],
  [31, 310],
  [120, 1200],
])('lets messages wait ten ack waits of %d s, five minutes at least', (ackWait, oldest) => {
  const { expr } = rule('AgentBacklogOld', { agents: [{ ...SEARCH, queue: { ...QUEUE, ackWait: Duration.millis(ackWait * 1000) } }] });
  expect(new Set(expr.match(/offset \d+s/g))).toEqual(new Set([`offset ${oldest}s`]));
});

test('waits for the last delivery before it calls a task stuck: 30 + 60 + 120 + 120 s', () => {
  const backoff = [30, 60, 120].map((wait) => Duration.seconds(wait));
  expect(rule('AgentTaskStuck', { agents: [{ ...SEARCH, queue: { ...QUEUE, backoff, maxDeliver: 5 } }] }).expr).toContain('offset 330s');
  expect(rule('AgentTaskStuck').expr).toContain('offset 120s');
});

test('asks for the series of the exporter’s prefix', () => {
  expect(rule('AgentConsumerWithoutLeader', { natsMetricPrefix: 'nats' }).expr).toContain('nats_consumer_num_pending{');
});

test('asks Argo Rollouts of a Rollout, and takes as long as that may', () => {
  const agents: AlertedAgent[] = [{ name: 'chat', workload: 'Rollout', rolloutWithin: Duration.minutes(40) }];
  expect(rule('AgentCanaryStuck', { agents })).toMatchObject({
    expr: 'max(rollout_info{namespace="tenant-acme", name="chat", phase!="Completed"}) > 0',
    for: '2400s',
  });
});

test('asks the HorizontalPodAutoscaler where prometheus-adapter serves it', () => {
  const agents: AlertedAgent[] = [{ name: 'search', scaler: 'prometheus-adapter' }];
  expect(rule('AgentAutoscalerBlind', { agents }).expr).toContain('kube_horizontalpodautoscaler_status_condition{');
});

test('a job has failed once its deadline is over, and is missed once it may no longer begin', () => {
  const jobs = [{ name: 'report', deadline: Duration.hours(4), startingDeadline: Duration.minutes(10) }];
  const of = (what: string) => `kube_cronjob_${what}{namespace="tenant-acme", cronjob="report"}`;
  expect(rule('AgentJobFailed', { jobs })).toMatchObject({
    // two minutes more, until it is seen
    expr: [
      `max(${of('status_last_schedule_time')}) > (max(${of('status_last_successful_time')}) or vector(0))`,
      'and',
      `time() - max(${of('status_last_schedule_time')}) > 14520`,
    ].join('\n'),
    for: '0s',
    labels: { agent: 'report' },
  });
  expect(rule('AgentJobMissed', { jobs })).toMatchObject({ expr: `time() - max(${of('next_schedule_time')}) > 600`, for: '300s' });
});

test('watches the quota at the percent given', () => {
  expect(rule('TenantQuotaNearlyFull').expr).toContain(') > 0.9');
  expect(rule('TenantQuotaNearlyFull', { quotaPercent: 75, quota: 'own' }).expr).toMatch(/resourcequota="own"[\s\S]*\) > 0\.75$/);
});

test('tests every alert twice, firing and silent', () => {
  const { alerts, rules } = define();
  const { tests, rule_files: files } = JSON.parse(alerts.ruleTests('rules.yaml')) as {
    rule_files: string[];
    tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
  };
  expect(files).toEqual(['rules.yaml']);
  expect(tests.map(({ alert_rule_test: [first] }) => `${first?.alertname ?? ''} ${first?.exp_alerts.length ?? ''}`)).toEqual(
    rules.flatMap(({ alert }) => [`${alert} 1`, `${alert} 0`]),
  );
});

describe('fails', () => {
  test.each<[string, Partial<TenantAlertsProps>, string[]]>([
    [
      'a job whose name is no label, with times that are none',
      { jobs: [{ name: 'Report', deadline: Duration.seconds(0), startingDeadline: Duration.millis(1500) }] },
      ['jobs.0.name dns-label', 'jobs.0.deadline whole-number', 'jobs.0.startingDeadline whole-number'],
    ],
    ['an empty tenant', { tenant: '' }, ['tenant dns-label']],
    ['a quota that is no name', { quota: 'A' }, ['quota dns-label']],
    ['0 percent', { quotaPercent: 0 }, ['quotaPercent whole-number']],
    ['100 percent', { quotaPercent: 100 }, ['quotaPercent whole-number']],
    ['an agent named with a quote', { agents: [{ name: 'a"b' }] }, ['agents.0.name dns-label']],
    ['one agent twice', { agents: [{ name: 'a' }, { name: 'a' }] }, ['agents.1.name duplicate-agent']],
    ['windows without KEDA', { agents: [{ ...SEARCH, scaler: 'prometheus-adapter' }] }, ['agents.0.prescale alert-prescale']],
    [
      'a window of no replicas',
      { agents: [{ ...SEARCH, prescale: [{ name: ' ', replicas: 0, trigger: -1 }] }] },
      ['agents.0.prescale.0.name alert-prescale', 'agents.0.prescale.0.replicas whole-number', 'agents.0.prescale.0.trigger whole-number'],
    ],
    [
      'a queue that is none',
      { agents: [{ ...SEARCH, queue: { account: 'a b', stream: 'A.B', consumer: '', ackWait: Duration.seconds(0), maxDeliver: 0 } }] },
      [
        'agents.0.queue.account account',
        'agents.0.queue.stream jetstream-name',
        'agents.0.queue.consumer jetstream-name',
        'agents.0.queue.ackWait alert-wait',
        'agents.0.queue.maxDeliver whole-number',
      ],
    ],
    [
      'waiting of 59 s',
      { agents: [{ ...SEARCH, queue: { ...QUEUE, oldest: Duration.seconds(59) } }] },
      ['agents.0.queue.oldest whole-number'],
    ],
    ['a rollout of 59 s', { agents: [{ ...SEARCH, rolloutWithin: Duration.seconds(59) }] }, ['agents.0.rolloutWithin whole-number']],
  ])('on %s', (_, props, problems) => {
    expect(problemsOf(() => define(props))).toEqual(problems);
  });

  test('without a namespace', () => {
    const chart = new Chart(new App(), 'alerts');
    expect(problemsOf(() => new TenantAlerts(chart, 'Alerts', { tenant: 'acme', agents: [] }))).toEqual(['namespace dns-label']);
  });
});
