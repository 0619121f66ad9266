import { image } from '../builders';
import { ABSENT } from '../../resolve/fixture';
import type { SpecCase } from './specs';

const SEARCH = 'tenants.0.agents.search';
const CHAT = 'tenants.0.agents.chat';
const ORDERS = 'tenants.1.agents.orders';

/** Several mistakes in one description: all are said at once, each once, and nothing that only follows from another. */
export const TOGETHER: readonly SpecCase[] = [
  [
    'more members than one rule can tell apart',
    'gateway',
    {
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.budget': { perMinute: 400_000 },
      'pools.0.members': Array.from({ length: 600 }, (_, index) => ({
        id: `member-with-a-long-name-${String(index).padStart(4, '0')}`,
        ...(index === 0 && { budget: { perMinute: 200_000 } }),
      })),
    },
  ],
  [
    'a scaled queue with an analysis that cannot decide',
    'shop',
    { [`${SEARCH}.baseRate`]: 0.3, [`${SEARCH}.rollout`]: { kind: 'canary', weight: 10 } },
  ],
  [
    'an analysis that cannot decide, of a canary, of a blue-green rollout and of a queue',
    'shop',
    {
      'target.argoRollouts': '1.9',
      [`${CHAT}.replicas`]: 10,
      [`${CHAT}.baseRate`]: 0.4,
      [`${CHAT}.rollout`]: { kind: 'canary' },
      [`${ORDERS}.servesTo`]: ['gateway'],
      [`${ORDERS}.baseRate`]: 0.02,
      [`${ORDERS}.rollout`]: { kind: 'blue-green', analysis: { failureLimit: 3 } },
      [`${SEARCH}.baseRate`]: 0.5,
      [`${SEARCH}.rollout`]: { kind: 'canary', weight: 3 },
    },
  ],
  [
    'a batch agent on a queue, and prescale, without KEDA',
    'shop',
    {
      scaler: 'prometheus-adapter',
      'tenants.1.batch': {
        index: {
          image: image('a'),
          task: { p50: '1s', p99: '2s' },
          consumes: { subjects: ['tasks.index.>'] },
          maxRunning: 2,
          needs: ['bus'],
        },
      },
    },
  ],
  [
    'a host of one word with its ranges, beside a bad port',
    'shop',
    { [`${ORDERS}.hosts`]: [{ name: 'x', cidrs: ['203.0.113.0/24'], port: 70_000 }] },
  ],
  [
    'metrics that nobody serves',
    'shop',
    {
      'target.argoRollouts': '1.9',
      [`${CHAT}.replicas`]: 10,
      [`${CHAT}.baseRate`]: 100,
      [`${CHAT}.rollout`]: { kind: 'canary', analysis: { total: 'a_total', failed: 'b_total' } },
    },
  ],
  [
    'an external metric that no server has',
    'shop',
    { scaler: 'prometheus-adapter', [`${SEARCH}.scaling.prescale`]: ABSENT, observability: { given: ['kube-state-metrics'] } },
  ],
  [
    'names that AWS and a kubelet refuse',
    'shop',
    {
      system: 'a'.repeat(30),
      name: 'b'.repeat(30),
      nodePools: {
        ['p'.repeat(30)]: { instanceTypes: ['m7i.2xlarge'], min: 1, max: 9 },
        agents: { instanceTypes: ['m7i.2xlarge'], min: 3, max: 14 },
      },
    },
  ],
  ['a rollout of the platform over too few nodes', 'swarm', { 'nodePools.platform.max': 3 }],
  ['a bus of five on four nodes', 'swarm', { 'services.nats.servers': 5, 'nodePools.platform.max': 4 }],
  [
    'a platform on nodes too small',
    'swarm',
    {
      'nodePools.platform.instanceTypes': ['m7i.xlarge'],
      'services.nats.resources': { cpu: '3', memory: '12Gi', ephemeralStorage: '1Gi' },
    },
  ],
  ['streams larger than the disks of the swarm', 'swarm', { 'services.nats.disk': '400Mi' }],
  ['one connection too many', 'swarm', { 'services.postgres.maxConnections': 40 }],
  ['a budget over the provider’s', 'swarm', { 'tenants.0.budget.perMinute': 9_500_000 }],
  ['zero where a person waits', 'swarm', { 'tenants.0.agents.product-search.interactive': true, 'scale.acme.product-search.min': 0 }],
  ['a drain that is blocked at the least count', 'swarm', { 'tenants.0.agents.product-search.minAvailable': 2 }],
  ['a delivery that gives up before its rollouts', 'swarm', { 'delivery.timeout': '61s' }],
  ['three keys with a slip', 'shop', { [`${ORDERS}.imagee`]: 'x', [`${ORDERS}.replica`]: 2, [`${SEARCH}.scaling.maximum`]: 3 }],
  ['an unknown key beside the missing one that it was meant for', 'shop', { [`${ORDERS}.task`]: { p5O: '1s', p99: '2s' } }],
  ['wrong types in three nests', 'shop', { 'target.kubernetes': 1.33, [`${ORDERS}.replicas`]: '2', 'nodePools.agents.min': '3' }],
  ['a wrong type beside a wrong meaning of the same agent', 'shop', { [`${ORDERS}.replicas`]: '2', [`${ORDERS}.nodePool`]: 'agent' }],
  ['a wrong type beside a wrong meaning of another agent', 'shop', { [`${ORDERS}.task`]: 7, [`${SEARCH}.needs`]: [] }],
  ['a lost task, whose times nobody misses', 'shop', { [`${SEARCH}.task`]: null, [`${SEARCH}.terminationGracePeriod`]: '1s' }],
  ['a lost queue, which scaling does not miss', 'shop', { [`${SEARCH}.consumes`]: 'tasks.>', [`${SEARCH}.scaling.min`]: -1 }],
  ['lost needs, which the queue does not miss', 'shop', { [`${SEARCH}.needs`]: 'bus', [`${SEARCH}.publishes`]: ['a.b'] }],
  ['lost node pools, which nobody misses', 'shop', { nodePools: [], [`${ORDERS}.nodePool`]: 'gpu' }],
  ['a lost pool among others', 'shop', { 'nodePools.agents': null, [`${ORDERS}.nodePool`]: 'gpu' }],
  ['lost profiles, which no prescale misses', 'shop', { profiles: 'none', [`${SEARCH}.scaling.prescale.0.profile`]: 'sael' }],
  ['a profile half wrong', 'shop', { 'profiles.sale.start': 'soon', 'profiles.sale.timeZone': 'Mars', 'profiles.sale.multiplier': 0 }],
  ['lost registries, which no image misses', 'shop', { registries: 'registry.example.com', [`${ORDERS}.image`]: 'orders' }],
  ['two bad registries and an image of another', 'shop', { registries: ['https://a', ''], [`${ORDERS}.image`]: 'other.example.com/a:1' }],
  ['a lost tenant, whose scale is not missed', 'shop', { 'tenants.0': 7, scale: { acme: { chat: { replicas: 3 } } }, overcommit: 0 }],
  ['scale of nobody in three ways', 'shop', { scale: { acme: { chta: { replicas: 1 } }, acne: {}, birch: { orders: { min: 1 } } } }],
  ['scale of the wrong kind twice', 'shop', { scale: { acme: { search: { replicas: 3 }, chat: { min: 1, max: 2, onQueueDepth: 3 } } } }],
  [
    'missing keys in four nests',
    'shop',
    { 'target.kubernetes': ABSENT, regions: ABSENT, [`${ORDERS}.image`]: ABSENT, 'pools.0.owner': ABSENT },
  ],
  [
    'nothing but its name',
    'shop',
    Object.fromEntries(['target', 'registries', 'tenants', 'nodePools', 'regions', 'terraformState'].map((key) => [key, ABSENT])),
  ],
  [
    'lists with one bad element each',
    'shop',
    { [`${CHAT}.servesTo`]: ['gateway', 7], [`${CHAT}.needs`]: ['memory', 'buss'], regions: ['us-west-2', 'nowhere'] },
  ],
  ['a list with all elements bad', 'shop', { [`${SEARCH}.consumes.subjects`]: ['', 'a b', '>.a', 7, null] }],
  [
    'hosts wrong in every way',
    'shop',
    { [`${ORDERS}.hosts`]: [{}, { name: 'a.example.com' }, { cidrs: [] }, { cidrs: ['10.0.0.1/8', 'x'], port: 0 }, 7] },
  ],
  ['records with bad keys and bad values', 'shop', { 'tenants.1.agents': { Orders: { image: image('orders') }, ok: 7, 'a--b': null } }],
  [
    'node pools wrong in every way',
    'shop',
    { nodePools: { Agents: {}, agents: { instanceTypes: ['x'], min: 5, max: 2, capacity: 'cheap', ami: 'windows', diskGiB: 0 } } },
  ],
  [
    'size, resources and a quota, all wrong',
    'shop',
    { [`${ORDERS}.size`]: 'tiny', [`${ORDERS}.resources`]: { cpu: 'x', memory: '1' }, 'tenants.1.quota': { pods: 0.5 } },
  ],
  [
    'two counts and a broken scale',
    'shop',
    { [`${SEARCH}.replicas`]: 0, [`${SEARCH}.scaling`]: { min: 3, max: 2, onQueueDepth: 0.5, drainedWithin: '1s' } },
  ],
  [
    'a queue wrong in every way',
    'shop',
    { [`${SEARCH}.consumes`]: { subjects: [], stream: 'a.b', consumer: '', ackWait: '1s', maxAckPending: 1 } },
  ],
  [
    'times in the wrong order and form',
    'shop',
    { [`${SEARCH}.task`]: { p50: '9s', mean: '10s', p99: '5s', concurrency: 0 }, [`${ORDERS}.task.p99`]: '5' },
  ],
  [
    'a rollout with keys of another kind',
    'shop',
    { [`${SEARCH}.rollout`]: { kind: 'blue-green', weight: 3, maxSurge: 1, manualPromotion: true } },
  ],
  [
    'a rollout of no kind and its keys',
    'shop',
    { [`${SEARCH}.rollout`]: { kind: 'green', weight: 3 }, [`${ORDERS}.rollout`]: { weight: 3 } },
  ],
  [
    'an analysis wrong in every way',
    'shop',
    {
      'target.argoRollouts': '1.9',
      [`${CHAT}.rollout`]: {
        kind: 'blue-green',
        analysis: {
          threshold: 100,
          window: '1s',
          interval: '29s',
          failureLimit: -1,
          healthyErrors: -1,
          badErrors: 0,
          total: 'a b',
          failed: '',
        },
      },
    },
  ],
  [
    'a canary too coarse, with a bad route',
    'shop',
    {
      'target.argoRollouts': '1.9',
      [`${CHAT}.rollout`]: { kind: 'canary', weight: 200, maxSurge: '0%', router: { gateway: 'A b', namespace: '', hostnames: ['*', 7] } },
    },
  ],
  [
    'batch agents wrong in every way',
    'shop',
    {
      'tenants.1.batch': {
        report: {
          image: 'x',
          task: { p50: '1h', p99: '1m' },
          schedule: '0 0 31 2 *',
          timeZone: 'X',
          overlap: 'all',
          retries: 11,
          interactive: true,
          nodePool: 'batsh',
        },
      },
    },
  ],
  [
    'a batch agent of both triggers, and one of none',
    'shop',
    {
      'tenants.1.batch': {
        both: { image: image('a'), task: { p50: '1s', p99: '2s' }, schedule: '0 3 * * *', consumes: { subjects: ['a.b'] } },
        none: { image: image('a'), task: { p50: '1s', p99: '2s' } },
      },
    },
  ],
  [
    'one name of an agent and a batch agent, both wrong',
    'shop',
    {
      'tenants.1.batch': { orders: { image: image('a'), task: { p50: '1s', p99: '2s' }, schedule: 'never' } },
      [`${ORDERS}.minAvailable`]: 2,
    },
  ],
  [
    'one id of two tenants and a pool',
    'shop',
    { 'tenants.1.id': 'acme', 'pools.0.id': 'acme', 'pools.0.members': [{ id: 'acme' }, { id: 'dune' }, { id: 'dune' }] },
  ],
  ['owners and addresses', 'shop', { 'tenants.0.owner': 'yes', 'tenants.0.email': 'a b', 'tenants.1.owner': '', 'pools.0.email': 7 }],
  [
    'delivery wrong in every way',
    'shop',
    {
      delivery: {
        engine: 'argo-cd',
        repository: { url: 'oci://a', branch: 'b', tag: 't', secret: 'A' },
        path: '../x',
        namespace: 'A b',
        interval: '1s',
        timeout: '1s',
        prune: 'no',
      },
    },
  ],
  ['delivery by an unknown engine without a repository', 'shop', { delivery: { engine: 'helm', interval: '1s' } }],
  [
    'observability wrong in every way',
    'shop',
    {
      observability: {
        given: ['kubelet', 'kubelet', 'etcd'],
        furtherMetrics: ['a b', 'a', 'a'],
        ruleLabels: { 'a b': 'c d' },
        quotaPercent: 100,
      },
    },
  ],
  ['what is watched without what serves it', 'shop', { observability: { given: [] } }],
  [
    'a target that nobody knows',
    'shop',
    { target: { kubernetes: '1.29', keda: '9', argoRollouts: 'x', nats: '2.9', cni: 'none', cniStrictMode: 'yes' } },
  ],
  [
    'services wrong in every nest',
    'services',
    {
      'services.nats.disk': '1GB',
      'services.nats.servers': 2,
      'services.redis.release': '6',
      'services.postgres.instances': 0,
      'services.toolGateway.replicas': 1,
      'services.secretStore': 'A b',
    },
  ],
  [
    'services with lost parts, which nobody misses',
    'services',
    { 'services.nats': 7, 'services.redis.state': null, 'services.postgres.apiServer': [] },
  ],
  [
    'services with missing parts',
    'services',
    { 'services.nats.image': ABSENT, 'services.redis.cache': ABSENT, 'services.postgres': ABSENT, 'services.certificateIssuer': ABSENT },
  ],
  [
    'users of nobody, of somebody twice and of nobody yet',
    'services',
    {
      'services.nats.users.acne': { provisioner: 'x' },
      'services.nats.users.acme.agent-serach': 'UX',
      'services.nats.users.acme.provisioner': ABSENT,
      'services.nats.users.platform': {},
    },
  ],
  [
    'images of all services by tag alone',
    'services',
    {
      'services.nats.image': 'nats:2',
      'services.nats.reloaderImage': 'a:1',
      'services.redis.image': 'redis',
      'services.postgres.image': 'postgres:latest',
      'services.toolGateway.image': '',
    },
  ],
  [
    'a gateway wrong in every way',
    'gateway',
    {
      'services.llmGateway.provider': { schema: 'Google', hostname: 'x', cidrs: [], models: {}, limit: {} },
      'services.llmGateway.reserve': '101%',
      'services.llmGateway.oversubscription': 0.5,
      'services.llmGateway.replicas': 1,
      'services.llmGateway.longestRequest': '2h',
    },
  ],
  [
    'callers by two keys sets and by none',
    'gateway',
    { 'services.llmGateway.callers.jwks': '{}', 'services.llmGateway.callers.issuer': 'http://x' },
  ],
  [
    'budgets over each other, in words and in numbers',
    'gateway',
    { 'tenants.0.budget': { perMinute: 10, perDay: 5, perYear: 1 }, [`${CHAT}.budget`]: { perMinute: 0.5 }, [`${ORDERS}.budget`]: {} },
  ],
  [
    'a budget lost, which no agent misses',
    'gateway',
    { 'tenants.0.budget': 7, [`${CHAT}.budget`]: { perMinute: 1 }, 'services.llmGateway.provider.limit.perMinute': 1 },
  ],
  [
    'the swarm with a quota, a grace period and an ack limit too small',
    'swarm',
    {
      'tenants.0.quota': { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi', pods: 1 },
      'tenants.0.agents.product-search.terminationGracePeriod': '14s',
      'tenants.0.agents.product-search.consumes.maxAckPending': 299,
    },
  ],
  [
    'the swarm on one node of the platform',
    'swarm',
    { 'nodePools.platform.max': 3, 'services.nats.disk': '1137Mi', 'services.postgres.maxConnections': 40 },
  ],
];
