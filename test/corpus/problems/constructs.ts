import { App, Chart, Duration, Lazy } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import {
  AgentCredentials,
  AgentDeployment,
  type AgentDeploymentProps,
  AgentResources,
  ArgoCdDelivery,
  ArgoCdRoot,
  ArgoCdSettings,
  BatchAgent,
  type BatchAgentProps,
  BatchTrigger,
  BlueGreenRollout,
  BudgetAlerts,
  BusAccounts,
  BusClientPolicy,
  CanaryRollout,
  type CanaryRolloutProps,
  DeliverySource,
  type DeliveryStage,
  EnvoyGatewayClass,
  ExternalHost,
  FluxDelivery,
  type FluxDeliveryProps,
  HttpRouter,
  JetStreamAccount,
  LlmAgentgateway,
  LlmCallerKeys,
  LlmGateway,
  type LlmGatewayProps,
  NatsBus,
  type NatsBusProps,
  ObjectTarget,
  PlatformDeployment,
  type PlatformDeploymentProps,
  PlatformNamespace,
  PostgresCluster,
  type PostgresClusterProps,
  PostgresPooler,
  type PostgresPoolerProps,
  PostgresTenant,
  PrometheusAdapterRules,
  QueueBacklog,
  QueueBlueGreen,
  QueueCanary,
  type QueueCanaryProps,
  QueueDepthHpa,
  type QueueDepthHpaProps,
  RedisAcl,
  type RedisAclProps,
  RedisInstance,
  type RedisInstanceProps,
  ScalingMetric,
  ScalingPolicy,
  StoredSecret,
  Target,
  type TargetProps,
  TenantAlerts,
  type TenantAlertsProps,
  TenantDashboard,
  TenantGuard,
  TenantNamespace,
  type TenantNamespaceProps,
  type TenantTokens,
  WorkloadHpa,
  type WorkloadHpaProps,
} from '../../../constructs/index';
import { image, publicKey } from '../builders';

/** Something wrong in a chart of a tenant: what, and how it is made. */
export type ConstructCase = readonly [name: string, build: (chart: Chart) => unknown];

/** A chart of a tenant, for a current cluster unless it says otherwise. */
export function chartFor(target: TargetProps = { kubernetes: '1.33', keda: '2.20', nats: '2.14', argoRollouts: '1.9' }): Chart {
  const app = new App();
  Target.set(app, target);
  return new Chart(app, 'acme', { namespace: 'tenant-acme', disableResourceNameHashes: true });
}

const s = (seconds: number): Duration => Duration.seconds(seconds);
const IMAGE = image('agent');

/** Wrong props of one construct, each beside valid ones. */
function cases<Props>(
  what: string,
  build: (chart: Chart, props: Partial<Props>) => unknown,
  wrong: Readonly<Record<string, object>>,
): ConstructCase[] {
  // what no type admits is tried as well: the constructs are called from plain JavaScript, too
  return Object.entries(wrong).map(([name, props]) => [`${what}: ${name}`, (chart) => build(chart, props)]);
}

const AGENT: AgentDeploymentProps = { image: IMAGE, task: { p99: s(20) } };
const agent = (chart: Construct, props: Partial<AgentDeploymentProps> = {}): AgentDeployment =>
  new AgentDeployment(chart, 'Search', { ...AGENT, ...props });
const task = (props: object) => ({ task: { p99: s(20), ...props } });
const consumes = (props: object) => ({ tenant: 'acme', needs: ['bus'], consumes: { stream: 'TASKS', ...props } });
const loop: Record<string, unknown> = {};
loop['a'] = loop;

