import { agent, environment, image, llmGateway, nightly, ownMemory, pool, tenant, withServices, worker } from '../builders';

const CHAT = agent({ servesTo: ['gateway'], publishes: ['tasks.search.>'], needs: ['bus', 'memory', 'database', 'tools'] });
const SEARCH = worker('search', { baseRate: 20, needs: ['bus', 'memory', 'tools'] });
const CALLER = agent({ needs: ['llm-gateway'] });

/** The bus, the memory, the database and the gateways. */
export const SERVICES = [
  withServices(
    environment('services-without-open-nodes', [tenant('acme', { chat: CHAT })], {
      nodePools: { agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 6 } },
    }),
  ),
  withServices(environment('services', [tenant('acme', { chat: CHAT, search: SEARCH })])),
  withServices(
    environment('services-full', [tenant('acme', { chat: CHAT, search: SEARCH })], {
      pools: [pool('shared', { chat: CHAT, search: SEARCH })],
    }),
    {
      nats: {
        size: 'compute-optimized',
        servers: 1,
        disk: '30Gi',
        storageClass: 'gp3',
        outage: '2h',
        messageBytes: 8192,
      },
      redis: {
        release: '7.2',
        connectionsPerPod: 8,
        disk: '24Gi',
        storageClass: 'gp3',
        state: { resources: { cpu: '1', memory: '6Gi', ephemeralStorage: '1Gi' }, memoryPerTenant: '128Mi' },
        cache: { size: 'large', memoryPerTenant: '96Mi' },
      },
      postgres: {
        resources: { cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi' },
        instances: 3,
        disk: '80Gi',
        storageClass: 'io2',
        maxConnections: 300,
        connectionsPerPod: 3,
        apiServer: { cidrs: ['10.1.0.0/16'], port: 6443 },
        backup: { objectStore: 'backups', schedule: '30 4 * * *', hosts: [{ cidrs: ['198.51.100.0/24'] }] },
      },
      toolGateway: { size: 'large', replicas: 3, longestRequest: '90s', hosts: [{ cidrs: ['203.0.113.0/25'], port: 8443 }] },
    },
  ),
  withServices(
    environment('services-cilium', [tenant('acme', { chat: CHAT })], {
      target: { kubernetes: '1.33', keda: '2.20', nats: '2.14', cni: 'cilium' },
    }),
    {
      toolGateway: { hosts: [{ name: 'tools.example.com', cidrs: ['203.0.113.0/25'] }] },
      postgres: { backup: { objectStore: 'backups', hosts: [{ name: 'objects.example.com', cidrs: ['198.51.100.0/24'] }] } },
    },
  ),
  withServices(
    environment('own-memory-of-a-tenant', [
      tenant('acme', { chat: CHAT }, { memory: ownMemory() }),
      tenant('birch-two', { search: SEARCH }),
    ]),
  ),
  withServices(
    environment('own-memory-of-a-pool', [], {
      pools: [
        pool(
          'shared',
          { search: SEARCH },
          {
            memory: ownMemory({
              disk: '24Gi',
              storageClass: 'gp3',
              state: { resources: { cpu: '1', memory: '4Gi', ephemeralStorage: '1Gi' } },
              cache: { size: 'medium' },
            }),
          },
        ),
      ],
    }),
  ),
  withServices(
    environment('pool-services', [], {
      pools: [pool('shared', { chat: CHAT, search: SEARCH }, { members: [{ id: 'birch' }, { id: 'cedar' }, { id: 'dune' }] })],
      delivery: { engine: 'flux', repository: { url: 'https://git.example.com/corpus/platform', branch: 'main' } },
    }),
  ),
  withServices(environment('llm-gateway', [tenant('acme', { chat: CALLER }, { budget: { perMinute: 500_000 } })]), {
    llmGateway: llmGateway(),
  }),
  withServices(
    environment(
      'llm-gateway-full',
      [
        tenant(
          'acme',
          {
            chat: agent({ needs: ['bus', 'llm-gateway'], budget: { perMinute: 300_000, perHour: 4_000_000 } }),
            search: agent({ needs: ['llm-gateway'] }),
          },
          {
            budget: { perMinute: 500_000, perHour: 6_000_000, perDay: 20_000_000, perMonth: 300_000_000 },
            batch: { report: nightly({ needs: ['llm-gateway'], budget: { perDay: 5_000_000, perMonth: 100_000_000 } }) },
          },
        ),
      ],
      {
        pools: [
          pool(
            'shared',
            { triage: agent({ needs: ['bus', 'llm-gateway'], budget: { perDay: 4_000_000 } }) },
            {
              budget: { perMinute: 250_000, perHour: 2_000_000, perDay: 8_000_000, perMonth: 200_000_000 },
              members: [
                { id: 'birch', budget: { perDay: 3_000_000 } },
                { id: 'cedar', budget: { perHour: 1_000_000, perDay: 4_000_000 } },
                { id: 'dune' },
              ],
            },
          ),
        ],
      },
    ),
    {
      llmGateway: llmGateway({
        provider: {
          schema: 'Anthropic',
          hostname: 'api.anthropic.com',
          cidrs: ['203.0.113.0/24', '198.51.100.0/25'],
          models: {
            'claude-sonnet': { contextTokens: 200_000, usdPerMillionTokens: 15 },
            'claude-haiku': { contextTokens: 100_000, usdPerMillionTokens: 1.25 },
          },
          limit: { perMinute: 2_000_000, perHour: 60_000_000, perDay: 100_000_000, perMonth: 2_000_000_000 },
        },
        callers: { issuer: 'https://oidc.example.com/id/1', jwksUri: 'https://oidc.example.com/id/1/keys', cidrs: ['198.51.100.128/25'] },
        reserve: '20%',
        oversubscription: 1.5,
        image: image('envoy', '1.39.0'),
        gatewayClass: 'own-envoy',
        size: 'compute-optimized',
        processor: { resources: { cpu: '400m', memory: '512Mi', ephemeralStorage: '1Gi' } },
        longestRequest: '3m',
        replicas: 3,
        parallelRequests: 8,
      }),
    },
  ),
];
