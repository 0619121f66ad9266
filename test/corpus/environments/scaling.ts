import type { EnvironmentSpec } from '../../../environments/index';
import { agent, environment, pool, tenant, withServices, worker } from '../builders';

const PROFILES: NonNullable<EnvironmentSpec['profiles']> = {
  sale: { multiplier: 10, start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York' },
  holiday: { multiplier: 5, start: '0 0 27 11 *', end: '0 0 1 1 *', timeZone: 'UTC' },
};
const SEARCH = worker('search', {
  size: 'large',
  task: { p50: '800ms', mean: '1s', p99: '5s', concurrency: 10 },
  baseRate: 20,
  scaling: { min: 2, max: 30, onQueueDepth: 8 },
});

/** Autoscalers of both kinds and the scale of an environment. */
export const SCALING = [
  environment(
    'keda',
    [
      tenant('acme', {
        search: {
          ...SEARCH,
          scaling: {
            min: 2,
            max: 40,
            onQueueDepth: 8,
            scaleDownWindow: '10m',
            prescale: [{ profile: 'sale' }, { profile: 'holiday', replicas: 14 }],
          },
        },
        slow: worker('slow', { scaling: { min: 0, max: 5, onQueueDepth: 50 } }),
      }),
    ],
    { profiles: PROFILES, scaler: 'keda' },
  ),
  environment('keda-oldest', [tenant('acme', { search: SEARCH })], { target: { kubernetes: '1.33', keda: '2.17' } }),
  environment(
    'keda-drained-within',
    [
      tenant('acme', {
        search: { ...SEARCH, scaling: { min: 2, max: 40, drainedWithin: '2m', prescale: [{ profile: 'sale' }] } },
      }),
    ],
    { profiles: PROFILES },
  ),
  environment('scale-overrides', [tenant('acme', { chat: agent({ servesTo: ['gateway'] }), search: SEARCH })], {
    pools: [pool('shared', { chat: agent(), search: SEARCH })],
    scale: {
      acme: { chat: { replicas: 5 }, search: { min: 3, max: 12, drainedWithin: '3m', scaleDownWindow: '15m' } },
      shared: { chat: { replicas: 3 }, search: { min: 1, max: 6, onQueueDepth: 5 } },
    },
  }),
  environment(
    'prometheus-adapter',
    [tenant('acme', { search: { ...SEARCH, interactive: true }, chat: agent({ servesTo: ['gateway'] }) })],
    {
      scaler: 'prometheus-adapter',
      observability: { given: ['kube-state-metrics', 'kubelet', 'nats'] },
    },
  ),
  environment('prometheus-adapter-prefix', [tenant('acme', { search: SEARCH })], {
    target: { kubernetes: '1.36', cni: 'cilium' },
    natsMetricPrefix: 'nats',
    observability: { given: ['kube-state-metrics', 'kubelet', 'nats'] },
    scale: { acme: { search: { min: 1, max: 9, onQueueDepth: 6, scaleDownWindow: '90s' } } },
  }),
  withServices(
    environment('prometheus-adapter-services', [tenant('acme', { search: SEARCH })], {
      scaler: 'prometheus-adapter',
      natsMetricPrefix: 'nats',
    }),
  ),
];
