import { App, Chart, Duration, Testing } from 'cdk8s';
import type { AlertRule, PrometheusRuleSpec } from '../../../constructs/observability/prometheus-rule-kinds';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueCanary } from '../../../constructs/rollout/queue-canary';
import type { NatsMetricPrefix } from '../../../src/features/bus/metrics';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { alertsProblem, type InputSeries, rulesProblem } from './promtool';

const IMAGE = `registry.example.com/agents/search:2.4.1@sha256:${'0'.repeat(64)}`;

/** The rule as it is rendered. */
function rule(weight: number, natsMetricPrefix: NatsMetricPrefix = 'jetstream'): PrometheusRuleSpec {
  const chart = new Chart(new App(), 'acme', { namespace: 'tenant-acme' });
  new QueueCanary(chart, 'Search', {
    image: IMAGE,
    tenant: 'acme',
    weight,
    task: { p99: Duration.seconds(5), concurrency: 10 },
    consumes: { stream: 'TASKS', subjects: ['tasks.search.>'] },
    scale: { backlog: QueueBacklog.perReplica(8), maxReplicas: 30 },
    needs: ['bus'],
    metrics: {},
    comparison: { natsMetricPrefix },
  });
  const found = (Testing.synth(chart) as { readonly kind: string; readonly spec: unknown }[]).find(({ kind }) => kind === 'PrometheusRule');
  if (found === undefined) throw new Error('no rule');
  return found.spec as PrometheusRuleSpec;
}

type Version = 'search' | 'search-next';

/** 30 s between samples: so many tasks, and failures, every 30 s, for an hour. */
const tasks = (version: Version, total: number, failed?: number, namespace = 'tenant-acme'): InputSeries => {
  const labels = `job="${namespace}/${version}",namespace="${namespace}",pod="${version}-0"`;
  return {
    [`agent_tasks_total{${labels}}`]: `0+${total}x120`,
    ...(failed !== undefined && { [`agent_tasks_failed_total{${labels}}`]: `0+${failed}x120` }),
  };
};

/** The same numbers of a consumer for an hour. */
const consumer = (
  version: Version,
  numbers: Readonly<Record<string, number>>,
  { prefix = 'jetstream', leader = true, account = 'acme' } = {},
): InputSeries =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      `${prefix}_consumer_${name}{account="${account}",stream_name="TASKS",consumer_name="${version}",is_consumer_leader="${String(leader)}"}`,
      `${value}+0x120`,
    ]),
  );

const HEALTHY = {
  ...tasks('search', 90, 0),
  ...tasks('search-next', 10, 0),
  ...consumer('search', { num_redelivered: 0, num_ack_pending: 100, num_pending: 0 }),
  ...consumer('search-next', { num_redelivered: 0, num_ack_pending: 10, num_pending: 0 }),
};

