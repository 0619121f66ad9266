import { parse } from 'yaml';
import { PrometheusAdapterRules, type PrometheusAdapterRulesProps } from '../../../constructs/scaling/prometheus-adapter-rules';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { only, problemsOf, workload } from './scaling-fixture';

function define(props?: PrometheusAdapterRulesProps) {
  const { chart } = workload();
  new PrometheusAdapterRules(chart, 'Rules', props);
  return only(chart, 'ConfigMap');
}

const rules = (props?: PrometheusAdapterRulesProps): unknown => parse(define(props).data?.['config.yaml'] ?? '');

describe.each(['jetstream', 'nats'] as const)('with the prefix %s', (natsMetricPrefix) => {
  test('adds up waiting and unacknowledged messages of each consumer, from its leader, whatever the namespace', () => {
    const latest = (series: string) =>
      `max by (account, consumer_name, stream_name) (${series}{is_consumer_leader="true",<<.LabelMatchers>>})`;
    expect(rules({ natsMetricPrefix })).toEqual({
      externalRules: [
        {
          seriesQuery: `${natsMetricPrefix}_consumer_num_pending{is_consumer_leader="true"}`,
          resources: { namespaced: false },
          name: { as: 'jetstream_consumer_unfinished' },
          metricsQuery: `${latest('<<.Series>>')} + ${latest(`${natsMetricPrefix}_consumer_num_ack_pending`)}`,
        },
      ],
    });
  });
});

test('takes the prefix of the exporter unless told otherwise', () => {
  expect(rules()).toEqual(rules({ natsMetricPrefix: 'jetstream' }));
});

test('stands beside prometheus-adapter unless told otherwise', () => {
  expect(define().metadata).toEqual({ name: 'prometheus-adapter-external', namespace: 'monitoring' });
  expect(define({ name: 'rules', namespace: 'observability' }).metadata).toEqual({ name: 'rules', namespace: 'observability' });
});

test('serves the metric and the labels that the autoscaler asks for', () => {
  const { chart, target } = workload();
  const queue = { account: 'acme', stream: 'TASKS', consumer: 'product-search' };
  new QueueDepthHpa(chart, 'Scale', { target, queue, backlog: QueueBacklog.perReplica(50), maxReplicas: 20, engine: 'prometheus-adapter' });
  const [metric] = only(chart, 'HorizontalPodAutoscaler').spec['metrics'] as {
    external: { metric: { name: string; selector: { matchLabels: object } } };
  }[];
  const [rule] = (rules() as { externalRules: { name: { as: string }; metricsQuery: string }[] }).externalRules;
  expect(metric?.external.metric.name).toBe(rule?.name.as);
  expect(rule?.metricsQuery).toContain(
    `max by (${Object.keys(metric?.external.metric.selector.matchLabels ?? {})
      .sort()
      .join(', ')}) (`,
  );
});

test('fails on names that Kubernetes refuses', () => {
  expect(problemsOf(() => define({ name: 'A', namespace: '' }))).toEqual([
    `name: dns-label: must be a DNS label of at most 63 characters, got 'A'`,
    `namespace: dns-label: must be a DNS label of at most 63 characters, got ''`,
  ]);
});

test('fails beside an autoscaler of KEDA in the same tree (F80)', () => {
  const { chart, target } = workload();
  new QueueDepthHpa(chart, 'Scale', {
    target,
    queue: { account: 'acme', stream: 'TASKS', consumer: 'search' },
    backlog: QueueBacklog.perReplica(8),
    maxReplicas: 2,
  });
  expect(problemsOf(() => new PrometheusAdapterRules(chart, 'Rules'))).toEqual([
    `engine: one-metrics-server: 'prometheus-adapter' beside 'keda' in one tree: only one server can own the external metrics API of a cluster`,
  ]);
});
