import type { AgentSpec, RolloutSpec } from '../../../environments/index';
import { agent, environment, image, tenant, withServices, worker } from '../builders';

const serving = (rollout: RolloutSpec, changes: Partial<AgentSpec> = {}): AgentSpec =>
  agent({ servesTo: ['gateway'], baseRate: 100, replicas: 10, rollout, ...changes });
const queue = (rollout: RolloutSpec, changes: Partial<AgentSpec> = {}): AgentSpec =>
  worker('search', { baseRate: 100, rollout, scaling: { min: 4, max: 12, onQueueDepth: 8 }, ...changes });
const NEXT = image('agent', '1.1.0');

/** How a new version replaces the old one. */
export const ROLLOUTS = [
  environment('rolling', [
    tenant('acme', {
      some: agent({ rollout: { kind: 'rolling', maxSurge: 2, maxUnavailable: '25%' } }),
      whole: agent({ servesTo: ['gateway'], rollout: { kind: 'rolling', maxSurge: '100%' } }),
      usual: agent({ rollout: { kind: 'rolling' } }),
    }),
  ]),
  environment('canary', [tenant('acme', { chat: serving({ kind: 'canary' }) })]),
  environment(
    'canary-analysis',
    [
      tenant('acme', {
        chat: serving({
          kind: 'canary',
          weight: 20,
          maxSurge: '50%',
          analysis: {
            threshold: 2,
            window: '20m',
            interval: '2m',
            failureLimit: 2,
            healthyErrors: 0.1,
            badErrors: 12,
            total: 'chat_answers_total',
            failed: 'chat_answers_failed_total',
          },
        }),
      }),
    ],
    {
      prometheus: 'http://prometheus.watch.svc.cluster.local:9090',
      observability: { furtherMetrics: ['chat_answers_total', 'chat_answers_failed_total'] },
    },
  ),
  environment('canary-router', [
    tenant('acme', {
      chat: serving(
        { kind: 'canary', weight: 5, router: { gateway: 'public', namespace: 'gateway', hostnames: ['chat.example.com'] } },
        { replicas: 3, minAvailable: 2 },
      ),
      open: serving({ kind: 'canary', weight: 15, maxSurge: 1, router: { gateway: 'public', namespace: 'gateway' } }, { replicas: 2 }),
    }),
  ]),
  environment(
    'canary-without-rate',
    [tenant('acme', { chat: agent({ servesTo: ['gateway'], replicas: 10, rollout: { kind: 'canary' } }) })],
    {
      target: { kubernetes: '1.33', keda: '2.20', argoRollouts: '1.10', cniStrictMode: true },
    },
  ),
  environment('blue-green', [
    tenant('acme', {
      chat: serving({ kind: 'blue-green' }, { replicas: 2 }),
      careful: serving(
        { kind: 'blue-green', manualPromotion: true, analysis: { threshold: 3, window: '10m', interval: '1m', badErrors: 20 } },
        { replicas: 2, minAvailable: '50%' },
      ),
    }),
  ]),
  environment('queue-canary', [tenant('acme', { search: queue({ kind: 'canary', weight: 25, image: NEXT }) })]),
  environment('queue-canary-fixed', [
    tenant('acme', {
      search: worker('search', { replicas: 4, rollout: { kind: 'canary', weight: 0, analysis: { threshold: 2, window: '30m' } } }),
    }),
  ]),
  environment('queue-blue-green-blue', [tenant('acme', { search: queue({ kind: 'blue-green', image: NEXT }) })]),
  environment('queue-blue-green-green', [tenant('acme', { search: queue({ kind: 'blue-green', image: NEXT, active: 'green' }) })], {
    scaler: 'prometheus-adapter',
    observability: { given: ['kube-state-metrics', 'kubelet', 'nats'] },
  }),
  environment('queue-exclusive-blue', [
    tenant('acme', { search: queue({ kind: 'blue-green', exclusive: true, active: 'blue', analysis: { threshold: 5 } }) }),
  ]),
  environment('queue-exclusive-green', [
    tenant('acme', { search: queue({ kind: 'blue-green', image: NEXT, exclusive: true, active: 'green' }) }),
  ]),
  environment('queue-exclusive-none', [
    tenant('acme', { search: queue({ kind: 'blue-green', image: NEXT, exclusive: true, active: 'none' }) }),
  ]),
  withServices(
    environment('queue-canary-services', [
      tenant('acme', {
        chat: agent({ servesTo: ['gateway'], publishes: ['tasks.search.>'], needs: ['bus'] }),
        search: queue({ kind: 'canary', weight: 25, image: NEXT }),
      }),
    ]),
  ),
  withServices(
    environment('queue-exclusive-services', [
      tenant('acme', { search: queue({ kind: 'blue-green', image: NEXT, exclusive: true, active: 'none' }) }),
    ]),
  ),
];
