import { agent, environment, image, nightly, pool, tenant, worker } from '../builders';

/** What one agent may say of itself, without shared services. */
export const AGENTS = [
  environment(
    'warned',
    [
      tenant(
        'acme',
        {
          alone: agent({ replicas: 1 }),
          search: worker('search', { replicas: 4, rollout: { kind: 'canary', weight: 3 } }),
          chat: agent({ servesTo: ['gateway'], replicas: 2, rollout: { kind: 'blue-green' } }),
        },
        {
          batch: {
            report: nightly({ schedule: '0 2 * * *', timeZone: 'America/New_York', resumable: false, task: { p50: '20m', p99: '60m' } }),
          },
        },
      ),
    ],
    {
      target: { kubernetes: '1.33', keda: '2.20', argoRollouts: '1.9', nats: '2.14' },
      nodePools: {
        agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 12 },
        batch: { instanceTypes: ['m7i.2xlarge'], capacity: 'spot', min: 0, max: 4 },
      },
    },
  ),
  environment('smallest', [tenant('acme', { idle: agent() })]),
  environment(
    'agent-full',
    [
      tenant(
        'acme',
        {
          chat: agent({
            image: image('chat'),
            size: 'medium',
            task: { p50: '300ms', mean: '400ms', p99: '3s', concurrency: 8 },
            baseRate: 30,
            interactive: true,
            servesTo: ['gateway', 'monitoring'],
            publishes: ['tasks.search.>'],
            needs: ['bus', 'memory', 'database', 'llm-gateway', 'tools'],
            hosts: [{ cidrs: ['203.0.113.0/25', '203.0.113.128/25'], port: 8443 }, { cidrs: ['198.51.100.0/24'] }],
            replicas: 4,
            minAvailable: '50%',
            terminationGracePeriod: '90s',
            settings: { language: 'en', depth: 3, tags: ['a', 'b'], strict: true, none: null },
          }),
          search: worker('search', {
            resources: { cpu: '300m', memory: '768Mi', ephemeralStorage: '2Gi' },
            consumes: {
              subjects: ['tasks.search.>', 'tasks.find.*'],
              stream: 'WORK',
              consumer: 'seeker',
              ackWait: '45s',
              maxAckPending: 64,
            },
            naksOnSigterm: false,
            terminationGracePeriod: '60s',
            minAvailable: 1,
            nodePool: 'spare',
          }),
        },
        {
          email: 'acme@example.com',
          quota: { cpu: '12', memory: '24Gi', ephemeralStorage: '40Gi', pods: 24 },
        },
      ),
    ],
    {
      nodePools: {
        agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 6 },
        spare: { instanceTypes: ['c7i.2xlarge'], min: 1, max: 3 },
      },
    },
  ),
  environment('sizes', [
    tenant('acme', {
      small: agent({ size: 'small' }),
      medium: agent({ size: 'medium', replicas: 1 }),
      large: agent({ size: 'large', replicas: 3 }),
      memory: agent({ size: 'memory-optimized' }),
      compute: agent({ size: 'compute-optimized' }),
    }),
  ]),
  environment(
    'label-domain',
    [tenant('acme', { search: worker('search'), chat: agent({ servesTo: ['gateway'] }) }, { batch: { report: nightly() } })],
    {
      labelDomain: 'agents.example.com',
      pools: [pool('shared', { chat: agent() })],
    },
  ),
  environment('pool-members', [], {
    pools: [
      pool(
        'shared',
        {
          chat: agent({ servesTo: ['gateway'], publishes: ['tasks.search.>'], needs: ['bus'] }),
          search: worker('search', { replicas: 3 }),
        },
        {
          email: 'shared@example.com',
          members: [{ id: 'birch' }, { id: 'cedar' }, { id: 'dune' }],
          batch: { report: nightly({ needs: ['database'] }) },
          quota: { cpu: '10', memory: '20Gi', ephemeralStorage: '60Gi', pods: 30 },
        },
      ),
    ],
  }),
  environment(
    'two-tenants-and-a-pool',
    [tenant('acme', { chat: agent() }), tenant('birch-two', { chat: agent({ servesTo: ['gateway'] }) })],
    {
      pools: [pool('shared', { chat: agent() })],
      observability: {
        given: ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts', 'nats'],
        furtherMetrics: ['chat_answers_total'],
        ruleLabels: { release: 'kube-prometheus-stack' },
        quotaPercent: 75,
      },
    },
  ),
  environment('network-vpc-cni', [tenant('acme', { chat: agent({ hosts: [{ cidrs: ['203.0.113.0/24'] }], needs: ['memory'] }) })], {
    target: { kubernetes: '1.33', keda: '2.20', cni: 'vpc-cni', cniStrictMode: false },
  }),
  environment(
    'network-cilium',
    [
      tenant('acme', {
        chat: agent({
          hosts: [
            { name: 'api.example.com', cidrs: ['203.0.113.0/24'] },
            { cidrs: ['198.51.100.0/24'], port: 8443 },
          ],
        }),
      }),
    ],
    { target: { kubernetes: '1.36', keda: '2.20', cni: 'cilium' } },
  ),
  environment(
    'kubernetes-oldest',
    [tenant('acme', { chat: agent({ servesTo: ['gateway'] }), search: worker('search') }, { batch: { report: nightly() } })],
    {
      target: { kubernetes: '1.30', keda: '2.20', cniStrictMode: true },
    },
  ),
  environment(
    'kubernetes-newest',
    [tenant('acme', { chat: agent({ servesTo: ['gateway'] }), search: worker('search') }, { batch: { report: nightly() } })],
    {
      target: { kubernetes: '1.36', keda: '2.20', cniStrictMode: true },
    },
  ),
];
