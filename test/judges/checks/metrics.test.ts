import { stringify } from 'yaml';
import { parseQuery } from '../../../src/judges/checks/promql';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { findings, GIVEN, observed, replaced, requeried } from './observed';

const ALERTS = 'manifests/tenants/tenant-acme/observability.yaml';
const AGENT = 'manifests/tenants/tenant-acme/search.yaml';
const NATS = 'manifests/platform/nats.yaml';

const files = observed();

describe('what is rendered', () => {
  test.each(['jetstream', 'nats'] as const)('is closed with the exporter prefix %s', (natsMetricPrefix) => {
    expect(findings(observed({ natsMetricPrefix }))).toEqual([]);
  });

  test('is closed with prometheus-adapter, whose one file serves all tenants', () => {
    expect(findings(observed({ engine: 'prometheus-adapter' }))).toEqual([]);
  });

  test('asks for what the test means: alerts, dashboards, a scaler', () => {
    const inventory = Inventory.of(files);
    expect(['PrometheusRule', 'ScaledObject', 'PodMonitor'].map((kind) => inventory.objects(kind).length)).toEqual([2, 2, 3]);
    expect(inventory.objects('ConfigMap').filter(({ labels }) => labels['grafana_dashboard'] === '1')).toHaveLength(2);
  });
});

/** Every name that alerts and dashboard of a tenant ask for. */
function namesUsed(): string[] {
  const text = files.get(ALERTS) ?? '';
  const known = /\b(?:jetstream_consumer|kube|keda|container|agent_tasks)_[a-z_]+(?=\{|\\?"?\{)/g;
  return [...new Set(text.match(known))].sort();
}

describe('a metric that is renamed by one letter', () => {
  test('there are names enough to try', () => {
    expect(namesUsed().length).toBeGreaterThan(12);
  });

  test.each(namesUsed())('fails as exactly that: %s', (name) => {
    const wrong = `${name.slice(0, -1)}x`;
    const all = findings(new Map(files).set(ALERTS, (files.get(ALERTS) ?? '').replaceAll(new RegExp(`\\b${name}(?=\\{)`, 'g'), wrong)));
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(all.map((line) => line.replace(/^.*?: /, '')))).toEqual(
      new Set([`metric-unknown: no exporter serves '${wrong}'; did you mean '${name}'?`]),
    );
  });
});

test('fails the metric of the articles that nobody exports, and says what there is (F1)', () => {
  const wrong = replaced(
    files,
    ALERTS,
    /jetstream_consumer_num_redelivered\{[^}]*\}/,
    'nats_jetstream_pending_messages{consumer_group=\\"search\\"}',
  );
  expect(findings(wrong)).toEqual([
    `PrometheusRule tenant-acme/tenant-alerts spec.groups[0].rules[1].expr: metric-unknown: no exporter serves 'nats_jetstream_pending_messages'; there is jetstream_consumer_num_pending plus jetstream_consumer_num_ack_pending`,
  ]);
});

test('fails queries of the other prefix, with the name under which the exporter serves them', () => {
  const lines = findings(replaced(files, NATS, /( +- )("?)-varz"?\n/, '$&$1$2-prefix=nats$2\n'));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !/metric-unknown: no exporter serves 'jetstream_(\w+)'; did you mean 'nats_\1'\?$/.test(line))).toEqual([]);
});

test.each([
  ['alert', `agent_tasks_total{namespce="tenant-acme"}`, `label-unknown`],
  ['matching', `kube_pod_info{namespace="tenant-acme", queue="a"}`, 'label-unknown'],
])('fails an unknown label of %s only where labels are known', (what, expr, rule) => {
  const lines = findings(requeried(files, ALERTS, 'AgentRolloutStuck', () => `max(${expr}) > 0`));
  expect(lines.map((line) => line.split(': ')[1])).toEqual(what === 'alert' ? [] : [rule]);
});

test('fails a label that nobody has, with the one that is meant', () => {
  const wrong = requeried(files, ALERTS, 'AgentConsumerWithoutLeader', (expr) => expr.replace('stream_name="TASKS"', 'stream="TASKS"'));
  expect(findings(wrong)).toHaveLength(1);
  expect(findings(wrong)[0]).toContain(
    `label-unknown: jetstream_consumer_num_pending of prometheus-nats-exporter has not the label 'stream'`,
  );
});

test('fails a grouping by a label that no series has', () => {
  expect(findings(replaced(files, ALERTS, 'max by (resource) (', 'max by (resorce) ('))).toEqual([
    expect.stringContaining(`label-unknown: none of the series has the label 'resorce'; did you mean 'resource'?`),
  ]);
});

