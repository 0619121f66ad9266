import { Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import {
  AgentResources,
  BudgetAlerts,
  BusAccounts,
  BusClientPolicy,
  EnvoyGatewayClass,
  ExternalHost,
  JetStreamAccount,
  JetStreamStream,
  LlmAgentgateway,
  type LlmBudgetBasis,
  LlmCallerKeys,
  LlmGateway,
  NatsBus,
  PlatformDeployment,
  PlatformNamespace,
  PostgresCluster,
  PostgresPooler,
  PostgresTenant,
  PriorityClasses,
  RedisAcl,
  RedisInstance,
  StoredSecret,
  type TenantTokens,
} from '../../../constructs/index';
import { image, publicKey } from '../builders';
import { type ConstructCase, CURRENT, PLATFORM } from './chart';

const SIZE = { maxBytes: 64 * 2 ** 20, maxAgeS: 3600, duplicateWindowS: 120 };
const NUMBERS = { ackWaitS: 30, maxDeliver: 5, maxAckPending: 100, backoffS: [30, 60, 120, 240] };
const SEARCH = {
  name: 'search',
  nkey: publicKey('acme/agent-search'),
  publishes: ['events.search.>'],
  consumes: { stream: 'TASKS', consumer: { name: 'search', filterSubjects: ['tasks.search.>'], ...NUMBERS } },
  tools: true,
  budgets: true,
  connections: 12,
};
const ACME = BusAccounts.tenant({
  name: 'acme',
  agents: [
    { ...SEARCH, next: { switch: { kind: 'canary', weight: 25 }, maxAckPending: 50 } },
    { name: 'chat', nkey: publicKey('acme/agent-chat'), publishes: ['tasks.search.>'], tools: false, connections: 4 },
  ],
  provisionerNkey: publicKey('acme/provisioner'),
  servers: 3,
  tasks: SIZE,
});
const MAPPED = BusAccounts.tenant({
  name: 'mapped',
  agents: [
    {
      ...SEARCH,
      nkey: publicKey('mapped/agent-search'),
      next: { switch: { kind: 'blue-green', active: 'none', exclusive: true }, maxAckPending: 50 },
    },
  ],
  provisionerNkey: publicKey('mapped/provisioner'),
  servers: 1,
  tasks: SIZE,
  mappings: [{ source: 'old.search.*', targets: [{ subject: 'tasks.search.{{wildcard(1)}}', weight: 100 }] }],
});
const SHARED = BusAccounts.pool({
  name: 'shared',
  agents: [{ ...SEARCH, nkey: publicKey('shared/agent-search'), consumes: { consumer: SEARCH.consumes.consumer } }],
  provisionerNkey: publicKey('shared/provisioner'),
  servers: 3,
  tasks: SIZE,
  members: ['birch', 'cedar'].map((id) => ({ id, nkey: publicKey(`shared/member-${id}`), connections: 4 })),
  results: SIZE,
  resultConsumer: NUMBERS,
});
const OWN = BusAccounts.platform({
  toolGatewayNkey: publicKey('platform/tool-gateway'),
  toolGatewayConnections: 4,
  budgetPublisherNkey: publicKey('platform/budget-publisher'),
});
const BUS = {
  image: image('nats'),
  reloaderImage: image('reloader'),
  exporterImage: image('nats-exporter'),
  issuer: 'authority',
  disk: '10Gi',
};
const META = { labels: { team: 'a' }, annotations: { email: 'a@example.com' } };

const REDIS = { image: image('redis'), exporterImage: image('redis-exporter'), issuer: 'authority' };
const DATABASE = {
  image: image('postgresql', '17.6'),
  resources: AgentResources.of({ cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi' }),
  disk: '50Gi',
  issuer: 'authority',
  apiServer: ExternalHost.ranges(['10.0.0.0/16']),
};

const TENANTS: TenantTokens[] = [
  {
    name: 'acme',
    namespace: 'tenant-acme',
    budget: { perMinute: 500_000, perHour: 6_000_000, perDay: 20_000_000, perMonth: 300_000_000 },
    agents: [{ name: 'search', budget: { perMinute: 200_000, perDay: 5_000_000 } }, { name: 'chat' }],
  },
];
const POOL: TenantTokens = {
  name: 'shared',
  namespace: 'shared',
  budget: { perMinute: 400_000, perDay: 4_000_000 },
  agents: [{ name: 'triage' }],
  members: [{ name: 'birch', budget: { perDay: 1_000_000 } }, { name: 'cedar' }],
};
const BASIS: LlmBudgetBasis = {
  provider: {
    schema: 'OpenAI',
    hostname: 'api.openai.com',
    ranges: ['203.0.113.0/24'],
    models: [{ name: 'gpt-4o-mini', contextTokens: 64_000, usdPerMillionTokens: 0.6 }],
    storeKey: 'corpus/prod/platform/llm',
  },
  callers: LlmCallerKeys.inline(
    'https://kubernetes.default.svc',
    JSON.stringify({ keys: [{ kty: 'RSA', kid: '1', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB' }] }),
  ),
  limit: { perMinute: 2_000_000 },
  tenants: TENANTS,
};
const FULL_BASIS: LlmBudgetBasis = {
  provider: {
    schema: 'Anthropic',
    hostname: 'api.anthropic.com',
    port: 8443,
    ranges: ['203.0.113.0/24', '198.51.100.0/25'],
    models: [
      { name: 'claude-sonnet', contextTokens: 200_000, usdPerMillionTokens: 15 },
      { name: 'claude-haiku', contextTokens: 100_000, usdPerMillionTokens: 1.25 },
    ],
    storeKey: 'corpus/prod/platform/llm',
    storeProperty: 'api-key',
  },
  callers: LlmCallerKeys.remote('https://oidc.example.com/id/1', 'https://oidc.example.com/id/1/keys', ['198.51.100.128/25']),
  limit: { perMinute: 3_000_000, perDay: 100_000_000 },
  reservePercent: 20,
  oversubscription: 1.5,
  tenants: TENANTS,
  labelDomain: 'agents.example.com',
};
const GATEWAY = {
  gatewayClassName: 'envoy',
  secretStore: 'store',
  image: image('envoy'),
  processorImage: image('ai-gateway-extproc'),
  longestRequest: Duration.minutes(5),
};

/** Shared services. */
export const SERVICES: readonly ConstructCase[] = [
  { name: 'priority-classes', chart: PLATFORM, build: (chart) => new PriorityClasses(chart, 'Priorities') },
  { name: 'platform-namespace-least', chart: PLATFORM, build: (chart) => ({ name: new PlatformNamespace(chart, 'Platform').name }) },
  {
    name: 'platform-namespace-full',
    chart: PLATFORM,
    build: (chart) => {
      const namespace = new PlatformNamespace(chart, 'Platform', { name: 'shared-services', ...META });
      new PlatformDeployment(chart, 'ToolGateway', { image: image('tool-gateway'), longestRequest: Duration.seconds(30) });
      return { name: namespace.name };
    },
  },
  {
    name: 'nats-bus-least',
    chart: PLATFORM,
    build: (chart) => {
      const { name, selectorLabels } = new NatsBus(chart, 'Bus', { ...BUS, accounts: [OWN] });
      return { name, selectorLabels };
    },
  },
  {
    name: 'nats-bus-full',
    chart: PLATFORM,
    target: CURRENT,
    build: (chart) => {
      new NatsBus(chart, 'Bus', {
        ...BUS,
        accounts: [ACME, SHARED, OWN],
        storageClass: 'gp3',
        servers: 5,
        zones: 5,
        resources: AgentResources.of({ cpu: '2', memory: '4Gi', ephemeralStorage: '2Gi' }),
        maxConnections: 500,
        lameDuckDuration: Duration.seconds(40),
        terminationGracePeriod: Duration.seconds(120),
        natsMetricPrefix: 'nats',
        labelDomain: 'agents.example.com',
        namespace: 'platform',
        ...META,
      });
      return { accounts: [ACME, SHARED, OWN] };
    },
  },
  {
    name: 'nats-bus-one-server',
    chart: PLATFORM,
    build: (chart) => {
      new NatsBus(chart, 'Bus', { ...BUS, accounts: [MAPPED, OWN], servers: 1, resources: AgentResources.medium() });
      return { accounts: [MAPPED] };
    },
  },
  {
    name: 'jet-stream-account-least',
    chart: PLATFORM,
    build: (chart) =>
      new JetStreamAccount(chart, 'Account', { account: ACME, secretStore: 'store', remoteKey: 'corpus/prod/platform/bus-acme' }),
  },
  {
    name: 'jet-stream-account-full',
    chart: PLATFORM,
    build: (chart) =>
      new JetStreamAccount(chart, 'Account', {
        account: SHARED,
        secretStore: 'store',
        remoteKey: 'corpus/prod/platform/bus-shared',
        server: 'tls://nats.elsewhere.svc.cluster.local:4222',
        labelDomain: 'agents.example.com',
        namespace: 'streams',
        ...META,
      }),
  },
  {
    name: 'jet-stream-account-paused',
    chart: PLATFORM,
    build: (chart) => new JetStreamAccount(chart, 'Account', { account: MAPPED, secretStore: 'store', remoteKey: 'corpus/prod/bus' }),
  },
  {
    name: 'jet-stream-stream-least',
    build: (chart) => {
      const [stream] = ACME.streams;
      if (stream !== undefined) new JetStreamStream(chart, 'Stream', { account: 'acme', stream });
      return undefined;
    },
  },
  {
    name: 'jet-stream-stream-full',
    build: (chart) => {
      const [, stream] = SHARED.streams;
      if (stream !== undefined) new JetStreamStream(chart, 'Stream', { account: 'shared', stream, namespace: 'streams', ...META });
      return undefined;
    },
  },
  {
    name: 'redis-instance-least',
    chart: PLATFORM,
    build: (chart) => {
      const { name, selectorLabels } = new RedisInstance(chart, 'Redis', { role: 'state', ...REDIS });
      return { name, selectorLabels };
    },
  },
  {
    name: 'redis-instance-full',
    chart: PLATFORM,
    build: (chart) =>
      new RedisInstance(chart, 'Redis', {
        role: 'state',
        tenant: 'acme',
        ...REDIS,
        resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
        maxmemory: '2Gi',
        maxclients: 900,
        budgets: [{ name: 'acme', memory: '256Mi' }],
        clients: [{ peakPods: 12, pool: 4 }],
        disk: '20Gi',
        storageClass: 'gp3',
        labelDomain: 'agents.example.com',
        namespace: 'platform',
        ...META,
      }),
  },
  {
    name: 'redis-instance-cache',
    chart: PLATFORM,
    build: (chart) => new RedisInstance(chart, 'Redis', { role: 'cache', ...REDIS, resources: AgentResources.large() }),
  },
  {
    name: 'redis-acl-least',
    chart: PLATFORM,
    build: (chart) => {
      const acl = new RedisAcl(chart, 'Acl', {
        role: 'cache',
        release: '7.2',
        users: [{ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'corpus/prod/tenant-acme/memory' }],
        operatorsRemoteKey: 'corpus/prod/platform/redis-cache',
        secretStore: 'store',
      });
      return { secretName: acl.secretName };
    },
  },
  {
    name: 'redis-acl-full',
    chart: PLATFORM,
    build: (chart) =>
      new RedisAcl(chart, 'Acl', {
        role: 'state',
        tenant: 'acme',
        release: '7.4',
        users: [
          { name: 'acme', prefixes: ['tenant:acme:', 'shared:acme:'], scripting: true, remoteKey: 'corpus/prod/tenant-acme/memory' },
          { name: 'acme-reader', prefixes: ['tenant:acme:'], covers: ['acme'], remoteKey: 'corpus/prod/tenant-acme/reader' },
        ],
        operatorsRemoteKey: 'corpus/prod/platform/redis-state',
        secretStore: 'store',
        namespace: 'platform',
        ...META,
      }),
  },
  {
    name: 'postgres-least',
    chart: PLATFORM,
    build: (chart) => {
      const cluster = new PostgresCluster(chart, 'Postgres', DATABASE);
      const pooler = new PostgresPooler(chart, 'Pooler', { cluster, tenants: 2, clients: 40 });
      const tenant = new PostgresTenant(chart, 'Tenant', {
        pooler,
        tenant: 'acme',
        secretStore: 'store',
        remoteKey: 'corpus/prod/tenant-acme/database',
      });
      return { maxConnections: cluster.maxConnections, perTenant: pooler.connectionsPerTenant, database: tenant.databaseName };
    },
  },
  {
    name: 'postgres-cluster-full',
    chart: PLATFORM,
    build: (chart) =>
      new PostgresCluster(chart, 'Postgres', {
        ...DATABASE,
        storageClass: 'io2',
        instances: 4,
        acceptsOutage: false,
        zones: 4,
        maxConnections: 150,
        workMem: '8Mi',
        maintenanceWorkMem: '256Mi',
        parameters: { log_min_duration_statement: '500' },
        backup: { objectStore: 'backups', schedule: '30 4 * * *' },
        hosts: [ExternalHost.ranges(['198.51.100.0/24'])],
        nodePool: 'data',
        labelDomain: 'agents.example.com',
      }),
  },
  {
    name: 'postgres-cluster-alone',
    chart: PLATFORM,
    build: (chart) => new PostgresCluster(chart, 'Postgres', { ...DATABASE, instances: 1, acceptsOutage: true }),
  },
  {
    name: 'postgres-pooler-full',
    chart: PLATFORM,
    build: (chart) => {
      const cluster = new PostgresCluster(chart, 'Postgres', { ...DATABASE, backup: { objectStore: 'backups' } });
      const pooler = new PostgresPooler(chart, 'Pooler', {
        cluster,
        tenants: 3,
        clients: 120,
        image: image('pgbouncer'),
        instances: 3,
        poolSize: 8,
        maxClients: 200,
        resources: AgentResources.medium(),
        nodePool: 'data',
        labelDomain: 'agents.example.com',
      });
      for (const tenant of ['acme', 'birch']) {
        new PostgresTenant(chart, `Tenant-${tenant}`, {
          pooler,
          tenant,
          secretStore: 'store',
          remoteKey: `corpus/prod/tenant-${tenant}/database`,
          labelDomain: 'agents.example.com',
        });
      }
      return undefined;
    },
  },
  {
    name: 'platform-deployment-least',
    chart: PLATFORM,
    build: (chart) => {
      const { name, selectorLabels } = new PlatformDeployment(chart, 'ToolGateway', {
        image: image('tool-gateway'),
        longestRequest: Duration.seconds(30),
      });
      return { name, selectorLabels };
    },
  },
  {
    name: 'platform-deployment-full',
    chart: PLATFORM,
    target: CURRENT,
    build: (chart) =>
      new PlatformDeployment(chart, 'Service', {
        image: image('tool-gateway'),
        longestRequest: Duration.seconds(90),
        name: 'tool-gateway',
        servesTenants: true,
        needs: ['bus', 'memory', 'database'],
        busUser: {
          account: 'PLATFORM',
          user: 'tool-gateway',
          secret: plus.Secret.fromSecretName(chart, 'Credentials', 'tool-gateway-credentials'),
        },
        hosts: [ExternalHost.ranges(['203.0.113.0/24'], 8443)],
        resources: AgentResources.large(),
        replicas: 3,
        metrics: { port: 9100, path: '/stats', interval: Duration.seconds(20) },
        config: { depth: 3 },
        env: { LOG_LEVEL: 'debug' },
        secrets: [plus.Secret.fromSecretName(chart, 'Extra', 'extra')],
        nodePool: 'platform',
        labelDomain: 'agents.example.com',
      }),
  },
  {
    name: 'stored-secret-least',
    build: (chart) => {
      const { secret } = new StoredSecret(chart, 'Secret', {
        name: 'extra',
        values: [{ file: 'seed', key: 'corpus/prod/extra', property: 'seed' }],
        secretStore: 'store',
      });
      return { secret: secret.name };
    },
  },
  {
    name: 'stored-secret-full',
    build: (chart) =>
      new StoredSecret(chart, 'Secret', {
        name: 'extra',
        values: [
          { file: 'seed', key: 'corpus/prod/extra', property: 'seed' },
          { file: 'ca.crt', key: 'corpus/prod/platform/ca', property: 'certificate' },
        ],
        secretStore: 'store',
        namespace: 'elsewhere',
        ...META,
      }),
  },
  { name: 'bus-client-policy-least', chart: PLATFORM, build: (chart) => new BusClientPolicy(chart, 'Policy', { name: 'nack' }) },
  {
    name: 'bus-client-policy-full',
    chart: PLATFORM,
    build: (chart) =>
      new BusClientPolicy(chart, 'Policy', { name: 'publisher', hosts: [ExternalHost.ranges(['10.0.0.0/16'])], asksPrometheus: true }),
  },
  { name: 'envoy-gateway-class-least', chart: PLATFORM, build: (chart) => new EnvoyGatewayClass(chart, 'Class') },
  {
    name: 'envoy-gateway-class-full',
    chart: PLATFORM,
    build: (chart) => new EnvoyGatewayClass(chart, 'Class', { name: 'own-envoy' }),
  },
  {
    name: 'llm-gateway-least',
    chart: PLATFORM,
    build: (chart) => {
      const gateway = new LlmGateway(chart, 'LlmGateway', { ...BASIS, ...GATEWAY });
      const { name, selectorLabels, requestsInFlight } = gateway;
      return {
        name,
        selectorLabels,
        requestsInFlight,
        report: gateway.report('Budgets'),
        installation: LlmGateway.installation('redis:6379'),
      };
    },
  },
  {
    name: 'llm-gateway-full',
    chart: PLATFORM,
    build: (chart) => {
      const gateway = new LlmGateway(chart, 'LlmGateway', {
        ...FULL_BASIS,
        tenants: [...TENANTS, POOL],
        ...GATEWAY,
        gatewayClassName: 'own-envoy',
        controllerNamespace: 'gateways',
        replicas: 3,
        parallelRequests: 8,
        maxRequestSize: '2Mi',
        resources: AgentResources.computeOptimized(),
        processorResources: AgentResources.large(),
      });
      return { requestsInFlight: gateway.requestsInFlight, report: gateway.report('Budgets of the corpus') };
    },
  },
  {
    name: 'llm-agentgateway-least',
    chart: PLATFORM,
    build: (chart) => new LlmAgentgateway(chart, 'Budgets', { ...BASIS, routeName: 'llm', rateLimitService: 'ratelimit' }),
  },
  {
    name: 'llm-agentgateway-full',
    chart: PLATFORM,
    build: (chart) =>
      new LlmAgentgateway(chart, 'Budgets', {
        ...FULL_BASIS,
        tenants: [
          ...TENANTS,
          { name: 'birch', namespace: 'tenant-birch', budget: { perMinute: 200_000, perDay: 2_000_000 }, agents: [{ name: 'chat' }] },
        ],
        routeName: 'llm',
        rateLimitService: 'ratelimit',
        rateLimitPort: 9081,
        keysBackend: 'keys',
      }),
  },
  {
    name: 'budget-alerts-least',
    chart: PLATFORM,
    build: (chart) => ({ tests: new BudgetAlerts(chart, 'Alerts', { tenants: TENANTS }).ruleTests('rules.yaml') }),
  },
  {
    name: 'budget-alerts-full',
    chart: PLATFORM,
    build: (chart) => ({
      tests: new BudgetAlerts(chart, 'Alerts', {
        tenants: [...TENANTS, POOL],
        namespace: 'watch',
        labels: { release: 'prometheus' },
      }).ruleTests('rules.yaml'),
    }),
  },
];
