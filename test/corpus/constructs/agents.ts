import { type Chart, Duration, Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import {
  AgentCredentials,
  AgentDeployment,
  type AgentProps,
  AgentResources,
  AgentWorkload,
  BatchAgent,
  BatchTrigger,
  BlueGreenRollout,
  CanaryRollout,
  ExternalHost,
  HttpRouter,
  QueueBacklog,
  QueueBlueGreen,
  QueueCanary,
  type QueueVersionsProps,
} from '../../../constructs/index';
import { image } from '../builders';
import { type ConstructCase, CURRENT } from './chart';

const LEAST = { image: image('agent'), task: { p99: Duration.seconds(20) } };

/** Credentials of an agent that reaches everything. */
const credentialsOf = (chart: Chart, agent: string): AgentCredentials =>
  new AgentCredentials(chart, `Credentials-${agent}`, {
    agent,
    tenant: 'acme',
    needs: ['bus', 'memory', 'database'],
    secretStore: 'store',
    system: 'corpus',
    environment: 'prod',
  });

/** Everything that any agent may be given, for a chart that the references are made in. */
const full = (chart: Chart): AgentProps => ({
  image: image('agent'),
  task: { p50: Duration.millis(800), p99: Duration.seconds(5), concurrency: 10 },
  name: 'search',
  namespace: 'tenant-acme',
  tenant: 'acme',
  labelDomain: 'agents.example.com',
  labels: { team: 'a' },
  annotations: { email: 'acme@example.com' },
  resources: AgentResources.of({ cpu: '300m', memory: '600Mi', ephemeralStorage: '2Gi' }),
  publishes: ['events.search.>'],
  needs: ['bus', 'memory', 'database', 'llm-gateway', 'tools'],
  ownMemory: true,
  budgetNotice: true,
  hosts: [ExternalHost.ranges(['203.0.113.0/24'], 8443), ExternalHost.ranges(['198.51.100.0/24'])],
  config: { depth: 3, words: ['a', 'b'], limits: { strict: true, none: null, share: 0.5 } },
  env: { LOG_LEVEL: 'debug' },
  configMaps: [plus.ConfigMap.fromConfigMapName(chart, 'Words', 'words')],
  secrets: [plus.Secret.fromSecretName(chart, 'Extra', 'extra')],
  credentials: credentialsOf(chart, 'searching'),
  serviceAccount: plus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'searcher', { namespaceName: 'tenant-acme' }),
  volumes: [
    { volume: plus.Volume.fromEmptyDir(chart, 'Scratch', 'scratch', { sizeLimit: Size.mebibytes(100) }), mountPath: '/scratch' },
    {
      volume: plus.Volume.fromConfigMap(chart, 'Model', plus.ConfigMap.fromConfigMapName(chart, 'ModelMap', 'model'), { name: 'model' }),
      mountPath: '/model',
      readOnly: true,
    },
  ],
  stateful: true,
  priorityClassName: 'tenant-interactive',
  nodePool: 'agents',
  nodePoolTainted: true,
  userNamespace: true,
  identity: 'searching',
  minAvailable: '50%',
  terminationGracePeriod: Duration.seconds(90),
  metrics: { port: 9100, path: '/stats', interval: Duration.seconds(20) },
  callers: [plus.Pods.select(chart, 'Callers', { labels: { role: 'caller' } })],
});

const told = ({ name, podLabels, selectorLabels, consumer, concurrency, minAvailable, replicas }: AgentWorkload) => ({
  name,
  podLabels,
  selectorLabels,
  consumer,
  concurrency,
  minAvailable,
  replicas,
});

const QUEUE_WORKER: QueueVersionsProps = {
  image: image('agent'),
  tenant: 'acme',
  task: { p99: Duration.seconds(5), concurrency: 10 },
  consumes: { stream: 'TASKS', subjects: ['tasks.search.>'], maxAckPending: 375 },
  needs: ['bus'],
  metrics: {},
};
const NIGHTLY = { cron: '30 3 * * *' };
const ROUTER = HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'gateway', hostnames: ['search.example.com'] });
const ANALYSIS = {
  prometheus: 'http://prometheus.watch.svc.cluster.local:9090',
  total: 'chat_answers_total',
  failed: 'chat_answers_failed_total',
  threshold: 2,
  window: Duration.minutes(20),
  interval: Duration.minutes(2),
  failureLimit: 2,
  healthyErrors: 0.1,
  badErrors: 12,
};