test('fails a query that is no PromQL', () => {
  expect(findings(replaced(files, ALERTS, 'max by (resource) (', 'max by (resource ('))[0]).toContain(': promql: is no PromQL at ');
});

describe('a scrape that does not happen', () => {
  const rules = (lines: readonly string[]): string[] => [...new Set(lines.map((line) => line.split(': ')[1] ?? ''))];

  test('fails without a PodMonitor, naming who serves the metric', () => {
    const lines = findings(replaced(files, AGENT, 'kind: PodMonitor', 'kind: Monitor'));
    expect(lines.length).toBeGreaterThan(0);
    expect(rules(lines)).toEqual(['metric-unscraped']);
    expect(lines[0]).toContain(`agent_tasks_total is scraped in tenant-acme2, and not in 'tenant-acme'`);
  });

  test('fails where no tenant has one', () => {
    const lines = findings(replaced(observed({ tenants: ['acme'] }), AGENT, 'kind: PodMonitor', 'kind: Monitor'));
    expect(lines[0]).toContain(`'agent_tasks_total': Deployment tenant-acme/search serves it, and no PodMonitor selects its pods`);
  });

  test('fails a port that the pods have not', () => {
    const lines = findings(replaced(files, NATS, 'port: metrics', 'port: metric'));
    expect(lines[0]).toBe(
      'PodMonitor platform/nats spec.podMetricsEndpoints[0].port: metric-unscraped: the pods of StatefulSet nats have no port metric',
    );
    expect(rules(lines)).toEqual(['metric-unscraped']);
  });

  test('fails a port that the policy shuts', () => {
    const lines = findings(replaced(files, NATS, '- port: 7777', '- port: 7778'));
    expect(lines[0]).toContain('metric-unscraped: no NetworkPolicy lets Prometheus reach port 7777 of StatefulSet nats');
    expect(lines).toContainEqual(
      expect.stringContaining(
        `'jetstream_consumer_num_redelivered': PodMonitor platform/nats asks for it, but no NetworkPolicy lets Prometheus`,
      ),
    );
    expect(rules(lines)).toEqual(['metric-unscraped']);
  });

  test('fails a selector that takes no pods', () => {
    const lines = findings(replaced(files, AGENT, /(kind: PodMonitor[\s\S]*workload: )acme-search/, '$1acme-serch'));
    expect(lines[0]).toBe(
      'PodMonitor tenant-acme/search spec.selector: metric-unscraped: selects none of the rendered pods of its namespaces',
    );
  });

  test('fails sources of the cluster that are not said to be there', () => {
    const lines = findings(files, { given: GIVEN.filter((name) => name !== 'keda') });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.endsWith('KEDA exports it, which the cluster is not said to have'))).toBe(true);
  });
});

describe('a ServiceMonitor', () => {
  const scrapedBy = (kind: string, port = 'metrics') =>
    replaced(files, NATS, 'kind: PodMonitor', 'kind: Monitor').set(
      'manifests/platform/service.yaml',
      [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'nats-metrics', namespace: 'platform', labels: { scraped: 'nats' } },
          spec: { selector: { 'app.kubernetes.io/name': 'nats' }, ports: [{ name: 'metrics', port: 7777 }] },
        },
        {
          apiVersion: 'monitoring.coreos.com/v1',
          kind,
          metadata: { name: 'nats', namespace: 'platform' },
          spec: { selector: { matchLabels: { scraped: 'nats' } }, endpoints: [{ port }] },
        },
      ]
        .map((object) => `---\n${stringify(object)}`)
        .join(''),
    );

  test('scrapes the pods behind its Service', () => {
    expect(findings(scrapedBy('ServiceMonitor'))).toEqual([]);
    expect(findings(scrapedBy('Monitor'))[0]).toContain('StatefulSet platform/nats serves it, and no PodMonitor selects its pods');
  });

  test('gives series the label of the Service', () => {
    const grouped = (monitored: ReadonlyMap<string, string>) =>
      findings(requeried(monitored, ALERTS, 'AgentConsumerWithoutLeader', (expr) => `count by (service) (${expr}) > 0`));
    expect(grouped(scrapedBy('ServiceMonitor'))).toEqual([]);
    expect(grouped(files)).toEqual([expect.stringContaining(`label-unknown: none of the series has the label 'service'`)]);
  });
});

