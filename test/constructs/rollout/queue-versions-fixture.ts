import { App, Chart, Duration, Testing } from 'cdk8s';
import type { QueueBlueGreenProps, QueueCanaryProps, QueueVersionsProps } from '../../../constructs/rollout/queue-next-props';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueBlueGreen } from '../../../constructs/rollout/queue-blue-green';
import { QueueCanary } from '../../../constructs/rollout/queue-canary';
import { Target } from '../../../constructs/kinds/target';
import type { Manifest } from '../agent/agent-fixture';

export const STABLE_IMAGE = `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`;
export const NEXT_IMAGE = `registry.example.com/agents/search:2.5.0@sha256:${'b'.repeat(64)}`;

export const WORKER = {
  image: STABLE_IMAGE,
  tenant: 'acme',
  task: { p99: Duration.seconds(5), concurrency: 10 },
  consumes: { stream: 'TASKS', subjects: ['tasks.search.>'], maxAckPending: 375 },
  scale: { backlog: QueueBacklog.perReplica(8), minReplicas: 2, maxReplicas: 30 },
  needs: ['bus'],
  metrics: {},
} satisfies QueueVersionsProps;

/** A chart of a tenant's namespace, for a release of NATS. */
export function chartOf(nats = '2.14', namespace: string | undefined = 'tenant-acme'): Chart {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20', nats });
  return new Chart(app, 'acme', { ...(namespace !== '' && { namespace }), labels: { owner: 'team-acme' } });
}

/** A canary with some props changed. */
export function canary(overrides: Partial<QueueCanaryProps> = {}, chart = chartOf()) {
  return { chart, versions: new QueueCanary(chart, 'Search', { ...WORKER, ...overrides }) };
}

/** A blue-green switch with some props changed. */
export function blueGreen(overrides: Partial<QueueBlueGreenProps> = {}, chart = chartOf()) {
  return { chart, versions: new QueueBlueGreen(chart, 'Search', { ...WORKER, ...overrides }) };
}

export function objects(chart: Chart): Manifest[] {
  return Testing.synth(chart) as Manifest[];
}

/** `Kind name` of everything, sorted. */
export function names(chart: Chart): string[] {
  return objects(chart)
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();
}

export function named(chart: Chart, kind: string, name: string): Manifest {
  const found = objects(chart).filter((object) => object.kind === kind && object.metadata.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} of ${kind} ${name}`);
  return only;
}

/** The configuration file of a version. */
export function configOf(chart: Chart, workload: string): Record<string, unknown> {
  return JSON.parse(named(chart, 'ConfigMap', `${workload}-config`).data['agent.json'] ?? '') as Record<string, unknown>;
}

/** Alerts of the rule that compares the versions, by name. */
export function alertsOf(chart: Chart): Record<string, { readonly expr: string; readonly annotations: Record<string, string> }> {
  const { groups } = named(chart, 'PrometheusRule', 'search-versions').spec as {
    readonly groups: {
      readonly rules: { readonly alert: string; readonly expr: string; readonly annotations: Record<string, string> }[];
    }[];
  };
  return Object.fromEntries(groups.flatMap(({ rules }) => rules.map((rule) => [rule.alert, rule])));
}