const AGENTS = cases('agent', agent, {
  'an image without a digest': { image: 'registry.example.com/a:1' },
  latest: { image: IMAGE.replace('1.0.0', 'latest') },
  'a name that is no label': { name: 'Search' },
  'a name of 64 characters': { name: 'a'.repeat(64) },
  'a workload label of 64 characters': { tenant: 'acme', name: 'a'.repeat(59) },
  'a name that YAML reads as a boolean': { name: 'on' },
  'a namespace that is no label': { namespace: 'Acme' },
  'a tenant that is no id': { tenant: 'Acme' },
  'a label domain that is none': { labelDomain: 'a_b' },
  'a malformed label': { labels: { a: 'b c' } },
  'a label of ours': { labels: { 'cdk8s-agents/workload': 'other' } },
  'an annotation of ours': { annotations: { 'cdk8s-agents/config-checksum': 'x' } },
  'a credential in an annotation': { annotations: { a: `AKIA${'A'.repeat(16)}` } },
  'memory in thousandths': { resources: AgentResources.of({ cpu: '1', memory: '512m' }) },
  'no CPU': { resources: AgentResources.of({ cpu: '0', memory: '1Gi', ephemeralStorage: '1GB' }) },
  'p99 of nothing': { task: { p99: s(0) } },
  'p50 of nothing': task({ p50: s(0) }),
  'p50 above p99': task({ p50: Duration.millis(20_001) }),
  'concurrency 0': task({ concurrency: 0 }),
  'concurrency 1001': task({ concurrency: 1001 }),
  'concurrency NaN': task({ concurrency: NaN }),
  'no replica': { replicas: 0 },
  'half a replica': { replicas: 1.5 },
  'a rollout that cannot move': { rollingUpdate: { maxSurge: '0' } },
  'a share above all': { rollingUpdate: { maxSurge: '101%' } },
  'a grace shorter than the task': { terminationGracePeriod: s(29) },
  'a grace of a broken second': { terminationGracePeriod: Duration.millis(30_500) },
  'a worker that does not nak and dies before its ack wait': { ...consumes({ ackWait: s(31) }), naksOnSigterm: false },
  'an ack wait shorter than the task': consumes({ ackWait: s(19) }),
  'a queue without an account': { needs: ['bus'], consumes: { stream: 'TASKS' } },
  'bad names of the queue': consumes({ account: 'a b', stream: 'A.B', consumer: '' }),
  'a bad subject to take from': consumes({ subjects: ['tasks.>', 'tasks..a'] }),
  'an ack limit that leaves a replica idle': { ...consumes({ maxAckPending: 11 }), ...task({ concurrency: 4 }), replicas: 3 },
  'an ack limit below one replica': { ...consumes({ maxAckPending: 3 }), ...task({ concurrency: 4 }) },
  'an ack limit of 0': consumes({ maxAckPending: 0 }),
  'a bad subject to publish to': { needs: ['bus'], publishes: ['>'] },
  'consuming without the bus': { tenant: 'acme', consumes: { stream: 'TASKS' } },
  'publishing without the bus': { publishes: ['tasks.a'] },
  'tools without the bus': { needs: ['tools'] },
  'an unknown dependency': { needs: ['kafka'] },
  'an unknown caller': { servesTo: ['gateway', 'keda'] },
  'a service that starts with a digit': { name: '1a', servesTo: ['gateway'] },
  'a host by name': { hosts: [ExternalHost.named('api.example.com')] },
  'a host without ranges': { hosts: [ExternalHost.ranges([])] },
  everything: { hosts: [ExternalHost.ranges(['203.0.113.0/24', '0.0.0.0/0'])] },
  'instance metadata': { hosts: [ExternalHost.ranges(['169.254.169.254/32'])] },
  'port 0 and 65536': { hosts: [ExternalHost.ranges(['203.0.113.0/24'], 0), ExternalHost.ranges(['203.0.113.0/24'], 65536)] },
  'metrics below all ports': { metrics: { port: 0 } },
  'metrics above all ports': { metrics: { port: 65536 } },
  'metrics on no path': { metrics: { path: 'metrics' } },
  'an interval of a broken second': { metrics: { interval: Duration.millis(1500) } },
  'a user that is root': { uid: 0 },
  'a bad name of a variable': { env: { 'A=B': 'x' } },
  'a variable that is no text': { env: { A: 1 } },
  'a variable of ours': { env: { PYTHONUNBUFFERED: '0' } },
  'a credential by the name of the variable': { env: { API_TOKEN: 'abc' } },
  'a credential by the value of the variable': { env: { HOST: 'nats://a:b@c' } },
  'a credential deep in the configuration': { config: { a: [{ url: 'nats://a:b@c' }], b: { password: 'x' } } },
  'a key of ours in the configuration': { config: { bus: {}, agent: 1 } },
  'what is no JSON': { config: { a: NaN, b: new Date(0), c: [undefined] } },
  'nesting without end': { config: loop },
  'a node pool that is no label': { nodePool: 'A' },
  'a priority class that is no name': { priorityClassName: 'A' },
  'a file larger than a ConfigMap': { config: { x: 'a'.repeat(1_048_577) } },
  'a budget notice without the bus': { tenant: 'acme', needs: ['llm-gateway'], budgetNotice: true },
  'a memory of its own that it does not need': { tenant: 'acme', ownMemory: true },
  'a memory of its own of nobody': { needs: ['memory'], ownMemory: true },
  'a disruption budget that lets nobody go': { replicas: 2, minAvailable: '2' },
  'a disruption budget of no share': { minAvailable: 'half' },
  'everything at once': { image: 'a', terminationGracePeriod: s(10), publishes: ['a'], env: { A_KEY: 'hunter2' } },
  'an identity that is no label': { identity: 'A b' },
  'an account that is no text, and labels that are none': { labels: { '': '' }, annotations: { 'a b': 'c' }, name: '' },
});
const MOUNTS: ConstructCase[] = [
  [
    'agent: a volume of an agent without state',
    (chart) => agent(chart, { volumes: [{ volume: plus.Volume.fromEmptyDir(chart, 'V', 'v'), mountPath: '/v' }] }),
  ],
  [
    'agent: volumes at bad places',
    (chart) => {
      const volume = (name: string) => plus.Volume.fromEmptyDir(chart, name, name.toLowerCase());
      const at = (name: string, mountPath: string) => ({ volume: volume(name), mountPath });
      agent(chart, {
        stateful: true,
        replicas: 1,
        volumes: [at('A', 'a'), at('B', '/tmp'), at('C', '/c'), at('D', '/c'), at('E', '/'), at('F', '/a/../b'), at('tmp', '/x')],
      });
    },
  ],
  [
    'agent: host paths',
    (chart) =>
      agent(chart, { stateful: true, volumes: [{ volume: plus.Volume.fromHostPath(chart, 'V', 'v', { path: '/etc' }), mountPath: '/v' }] }),
  ],
  [
    'agent: credentials of another',
    (chart) => {
      const credentials = credentialsOf(chart, { agent: 'other' });
      agent(chart, { tenant: 'acme', needs: ['bus', 'memory', 'database'], credentials });
    },
  ],
  [
    'agent: credentials for less than it needs',
    (chart) => agent(chart, { tenant: 'acme', needs: ['memory', 'database'], credentials: credentialsOf(chart, { needs: ['bus'] }) }),
  ],
  [
    'agent: the same config map twice',
    (chart) => agent(chart, { configMaps: ['A', 'B'].map((id) => plus.ConfigMap.fromConfigMapName(chart, id, 'same')) }),
  ],
  [
    'agent: a fixed count beside an autoscaler',
    (chart) => new plus.HorizontalPodAutoscaler(chart, 'Hpa', { target: agent(chart, { replicas: 3 }), maxReplicas: 5 }),
  ],
  [
    'agent: a second autoscaler',
    (chart) => {
      const one = agent(chart);
      one.markHasAutoscaler();
      one.markHasAutoscaler();
    },
  ],
];
const OLD: ConstructCase[] = [
  [
    'agent: a disk of a cloud',
    (chart) =>
      agent(chart, { stateful: true, volumes: [{ volume: plus.Volume.fromAwsElasticBlockStore(chart, 'V', 'vol-1'), mountPath: '/v' }] }),
  ],
  ['canary: no namespace', (chart) => canary(new Chart(App.of(chart), 'nowhere'))],
  [
    'an app: a value that throws when it is read',
    (chart) => {
      const lazy = Lazy.any({
        produce: () => {
          throw new Error('no such value');
        },
      }) as string;
      new plus.ConfigMap(chart, 'a', { metadata: { name: 'a' }, data: { a: lazy } });
    },
  ],
  ['agent: user namespaces on an old cluster', () => agent(chartFor({ kubernetes: '1.32' }), { userNamespace: true })],
  ['target: releases that nobody knows', () => chartFor({ kubernetes: '1.20', keda: '3', nats: 'x', argoRollouts: '0.9' })],
  ['canary: no Argo Rollouts', () => canary(chartFor({ kubernetes: '1.33' }))],
  ['canary: an old Argo Rollouts', () => canary(chartFor({ kubernetes: '1.33', argoRollouts: '1.8' }), { rate: 0 })],
  ['queue scaler: an old KEDA and zero', (chart) => queueHpa(withTarget(chart, { kubernetes: '1.33', keda: '2.18' }), { minReplicas: 0 })],
  ['queue canary: an old NATS', () => queueCanary(chartFor({ kubernetes: '1.33', keda: '2.20' }))],
  [
    'queue blue-green: a NATS that cannot pause',
    () => new QueueBlueGreen(chartFor({ kubernetes: '1.33', keda: '2.20', nats: '2.10' }), 'Search', { ...WORKER, exclusive: true }),
  ],
  ['queue blue-green: nobody active', (chart) => new QueueBlueGreen(chart, 'Search', { ...WORKER, active: 'none' })],
];

/** Versions unchecked, so that old releases can be tried. */
function withTarget(chart: Chart, target: TargetProps): Chart {
  const app = new App();
  app.node.setContext('cdk8s-agents/target', target);
  return new Chart(app, chart.node.id, { namespace: 'tenant-acme' });
}

const credentialsOf = (chart: Chart, props: object = {}): AgentCredentials =>
  new AgentCredentials(chart, 'Credentials', {
    agent: 'search',
    tenant: 'acme',
    needs: ['bus', 'memory', 'database'],
    secretStore: 'store',
    system: 'corpus',
    environment: 'prod',
    ...props,
  });
const CREDENTIALS = cases('credentials', credentialsOf, {
  'nothing that asks who it is': { needs: ['llm-gateway', 'tools'] },
  'ids that are none': { agent: 'A', tenant: 'b b', system: '', environment: '../x', secretStore: 'S S', members: ['A', 'b'] },
  'a namespace that is none': { namespace: 'A', platformNamespace: 'B' },
});

const SERVING = { ...AGENT, tenant: 'acme', servesTo: ['gateway'], metrics: {}, replicas: 10, rate: 100 } satisfies CanaryRolloutProps;
const canary = (chart: Chart, props: Partial<CanaryRolloutProps> = {}): CanaryRollout =>
  new CanaryRollout(chart, 'Search', { ...SERVING, ...props });
