import type { AgentSpec, EnvironmentSpec, LlmGatewaySpec, RolloutSpec } from '../../../environments/index';
import {
  agent,
  environment,
  image,
  jobs,
  llmGateway,
  nightly,
  ownMemory,
  pool,
  publicKey,
  tenant,
  withServices,
  worker,
} from '../../corpus/builders';

/** Sizes that no class has, each part another number. */
const sized = (cpu: string, memory: string, ephemeralStorage = '3Gi') => ({ cpu, memory, ephemeralStorage });

const NODE_POOLS: EnvironmentSpec['nodePools'] = {
  agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 40 },
  batch: { instanceTypes: ['m6i.2xlarge', 'm7i.2xlarge'], capacity: 'spot', min: 0, max: 20 },
  platform: { instanceTypes: ['m7i.4xlarge'], tainted: false, min: 3, max: 20 },
  spare: { instanceTypes: ['c7i.2xlarge'], min: 1, max: 12 },
};

const PROFILES: NonNullable<EnvironmentSpec['profiles']> = {
  sale: { multiplier: 10, start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York' },
  spring: { multiplier: 3, start: '0 6 1 4 *', end: '0 9 1 4 *', timeZone: 'UTC' },
  holiday: { multiplier: 5, start: '0 0 27 12 *', end: '0 0 1 1 *', timeZone: 'Europe/Berlin' },
};

const CHAT = agent({
  image: image('chat'),
  resources: sized('300m', '700Mi'),
  servesTo: ['gateway'],
  publishes: ['tasks.search.>'],
  needs: ['bus', 'memory'],
  hosts: [{ cidrs: ['203.0.113.0/25'], port: 8443 }],
  replicas: 4,
  minAvailable: 2,
  terminationGracePeriod: '90s',
  rollout: { kind: 'rolling', maxSurge: '50%', maxUnavailable: 1 },
  nodePool: 'spare',
  settings: { language: 'en' },
});

const SEARCH = worker('search', {
  task: { p50: '800ms', mean: '1s', p99: '5s', concurrency: 10 },
  baseRate: 20,
  consumes: { subjects: ['tasks.search.>'], stream: 'WORK', consumer: 'seeker', ackWait: '45s', maxAckPending: 500 },
  scaling: {
    min: 2,
    max: 40,
    onQueueDepth: 7,
    scaleDownWindow: '10m',
    prescale: [{ profile: 'sale' }, { profile: 'holiday', replicas: 14 }],
  },
});

const REPORT = nightly({
  resources: sized('1500m', '2500Mi'),
  timeZone: 'Europe/Berlin',
  overlap: 'replace',
  startingDeadline: '10m',
  retries: 3,
  deadline: '5h',
  terminationGracePeriod: '100s',
  publishes: ['events.report.>'],
  needs: ['bus', 'database'],
  hosts: [{ cidrs: ['198.51.100.0/25'], port: 9443 }],
  settings: { pages: 10 },
  command: ['/app/report', '-v'],
  args: ['--all'],
  env: { LOG_LEVEL: 'info' },
  uid: 20_000,
  gid: 20_001,
  writable: { '/var/cache': '100Mi' },
  configMaps: { prompts: { system: 'Be kind.' } },
  pullSecrets: ['registry'],
  serviceAccountAnnotations: { role: 'api' },
  runtimeClass: 'gvisor',
  nodeLabels: { disk: 'ssd' },
  tolerations: [{ key: 'example.com/gpu', value: 'true', effect: 'NoExecute' }],
});

/** An image that is not made for this library: everything of its contract is said. */
const API = agent({
  image: image('api'),
  requests: { cpu: '120m', memory: '130Mi', ephemeralStorage: '900Mi' },
  command: ['/app/server', '-v'],
  args: ['--all'],
  env: { LOG_LEVEL: 'info' },
  uid: 20_000,
  gid: 20_001,
  port: 3000,
  probes: {
    path: '/healthz',
    start: { path: '/started', port: 3001, initialDelay: '3s', timeout: '4s', period: '6s', failures: 40 },
    ready: { path: '/ready', port: 3002, initialDelay: '7s', timeout: '8s', period: '9s', failures: 4 },
    live: { path: '/alive', port: 3003, initialDelay: '11s', timeout: '12s', period: '13s', failures: 5 },
  },
  metrics: { port: 9100, path: '/stats', interval: '20s' },
  calls: ['named'],
  writable: { '/var/cache': '100Mi' },
  configMaps: { prompts: { system: 'Be kind.' } },
  pullSecrets: ['registry'],
  serviceAccountAnnotations: { role: 'api' },
  runtimeClass: 'gvisor',
  nodeLabels: { disk: 'ssd' },
  tolerations: [{ key: 'example.com/gpu', value: 'true', effect: 'NoExecute' }],
  servesTo: ['gateway'],
});

/** The same asked by programs, but for one question. */
const ASKED = agent({
  probes: { start: { command: ['/bin/started'] }, ready: { command: ['/bin/ready'] }, live: { command: ['/bin/alive'] } },
});

const INDEX = jobs('index', {
  consumes: { subjects: ['tasks.index.>'], stream: 'JOBS', consumer: 'indexer', ackWait: '10m', maxAckPending: 40 },
  task: { p50: '10s', p99: '60s', concurrency: 2 },
  maxRunning: 3,
  perJob: 5,
});

/** Agents, jobs, quotas, profiles and scale, without services. */
export const PLAIN = environment(
  'plain',
  [
    tenant(
      'acme',
      {
        chat: CHAT,
        search: SEARCH,
        idle: agent({ size: 'medium' }),
        api: API,
        named: agent({ probes: { path: '/healthz', live: {} } }),
        asked: ASKED,
        drained: worker('drained', { task: { p50: '10s', p99: '20s', concurrency: 10 }, scaling: { min: 1, max: 9, drainedWithin: '6s' } }),
        late: worker('late', { task: { p50: '10s', p99: '20s', concurrency: 10 }, scaling: { min: 1, max: 9, onQueueDepth: 3 } }),
      },
      {
        email: 'acme@example.com',
        batch: {
          report: REPORT,
          index: INDEX,
          small: nightly({
            size: 'medium',
            calls: ['named'],
            requests: { cpu: '120m', memory: '130Mi', ephemeralStorage: '900Mi' },
          }),
        },
        quota: { cpu: '160', memory: '200Gi', ephemeralStorage: '300Gi', pods: 210 },
      },
    ),
  ],
  {
    labelDomain: 'agents.example.com',
    pools: [
      pool(
        'shared',
        { chat: agent(), search: worker('search', { scaling: { min: 1, max: 4, onQueueDepth: 8 } }) },
        { email: 'shared@example.com', quota: { cpu: '60', memory: '70Gi', ephemeralStorage: '80Gi', pods: 50 } },
      ),
    ],
    scale: {
      acme: { idle: { replicas: 3 }, late: { min: 1, max: 9, drainedWithin: '6s' } },
      shared: { search: { min: 2, max: 8, onQueueDepth: 6, scaleDownWindow: '5m' } },
    },
    profiles: PROFILES,
    nodePools: NODE_POOLS,
    observability: {
      given: ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts', 'nats'],
      furtherMetrics: ['chat_answers_total'],
      ruleLabels: { release: 'prometheus' },
      quotaPercent: 75,
    },
  },
);

const ANALYSIS = { threshold: 2, window: '20m', interval: '2m', failureLimit: 2, healthyErrors: 0.1, badErrors: 12 };
const COUNTERS = { total: 'chat_answers_total', failed: 'chat_answers_failed_total' };
const serving = (rollout: RolloutSpec): AgentSpec => agent({ servesTo: ['gateway'], baseRate: 100, replicas: 10, rollout });
const queue = (name: string, rollout: RolloutSpec): AgentSpec =>
  worker(name, { baseRate: 100, rollout, scaling: { min: 4, max: 12, onQueueDepth: 8 } });

/** Every way in which a new version replaces an old one. */
export const ROLLOUTS = environment(
  'rollouts',
  [
    tenant('acme', {
      routed: serving({
        kind: 'canary',
        weight: 20,
        maxSurge: '50%',
        router: { gateway: 'public', namespace: 'edge', hostnames: ['chat.example.com'] },
        analysis: { ...ANALYSIS, ...COUNTERS },
      }),
      mapped: queue('mapped', {
        kind: 'canary',
        weight: 25,
        image: image('next', '1.1.0'),
        analysis: { healthyErrors: 0.1, badErrors: 5 },
      }),
      careful: serving({ kind: 'blue-green', manualPromotion: true, analysis: { ...ANALYSIS, ...COUNTERS } }),
      derived: serving({ kind: 'blue-green', analysis: { threshold: 2, healthyErrors: 0.2, badErrors: 12 } }),
      switched: queue('switched', {
        kind: 'blue-green',
        image: image('next', '1.1.0'),
        active: 'green',
        exclusive: true,
        analysis: { healthyErrors: 0.1, badErrors: 5 },
      }),
      plain: serving({ kind: 'rolling' }),
    }),
  ],
  {
    nodePools: NODE_POOLS,
    prometheus: 'http://prometheus.watch.svc.cluster.local:9090',
    observability: {
      furtherMetrics: ['chat_answers_total', 'chat_answers_failed_total', 'chat_replies_total', 'chat_replies_failed_total'],
    },
  },
);

const GATEWAY = (changes: Partial<LlmGatewaySpec> = {}): LlmGatewaySpec =>
  llmGateway({
    provider: {
      schema: 'OpenAI',
      hostname: 'api.openai.com',
      cidrs: ['203.0.113.0/24'],
      models: { 'gpt-4o-mini': { contextTokens: 64_000, usdPerMillionTokens: 0.6 } },
      limit: { perMinute: 2_000_000, perHour: 60_000_000, perDay: 100_000_000, perMonth: 2_000_000_000 },
    },
    callers: { issuer: 'https://oidc.example.com/id/1', jwksUri: 'https://oidc.example.com/id/1/keys', cidrs: ['198.51.100.128/25'] },
    reserve: '20%',
    oversubscription: 1.5,
    gatewayClass: 'own-envoy',
    resources: sized('1200m', '1300Mi'),
    processor: { resources: sized('400m', '512Mi') },
    longestRequest: '3m',
    replicas: 3,
    parallelRequests: 8,
    ...changes,
  });

/** Other numbers for everybody, so that a number says whose it is. */
const BUDGET = {
  acme: { perMinute: 500_000, perHour: 7_000_000, perDay: 20_000_000, perMonth: 300_000_000 },
  chat: { perMinute: 200_000, perHour: 3_000_000, perDay: 8_000_000, perMonth: 90_000_000 },
  report: { perMinute: 150_000, perHour: 2_500_000, perDay: 7_000_000, perMonth: 80_000_000 },
  shared: { perMinute: 450_000, perHour: 6_500_000, perDay: 19_000_000, perMonth: 290_000_000 },
  birch: { perMinute: 120_000, perHour: 2_000_000, perDay: 6_000_000, perMonth: 70_000_000 },
};

const OWN = ownMemory({
  disk: '24Gi',
  storageClass: 'gp3',
  state: { resources: sized('900m', '4Gi') },
  cache: { resources: sized('800m', '3Gi') },
});
const OWN_SIZED = ownMemory({ state: { size: 'memory-optimized' }, cache: { size: 'large' } });

const services = (spec: EnvironmentSpec): EnvironmentSpec =>
  withServices(spec, {
    nats: { resources: sized('1100m', '2100Mi'), servers: 3, disk: '30Gi', storageClass: 'gp3', outage: '2h', messageBytes: 8192 },
    redis: {
      release: '7.2',
      connectionsPerPod: 8,
      disk: '26Gi',
      storageClass: 'gp3',
      state: { resources: sized('700m', '5Gi'), memoryPerTenant: '128Mi' },
      cache: { resources: sized('600m', '2Gi'), memoryPerTenant: '96Mi' },
    },
    postgres: {
      resources: sized('2', '8Gi'),
      instances: 3,
      disk: '80Gi',
      storageClass: 'gp3',
      maxConnections: 300,
      connectionsPerPod: 3,
      pooler: { instances: 3, poolSize: 9, maxClients: 1100 },
      apiServer: { cidrs: ['10.1.0.0/16'], port: 6443 },
      backup: { objectStore: 'backups', schedule: '30 4 * * *', hosts: [{ cidrs: ['198.51.100.0/24'], port: 9000 }] },
    },
    toolGateway: {
      resources: sized('550m', '650Mi'),
      replicas: 3,
      longestRequest: '90s',
      hosts: [{ cidrs: ['203.0.113.0/25'], port: 8443 }],
    },
    llmGateway: GATEWAY(),
  });

/** Shared services with everything said about them, tenants and pools that use them, and their budgets. */
export const SERVICES = services(
  environment(
    'services',
    [
      tenant(
        'acme',
        {
          chat: agent({
            needs: ['bus', 'memory', 'database', 'llm-gateway', 'tools'],
            budget: BUDGET.chat,
            secrets: { stripe: { key: 'shared/stripe', property: 'token' } },
          }),
          search: worker('search', { baseRate: 20, needs: ['bus', 'memory'], replicas: 3 }),
        },
        {
          budget: BUDGET.acme,
          memory: OWN,
          batch: {
            report: nightly({
              needs: ['llm-gateway'],
              budget: BUDGET.report,
              secrets: { stripe: { key: 'shared/stripe', property: 'token' } },
            }),
          },
        },
      ),
    ],
    {
      pools: [
        pool(
          'shared',
          { chat: agent({ needs: ['bus', 'memory', 'llm-gateway'] }) },
          { budget: BUDGET.shared, memory: OWN, members: [{ id: 'birch', budget: BUDGET.birch }, { id: 'cedar' }] },
        ),
        pool('small', { chat: agent({ needs: ['bus', 'memory'] }) }, { members: [{ id: 'dune' }] }),
      ],
      nodePools: NODE_POOLS,
    },
  ),
);

/** The same services by their classes. */
export const SIZES = withServices(
  environment(
    'sizes',
    [tenant('acme', { chat: agent({ needs: ['bus', 'memory', 'database', 'llm-gateway'] }) }, { budget: BUDGET.acme, memory: OWN_SIZED })],
    {
      pools: [pool('shared', { chat: agent({ needs: ['memory'] }) }, { memory: OWN_SIZED })],
      nodePools: NODE_POOLS,
    },
  ),
  {
    nats: { size: 'large' },
    postgres: { size: 'memory-optimized', maxConnections: 90 },
    toolGateway: { size: 'medium' },
    llmGateway: llmGateway({ size: 'large', processor: { size: 'medium' } }),
  },
);

/** Two versions of queue workers beside the bus that divides their messages. */
export const QUEUES = withServices(
  environment(
    'queues',
    [
      tenant('acme', {
        mapped: queue('mapped', { kind: 'canary', weight: 25, image: image('next', '1.1.0') }),
        switched: queue('switched', { kind: 'blue-green', active: 'none', exclusive: true }),
      }),
    ],
    { nodePools: NODE_POOLS },
  ),
);

/** As much as its nodes have, twice. */
export const TIGHT = environment('tight', [tenant('acme', { chat: agent({ size: 'large', replicas: 12 }) })], {
  overcommit: 2.5,
  nodePools: { agents: { instanceTypes: ['m7i.2xlarge'], min: 1, max: 2 } },
});

/** Flux on a branch of a git repository. */
export const FLUX = environment('flux', [tenant('acme', { chat: agent() })], {
  delivery: {
    engine: 'flux',
    repository: { url: 'https://git.example.com/corpus/platform', branch: 'main', secret: 'deploy-key' },
    path: 'rendered',
    namespace: 'delivery',
    interval: '5m',
    timeout: '3h',
    prune: true,
  },
});

const fluxOf = (name: string, repository: NonNullable<EnvironmentSpec['delivery']>['repository']): EnvironmentSpec =>
  environment(name, [tenant('acme', { chat: agent() })], { delivery: { engine: 'flux', repository } });

/** Flux on other kinds of revisions. */
export const FLUX_TAG = fluxOf('flux-tag', { url: 'https://git.example.com/corpus/platform', tag: 'v1.2.3' });
export const FLUX_SEMVER = fluxOf('flux-semver', { url: 'https://git.example.com/corpus/platform', semver: '1.x' });
export const FLUX_DIGEST = fluxOf('flux-digest', { url: 'oci://registry.example.com/corpus/platform', digest: `sha256:${'c'.repeat(64)}` });

/** An HPA on prometheus-adapter. */
export const ADAPTER = environment(
  'adapter',
  [tenant('acme', { search: worker('search', { scaling: { min: 1, max: 9, onQueueDepth: 6 } }) })],
  {
    scaler: 'prometheus-adapter',
    natsMetricPrefix: 'jetstream',
    observability: { given: ['kube-state-metrics', 'kubelet', 'keda', 'nats'] },
  },
);

/** Callers and namespaces of other names. */
export const NAMED = withServices(
  environment(
    'named',
    [
      tenant(
        'acme',
        { chat: agent({ servesTo: ['gateway'], needs: ['bus', 'database'] }) },
        { namespace: 'shop-acme', namespaceLabels: { team: '42' } },
      ),
    ],
    {
      pools: [pool('shared', { chat: agent() }, { namespace: 'shop-small', namespaceLabels: { team: '43' } })],
      callers: {
        gateway: { namespace: 'edge', labels: { app: 'public' } },
        monitoring: { namespace: 'observability', labels: { app: 'prometheus' } },
        keda: { namespace: 'scaling', labels: { app: 'keda' } },
        databaseOperator: { namespace: 'operators', labels: { app: 'cnpg' } },
      },
    },
  ),
);

/** Node groups, regions and where Terraform keeps its state. */
export const NODES = environment('nodes', [tenant('acme', { chat: agent() })], {
  nodePools: {
    agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 4, capacity: 'on-demand', tainted: true, ami: 'bottlerocket', diskGiB: 60 },
  },
  regions: ['eu-central-1'],
  terraformState: { bucket: 'corpus-terraform-state', region: 'eu-central-1' },
});