withComponents(['promtool'], 'alerts of two versions', () => {
  const folder = temporaryFolder('promtool-versions-');
  afterAll(() => {
    folder.remove();
  });

  /** Asks promtool for every alert: those that are named are on, all others are off. */
  function expectOn(
    names: readonly string[],
    series: InputSeries,
    { weight = 10, at = '40m', prefix = 'jetstream' }: { weight?: number; at?: string; prefix?: NatsMetricPrefix } = {},
  ) {
    const spec = rule(weight, prefix);
    const rules: readonly AlertRule[] = spec.groups.flatMap((group) => group.rules);
    expect(names.filter((name) => !rules.some(({ alert }) => alert === name))).toEqual([]);
    const expected = rules.map(({ alert, labels, annotations }) => ({
      alertname: alert,
      eval_time: at,
      exp_alerts: names.includes(alert) ? [{ exp_labels: labels, exp_annotations: annotations }] : [],
    }));
    expect(alertsProblem(folder.path, spec, series, expected)).toBeUndefined();
  }

  test.each([1, 10, 50, 99, 100])('are PromQL at weight %d', (weight) => {
    expect(rulesProblem(folder.path, rule(weight))).toBeUndefined();
    expect(rulesProblem(folder.path, rule(weight, 'nats'))).toBeUndefined();
  });

  test('are silent where both versions are healthy, without any failure too', () => {
    expectOn([], HEALTHY);
    expectOn([], { ...tasks('search', 90), ...tasks('search-next', 10) });
  });

  test('are silent where nothing is there at all', () => {
    expectOn([], {});
    expectOn([], {}, { weight: 100 });
  });

  test('fail a test that expects what is not so', () => {
    expect(() => expectOn(['AgentCanaryErrors'], HEALTHY)).toThrow();
  });

  describe('AgentCanaryErrors', () => {
    const on = ['AgentCanaryErrors'];
    test('is on where one task in ten of the next version fails', () => {
      expectOn(on, { ...HEALTHY, ...tasks('search-next', 10, 1) });
    });
    test('is on with a version before that never failed, that has no series of failures, and that has no tasks', () => {
      expectOn(on, { ...tasks('search', 90), ...tasks('search-next', 10, 1) });
      expectOn(on, { ...tasks('search', 0, 0), ...tasks('search-next', 10, 1) }, { weight: 100 });
      expectOn(on, tasks('search-next', 10, 1), { weight: 100 });
    });
    test('is silent where the version before is as bad, and not where it is a third as bad', () => {
      expectOn([], { ...HEALTHY, ...tasks('search', 90, 9), ...tasks('search-next', 10, 1) });
      expectOn([], { ...HEALTHY, ...tasks('search', 90, 5), ...tasks('search-next', 10, 1) }); // 5.6 %, half of it and more
      expectOn(on, { ...HEALTHY, ...tasks('search', 90, 3), ...tasks('search-next', 10, 1) });
    });
    test('is silent before enough tasks: 30 in the window, all failed', () => {
      expectOn([], { ...HEALTHY, ...tasks('search-next', 1, 1) });
    });
    test('does not take another tenant’s failures for its own', () => {
      expectOn([], { ...HEALTHY, ...tasks('search-next', 10, 10, 'tenant-globex') });
    });
  });

  describe('AgentCanaryRedeliveries', () => {
    const on = ['AgentCanaryRedeliveries'];
    const next = (redelivered: number, unfinished: number, more = {}) =>
      consumer('search-next', { num_redelivered: redelivered, num_ack_pending: unfinished }, more);
    test('is on where eight of twenty unfinished messages had been delivered before, whatever the exporter’s prefix', () => {
      expectOn(on, { ...HEALTHY, ...next(8, 20) });
      const before = consumer('search', { num_redelivered: 0, num_ack_pending: 100 }, { prefix: 'nats' });
      expectOn(
        on,
        { ...tasks('search', 90), ...tasks('search-next', 10), ...before, ...next(8, 20, { prefix: 'nats' }) },
        { prefix: 'nats' },
      );
    });
    test('is on where the version before has nothing unfinished', () => {
      expectOn(on, { ...tasks('search-next', 10), ...next(8, 20) }, { weight: 100 });
    });
    test('is silent where the version before does the same', () => {
      expectOn([], { ...HEALTHY, ...consumer('search', { num_redelivered: 40, num_ack_pending: 100 }), ...next(8, 20) });
    });
    test('is silent for a few messages that nobody can work on, at a tenth, and for a follower’s numbers', () => {
      expectOn([], { ...HEALTHY, ...next(4, 5) });
      expectOn([], { ...HEALTHY, ...next(5, 50) });
      expectOn(on, { ...HEALTHY, ...next(6, 50) });
      expectOn([], { ...HEALTHY, ...next(8, 20, { leader: false }) });
      expectOn([], { ...HEALTHY, ...next(8, 20, { account: 'globex' }) });
    });
  });

  describe('AgentCanaryNoData', () => {
    const on = ['AgentCanaryNoData'];
    test('is on where the version before works and the next one has no series, or stands still', () => {
      expectOn(on, tasks('search', 90));
      expectOn(on, { ...tasks('search', 90), ...tasks('search-next', 0) });
    });
    test('is silent until it has been so for a window', () => {
      expectOn([], tasks('search', 90), { at: '15m' });
      expectOn(on, tasks('search', 90), { at: '20m' });
    });
    test('is silent where so few tasks came that a tenth of them may well be none', () => {
      expectOn([], tasks('search', 2)); // 60 in the window
      expectOn(on, tasks('search', 3)); // 90
    });
    test('is on at 100 % where messages wait and nothing is finished, and not where none wait', () => {
      const waiting = (pending: number) => consumer('search-next', { num_redelivered: 0, num_ack_pending: 0, num_pending: pending });
      expectOn(on, waiting(1), { weight: 100 });
      expectOn([], waiting(0), { weight: 100 });
      expectOn([], { ...waiting(1), ...tasks('search-next', 1) }, { weight: 100 });
    });
  });
});