const blueGreen = (chart: Chart, props: object = {}): BlueGreenRollout => new BlueGreenRollout(chart, 'Search', { ...SERVING, ...props });
const analysis = (props: object) => ({ analysis: props });
const router = (...hostnames: string[]) => ({ router: HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'gateway', hostnames }) });
const ANALYSES = {
  'a window of no whole checks': analysis({ window: s(910) }),
  'an interval of 29 s': analysis({ window: s(290), interval: s(29) }),
  'a window of two days': analysis({ window: Duration.days(2), interval: Duration.hours(1) }),
  'a limit that cannot be exceeded': analysis({ failureLimit: 15 }),
  'a threshold of 0 %': analysis({ threshold: 0 }),
  'a healthy version at the threshold': analysis({ healthyErrors: 1 }),
  'a bad version at the threshold': analysis({ badErrors: 1 }),
  'an address without a scheme': analysis({ prometheus: 'prometheus:9090' }),
  'an address with credentials': analysis({ prometheus: 'http://me:word@prometheus:9090' }),
  'counters that are none': analysis({ total: 'a{b="c"}', failed: '' }),
  'metrics read too rarely': { metrics: { interval: s(21) } },
  'no rate': { rate: 0 },
  'an endless rate': { rate: Infinity },
  'an analysis that cannot decide': { rate: 100, ...analysis({ threshold: 1, healthyErrors: 0.9, badErrors: 1.1, failureLimit: 0 }) },
  'few requests': { rate: 0.05 },
  'a file that no annotation holds': { config: { a: 'x '.repeat(132_000) } },
  'an annotation that is the file of the pods': { annotations: { 'cdk8s-agents/config': '{}' } },
  'nothing to judge by': { metrics: undefined },
  'nobody who is served': { servesTo: [] },
  'a queue beside callers': { needs: ['bus'], consumes: { stream: 'TASKS', subjects: ['tasks.a.>'] } },
};
const ROLLOUTS = [
  ...cases('canary', canary, {
    ...ANALYSES,
    'no weight': { weight: 0 },
    'half a percent': { weight: 10.5 },
    'all of it': { weight: 100 },
    'a share that its pods cannot give': { weight: 10, replicas: 2 },
    'no surge': { maxSurge: '0%' },
    'a surge of some': { maxSurge: 'some' },
    'a Gateway without a name': { router: HttpRouter.gateway({ gateway: '', gatewayNamespace: 'Gate' }) },
    'no hostname in a list of them': router(),
    'a hostname twice': router('a.example.com', 'a.example.com'),
    '17 hostnames': router(...Array.from({ length: 17 }, (_, index) => `a${index}.example.com`)),
    'an address for a hostname': router('203.0.113.1', 'a.*.example.com'),
    'no room for the second Service': { ...router('a.example.com'), name: 'a'.repeat(57), tenant: undefined },
  }),
  ...cases('blue-green', blueGreen, {
    ...ANALYSES,
    'old pods that go too early': { scaleDownDelay: s(30) },
    'old pods that stay half a second': { scaleDownDelay: Duration.millis(960_500) },
    'no room for the second Service': { name: 'a'.repeat(56), tenant: undefined },
  }),
];