/** A pool of a type that is not known, which its size describes. */
export const NEW_NODES = environment('new-nodes', [tenant('acme', { chat: agent() })], {
  nodePools: {
    agents: { instanceTypes: ['m99.2xlarge'], size: { cpu: '8', memory: '32Gi', pods: 58, architecture: 'arm64' }, min: 1, max: 1 },
  },
});

/** Public halves of two other users. */
export const OTHER_KEY = publicKey('other');

/** What is said of a service that others run, of each with other numbers. */
const external = (word: string, octet: number) => ({
  name: `${word}.example.com`,
  cidrs: [`198.51.100.${octet}/32`],
  port: 7000 + octet,
  tls: true,
  credentials: { password: { key: `${word}/{tenant}`, property: 'pw' } },
  authority: { key: `${word}/ca`, property: 'pem' },
  settings: { region: `region-${octet}` },
  connectionsPerPod: 2,
  maxConnections: 40,
});

/** Every service that can be, run by others. */
export const OTHERS = environment(
  'others',
  [
    tenant('acme', {
      chat: agent({ needs: ['bus', 'memory', 'database', 'llm-gateway'] }),
      search: worker('search', { scaling: { min: 1, max: 3, onQueueDepth: 8 } }),
    }),
  ],
  {
    services: {
      secretStore: 'store-of-others',
      nats: { external: { ...external('bus', 1), monitoring: 'bus.example.com:8222' } },
      redis: { external: external('memory', 2) },
      postgres: { external: external('database', 3) },
      llmGateway: { external: external('llm-gateway', 4) },
    },
    observability: { given: ['kube-state-metrics', 'kubelet', 'keda', 'nats'] },
  },
);

/** A bus without a database beside it. */
export const BUS = withServices(environment('bus', [tenant('acme', { search: worker('search') })]), {
  nats: { apiServer: { cidrs: ['10.3.0.0/16'], port: 6445 } },
});

/** An object of one's own. */
export const own = (name: string, text: string, namespace?: string): Readonly<Record<string, unknown>> => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  data: { text },
});

/** One, and a change of it. */
const opened = (name: string, namespace?: string) => ({
  objects: [own(name, 'a', namespace)],
  patches: [{ kind: 'ConfigMap', name, patch: [{ op: 'add', path: '/data/patched', value: 'b' }] }],
});

/** Objects and changes wherever they may be written. */
export const HATCHES = environment(
  'hatches',
  [tenant('acme', { chat: agent(opened('of-chat')) }, { ...opened('of-acme'), batch: { report: nightly(opened('of-report')) } })],
  { ...opened('of-platform', 'platform'), pools: [pool('shared', { chat: agent() }, opened('of-shared'))] },
);
