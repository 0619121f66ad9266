import { adapterRules } from '../../../src/judges/checks/adapter-rules';
import { metricUses } from '../../../src/judges/checks/metric-uses';
import { oneServerOfMetrics } from '../../../src/judges/checks/metrics-servers';
import { checkMetrics, type MetricCheckOptions, readByMetricCheck } from '../../../src/judges/checks/metrics';
import { holding, object } from '../objects';

const RULES = object('ConfigMap', 'adapter', {
  data: {
    'config.yaml': [
      'externalRules:',
      '- { seriesQuery: up, name: { as: backlog }, metricsQuery: "sum(<<.Series>>{<<.LabelMatchers>>})" }',
      'rules:',
      '- { seriesQuery: down, name: { as: requests }, metricsQuery: "sum(<<.Series>>{<<.LabelMatchers>>})" }',
    ].join('\n'),
  },
});

const used = (...objects: readonly object[]) => {
  const inventory = holding(...objects);
  return metricUses(
    inventory,
    inventory.objects('ConfigMap').flatMap((one) => adapterRules(one)),
  );
};
/** `<place in the object> <query>` of everything that is asked of Prometheus. */
const asked = (...objects: readonly object[]): string[] => used(...objects).queries.map(({ field, query }) => `${field} ${query}`);

const scaler = (kind: string, ...triggers: readonly object[]): object => object(kind, 'a', { spec: { triggers } });
const hpa = (...metrics: readonly object[]): object => object('HorizontalPodAutoscaler', 'a', { spec: { metrics } });
const SELECTED = { selector: { matchLabels: { stream: 'TASKS' } } };

test.each<readonly [string, object, readonly string[]]>([
  [
    'alerts and recording rules, of which one may be a number',
    object('PrometheusRule', 'a', { spec: { groups: [{ rules: [{ expr: 'up' }] }, { rules: [{ expr: 1 }, { expr: 'down' }] }] } }),
    ['spec.groups[0].rules[0].expr up', 'spec.groups[1].rules[0].expr 1', 'spec.groups[1].rules[1].expr down'],
  ],
  ...['AnalysisTemplate', 'ClusterAnalysisTemplate'].map((kind): readonly [string, object, readonly string[]] => [
    `queries of a ${kind}, with values for its arguments`,
    object(kind, 'a', {
      spec: { metrics: [{ provider: { web: {} } }, { provider: { prometheus: { query: 'up > {{args.least}}' } } }] },
    }),
    ['spec.metrics[1].provider.prometheus.query up > 1'],
  ]),
  ...['ScaledObject', 'ScaledJob'].map((kind): readonly [string, object, readonly string[]] => [
    `queries of triggers of a ${kind}`,
    scaler(kind, { type: 'cron', metadata: { query: 'no' } }, { type: 'prometheus', metadata: { query: 'up' } }, { type: 'prometheus' }),
    ['spec.triggers[1].metadata.query up'],
  ]),
  [
    'series of rules of prometheus-adapter',
    RULES,
    ['data["config.yaml"] externalRules[0].seriesQuery up', 'data["config.yaml"] rules[0].seriesQuery down'],
  ],
])('%s', (_, one, expected) => {
  expect(asked(one)).toEqual(expected);
});

test('metrics of an autoscaler are asked by the rule that serves them, of the API of their type', () => {
  const metrics = hpa(
    { type: 'Resource', resource: { name: 'cpu' } },
    { type: 'External', external: { metric: { name: 'backlog', ...SELECTED } } },
    { type: 'Pods', pods: { metric: { name: 'requests', ...SELECTED } } },
    { type: 'Object', object: { metric: { name: 'requests' } } },
  );
  expect(asked(RULES, metrics).slice(2)).toEqual([
    'spec.metrics[1].external.metric sum(up{namespace="x",stream="TASKS"})',
    'spec.metrics[2].pods.metric sum(down{stream="TASKS"})',
    'spec.metrics[3].object.metric sum(down{})',
  ]);
  expect(used(RULES, metrics).problems).toEqual([]);
});

