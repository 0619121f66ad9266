import { agent, environment, jobs, nightly, pool, tenant, worker } from '../builders';

const API = agent({ servesTo: ['gateway'], needs: ['database', 'memory', 'llm-gateway'] });
const INDEX = worker('index', { needs: ['bus', 'database'], scaling: { min: 1, max: 4, onQueueDepth: 8 } });

/** Services that others run, alone and beside ours, and none at all. */
export const EXTERNAL = [
  environment('nothing-shared', [tenant('acme', { api: agent({ servesTo: ['gateway'] }) })], { services: {} }),
  environment('external-database', [tenant('acme', { api: agent({ servesTo: ['gateway'], needs: ['database'] }) })], {
    services: {
      secretStore: 'store',
      postgres: {
        external: {
          name: 'db.example.com',
          cidrs: ['198.51.100.0/28'],
          credentials: { password: { key: 'rds/{tenant}' }, user: { key: 'rds/{tenant}' } },
          settings: { database: 'documents' },
        },
      },
    },
  }),
  environment(
    'external-services',
    [tenant('acme', { api: API, index: INDEX }, { batch: { report: nightly({ needs: ['database'] }), job: jobs('job') } })],
    {
      pools: [pool('shared', { api: API })],
      observability: { given: ['kube-state-metrics', 'kubelet', 'keda', 'nats'] },
      services: {
        secretStore: 'store',
        nats: {
          external: {
            name: 'nats.example.com',
            cidrs: ['198.51.100.16/28'],
            port: 4223,
            credentials: { seed: { key: 'nats/{namespace}/{agent}', property: 'nkey' } },
            authority: { key: 'nats/ca', property: 'ca.crt' },
            settings: { inboxPrefix: '_INBOX' },
            monitoring: 'nats.example.com:8222',
            connectionsPerPod: 1,
            maxConnections: 500,
          },
        },
        redis: {
          external: {
            address: '10.20.0.5',
            port: 6380,
            credentials: { password: { key: 'redis/{tenant}' } },
            authority: { key: 'redis/ca' },
            connectionsPerPod: 4,
            maxConnections: 400,
          },
        },
        postgres: {
          external: {
            name: 'db.example.com',
            cidrs: ['198.51.100.0/28', '198.51.100.64/28'],
            credentials: { password: { key: 'rds/{tenant}' } },
            settings: { database: 'documents', user: 'documents' },
            connectionsPerPod: 2,
            maxConnections: 300,
          },
        },
        llmGateway: { external: { name: 'llm.example.com', cidrs: ['198.51.100.32/28'], tls: false } },
      },
    },
  ),
  environment('database-beside-external-bus', [tenant('acme', { index: worker('index', { needs: ['bus', 'database'], replicas: 3 }) })], {
    services: {
      secretStore: 'store',
      certificateIssuer: 'authority',
      nats: { external: { address: '10.20.0.9', credentials: { seed: { key: 'nats/{agent}' } } } },
      postgres: {
        image: `registry.example.com/corpus/postgresql:17.6@sha256:${'0'.repeat(64)}`,
        disk: '50Gi',
        apiServer: { cidrs: ['10.0.0.0/16'] },
      },
    },
  }),
];