/** Agents of every kind. */
export const AGENTS: readonly ConstructCase[] = [
  { name: 'agent-deployment-least', build: (chart) => told(new AgentDeployment(chart, 'Search', LEAST)) },
  {
    name: 'agent-deployment-full',
    target: CURRENT,
    build: (chart) =>
      told(
        new AgentDeployment(chart, 'Search', {
          ...full(chart),
          replicas: 4,
          naksOnSigterm: false,
          consumes: {
            account: 'acme',
            stream: 'TASKS',
            consumer: 'seeker',
            subjects: ['tasks.search.>'],
            ackWait: Duration.seconds(60),
            maxAckPending: 80,
          },
          servesTo: ['gateway', 'monitoring'],
          rollingUpdate: { maxSurge: '50%', maxUnavailable: '10%' },
        }),
      ),
  },
  {
    name: 'agent-deployment-stateful',
    build: (chart) => {
      const claim = plus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'index');
      const agent = new AgentDeployment(chart, 'Search', {
        ...LEAST,
        tenant: 'acme',
        stateful: true,
        replicas: 1,
        volumes: [{ volume: plus.Volume.fromPersistentVolumeClaim(chart, 'Index', claim), mountPath: '/index' }],
        nodePool: 'open',
        nodePoolTainted: false,
        servesTo: ['monitoring'],
        metrics: {},
        rollingUpdate: { maxSurge: '0', maxUnavailable: '1' },
      });
      return { ...told(agent), config: agent.toPodSelectorConfig(), peer: Object.keys(agent.toNetworkPolicyPeerConfig()) };
    },
  },
  {
    name: 'agent-deployment-beside-plus',
    build: (chart) => {
      const agent = new AgentDeployment(chart, 'Search', { ...LEAST, tenant: 'acme', servesTo: ['gateway'] });
      new plus.HorizontalPodAutoscaler(chart, 'Hpa', { target: agent, maxReplicas: 5, metadata: { name: 'search' } });
      new plus.NetworkPolicy(chart, 'Extra', {
        metadata: { name: 'extra' },
        selector: agent,
        ingress: { rules: [{ peer: agent, ports: [plus.NetworkPolicyPort.tcp(8080)] }] },
      });
      const { containers, replicas } = agent.toScalingTarget();
      const sizes = (containers as plus.Container[]).map(({ resources }) => [
        resources?.cpu?.request?.amount,
        resources?.memory?.request?.toMebibytes(),
      ]);
      return { ...told(agent), hasAutoscaler: agent.hasAutoscaler, fixed: replicas, sizes };
    },
  },
  ...(['small', 'medium', 'large', 'memoryOptimized', 'computeOptimized'] as const).map((size): ConstructCase => ({
    name: `agent-resources-${size.replace('O', '-o')}`,
    build: (chart) => {
      const resources = AgentResources[size]();
      new AgentDeployment(chart, 'Search', { ...LEAST, resources });
      const { cpu, memory, ephemeralStorage } = resources;
      return { cpu, memory, ephemeralStorage };
    },
  })),
  {
    name: 'agent-credentials-least',
    build: (chart) => {
      const credentials = new AgentCredentials(chart, 'Credentials', {
        agent: 'search',
        tenant: 'acme',
        needs: ['bus'],
        secretStore: 'store',
        system: 'corpus',
        environment: 'prod',
      });
      const { needs, agent, tenant, memoryPrefixes, secret } = credentials;
      return { needs, agent, tenant, memoryPrefixes, secret: secret.name, bus: credentials.settingsOf('bus', '/secrets') };
    },
  },
  {
    name: 'agent-credentials-full',
    build: (chart) => {
      const credentials = new AgentCredentials(chart, 'Credentials', {
        agent: 'search',
        tenant: 'shared',
        members: ['birch', 'cedar'],
        needs: ['bus', 'memory', 'database', 'llm-gateway', 'tools'],
        secretStore: 'store',
        system: 'corpus',
        environment: 'prod',
        namespace: 'shared',
        platformNamespace: 'platform',
        labels: { team: 'a' },
        annotations: { email: 'shared@example.com' },
      });
      const settings = (['bus', 'memory', 'database'] as const).map((service) => credentials.settingsOf(service, '/secrets'));
      return { settings, prefixes: credentials.memoryPrefixes };
    },
  },
  {
    name: 'canary-rollout-least',
    target: { kubernetes: '1.33', argoRollouts: '1.9' },
    build: (chart) => {
      const agent = new CanaryRollout(chart, 'Search', { ...LEAST, servesTo: ['gateway'], metrics: {}, replicas: 10 });
      return { ...told(agent), weight: agent.weight };
    },
  },
  {
    name: 'canary-rollout-full',
    target: CURRENT,
    build: (chart) =>
      told(
        new CanaryRollout(chart, 'Search', {
          ...full(chart),
          replicas: 4,
          servesTo: ['gateway', 'monitoring'],
          weight: 15,
          maxSurge: '50%',
          router: ROUTER,
          rate: 100,
          analysis: ANALYSIS,
        }),
      ),
  },
  {
    name: 'blue-green-rollout-least',
    target: { kubernetes: '1.33', argoRollouts: '1.9' },
    build: (chart) => told(new BlueGreenRollout(chart, 'Search', { ...LEAST, servesTo: ['gateway'], metrics: {} })),
  },
  {
    name: 'blue-green-rollout-full',
    target: CURRENT,
    build: (chart) =>
      told(
        new BlueGreenRollout(chart, 'Search', {
          ...full(chart),
          replicas: 4,
          servesTo: ['gateway'],
          manualPromotion: true,
          scaleDownDelay: Duration.minutes(25),
          rate: 100,
          analysis: ANALYSIS,
        }),
      ),
  },
  {
    name: 'queue-canary-least',
    target: CURRENT,
    build: (chart) => {
      const { mappings, switch: given, stable, next } = new QueueCanary(chart, 'Search', QUEUE_WORKER);
      return { mappings, switch: given, stable: stable.name, next: next.name };
    },
  },
  {
    name: 'queue-canary-full',
    target: CURRENT,
    build: (chart) => {
      const { mappings, switch: given } = new QueueCanary(chart, 'Search', {
        ...QUEUE_WORKER,
        metrics: {},
        weight: 25,
        consumes: { stream: 'TASKS', subjects: ['tasks.search.*', 'tasks.*.find.>'], maxAckPending: 375 },
        nextImage: image('agent', '1.1.0'),
        scale: {
          backlog: QueueBacklog.perReplica(8),
          minReplicas: 0,
          maxReplicas: 30,
          interactive: false,
          prescale: [{ name: 'sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 }],
          engine: 'keda',
          monitoringEndpoint: 'nats.elsewhere.svc.cluster.local:8222',
          fallbackReplicas: 6,
          cooldownPeriod: Duration.minutes(4),
        },
        comparison: {
          threshold: 2,
          window: Duration.minutes(20),
          total: 'search_tasks_total',
          failed: 'search_tasks_failed_total',
          healthyErrors: 0.2,
          badErrors: 12,
          redeliveries: 5,
          natsMetricPrefix: 'nats',
          severity: 'critical',
        },
      });
      return { mappings, switch: given };
    },
  },
  ...(['blue', 'green', 'none'] as const).flatMap((active) =>
    [false, true]
      .filter((exclusive) => exclusive || active !== 'none')
      .map((exclusive): ConstructCase => ({
        name: `queue-blue-green-${active}${exclusive ? '-exclusive' : ''}`,
        target: CURRENT,
        build: (chart) => {
          const { mappings, switch: given } = new QueueBlueGreen(chart, 'Search', {
            ...QUEUE_WORKER,
            nextImage: image('agent', '1.1.0'),
            replicas: 3,
            metrics: {},
            comparison: { threshold: 3 },
            active,
            exclusive,
          });
          return { mappings, switch: given };
        },
      })),
  ),
  {
    name: 'batch-agent-least',
    build: (chart) => {
      const trigger = BatchTrigger.schedule(NIGHTLY);
      const { name, deadlineSeconds, warnings } = new BatchAgent(chart, 'Report', { ...LEAST, trigger });
      return { name, deadlineSeconds, warnings };
    },
  },
  {
    name: 'batch-agent-full',
    target: CURRENT,
    build: (chart) => {
      const { identity, minAvailable, metrics, callers, credentials, ...basis } = full(chart);
      const agent = new BatchAgent(chart, 'Report', {
        ...basis,
        credentials: credentialsOf(chart, 'search'),
        task: { p50: Duration.minutes(5), p99: Duration.minutes(20) },
        trigger: BatchTrigger.schedule({
          cron: '15 3 * * 1',
          timeZone: 'Europe/Berlin',
          overlap: 'replace',
          startingDeadline: Duration.minutes(20),
        }),
        interactive: false,
        retries: 3,
        deadline: Duration.hours(2),
        resumable: true,
        spot: true,
        keepFor: Duration.hours(12),
        keepSucceeded: 2,
        keepFailed: 4,
      });
      return { deadlineSeconds: agent.deadlineSeconds, warnings: agent.warnings, selector: agent.toPodSelectorConfig() };
    },
  },
  {
    name: 'batch-agent-queue-least',
    target: CURRENT,
    build: (chart) => {
      const trigger = BatchTrigger.queue({ stream: 'TASKS', subjects: ['tasks.report.>'], maxRunning: 4 });
      const { consumer, warnings } = new BatchAgent(chart, 'Report', { ...LEAST, tenant: 'acme', needs: ['bus'], trigger });
      return { consumer, warnings };
    },
  },
  {
    name: 'batch-agent-queue-full',
    target: CURRENT,
    build: (chart) => {
      const agent = new BatchAgent(chart, 'Report', {
        ...LEAST,
        tenant: 'acme',
        needs: ['bus'],
        retries: 1,
        terminationGracePeriod: Duration.seconds(100),
        trigger: BatchTrigger.queue({
          account: 'acme',
          stream: 'TASKS',
          consumer: 'reporter',
          subjects: ['tasks.report.>'],
          ackWait: Duration.seconds(80),
          maxAckPending: 40,
          maxRunning: 4,
          perJob: 5,
          naksOnSigterm: false,
          pollingInterval: Duration.seconds(15),
          monitoringEndpoint: 'nats.elsewhere.svc.cluster.local:8222',
        }),
      });
      new plus.NetworkPolicy(chart, 'Extra', {
        metadata: { name: 'extra' },
        selector: agent,
        egress: { rules: [{ peer: agent, ports: [plus.NetworkPolicyPort.tcp(8080)] }] },
      });
      return { consumer: agent.consumer, warnings: agent.warnings };
    },
  },
];
