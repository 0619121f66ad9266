import { App, Chart, Duration, Testing } from 'cdk8s';
import { BusClientPolicy } from '../../constructs/bus/bus-client-policy';
import { JetStreamAccount } from '../../constructs/bus/jet-stream-account';
import { JetStreamStream } from '../../constructs/bus/jet-stream-stream';
import { NatsBus } from '../../constructs/bus/nats-bus';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { EnvoyGatewayClass } from '../../constructs/llm/envoy-gateway-class';
import { LlmAgentgateway } from '../../constructs/llm/llm-agentgateway';
import { LlmGateway } from '../../constructs/llm/llm-gateway';
import { PostgresCluster } from '../../constructs/database/postgres-cluster';
import { PostgresPooler } from '../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../constructs/database/postgres-tenant';
import { RedisAcl } from '../../constructs/store/redis-acl';
import { RedisInstance } from '../../constructs/store/redis-instance';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import { acme, platform } from '../features/bus/fixture';
import { CLUSTER } from './database/postgres-fixture';
import { BASIS, PROPS as LLM } from './llm/llm-gateway-fixture';
import { ACL, EXPORTER, REDIS } from './store/redis-fixture';

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

function objectsOf(build: (chart: Chart) => unknown): Rendered[] {
  const chart = new Chart(new App(), 'platform', { labels: { owner: 'team-platform' } });
  build(chart);
  return Testing.synth(chart) as Rendered[];
}

const image = (name: string): string => `registry.example.com/platform/${name}:1.0.0@sha256:${'b'.repeat(64)}`;
const OURS = { 'app.kubernetes.io/managed-by': 'cdk8s-agents' };
const OWNED = { owner: 'team-platform', ...OURS };
const named = (name: string): Readonly<Record<string, string>> => ({ 'app.kubernetes.io/name': name });
const component = (name: string): Readonly<Record<string, string>> => ({ 'app.kubernetes.io/component': name });

const clustered = (chart: Chart): PostgresPooler =>
  new PostgresPooler(chart, 'Pooler', { cluster: new PostgresCluster(chart, 'Cluster', CLUSTER), tenants: 1, clients: 1 });