test('a pattern of names takes the series whose names it matches as a whole', () => {
  const named = (selector: string) => findings(requeried(files, ALERTS, 'AgentRolloutStuck', () => `sum by (phase) ({${selector}}) > 0`));
  const [inTenant, pattern] = ['namespace=~"tenant-acme"', '__name__=~"kube_pod_status_phase|rollout_info"'];
  expect([named(`${inTenant}, ${pattern}`), named(`${pattern}, ${inTenant}`)]).toEqual([[], []]);
  expect(named(`${inTenant}, __name__=~"kube_pod_statu"`)).toEqual([
    expect.stringContaining('metric-unknown: names no metric, or a pattern that takes none'),
  ]);
  expect(named(`${inTenant}, __name__=~"kube_pod_info"`)).toEqual([
    expect.stringContaining(`label-unknown: none of the series has the label 'phase'`),
  ]);
});

describe('the trigger by which KEDA reads the bus', () => {
  test.each([
    ['nats-headless.platform.svc.cluster.local:8222', 'nats-headles.platform.svc.cluster.local:8222', 'no such Service is rendered'],
    [':8222', ':8223', 'no rendered pod behind it listens on port 8223'],
  ])('fails where %s becomes %s', (from, to, problem) => {
    expect(findings(replaced(files, AGENT, from, to))[0]).toContain(`but ${problem}`);
  });

  test('fails where the policy keeps KEDA out', () => {
    expect(findings(replaced(files, NATS, 'kubernetes.io/metadata.name: keda', 'kubernetes.io/metadata.name: kedo'))[0]).toContain(
      'but no NetworkPolicy lets KEDA reach port 8222',
    );
  });

  test('is believed where the bus is given', () => {
    const without = new Map([...files].filter(([file]) => file !== NATS));
    expect(findings(without)).not.toEqual([]);
    expect(findings(without, { given: [...GIVEN, 'nats'] })).toEqual([]);
  });
});

describe('tenants', () => {
  const exactly = (matcher: string) => (expr: string) => expr.replace('namespace="tenant-acme"', matcher);

  test.each(['namespace=~"tenant-acme.*"', 'namespace=~".+"', 'namespace!~"kube-.*"', 'namespace=~"tenant-(acme|acme2)"'])(
    'fails a pattern that takes two of them: %s (F33)',
    (matcher) => {
      const lines = findings(requeried(files, ALERTS, 'AgentRolloutStuck', exactly(matcher)));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`regex-tenant: ${matcher} takes the series of more than one tenant`);
    },
  );

  test('fails a pattern that would take a second one tomorrow', () => {
    const alone = observed({ tenants: ['acme'] });
    expect(findings(requeried(alone, ALERTS, 'AgentRolloutStuck', exactly('namespace=~"tenant-acme.*"')))).toEqual([
      expect.stringContaining(
        'regex-tenant: namespace=~"tenant-acme.*" takes the series of more than one tenant: tenant-acme, tenant-acme2 if there is one',
      ),
    ]);
  });

  test('fails the dashboard of all tenants that chooses one by a pattern around a variable', () => {
    const panels = [{ targets: [{ expr: 'kube_pod_info{namespace=~"tenant-$tenant_id.*"}' }] }];
    const everyones = stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'tenants', namespace: 'monitoring', labels: { grafana_dashboard: '1' } },
      data: { 'tenants.json': JSON.stringify({ panels }) },
    });
    const lines = findings(new Map(files).set('manifests/platform/dashboard.yaml', everyones));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('regex-tenant');
  });

  test('may be named by a pattern that takes one', () => {
    expect(findings(requeried(files, ALERTS, 'AgentRolloutStuck', exactly('namespace=~"tenant-acme|platform"')))).toEqual([]);
  });
});

test('fails two servers of the external metrics API (F80)', () => {
  const both = new Map([...files, ...[...observed({ engine: 'prometheus-adapter' })].filter(([file]) => file.includes('rules'))]);
  expect(findings(both)).toEqual([
    `ConfigMap monitoring/prometheus-adapter-external data["config.yaml"] externalRules[0]: two-metrics-servers: rules of prometheus-adapter beside 2 scalers of KEDA, e.g. ScaledObject tenant-acme/search: only one server can own v1beta1.external.metrics.k8s.io`,
  ]);
});

describe('prometheus-adapter', () => {
  const adapter = observed({ engine: 'prometheus-adapter' });
  const RULES = 'manifests/platform/rules.yaml';

  test('fails an autoscaler whose metric no rule serves', () => {
    expect(findings(replaced(adapter, RULES, 'as: jetstream_consumer_unfinished', 'as: jetstream_consumer_unfinishd'))[0]).toContain(
      `metric-unknown: no rendered rule of prometheus-adapter serves the external metric 'jetstream_consumer_unfinished'; did you mean 'jetstream_consumer_unfinishd'?`,
    );
  });

  test('fails a rule that puts the namespace of the autoscaler into the query (F3)', () => {
    const lines = findings(replaced(adapter, RULES, 'namespaced: false', 'namespaced: true'));
    expect(lines).toContainEqual(
      expect.stringContaining(`metric-unscraped: jetstream_consumer_num_pending is scraped in platform, and not in 'tenant-acme'`),
    );
  });
});