test.each([
  ['External', 'external', 'requests', 'external', ''],
  ['External', 'external', 'backlogs', 'external', `; did you mean 'backlog'?`],
  ['Pods', 'pods', 'backlog', 'custom', ''],
  ['Object', 'object', 'request', 'custom', `; did you mean 'requests'?`],
])('fails a metric of type %s, in %s, by the name %s that no rule of the %s API serves%s', (type, at, name, api, hint) => {
  const { problems } = used(RULES, hpa({ type, [at]: { metric: { name } } }));
  expect(problems).toEqual([
    {
      place: `HorizontalPodAutoscaler x/a spec.metrics[0].${at}.metric.name`,
      rule: 'metric-unknown',
      problem: `no rendered rule of prometheus-adapter serves the ${api} metric '${name}'${hint}`,
      fix: 'render PrometheusAdapterRules, or use the engine keda',
      source: { file: 'a.yaml', line: 2 },
    },
  ]);
});

test('triggers that read the bus itself have its address, if they say one', () => {
  const { bus } = used(
    scaler(
      'ScaledObject',
      { type: 'prometheus', metadata: { natsServerMonitoringEndpoint: 'no' } },
      { type: 'nats-jetstream', metadata: { natsServerMonitoringEndpoint: 'nats:8222' } },
      { type: 'nats-jetstream', metadata: {} },
    ),
  );
  expect(bus.map(({ field, endpoint }) => [field, endpoint])).toEqual([
    ['spec.triggers[1].metadata.natsServerMonitoringEndpoint', 'nats:8222'],
    ['spec.triggers[2].metadata.natsServerMonitoringEndpoint', ''],
  ]);
});

describe('one server of external metrics', () => {
  const API = 'v1beta1.external.metrics.k8s.io';
  const CUSTOM = object('ConfigMap', 'custom', { data: { a: 'rules:\n- seriesQuery: up\n' } });
  const service = (name: string): object => object('APIService', name, {}, '');
  const found = (...objects: readonly object[]): unknown => {
    const inventory = holding(...objects);
    return oneServerOfMetrics(
      inventory,
      inventory.objects('ConfigMap').flatMap((one) => adapterRules(one)),
    );
  };
  const problem = (place: string, text: string, line: number): object => ({
    place,
    rule: 'two-metrics-servers',
    problem: `${text}: only one server can own ${API}`,
    fix: 'let one engine serve all queues of the cluster: keda or prometheus-adapter',
    source: { file: 'a.yaml', line },
  });

  test.each([
    ['rules alone', [RULES]],
    ['scalers alone', [scaler('ScaledObject'), scaler('ScaledJob')]],
    ['rules of the custom API beside a scaler', [CUSTOM, scaler('ScaledObject')]],
    ['one registration, and another API twice', [service(API), service('v1.a'), service('v1.a')]],
  ])('may be: %s', (_, objects) => {
    expect(found(...objects)).toEqual([]);
  });

  test('fails external rules beside scalers of any kind, and a second registration', () => {
    const rules = 'ConfigMap x/adapter data["config.yaml"] externalRules[0]';
    const beside = (count: number, kind: string): string => `rules of prometheus-adapter beside ${count} scalers of KEDA, e.g. ${kind} x/a`;
    expect(found(RULES, scaler('ScaledJob'))).toEqual([problem(rules, beside(1, 'ScaledJob'), 1)]);
    expect(found(RULES, scaler('ScaledJob'), scaler('ScaledObject'))).toEqual([problem(rules, beside(2, 'ScaledObject'), 1)]);
    expect(found(service(API), service(API))).toEqual([problem(`APIService ${API}`, 'is registered a second time', 2)]);
  });
});

describe('the check keeps what it reads', () => {
  const LABELLED = object('ConfigMap', 'a', { metadata: { labels: { grafana_dashboard: '1' } } });

  test.each([
    ...['APIService', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'HorizontalPodAutoscaler', 'Namespace', 'NetworkPolicy'],
    ...['PodMonitor', 'PrometheusRule', 'ScaledJob', 'ScaledObject', 'Service', 'ServiceMonitor'],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'Job', 'CronJob', 'Pod'],
  ])('%s', (kind) => {
    expect(holding(object(kind, 'a')).all.map(readByMetricCheck)).toEqual([true]);
  });

  test('ConfigMaps of dashboards and of rules, and no others, nor what is called like one', () => {
    const others = [object('ConfigMap', 'a'), object('Secret', 'a', { metadata: { labels: { grafana_dashboard: '1' } } })];
    expect(holding(LABELLED, RULES, ...others).all.map(readByMetricCheck)).toEqual([true, true, false, false]);
  });
});

