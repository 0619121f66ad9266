import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { stringify } from 'yaml';
import { TenantAlerts } from '../../../constructs/observability/tenant-alerts';
import { TenantDashboard } from '../../../constructs/observability/tenant-dashboard';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { dashboardUses } from '../../../src/judges/checks/dashboards';
import { renderApp } from '../../../src/render/render';
import { locateOrFail } from '../harness/components';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { rulesProblem } from './promtool';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };

/** Every alert there is: both workloads, both engines, both prefixes. */
function alertsOf(natsMetricPrefix: 'jetstream' | 'nats') {
  const app = new App();
  const chart = new Chart(app, 'observability', { namespace: 'tenant-acme', labels: { 'cdk8s-agents/tenant': 'acme' } });
  const alerts = new TenantAlerts(chart, 'Alerts', {
    tenant: 'acme',
    natsMetricPrefix,
    agents: [
      {
        name: 'search',
        scaler: 'keda',
        queue: { ...QUEUE, ackWait: Duration.seconds(30), backoff: [30, 60, 120].map((wait) => Duration.seconds(wait)), maxDeliver: 5 },
        prescale: [
          { name: 'flash-sale', replicas: 20, trigger: 1 },
          { name: 'holiday', replicas: 13, trigger: 2 },
        ],
      },
      { name: 'chat', workload: 'Rollout', rolloutWithin: Duration.minutes(30), scaler: 'prometheus-adapter' },
      { name: 'canary', workload: 'Rollout', scaler: 'keda', prescale: [{ name: 'sale', replicas: 2, trigger: 1 }] },
    ],
    jobs: [{ name: 'report', deadline: Duration.minutes(20), startingDeadline: Duration.minutes(2) }],
  });
  new TenantDashboard(chart, 'Dashboard', {
    tenant: 'acme',
    natsMetricPrefix,
    agents: [
      { name: 'search', queue: QUEUE },
      { name: 'chat', workload: 'Rollout' },
    ],
  });
  const inventory = Inventory.of(renderApp(app, 'manifests'));
  return { alerts, inventory, spec: inventory.object('PrometheusRule', 'tenant-acme', 'tenant-alerts')?.document['spec'] as Rules };
}

interface Rules {
  readonly groups: { readonly rules: { readonly alert: string; expr: string }[] }[];
}