const CASES: readonly (readonly [string, (chart: Chart) => unknown, Readonly<Record<string, string>>, string[]])[] = [
  [
    'the servers of the bus',
    (chart) =>
      new NatsBus(chart, 'Bus', {
        image: image('nats'),
        reloaderImage: image('reloader'),
        exporterImage: image('exporter'),
        accounts: [platform()],
        issuer: 'bus',
        disk: '10Gi',
      }),
    { ...OWNED, ...named('nats'), ...component('bus') },
    [
      'v1 ServiceAccount platform/nats',
      'v1 ConfigMap platform/nats-config',
      'cert-manager.io/v1 Certificate platform/nats',
      'networking.k8s.io/v1 NetworkPolicy platform/nats',
      'policy/v1 PodDisruptionBudget platform/nats',
      'v1 Service platform/nats',
      'v1 Service platform/nats-headless',
      'apps/v1 StatefulSet platform/nats',
      'monitoring.coreos.com/v1 PodMonitor platform/nats',
    ],
  ],
  [
    'an account of the bus',
    (chart) => new JetStreamAccount(chart, 'Account', { account: acme(), secretStore: 'vault', remoteKey: 'a/b' }),
    { ...OWNED, ...component('bus'), 'cdk8s-agents/tenant': 'acme' },
    [
      'external-secrets.io/v1 ExternalSecret platform/bus-acme-provisioner',
      'jetstream.nats.io/v1beta2 Account platform/acme',
      'jetstream.nats.io/v1beta2 Stream platform/acme-tasks',
      'jetstream.nats.io/v1beta2 Consumer platform/acme-tasks-search',
    ],
  ],
  [
    'a stream of a team’s own',
    (chart) => acme().streams.map((stream) => new JetStreamStream(chart, 'Stream', { account: 'acme', stream })),
    { owner: 'team-platform' },
    ['jetstream.nats.io/v1beta2 Stream /acme-tasks', 'jetstream.nats.io/v1beta2 Consumer /acme-tasks-search'],
  ],
  [
    'a client of the bus',
    (chart) => new BusClientPolicy(chart, 'Policy', { name: 'nack' }),
    { ...OWNED, ...named('nack') },
    ['networking.k8s.io/v1 NetworkPolicy platform/nack'],
  ],
  [
    'the gateway to models',
    (chart) => new LlmGateway(chart, 'LlmGateway', LLM),
    { ...OWNED, ...named('llm-gateway'), ...component('platform'), 'app.kubernetes.io/instance': 'llm-gateway' },
    [
      'external-secrets.io/v1 ExternalSecret platform/llm-gateway-provider',
      'gateway.envoyproxy.io/v1alpha1 EnvoyProxy platform/llm-gateway',
      'aigateway.envoyproxy.io/v1beta1 GatewayConfig platform/llm-gateway',
      'gateway.networking.k8s.io/v1 Gateway platform/llm-gateway',
      'gateway.envoyproxy.io/v1alpha1 ClientTrafficPolicy platform/llm-gateway',
      'gateway.envoyproxy.io/v1alpha1 SecurityPolicy platform/llm-gateway',
      'gateway.envoyproxy.io/v1alpha1 Backend platform/llm-gateway',
      'aigateway.envoyproxy.io/v1beta1 AIServiceBackend platform/llm-gateway',
      'aigateway.envoyproxy.io/v1beta1 BackendSecurityPolicy platform/llm-gateway',
      'aigateway.envoyproxy.io/v1beta1 AIGatewayRoute platform/llm-gateway',
      'gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy platform/llm-gateway',
      'networking.k8s.io/v1 NetworkPolicy platform/llm-gateway',
      'monitoring.coreos.com/v1 PodMonitor platform/llm-gateway',
    ],
  ],
  [
    'token budgets at agentgateway',
    (chart) =>
      new LlmAgentgateway(chart, 'Budgets', {
        ...BASIS,
        tenants: BASIS.tenants.filter(({ members }) => members === undefined),
        routeName: 'llm',
        rateLimitService: 'ratelimit',
      }),
    { ...OWNED, ...named('llm-gateway'), ...component('platform') },
    ['v1 ConfigMap platform/llm-gateway-budgets', 'agentgateway.dev/v1alpha1 AgentgatewayPolicy platform/llm-gateway-budgets'],
  ],
  [
    'alerts on token budgets',
    (chart) => new BudgetAlerts(chart, 'Alerts', { tenants: BASIS.tenants, labels: { release: 'prometheus' } }),
    { ...OWNED, ...named('llm-budgets'), release: 'prometheus' },
    ['monitoring.coreos.com/v1 PrometheusRule platform/llm-budgets'],
  ],
  ['the class of gateways', (chart) => new EnvoyGatewayClass(chart, 'Class'), OWNED, ['gateway.networking.k8s.io/v1 GatewayClass /envoy']],
  [
    'the users of a store',
    (chart) => new RedisAcl(chart, 'Acl', { ...ACL, release: '7.4' }),
    { ...OWNED, ...named('redis-state') },
    [
      'external-secrets.io/v1 ExternalSecret platform/redis-state-acl',
      'external-secrets.io/v1 ExternalSecret platform/redis-state-operators',
    ],
  ],
  [
    'a server of the store',
    (chart) => new RedisInstance(chart, 'Redis', { role: 'cache', image: REDIS, exporterImage: EXPORTER, issuer: 'platform' }),
    { ...OWNED, ...named('redis-cache'), ...component('memory') },
    [
      'v1 ServiceAccount platform/redis-cache',
      'v1 ConfigMap platform/redis-cache-config',
      'cert-manager.io/v1 Certificate platform/redis-cache',
      'networking.k8s.io/v1 NetworkPolicy platform/redis-cache',
      'policy/v1 PodDisruptionBudget platform/redis-cache',
      'v1 Service platform/redis-cache',
      'apps/v1 StatefulSet platform/redis-cache',
      'monitoring.coreos.com/v1 PodMonitor platform/redis-cache',
    ],
  ],
  [
    'the servers of the database',
    (chart) => new PostgresCluster(chart, 'Cluster', CLUSTER),
    { ...OWNED, ...named('postgres') },
    [
      'cert-manager.io/v1 Certificate platform/postgres',
      'networking.k8s.io/v1 NetworkPolicy platform/postgres',
      'postgresql.cnpg.io/v1 Cluster platform/postgres',
      'monitoring.coreos.com/v1 PodMonitor platform/postgres',
      'postgresql.cnpg.io/v1 ScheduledBackup platform/postgres',
    ],
  ],
  [
    'a service of the platform',
    (chart) =>
      new PlatformDeployment(chart, 'LlmGateway', {
        image: image('gateway'),
        longestRequest: Duration.seconds(30),
        servesTenants: true,
        metrics: {},
      }),
    { ...OWNED, ...named('llm-gateway'), ...component('platform'), 'app.kubernetes.io/version': '1.0.0' },
    [
      'v1 ServiceAccount platform/llm-gateway',
      'v1 ConfigMap platform/llm-gateway-config',
      'networking.k8s.io/v1 NetworkPolicy platform/llm-gateway',
      'policy/v1 PodDisruptionBudget platform/llm-gateway',
      'v1 Service platform/llm-gateway',
      'apps/v1 Deployment platform/llm-gateway',
      'monitoring.coreos.com/v1 PodMonitor platform/llm-gateway',
    ],
  ],
];

const lineOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: Rendered): string => `${apiVersion} ${kind} ${namespace}/${name}`;

test.each(CASES)('each object of %s says its API, where it is, what it is called and whose it is', (_, build, labels, expected) => {
  const objects = objectsOf(build);
  expect(objects.map(lineOf)).toEqual(expected);
  for (const object of objects) {
    // an object of a service of the platform is an instance of its own name
    const instance = labels['app.kubernetes.io/version'] === undefined ? {} : { 'app.kubernetes.io/instance': object.metadata.name };
    expect([lineOf(object), object.metadata.labels]).toEqual([lineOf(object), { ...labels, ...instance }]);
  }
});

test('the pooler and the database of a tenant stand beside the servers, the one the platform’s and the other the tenant’s', () => {
  const objects = objectsOf(
    (chart) => new PostgresTenant(chart, 'Tenant', { pooler: clustered(chart), tenant: 'acme', secretStore: 'vault', remoteKey: 'a/b' }),
  ).slice(5);
  const pooler = { ...OWNED, ...named('postgres-pooler') };
  const tenant = { ...OWNED, 'cdk8s-agents/tenant': 'acme' };
  expect(objects.map((object) => [lineOf(object), object.metadata.labels])).toEqual([
    ['networking.k8s.io/v1 NetworkPolicy platform/postgres-pooler', pooler],
    ['policy/v1 PodDisruptionBudget platform/postgres-pooler', pooler],
    ['postgresql.cnpg.io/v1 Pooler platform/postgres-pooler', pooler],
    ['monitoring.coreos.com/v1 PodMonitor platform/postgres-pooler', pooler],
    ['external-secrets.io/v1 ExternalSecret platform/tenant-acme-database', tenant],
    ['postgresql.cnpg.io/v1 DatabaseRole platform/tenant-acme', tenant],
    ['postgresql.cnpg.io/v1 Database platform/tenant-acme', tenant],
  ]);
});