describe('what the cluster brings along', () => {
  const rule = (expr: string): object => object('PrometheusRule', 'a', { spec: { groups: [{ rules: [{ expr }] }] } });
  const found = (expr: string, options?: MetricCheckOptions): string[] =>
    checkMetrics(holding(rule(expr)), options).map(({ place, rule: id, problem, fix }) => [place, id, problem, fix].join(' | '));
  const PLACE = 'PrometheusRule x/a spec.groups[0].rules[0].expr';
  const missing = (name: string, who: string): string[] => [
    `${PLACE} | metric-unscraped | '${name}': ${who} exports it, which the cluster is not said to have | let Prometheus scrape it`,
  ];

  test.each([
    ['kube_pod_info', []],
    ['kubelet_volume_stats_used_bytes', []],
    ['up', []],
    ['keda_scaler_active', missing('keda_scaler_active', 'KEDA')],
    ['rollout_info', missing('rollout_info', 'Argo Rollouts')],
    ['jetstream_consumer_num_pending', missing('jetstream_consumer_num_pending', 'prometheus-nats-exporter')],
  ])('%s without a word', (expr, expected) => {
    expect(found(expr)).toEqual(expected);
  });

  test.each<readonly [string, MetricCheckOptions, string]>([
    ['rollout_info', { given: ['argo-rollouts'] }, ''],
    ['kube_pod_info', { given: ['keda'] }, 'kube-state-metrics'],
    ['kubelet_volume_stats_used_bytes', { given: [] }, 'kubelet and cAdvisor'],
    ['nats_consumer_num_pending', { given: ['nats'], natsMetricPrefix: 'nats' }, ''],
    ['nats_consumer_num_pending', { natsMetricPrefix: 'nats' }, 'prometheus-nats-exporter'],
    ['agents_own', { further: ['agents_own'] }, ''],
  ])('%s with %j is exported by what is absent: %j', (expr, options, who) => {
    expect(found(expr, options)).toEqual(who === '' ? [] : missing(expr, who));
  });

  test('every label that is given has those of its target and its Service, and what is declared has any', () => {
    const all = 'namespace="a", pod="b", container="c", job="d", endpoint="e", instance="f", service="g"';
    expect(found(`kube_namespace_created{${all}}`)).toEqual([]);
    expect(found('agents_own{b="c"}', { further: ['agents_own'] })).toEqual([]);
    expect(found('sum by (b) (agents_own) / kube_namespace_created', { further: ['agents_own'] })).toEqual([]);
    expect(found('kube_namespace_created{b="c"} + kube_namespace_created{b="d"}')).toEqual([
      `${PLACE} | label-unknown | kube_namespace_created of kube-state-metrics has not the label 'b' | use one of: container, endpoint, instance, job, namespace, pod, service`,
    ]);
    expect(found('sum by (b, namespace) (label_replace(kube_namespace_created, "b", "", "", ""))')).toEqual([]);
    expect(found('sum by (b) (kube_namespace_created)')).toEqual([
      `${PLACE} | label-unknown | none of the series has the label 'b' | use one of: container, endpoint, instance, job, namespace, pod, service`,
    ]);
  });

  test('a name that nobody serves, one that stands nearby, and what is no query', () => {
    expect(found('kube_pod_inf')).toEqual([
      `${PLACE} | metric-unknown | no exporter serves 'kube_pod_inf'; did you mean 'kube_pod_info'? | correct the name, or declare what agents serve besides`,
    ]);
    expect(found('quite_other')).toEqual([
      `${PLACE} | metric-unknown | no exporter serves 'quite_other' | correct the name, or declare what agents serve besides`,
    ]);
    expect(found('sum(')).toEqual([`${PLACE} | promql | is no PromQL at 5: 'sum(' | correct the query`]);
    expect(found('{__name__!~"kube_.*"}')).toEqual(found('{a="b"}'));
    expect(found('{a=~"kube_.*"}')).toEqual(found('{a="b"}'));
    expect(found('{__name__=~"kube_namespace_c.*"}')).toEqual([]);
    expect(found('{a="b"}')).toEqual([`${PLACE} | metric-unknown | names no metric, or a pattern that takes none | name the metric`]);
  });
});