test('fails what no rule can read, as a finding beside all others', () => {
  const broken = replaced(
    observed({ engine: 'prometheus-adapter' }),
    'manifests/platform/rules.yaml',
    'as: jetstream_consumer_unfinished',
    'matches: "("',
  );
  const lines = findings(replaced(broken, ALERTS, 'kube_resourcequota', 'kube_resourcequotas'));
  expect(lines[0]).toMatch(/^ConfigMap monitoring\/prometheus-adapter-external: check-failed: cannot be read: /);
  expect(lines.some((line) => line.includes(`no exporter serves 'kube_resourcequotas'`))).toBe(true);
});

describe('recording rules', () => {
  const recording = (expr: string, rule: string) =>
    new Map(files).set(
      'manifests/platform/records.yaml',
      stringify({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: 'records', namespace: 'platform' },
        spec: {
          groups: [
            {
              name: 'a',
              rules: [
                { record: 'agent:backlog:sum', expr, labels: { tier: 'one' } },
                { alert: 'A', expr: rule },
              ],
            },
          ],
        },
      }),
    );
  const BACKLOG = 'sum by (account) (jetstream_consumer_num_pending{is_consumer_leader="true"})';

  test('make series with the labels of their outermost grouping and their own', () => {
    expect(findings(recording(BACKLOG, 'sum by (tier) (agent:backlog:sum{account="acme"}) > 5'))).toEqual([]);
  });

  test.each([
    ['agent:backlog:sums > 5', `metric-unknown: no exporter serves 'agent:backlog:sums'; did you mean 'agent:backlog:sum'?`],
    [
      'agent:backlog:sum{stream_name="TASKS"} > 5',
      `label-unknown: agent:backlog:sum of PrometheusRule platform/records has not the label 'stream_name'`,
    ],
  ])('fail %s', (rule, problem) => {
    expect(findings(recording(BACKLOG, rule))).toEqual([`PrometheusRule platform/records spec.groups[0].rules[1].expr: ${problem}`]);
  });
});

describe('an analysis', () => {
  const analysis = (query: string) =>
    new Map(files).set(
      'manifests/tenants/tenant-acme/analysis.yaml',
      stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AnalysisTemplate',
        metadata: { name: 'errors', namespace: 'tenant-acme' },
        spec: { metrics: [{ name: 'errors', provider: { prometheus: { query } } }] },
      }),
    );

  test('may name its arguments', () => {
    expect(
      findings(
        analysis('sum(rate(agent_tasks_total{namespace="{{args.namespace}}", pod=~"{{args.pod}}-.*"}[{{args.window}}])) > {{args.least}}'),
      ),
    ).toEqual([]);
  });

  test('fails a metric that nobody exports (F31)', () => {
    expect(findings(analysis('sum(http_requests_per_second{pod="{{args.pod}}"})'))).toEqual([
      expect.stringContaining(
        `provider.prometheus.query: metric-unknown: no exporter serves 'http_requests_per_second'; there is sum(rate(`,
      ),
    ]);
    expect(findings(analysis('sum(rate(http_requests_total[5m]))'), { further: ['http_requests_total'] })).toEqual([]);
  });
});

describe('a dashboard', () => {
  test('fails in the envelope of the HTTP API (F34)', () => {
    const wrapped = replaced(files, ALERTS, /tenant-acme\.json: \|\n/, 'tenant-acme.json: |\n    {"dashboard": {}}\n  other: |\n');
    expect(findings(wrapped)).toEqual([expect.stringContaining('dashboard-json: is the envelope of the HTTP API')]);
  });
});

describe('PromQL', () => {
  test('is read as Prometheus reads it', () => {
    const { selectors, groupings, result } = parseQuery(
      `max by (a, b) (x:y{c="d\\"e",f=~'g.*'} offset 5m) > on (a) group_left (z) rate({__name__="w"}[5m])`,
    );
    expect(selectors).toEqual([
      {
        metric: 'x:y',
        matchers: [
          { label: 'c', operator: '=', value: 'd"e' },
          { label: 'f', operator: '=~', value: 'g.*' },
        ],
      },
      { metric: 'w', matchers: [] },
    ]);
    expect([groupings, result]).toEqual([
      ['a', 'b', 'a', 'z'],
      ['a', 'b'],
    ]);
  });

  test('asks for no label that is left out: without, ignoring', () => {
    expect(parseQuery('sum without (pod) (x) / ignoring (type) group_right (a) y').groupings).toEqual(['a']);
  });
});
