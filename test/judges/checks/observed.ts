import { App, Chart, Duration } from 'cdk8s';
import { parseAllDocuments, stringify } from 'yaml';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { NatsBus } from '../../../constructs/bus/nats-bus';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { Target } from '../../../constructs/kinds/target';
import { TenantAlerts } from '../../../constructs/observability/tenant-alerts';
import { TenantDashboard } from '../../../constructs/observability/tenant-dashboard';
import { TenantNamespace } from '../../../constructs/tenancy/tenant-namespace';
import { PrometheusAdapterRules } from '../../../constructs/scaling/prometheus-adapter-rules';
import { checkMetrics, type MetricCheckOptions, readByMetricCheck } from '../../../src/judges/checks/metrics';
import type { NatsMetricPrefix } from '../../../src/features/bus/metrics';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { renderApp } from '../../../src/render/render';

const image = (name: string): string => `registry.example.com/swarm/${name}:1.2.0@sha256:${'a'.repeat(64)}`;

export const GIVEN = ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts'] as const;

export interface Observed {
  readonly natsMetricPrefix?: NatsMetricPrefix;
  readonly engine?: 'keda' | 'prometheus-adapter';
  readonly tenants?: readonly string[];
}

/** A bus, and tenants with an agent that takes messages, its autoscaler, alerts and dashboard. */
export function observed({ natsMetricPrefix = 'jetstream', engine = 'keda', tenants = ['acme', 'acme2'] }: Observed = {}): Map<
  string,
  string
> {
  const platform = new App();
  Target.set(platform, { kubernetes: '1.33' });
  new NatsBus(new Chart(platform, 'nats', { namespace: 'platform' }), 'Bus', {
    image: image('nats'),
    reloaderImage: image('reloader'),
    exporterImage: image('exporter'),
    issuer: 'bus',
    disk: '50Gi',
    accounts: [],
    natsMetricPrefix,
  });
  if (engine === 'prometheus-adapter') new PrometheusAdapterRules(new Chart(platform, 'rules'), 'Rules', { natsMetricPrefix });
  const files = new Map(renderApp(platform, 'manifests/platform'));
  for (const tenant of tenants)
    for (const [file, text] of renderApp(tenantApp(tenant, natsMetricPrefix, engine), `manifests/tenants/tenant-${tenant}`))
      files.set(file, text);
  return files;
}

function tenantApp(tenant: string, natsMetricPrefix: NatsMetricPrefix, engine: 'keda' | 'prometheus-adapter'): App {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  const labels = { 'cdk8s-agents/tenant': tenant };
  const namespace = `tenant-${tenant}`;
  new TenantNamespace(new Chart(app, '00-namespace', { labels }), 'Namespace', { tenant, name: namespace });
  const chart = new Chart(app, 'search', { namespace, labels });
  const target = new AgentDeployment(chart, 'Agent', {
    name: 'search',
    tenant,
    image: image('search'),
    task: { p99: Duration.seconds(5) },
    consumes: {
      account: tenant,
      stream: 'TASKS',
      consumer: 'search',
      subjects: ['tasks.search.>'],
      ackWait: Duration.seconds(30),
      maxAckPending: 200,
    },
    needs: ['bus'],
    metrics: {},
  });
  const queue = { account: tenant, stream: 'TASKS', consumer: 'search' };
  const prescale = { name: 'flash-sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 };
  new QueueDepthHpa(chart, 'Scale', {
    target,
    queue,
    backlog: QueueBacklog.perReplica(8),
    minReplicas: 2,
    maxReplicas: 20,
    engine,
    ...(engine === 'keda' && { prescale: [prescale] }),
  });
  const own = new Chart(app, 'observability', { namespace, labels });
  new TenantAlerts(own, 'Alerts', {
    tenant,
    natsMetricPrefix,
    agents: [
      {
        name: 'search',
        scaler: engine,
        queue: { ...queue, ackWait: Duration.seconds(30) },
        ...(engine === 'keda' && { prescale: [{ name: 'flash-sale', replicas: 20, trigger: 1 }] }),
      },
    ],
  });
  new TenantDashboard(own, 'Dashboard', { tenant, natsMetricPrefix, agents: [{ name: 'search', queue }] });
  return app;
}

/** `place: rule: problem` of every finding; an empty list if nothing is wrong. */
export function findings(files: Iterable<readonly [string, string]>, options: MetricCheckOptions = {}): string[] {
  const inventory = Inventory.of(files, { keeps: readByMetricCheck });
  return checkMetrics(inventory, { given: GIVEN, ...options }).map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);
}

/** The files with a text replaced wherever it stands in one of them. */
export function replaced(files: ReadonlyMap<string, string>, file: string, from: string | RegExp, to: string): Map<string, string> {
  const text = files.get(file);
  if (text === undefined) throw new Error(`no ${file} among ${[...files.keys()].join(', ')}`);
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} holds no ${String(from)}`);
  return new Map(files).set(file, changed);
}

interface Rules {
  readonly kind: string;
  readonly spec: { readonly groups: { readonly rules: { readonly alert: string; expr: string }[] }[] };
}

/** The files with the query of one alert changed. */
export function requeried(
  files: ReadonlyMap<string, string>,
  file: string,
  alert: string,
  change: (expr: string) => string,
): Map<string, string> {
  const documents = parseAllDocuments(files.get(file) ?? '').map((document) => document.toJS() as Rules);
  const rules = documents
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));
  const [rule] = rules.filter((one) => one.alert === alert);
  const changed = change(rule?.expr ?? '');
  if (rule === undefined || changed === rule.expr) throw new Error(`${alert} asks ${rule?.expr ?? 'nothing'}`);
  rule.expr = changed;
  return new Map(files).set(file, documents.map((document) => `---\n${stringify(document)}`).join(''));
}