const RENDERED: ConstructCase[] = [
  [
    'canary: an autoscaler whose counts do not give the share',
    (chart) => {
      const one = new CanaryRollout(chart, 'Search', { ...AGENT, servesTo: ['gateway'], metrics: {}, rate: 100 });
      new WorkloadHpa(chart, 'Scale', { target: one, minReplicas: 3, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
    },
  ],
  [
    'canary: an autoscaler that is not in the tree',
    (chart) => {
      new CanaryRollout(chart, 'Search', { ...AGENT, servesTo: ['gateway'], metrics: {} }).markHasAutoscaler();
    },
  ],
  [
    'canary: an analysis that cannot decide at the share that the counts give',
    (chart) => {
      const one = new CanaryRollout(chart, 'Search', { ...AGENT, servesTo: ['gateway'], metrics: {}, rate: 0.1 });
      new WorkloadHpa(chart, 'Scale', { target: one, minReplicas: 8, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
    },
  ],
  [
    'canary: a Deployment of the same pods',
    (chart) => {
      canary(chart);
      new AgentDeployment(chart, 'Old', { ...AGENT, tenant: 'acme', name: 'search' });
    },
  ],
  ['agent: two of one name', (chart) => [agent(chart), new AgentDeployment(chart, 'Other', { ...AGENT, name: 'search' })]],
  [
    'batch: the name of a Deployment of the same tenant',
    (chart) => {
      batch(chart, {});
      new AgentDeployment(chart, 'Agent', { ...AGENT, tenant: 'acme', name: 'nightly-report' });
    },
  ],
  [
    'agent: a disruption budget that an autoscaler leaves nobody of',
    (chart) => {
      const one = agent(chart, { minAvailable: '2' });
      new WorkloadHpa(chart, 'Scale', { target: one, minReplicas: 2, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
    },
  ],
  [
    'namespace: a quota below what stands in it',
    (chart) => {
      new TenantNamespace(chart, 'Tenant', {
        tenant: 'acme',
        name: 'tenant-acme',
        quota: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi', pods: 1 },
      });
      agent(chart, { replicas: 5 });
    },
  ],
  [
    'namespace: containers that no limit range admits',
    (chart) => {
      new TenantNamespace(chart, 'Tenant', {
        tenant: 'acme',
        name: 'tenant-acme',
        quota: { cpu: '9', memory: '9Gi', ephemeralStorage: '9Gi', pods: 9 },
      });
      new plus.Deployment(chart, 'Plain', {
        replicas: 2,
        containers: [{ image: 'a', resources: { cpu: { request: plus.Cpu.units(2), limit: plus.Cpu.units(4) }, memory: {} } }],
      });
    },
  ],
  [
    'prometheus-adapter beside KEDA',
    (chart) => {
      queueHpa(chart, {});
      const other = new plus.Deployment(chart, 'Other', { containers: [{ image: 'a' }] });
      new QueueDepthHpa(chart, 'Again', { target: other, ...QUEUE_SCALE, engine: 'prometheus-adapter' });
    },
  ],
  ['rules of prometheus-adapter beside KEDA', (chart) => [queueHpa(chart, {}), new PrometheusAdapterRules(chart, 'Rules')]],
  ['rules of prometheus-adapter: names', (chart) => new PrometheusAdapterRules(chart, 'Rules', { name: 'A', namespace: 'b b' })],
  ['an app: a chart without objects', () => undefined],
  ['an app: the same object twice', (chart) => ['A', 'B'].map((id) => new plus.ConfigMap(chart, id, { metadata: { name: 'same' } }))],
  [
    'an app: objects that wait for each other',
    (chart) => {
      const [one, two] = ['a', 'b'].map((id) => new plus.ConfigMap(chart, id, { metadata: { name: id } }));
      if (two !== undefined) one?.node.addDependency(two);
      if (one !== undefined) two?.node.addDependency(one);
    },
  ],
  [
    'an app: charts in the wrong order, without a name and of one name',
    (chart) => {
      const one = new plus.ConfigMap(chart, 'a', { metadata: { name: 'a' } });
      const scope = App.of(chart);
      for (const id of ['zebra', 'bad name', 'ACME']) {
        const other = new plus.ConfigMap(new Chart(scope, id), 'b', {
          metadata: { name: 'b', namespace: id.toLowerCase().replace(' ', '-') },
        });
        one.node.addDependency(other);
      }
    },
  ],
  [
    'an app: a value that is no YAML',
    (chart) => {
      new plus.ConfigMap(chart, 'a', { metadata: { name: 'a' }, data: { a: 'a\u0000b', b: Symbol('b') as unknown as string } });
    },
  ],
];

const QUEUE_SCALE = {
  queue: { account: 'acme', stream: 'TASKS', consumer: 'search' },
  backlog: QueueBacklog.perReplica(50),
  maxReplicas: 20,
};
const SALE = { name: 'flash-sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 };
const workload = (chart: Chart, props: Partial<plus.DeploymentProps> = {}) =>
  new plus.Deployment(chart, 'Worker', { metadata: { name: 'search' }, containers: [{ image: 'worker' }], ...props });
const queueHpa = (chart: Chart, props: Partial<QueueDepthHpaProps>) =>
  new QueueDepthHpa(chart, 'Scale', { target: workload(chart), ...QUEUE_SCALE, ...props });
const drained = (messagesPerSecond: number, within = 60, concurrency?: number) => ({
  backlog: QueueBacklog.drainedWithin({ messagesPerSecond, within: s(within), ...(concurrency !== undefined && { concurrency }) }),
});
const queue = (props: object) => ({ queue: { ...QUEUE_SCALE.queue, ...props } });
const ADAPTER = { engine: 'prometheus-adapter' } as const;
const hpa = (chart: Chart, props: Partial<WorkloadHpaProps>) =>
  new WorkloadHpa(chart, 'Scale', { target: workload(chart), maxReplicas: 10, metrics: [ScalingMetric.cpu(70)], ...props });
const ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', name: 'search' };
const object = (props: object) => ({ metrics: [ScalingMetric.object({ ...ROUTE, ...props }, 'rps', ObjectTarget.value('1'))] });
const pods = (name: string, value: string, labels?: Record<string, string>) => ({ metrics: [ScalingMetric.pods(name, value, labels)] });
const up = (rules: object) => ({ behavior: { scaleUp: rules } });
const BEHAVIORS = {
  'an empty behavior': { behavior: {} },
  'an empty direction': up({}),
  'no policy': up({ policies: [] }),
  'a policy of nothing': up({ policies: [ScalingPolicy.pods(0, s(15)), ScalingPolicy.percent(1, s(0))] }),
  'a window above an hour': up({ stabilizationWindow: s(3601) }),
  'a negative tolerance': up({ tolerance: -0.1 }),
  'too fine a tolerance': up({ tolerance: 0.0005 }),
};
const SCALERS = [
  ...cases('queue scaler', queueHpa, {
    ...BEHAVIORS,
    'a zero rate': drained(0),
    'an endless rate': drained(Infinity),
    'an unreachable objective': drained(0.05, 19),
    'half a task at a time': drained(1, 60, 0.5),
    'half a message': { backlog: QueueBacklog.perReplica(0.5) },
    'half a replica': { minReplicas: 0.5 },
    'no replica at all': { minReplicas: 0, maxReplicas: 0 },
    'max below min': { minReplicas: 4, maxReplicas: 3 },
    'zero where a person waits': { minReplicas: 0, interactive: true },
    'a fallback to nothing': { fallbackReplicas: 0 },
    'a cooldown without zero': { cooldownPeriod: s(60) },
    'a fractional cooldown': { minReplicas: 0, cooldownPeriod: Duration.millis(1500) },
    'an endpoint with a scheme': { monitoringEndpoint: 'http://nats:8222' },
    'a port too high': { monitoringEndpoint: 'nats:65536' },
    'too few unacknowledged messages': { maxAckPending: 199, concurrency: 10 },
    'no unacknowledged message and no concurrency': { maxAckPending: 0, concurrency: 0 },
    'an account of two words': queue({ account: 'a b' }),
    'a stream of subjects': queue({ stream: 'TASKS.>' }),
    'no consumer': queue({ consumer: '' }),
    'the default account as a label': { ...queue({ account: '$G' }), ...ADAPTER },
    'a schedule without KEDA': { ...ADAPTER, prescale: [SALE] },
    'what only KEDA has': { ...ADAPTER, fallbackReplicas: 2, monitoringEndpoint: 'nats:8222', cooldownPeriod: s(60) },
    'zero without KEDA': { ...ADAPTER, minReplicas: 0 },
    'windows wrong in every way': {
      prescale: [
        { ...SALE, replicas: 21, timeZone: '-05:00' },
        { ...SALE, name: 'flash sale', start: '0 0 31 2 *' },
        { ...SALE, name: 'empty', end: '45  7 27 11 *' },
        { ...SALE, name: 'six', end: '0 0 8 27 11 *', replicas: 0 },
        SALE,
      ],
    },
    'two wrong at once': { backlog: QueueBacklog.perReplica(0), maxReplicas: 0 },
  }),
  ...cases('scaler', hpa, {
    ...BEHAVIORS,
    'no metric': { metrics: [] },
    'a metric twice': { metrics: [ScalingMetric.cpu(70), ScalingMetric.cpu(80)] },
    'no percent': { metrics: [ScalingMetric.cpu(0), ScalingMetric.memory(0.5)] },
    'a quantity of zero': pods('rps', '0'),
    'a name with a slash': pods('a/b', '1 k'),
    'a label value of two words': pods('rps', '1', { verb: 'a b' }),
    'no kind': object({ kind: '' }),
    'no version': object({ apiVersion: 'apps' }),
    'no object': object({ name: 'A' }),
    'max below min': { minReplicas: 11 },
    'zero replicas on CPU': { minReplicas: 0 },
    'zero replicas on an object': { minReplicas: 0, ...object({}) },
  }),
];
const TARGETS: ConstructCase[] = [
  [
    'queue scaler: a target with a count of its own',
    (chart) => new QueueDepthHpa(chart, 'Scale', { target: workload(chart, { replicas: 3 }), ...QUEUE_SCALE }),
  ],
  [
    'queue scaler: a target with a name too long',
    (chart) => new QueueDepthHpa(chart, 'Scale', { target: workload(chart, { metadata: { name: 'a'.repeat(55) } }), ...QUEUE_SCALE }),
  ],
  [
    'queue scaler: a target that is scaled already',
    (chart) => {
      const target = workload(chart);
      for (const id of ['One', 'Two']) new QueueDepthHpa(chart, id, { target, ...QUEUE_SCALE });
    },
  ],
  [
    'scaler: a container without a request',
    (chart) =>
      new WorkloadHpa(chart, 'Scale', {
        target: workload(chart, { containers: [{ image: 'a', resources: { memory: {} } }] }),
        maxReplicas: 3,
        metrics: [ScalingMetric.cpu(70)],
      }),
  ],
];

const WORKER = {
  image: IMAGE,
  tenant: 'acme',
  task: { p99: s(5), concurrency: 10 },
  consumes: { stream: 'TASKS', subjects: ['tasks.search.>'], maxAckPending: 375 },
  needs: ['bus'],
  metrics: {},
} satisfies QueueCanaryProps;
const queueCanary = (chart: Chart, props: Partial<QueueCanaryProps> = {}) => new QueueCanary(chart, 'Search', { ...WORKER, ...props });
const VERSIONS = cases('queue canary', queueCanary, {
  'more than all': { weight: 101 },
  'half a percent': { weight: 0.5 },
  'an image without a digest': { nextImage: 'a:1' },
  'no queue': { consumes: undefined },
  'no subjects': { consumes: { stream: 'TASKS' } },
  'a subject that ends early': { consumes: { stream: 'TASKS', subjects: ['tasks.*.next.>', 'next.a'] } },
  'no metrics': { metrics: undefined },
  'callers beside the queue': { servesTo: ['gateway'] },
  'a name too long': { name: 'a'.repeat(60) },
  'a comparison of nothing': { comparison: { threshold: 0, window: s(1), total: 'a b', failed: '', redeliveries: -1, severity: '' } },
  'a comparison in the wrong order': { comparison: { threshold: 1, healthyErrors: 2, badErrors: 0.5 } },
  'scale wrong': { scale: { backlog: QueueBacklog.perReplica(0), maxReplicas: 0 } },
  'scale beside a count': { replicas: 3, scale: { backlog: QueueBacklog.perReplica(8), maxReplicas: 9 } },
  'too few unacknowledged messages': { consumes: { ...WORKER.consumes, maxAckPending: 9 } },
});

const batch = (chart: Chart, props: Partial<BatchAgentProps>) =>
  new BatchAgent(chart, 'NightlyReport', {
    image: IMAGE,
    tenant: 'acme',
    trigger: BatchTrigger.schedule({ cron: '30 3 * * *' }),
    task: { p50: Duration.minutes(20), p99: Duration.minutes(60) },
    resumable: true,
    spot: true,
    ...props,
  });
const at = (schedule: object, props: object = {}) => ({
  trigger: BatchTrigger.schedule({ cron: '30 3 * * *', ...schedule }),
  ...props,
});
const queued = (given: object, props: object = {}) => ({
  trigger: BatchTrigger.queue({ stream: 'TASKS', subjects: ['tasks.report.>'], maxRunning: 4, ...given }),
  needs: ['bus'],
  ...props,
});
const BATCHES = cases('batch', batch, {
  'a person who waits': { interactive: true },
  'a day that no month has': at({ cron: '0 2 31 2 *' }),
  'an offset for a zone': at({ timeZone: '+02:00' }),
  'nothing that bounds the runs': at({ overlap: 'Allow' }),
  '9 s late': at({ startingDeadline: s(9) }),
  'an end before its task': { deadline: s(3599) },
  'an hour each half hour': at({ cron: '*/30 * * * *' }),
  'half a retry': { retries: 0.5 },
  '11 retries': { retries: 11 },
  'a grace period that no spot node gives': { terminationGracePeriod: s(111) },
  'a name of 53 characters': { name: 'a'.repeat(53), tenant: 't' },
  'a setting of ours': { config: { job: {} } },
  'a memory of its own that it does not need': { ownMemory: true },
  'no bus': queued({}, { needs: [] }),
  'no job at all': queued({ maxRunning: 0 }),
  'no message for a job': queued({ perJob: 0 }),
  'an ack wait below its task': queued({ ackWait: Duration.minutes(59) }),
  'a worker that keeps its messages': queued({ naksOnSigterm: false }),
  'a queue at a URL': queued({ monitoringEndpoint: 'http://nats:8222' }),
  'nothing kept': { keepFor: s(0), keepSucceeded: -1, keepFailed: 0.5 },
  'everything wrong at once': at({ cron: '* *' }, { interactive: true, retries: -1 }),
});

const META_WRONG = { labels: { 'a b': 'c d' }, annotations: { 'a b': 'c' } };
const DIGITS = { maxBytes: 64 * 2 ** 20, maxAgeS: 3600, duplicateWindowS: 120 };
const busAccount = (name: string, servers = 3) =>
  BusAccounts.tenant({
    name,
    agents: [
      { name: 'chat', nkey: publicKey(`${name}/chat`), publishes: ['tasks.search.>'], tools: false, connections: 3 },
      {
        name: 'search',
        nkey: publicKey(`${name}/search`),
        publishes: [],
        consumes: { consumer: { name: 'search', filterSubjects: ['tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 250 } },
        tools: true,
        connections: 20,
      },
    ],
    provisionerNkey: publicKey(`${name}/provisioner`),
    servers,
    tasks: DIGITS,
  });
const ACME = busAccount('acme');
const OWN = BusAccounts.platform({ toolGatewayNkey: publicKey('tool-gateway'), toolGatewayConnections: 2 });
const [TASKS] = ACME.streams;
const bus = (chart: Chart, props: Partial<NatsBusProps>) =>
  new NatsBus(chart, 'Bus', {
    image: IMAGE,
    reloaderImage: IMAGE,
    exporterImage: IMAGE,
    accounts: [ACME, OWN],
    issuer: 'bus',
    disk: '10Gi',
    ...props,
  });
const account = (changes: object) => ({ accounts: [{ ...ACME, ...changes }, OWN] });
const user = (changes: object) => account({ users: ACME.users.map((one, index) => (index === 0 ? { ...one, ...changes } : one)) });
const stream = (changes: object) => account({ streams: [{ ...TASKS, ...changes }] });
const consumer = (changes: object) => stream({ consumers: TASKS?.consumers.map((one) => ({ ...one, ...changes })) });
const BUSES = cases('bus', bus, {
  'images without a digest': { image: 'nats:2', reloaderImage: 'a', exporterImage: 'b' },
  'a volume that is no quantity': { disk: '10GB', storageClass: 'A b' },
  'two servers': { servers: 2, accounts: [OWN] },
  'three servers in two zones': { zones: 2 },
  'streams of three copies on one server': { servers: 1 },
  'tools without who offers them': { accounts: [ACME] },
  'one account twice': { accounts: [OWN, OWN] },
  'a stream that keeps the state of budgets': stream({ subjects: ['>'] }),
  'budgets without who says what is left': account({ budgets: true }),
  'limits larger than all servers': account({ limits: { ...ACME.limits, fileBytes: 2 ** 40, memoryBytes: 2 ** 40 } }),
  'streams larger than the disk': { disk: '64Mi' },
  'more connections than a server takes': { maxConnections: 20 },
  'a grace period shorter than the lame duck': { terminationGracePeriod: s(40) },
  'a lame duck that walks too fast': { lameDuckDuration: s(29) },
  'memory that does not hold its connections': { resources: AgentResources.of({ cpu: '1', memory: '64Mi' }), maxConnections: 5000 },
  'an account name of two words': account({ name: 'a b' }),
  'a reserved account name': account({ name: 'SYS' }),
  'limits of nothing': account({ limits: { connections: 0, memoryBytes: -1, fileBytes: 0.5, streams: 0, consumers: 0 } }),
  'a user that is none': user({ name: 'A b', nkey: 'UX' }),
  'a key twice': user({ nkey: publicKey('acme/search') }),
  'a user that publishes everything': user({ publish: ['>'], subscribe: ['>'] }),
  'a user that reaches the API of JetStream': user({ publish: ['$JS.API.>'] }),
  'a stream of nothing': stream({ name: 'A.B', maxBytes: 0, maxAgeS: 0, duplicateWindowS: 7200, replicas: 2, subjects: [] }),
  'a consumer of nothing': consumer({ name: 'a.b', ackWaitS: 0, maxDeliver: 0, maxAckPending: 0, filterSubjects: [] }),
  'a backoff longer than deliveries': consumer({ backoffS: [1, 2, 3, 4, 5, 6] }),
  'a consumer that takes what its stream has not': consumer({ filterSubjects: ['other.>'] }),
  'two consumers of one subject': stream({ consumers: TASKS?.consumers.flatMap((one) => [one, { ...one, name: 'again' }]) }),
  'a mapping that leads nowhere': account({ mappings: [{ source: 'tasks.search.>', targets: [{ subject: 'x.>', weight: 50 }] }] }),
  'a mapping of more than all': account({
    mappings: [
      {
        source: 'a b',
        targets: [
          { subject: '', weight: 101 },
          { subject: 'a', weight: 60 },
        ],
      },
    ],
  }),
});
const STREAMS = cases(
  'account',
  (chart: Chart, props: object) => new JetStreamAccount(chart, 'A', { account: ACME, secretStore: 'store', remoteKey: 'a/b', ...props }),
  {
    'a store and a key that are none': { secretStore: 'My Store', remoteKey: '' },
    'a stream and a consumer of nothing': {
      account: { ...ACME, streams: [{ ...TASKS, maxBytes: 0, consumers: TASKS?.consumers.map((one) => ({ ...one, ackWaitS: 0 })) }] },
    },
  },
);

const redis = (chart: Chart, props: Partial<RedisInstanceProps>) =>
  new RedisInstance(chart, 'Redis', {
    role: 'state',
    image: IMAGE,
    exporterImage: IMAGE,
    issuer: 'platform',
    resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
    ...props,
  });
const acl = (chart: Chart, props: Partial<RedisAclProps>) =>
  new RedisAcl(chart, 'Acl', {
    role: 'state',
    release: '7.2',
    users: [{ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'a/b' }],
    operatorsRemoteKey: 'a/c',
    secretStore: 'store',
    ...props,
  });
const users = (...given: object[]) => ({
  users: given.map((one) => ({ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'a/b', ...one })),
});
const MEMORY = [
  ...cases('redis', redis, {
    'more memory than the limit': { maxmemory: '2663Mi' },
    'budgets that do not fit': {
      maxmemory: '2Gi',
      budgets: [
        { name: 'acme', memory: '1Gi' },
        { name: 'globex', memory: '1025Mi' },
      ],
    },
    'clients that do not fit': { maxclients: 131, clients: [{ name: 'search', peakPods: 20, pool: 5 }] },
    'a disk too small': { maxmemory: '1Gi', disk: '3071Mi' },
    'a cache with a disk': { role: 'cache', disk: '20Gi' },
    'a cache with a class of disks': { role: 'cache', storageClass: 'gp3' },
    'a tenant that is no id': { tenant: 'acme--2' },
    'everything at once': {
      image: 'redis:latest',
      exporterImage: 'exporter',
      issuer: 'My issuer',
      resources: AgentResources.of({ cpu: '1', memory: '128m' }),
      maxmemory: '1GB',
      maxclients: 0,
      disk: '1',
      budgets: [{ name: 'acme', memory: 'much' }],
      clients: [{ name: 'search', peakPods: -1, pool: 0 }],
    },
  }),
  ...cases('acl', acl, {
    'a tenant that is no id': { tenant: 'acme--2' },
    'everything at once': {
      release: '6.2',
      operatorsRemoteKey: '/x',
      secretStore: 'A',
      ...users({}, { prefixes: ['tenant:acme'] }, { name: 'acme2', prefixes: ['tenant:globex:x:'], remoteKey: 'a b' }),
    },
    'users twice and of the server': users({}, {}, { name: 'default' }, { name: 'A b' }),
    'no prefix': users({ prefixes: [] }),
    'prefixes that begin another’s': users({}, { name: 'b', prefixes: ['tenant:'] }),
    'a file larger than a Secret': users({
      prefixes: Array.from({ length: 4500 }, (_, index) => `t${String(index).padStart(4, '0')}${'x'.repeat(120)}:`),
    }),
  }),
];

const CLUSTER: PostgresClusterProps = {
  image: image('postgresql', '17.6'),
  resources: AgentResources.of({ cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi' }),
  disk: '50Gi',
  issuer: 'platform',
  apiServer: ExternalHost.ranges(['10.0.0.0/16']),
};
const cluster = (chart: Chart, props: Partial<PostgresClusterProps>) => new PostgresCluster(chart, 'Postgres', { ...CLUSTER, ...props });
const pooler = (chart: Chart, props: Partial<PostgresPoolerProps>, of: Partial<PostgresClusterProps> = {}) =>
  new PostgresPooler(chart, 'Pooler', { cluster: cluster(chart, of), tenants: 3, clients: 120, ...props });
const database = (chart: Chart, ids: readonly string[], props: object = {}) => {
  const made = pooler(chart, {});
  return ids.map(
    (tenant, index) => new PostgresTenant(chart, `T${index}`, { pooler: made, tenant, secretStore: 'vault', remoteKey: 'a/b', ...props }),
  );
};
const DATABASES: ConstructCase[] = [
  ...cases('database', cluster, {
    'two instances': { instances: 2 },
    'no instance': { instances: 0 },
    'more instances than zones': { zones: 2 },
    'connections that memory does not hold': { maxConnections: 1000 },
    'an image of no known release': { image: image('postgresql', '9.6') },
    'everything at once': {
      image: 'postgres:17',
      disk: '50GB',
      storageClass: 'GP 3',
      maxConnections: 0,
      workMem: '4',
      parameters: { max_connections: '500', 'Log Level': 'a' },
      backup: { objectStore: 'A', schedule: '0 0 3 * * *' },
      apiServer: ExternalHost.named('kubernetes.default.svc'),
      hosts: [ExternalHost.ranges([])],
      nodePool: 'B',
    },
  }),
  ...cases('pooler', pooler, {
    'more clients than it takes': { clients: 5000 },
    'more connections than the database has': { poolSize: 90 },
    'everything at once': { image: 'pgbouncer', nodePool: 'B', tenants: -1, clients: 0.5, instances: 0, poolSize: 0, maxClients: NaN },
  }),
  ['database of a tenant: one more than the pooler is for', (chart) => database(chart, ['a', 'b', 'c', 'd'])],
  ['database of a tenant: twice', (chart) => database(chart, ['a', 'a'])],
  [
    'database of a tenant: everything at once',
    (chart) => database(chart, ['Acme'], { secretStore: 'My Store', remoteKey: 'a/../b', labelDomain: 'A B' }),
  ],
];

const service = (chart: Chart, props: Partial<PlatformDeploymentProps>) =>
  new PlatformDeployment(chart, 'ToolGateway', { image: IMAGE, longestRequest: s(30), ...props });
const PLATFORM = [
  ...cases('platform', service, {
    'one pod': { replicas: 1 },
    'tools among its needs': { needs: ['tools'] },
    'language models among its needs': { needs: ['llm-gateway'] },
    'the bus without a user': { needs: ['bus'] },
    'a user without the bus': { busUser: { account: 'PLATFORM', user: 'tool-gateway' } },
    'a name that no policy knows': { servesTenants: true, name: 'gateway' },
    'a key of its file that is ours': { config: { bus: 1 } },
    'no time for a request': { longestRequest: s(0) },
    'everything at once': {
      name: 'A',
      image: 'gateway:latest',
      resources: AgentResources.of({ cpu: '0', memory: '512m' }),
      hosts: [ExternalHost.named('api.example.com')],
      metrics: { port: 0 },
      env: { API_KEY: 'abc' },
      config: { apiKey: 'abc' },
      nodePool: 'B',
      labelDomain: 'C D',
      busUser: { account: 'A B', user: 'C' },
      needs: ['bus'],
    },
  }),
  ...cases('policy of a client', (chart: Chart, props: object) => new BusClientPolicy(chart, 'P', { name: 'nack', ...props }), {
    'a name that is none, a host by name': { name: 'NACK', hosts: [ExternalHost.named('api.example.com')] },
  }),
  ...cases('class', (chart: Chart, props: object) => new EnvoyGatewayClass(chart, 'C', props), { 'a name that is none': { name: 'A b' } }),
  ...cases('platform namespace', (chart: Chart, props: object) => new PlatformNamespace(chart, 'N', props), {
    'a name that is none': { name: 'A b', ...META_WRONG },
  }),
  ...cases('guard', (chart: Chart, props: object) => new TenantGuard(chart, 'G', props), {
    'names that are none': { name: 'A b', labelDomain: 'A b' },
  }),
  ...cases(
    'stored secret',
    (chart: Chart, props: object) =>
      new StoredSecret(chart, 'S', { name: 'a', values: [{ file: 'a', key: 'a/b', property: 'c' }], secretStore: 'store', ...props }),
    {
      'names that are none': { name: 'A', secretStore: 'B b', namespace: 'C', values: [{ file: 'a b', key: '/x', property: '' }] },
      'no values': { values: [] },
      'one file twice': { values: ['a', 'a'].map((file) => ({ file, key: 'a/b', property: 'c' })) },
    },
  ),
  ...cases(
    'namespace',
    (chart: Chart, props: Partial<TenantNamespaceProps>) => new TenantNamespace(chart, 'Tenant', { tenant: 'acme', ...props }),
    {
      'a tenant that is no id and no quota': { tenant: 'Acme', quota: { cpu: '0', memory: '128m', ephemeralStorage: '4 Gi', pods: 0 } },
    },
  ),
];

const GATEWAY_TENANT: TenantTokens = {
  name: 'acme',
  namespace: 'tenant-acme',
  budget: { perMinute: 500_000, perDay: 20_000_000 },
  agents: [{ name: 'search', budget: { perMinute: 200_000, perDay: 5_000_000 } }, { name: 'answer' }],
};
const KEYS = (key: object): string =>
  JSON.stringify({ keys: [{ kty: 'RSA', kid: '1', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB', ...key }] });
const ISSUER = 'https://kubernetes.default.svc';
const GATEWAY = {
  provider: {
    schema: 'OpenAI',
    hostname: 'api.openai.com',
    ranges: ['203.0.113.0/24'],
    models: [{ name: 'gpt-4o', contextTokens: 128_000, usdPerMillionTokens: 10 }],
    storeKey: 'a/b',
  },
  callers: LlmCallerKeys.inline(ISSUER, KEYS({})),
  limit: { perMinute: 2_000_000 },
  tenants: [GATEWAY_TENANT],
  gatewayClassName: 'envoy',
  secretStore: 'platform',
  image: IMAGE,
  processorImage: IMAGE,
  longestRequest: Duration.minutes(5),
} satisfies LlmGatewayProps;
const gateway = (chart: Chart, props: Partial<LlmGatewayProps>) => new LlmGateway(chart, 'Gateway', { ...GATEWAY, ...props });
const spender = (part: object) => ({ tenants: [{ ...GATEWAY_TENANT, ...part }] });
const provider = (part: object) => ({ provider: { ...GATEWAY.provider, ...part } });
const model = (part: object) => provider({ models: [{ name: 'gpt-4o', contextTokens: 128_000, usdPerMillionTokens: 10, ...part }] });
const BUDGETS = {
  'nobody who may call': { tenants: [] },
  'a tenant none of whose agents may call': spender({ agents: [] }),
  'a tenant above the provider': { limit: { perMinute: 555_554 } },
  'agents above their tenant': spender({ agents: [{ name: 'search', budget: { perMinute: 500_001 } }] }),
  'a budget that one request does not fit in': spender({ budget: { perMinute: 127_999 }, agents: [{ name: 'search' }] }),
  'budgets that are never reached': spender({ budget: { perMinute: 500_000, perHour: 400_000, perDay: 900_000_000 } }),
  'a namespace twice': { tenants: [GATEWAY_TENANT, { ...GATEWAY_TENANT, name: 'other' }] },
  'a tenant twice': { tenants: [GATEWAY_TENANT, { ...GATEWAY_TENANT, namespace: 'tenant-other' }] },
  'an agent twice': spender({ agents: [{ name: 'a' }, { name: 'a' }] }),
  'names that are none': spender({ name: 'A b', namespace: 'C', agents: [{ name: 'D d' }], members: [{ name: 'E e' }] }),
  'a budget of nothing': spender({ budget: {} }),
  'a limit that is no whole number': { limit: { perMinute: 1.5 } },
  'a reserve of half a percent': { reservePercent: 1.5 },
  'a reserve of everything': { reservePercent: 100 },
  'an oversubscription below one': { oversubscription: 0.5 },
  'a provider without ranges, models and a name': provider({ hostname: 'api', ranges: [], models: [] }),
  'a provider of a port, a key and a property that are none': provider({ port: 0, storeKey: '/x', storeProperty: '' }),
  'a model of nothing': model({ name: 'a b', contextTokens: 0, usdPerMillionTokens: -1 }),
  'a price too fine': model({ usdPerMillionTokens: 0.000_000_1 }),
  'two models of one name': provider({ models: [...GATEWAY.provider.models, ...GATEWAY.provider.models] }),
  'a private key among the public': { callers: LlmCallerKeys.inline(ISSUER, KEYS({ d: 'AQAB' })) },
  'keys that are no JSON': { callers: LlmCallerKeys.inline(ISSUER, 'keys') },
  'keys over plain HTTP': { callers: LlmCallerKeys.remote('kubernetes', 'http://oidc.example.com/keys', []) },
};
const TOKENS = [
  ...cases('gateway', gateway, {
    ...BUDGETS,
    'more counters than a policy has': spender({
      budget: { perMinute: 500_000, perDay: 200_000_000 },
      agents: Array.from({ length: 254 }, (_, index) => ({ name: `a${index}`, budget: { perDay: 200_000 } })),
    }),
    'an image without a digest': { image: 'registry.example.com/envoy:1', processorImage: 'a' },
    'nothing left for the others': spender({ agents: [{ name: 'a', budget: GATEWAY_TENANT.budget }, { name: 'b' }] }),
    'one proxy': { replicas: 1, parallelRequests: 0 },
    'an answer longer than an hour': { longestRequest: s(3601) },
    'a size that is none': { maxRequestSize: '1GB', gatewayClassName: 'A b', controllerNamespace: 'C' },
    'resources that are none': {
      resources: AgentResources.of({ cpu: '0', memory: '1m' }),
      processorResources: AgentResources.of({ cpu: 'x', memory: '1' }),
    },
  }),
  ...cases(
    'agentgateway',
    (chart: Chart, props: object) => {
      const { provider: from, callers, limit, tenants } = GATEWAY;
      return new LlmAgentgateway(chart, 'G', {
        provider: from,
        callers,
        limit,
        tenants,
        routeName: 'llm',
        rateLimitService: 'ratelimit',
        ...props,
      });
    },
    {
      'members’ budgets': spender({ members: [{ name: 'birch', budget: { perDay: 1_000_000 } }] }),
      'keys that nothing leads to': { callers: LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']) },
      'names that are none': { routeName: 'A b', rateLimitService: '', rateLimitPort: 0, keysBackend: 'C c' },
    },
  ),
  ...cases('budget alerts', (chart: Chart, props: object) => new BudgetAlerts(chart, 'A', { tenants: [GATEWAY_TENANT], ...props }), {
    nobody: { tenants: [] },
    'a namespace that would end a string': spender({ namespace: 'a"} or {x="' }),
    'a budget of nothing': spender({ budget: {} }),
  }),
];

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search', ackWait: s(30) };
const SHOWN = { name: 'search', scaler: 'keda', queue: QUEUE, prescale: [{ name: 'sale', replicas: 20, trigger: 1 }] };
const WATCH = [
  ...cases(
    'alerts',
    (chart: Chart, props: Partial<TenantAlertsProps>) => new TenantAlerts(chart, 'A', { tenant: 'acme', agents: [], ...props }),
    {
      'a quota that is no name': { quota: 'A' },
      '0 percent': { quotaPercent: 0 },
      'pods alone': { agents: [{ name: 'a', workload: 'Pod' }] },
      'a tenant and a namespace that are none': { tenant: 'A b', namespace: 'C' },
      'an agent named with a quote': { agents: [{ name: 'a"b' }] },
      'one agent twice': { agents: [{ name: 'a' }, { name: 'a' }] },
      'windows without KEDA': { agents: [{ ...SHOWN, scaler: 'prometheus-adapter' }] },
      'a window of no replicas': { agents: [{ ...SHOWN, prescale: [{ name: ' ', replicas: 0, trigger: -1 }] }] },
      'a queue that is none': {
        agents: [{ ...SHOWN, queue: { account: 'a b', stream: 'A.B', consumer: '', ackWait: s(0), maxDeliver: 0 } }],
      },
      'waiting of 59 s': { agents: [{ ...SHOWN, queue: { ...QUEUE, oldest: s(59) }, rolloutWithin: s(59) }] },
      'jobs of nothing': { jobs: [{ name: 'A', deadline: s(0), startingDeadline: s(0) }] },
    },
  ),
  ...cases('dashboard', (chart: Chart, props: object) => new TenantDashboard(chart, 'D', { tenant: 'acme', agents: [], ...props }), {
    'names that would end a query': {
      tenant: 'A',
      namespace: 'a"}',
      quota: '',
      agents: [{ name: 'a b', queue: { account: '"', stream: '', consumer: 'a.b' } }],
    },
  }),
];

const GIT = DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' });
const STAGE: DeliveryStage = {
  name: 'acme',
  path: 'dist/acme',
  namespaces: ['acme'],
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'search', namespace: 'acme' }],
};
const flux = (chart: Chart, props: Partial<FluxDeliveryProps>) =>
  new FluxDelivery(chart, 'Delivery', { prefix: 'shop', source: GIT, stages: [STAGE], ...props });
const argo = (chart: Chart, props: object) =>
  new ArgoCdDelivery(chart, 'Delivery', { prefix: 'shop', source: GIT, stages: [STAGE], ...props });
const stage = (changes: object) => ({ stages: [{ ...STAGE, ...changes }] });
const from = (url: string, revision: object) => ({ source: DeliverySource.git(url, revision) });
const STAGES = {
  'no stage': { stages: [] },
  'two of a name': { stages: [STAGE, STAGE] },
  'one that waits for nobody': stage({ after: ['x'] }),
  'two that wait for each other': {
    stages: [
      { ...STAGE, after: ['b'] },
      { ...STAGE, name: 'b', path: 'dist/b', objects: [], after: ['acme'] },
    ],
  },
  'two folders in each other': { stages: [STAGE, { ...STAGE, name: 'b', path: 'dist/acme/b' }] },
  'plain HTTP': from('http://git.example.com/a/b', { branch: 'main' }),
  'credentials in the address': from('https://me:word@git.example.com/a/b', { branch: 'main' }),
  'no revision': from('https://git.example.com/a/b', {}),
  'two revisions': from('https://git.example.com/a/b', { branch: 'main', tag: 'a' }),
  'a bad branch': from('https://git.example.com/a/b', { branch: 'a..b' }),
  'a bad range': from('https://git.example.com/a/b', { semver: 'x y' }),
  'a secret that is no name': { source: DeliverySource.oci('oci://registry.example.com/a/b', { digest: 'x' }, 'A b') },
  'too long a prefix': { prefix: 'a'.repeat(64) },
  'no namespace': { namespace: 'Flux' },
  'no objects': stage({ objects: [] }),
  'a kind that is not known': stage({ objects: [{ apiVersion: 'v1', kind: 'Secret', name: 'a', namespace: 'acme' }] }),
  'an object of another namespace': stage({ namespaces: ['globex'] }),
  'what a cluster has once': stage({ objects: [{ apiVersion: 'v1', kind: 'Namespace', name: 'acme' }] }),
  'a path that leaves the repository': stage({ path: '../x' }),
  'a stage that gives up too early': stage({ longestRollout: Duration.minutes(10), timeout: s(659) }),
  'a stage with a name too long': stage({ name: 'a'.repeat(59) }),
  'everything of one stage': stage({
    path: '',
    objects: [
      { apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'acme' },
      { apiVersion: 'v1', kind: 'Service', name: 'a' },
    ],
  }),
};
const { 'a stage that gives up too early': ofFlux, ...SHARED_STAGES } = STAGES;
const DELIVERY = [
  ...cases('flux', flux, { ...SHARED_STAGES, 'a stage that gives up too early': ofFlux, 'an interval too short': { interval: s(29) } }),
  ...cases('argo cd', argo, SHARED_STAGES),
  ...cases(
    'argo cd root',
    (chart: Chart, props: object) => new ArgoCdRoot(chart, 'Root', { prefix: 'shop', source: GIT, path: 'dist', ...props }),
    {
      'a path and a namespace that are none': { path: '/x', namespace: 'A', prefix: '' },
    },
  ),
  ...cases('argo cd settings', (chart: Chart, props: object) => new ArgoCdSettings(chart, 'S', { objects: STAGE.objects, ...props }), {
    'an unknown kind and no namespace': { objects: [{ apiVersion: 'v1', kind: 'Secret', name: 'a' }], namespace: 'A b' },
  }),
];

/** Every wrong construct. */
export const CONSTRUCTS: readonly ConstructCase[] = [
  ...AGENTS,
  ...MOUNTS,
  ...OLD,
  ...CREDENTIALS,
  ...ROLLOUTS,
  ...RENDERED,
  ...SCALERS,
  ...TARGETS,
  ...VERSIONS,
  ...BATCHES,
  ...BUSES,
  ...STREAMS,
  ...MEMORY,
  ...DATABASES,
  ...PLATFORM,
  ...TOKENS,
  ...WATCH,
  ...DELIVERY,
];