/** What promtool says of unit tests, and whether they pass. */
function unitTests(folder: string, spec: unknown, tests: string): { readonly passed: boolean; readonly output: string } {
  writeFileSync(join(folder, 'alerts.rules.yaml'), stringify(spec));
  const file = join(folder, 'alerts.test.json');
  writeFileSync(file, tests);
  const { status, stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['test', 'rules', file], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { passed: status === 0, output: `${stdout}${stderr}` };
}

withComponents(['promtool'], 'the alerts and the dashboard of a tenant', () => {
  const folder = temporaryFolder('alerts-');
  const file = 'alerts.rules.yaml';

  afterAll(() => {
    folder.remove();
  });

  test.each(['jetstream', 'nats'] as const)('are rules that Prometheus takes, with the prefix %s', (prefix) => {
    const { spec } = alertsOf(prefix);
    expect(spec.groups.flatMap(({ rules }) => rules)).toHaveLength(19);
    expect(rulesProblem(folder.path, spec)).toBeUndefined();
  });

  test.each(['jetstream', 'nats'] as const)(
    'fire after their series and are silent after a healthy tenant, with the prefix %s',
    (prefix) => {
      const { alerts, spec } = alertsOf(prefix);
      expect(unitTests(folder.path, spec, alerts.ruleTests(file))).toEqual({
        passed: true,
        output: expect.stringContaining('SUCCESS') as string,
      });
    },
  );

  /** Alerts of one name that are on at each time, in seconds, over series with a sample every quarter of a minute. */
  const onAt = (name: string, series: Readonly<Record<string, readonly number[]>>, times: readonly number[]): number[] => {
    const { spec } = alertsOf('jetstream');
    const asked = times.map((seconds) => ({
      expr: `count(ALERTS{alertname="${name}", alertstate="firing"}) or vector(0)`,
      eval_time: `${seconds}s`,
      exp_samples: [{ labels: '{}', value: 1 }],
    }));
    const input = Object.entries(series).map(([one, values]) => ({ series: one, values: values.join(' ') }));
    const tests = JSON.stringify({
      rule_files: [file],
      evaluation_interval: '15s',
      tests: [{ interval: '15s', input_series: input, promql_expr_test: asked }],
    });
    const { output } = unitTests(folder.path, spec, tests);
    // what is as expected is not listed
    return times.filter((seconds) => !output.includes(`time: ${spoken(seconds)},`));
  };
  const spoken = (seconds: number): string => `${seconds >= 60 ? `${Math.floor(seconds / 60)}m` : ''}${seconds % 60}s`.replace(/m0s$/, 'm');
  const every = (from: number, to: number): number[] => Array.from({ length: (to - from) / 15 + 1 }, (_, index) => from + index * 15);

  test('tell of a message that nobody finishes while it is on its last delivery, and from when it is given up on', () => {
    // as nats-server 2.14.9 served it: delivered at 0, 30, 90, 210 and 330 s, the rest at once; given up at 450 s
    const consumer = (name: string): string =>
      `jetstream_consumer_${name}{account="acme", stream_name="TASKS", consumer_name="search", is_consumer_leader="true"}`;
    const times = every(0, 3585);
    const givenUp = (seconds: number): boolean => seconds > 450;
    const newest = times.map((seconds) => 1 + Math.round(seconds / 2));
    const poison = {
      [consumer('num_pending')]: times.map(() => 0),
      // beside it others come and go
      [consumer('num_ack_pending')]: times.map((seconds) => (givenUp(seconds) ? 0 : 1) + (seconds % 30 === 0 ? 1 : 0)),
      [consumer('ack_floor_stream_seq')]: times.map((seconds, index) => (givenUp(seconds) ? (newest[index] ?? 0) - 1 : 0)),
      [consumer('delivered_stream_seq')]: newest,
      [consumer('delivered_consumer_seq')]: newest,
      [consumer('num_redelivered')]: times.map((seconds) => (seconds > 30 ? 1 : 0)),
    };
    const on = onAt('AgentTaskStuck', poison, times);
    // from a minute after the last delivery began
    expect(on).toEqual(every(390, 3585));
  });

  test('tell of no task that is finished by its second delivery, however many there are', () => {
    const consumer = (name: string): string =>
      `jetstream_consumer_${name}{account="acme", stream_name="TASKS", consumer_name="search", is_consumer_leader="true"}`;
    const times = every(0, 3585);
    const newest = times.map((seconds) => 1 + seconds);
    const busy = {
      [consumer('num_ack_pending')]: times.map(() => 40),
      [consumer('ack_floor_stream_seq')]: times.map((seconds) => Math.max(0, seconds - 45)),
      [consumer('delivered_stream_seq')]: newest,
      // three at a time, but for half a minute in each five
      [consumer('num_redelivered')]: times.map((seconds) => (seconds % 300 < 45 ? 0 : 3)),
    };
    expect(onAt('AgentTaskStuck', busy, times)).toEqual([]);
  });

  test('tell of pods that are down without any rollout within minutes', () => {
    const times = every(0, 1800);
    const down = {
      'rollout_info{namespace="tenant-acme", name="chat", phase="Progressing"}': times.map((seconds) => (seconds < 600 ? 0 : 1)),
      'rollout_info_replicas_desired{namespace="tenant-acme", name="chat"}': times.map(() => 3),
      'rollout_info_replicas_available{namespace="tenant-acme", name="chat"}': times.map((seconds) => (seconds < 600 ? 3 : 0)),
    };
    expect(onAt('AgentUnavailable', down, times)).toEqual(every(780, 1800));
  });

  const names = [...new Set(alertsOf('jetstream').spec.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)))];

  test.each(names)('fails the tests of %s if it never fires, or always', (name) => {
    for (const expr of ['vector(1) < 0', 'vector(1)']) {
      const { alerts, spec } = alertsOf('jetstream');
      for (const rule of spec.groups.flatMap(({ rules }) => rules)) if (rule.alert === name) rule.expr = expr;
      expect(unitTests(folder.path, spec, alerts.ruleTests(file)).passed).toBe(false);
    }
  });

  test('are asked in PromQL, every panel included', () => {
    const { uses, problems } = dashboardUses(alertsOf('jetstream').inventory);
    expect(problems).toEqual([]);
    expect(uses.length).toBeGreaterThan(8);
    const rules = uses.map(({ query }, index) => ({ record: `panel:${index}`, expr: query }));
    expect(rulesProblem(folder.path, { groups: [{ name: 'panels', rules }] })).toBeUndefined();
  });

  test('pass where they are committed beside their rules', () => {
    const dist = resolve(__dirname, '../../../dist');
    const committed = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.rules.test.json'));
    // three environments: two tenants each, and the platform
    expect(committed).toHaveLength(9);
    const refused = committed.filter((path) => {
      const environment = join(dist, dirname(path), '../..');
      const manifests = readdirSync(join(environment, 'manifests'), { recursive: true, encoding: 'utf8' })
        .filter((one) => one.endsWith('.yaml'))
        .map((one) => [one, readFileSync(join(environment, 'manifests', one), 'utf8')] as const);
      const namespace = path.replace(/^.*\/|\.rules\.test\.json$/g, '');
      const rules = Inventory.of(manifests).objects('PrometheusRule', namespace);
      const spec = { groups: rules.flatMap(({ document }) => (document['spec'] as { groups: unknown[] }).groups) };
      const tests = JSON.parse(readFileSync(join(dist, path), 'utf8')) as object;
      return !unitTests(folder.path, spec, JSON.stringify({ ...tests, rule_files: [file] })).passed;
    });
    expect(refused).toEqual([]);
  });
});
