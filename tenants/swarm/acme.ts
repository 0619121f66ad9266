import type { TenantSpec } from '../../src/features/tenancy/spec';
import { images } from './images';

/** A large business unit in a namespace of its own. Scale is that of dev and staging; `environments/swarm/prod.ts` states its own. */
export const acme: TenantSpec = {
  id: 'acme',
  tier: 'namespace',
  owner: 'team-acme',
  email: 'team-acme@example.com',
  // of 50 requests a second every tenth asks a model, for some 1,000 tokens: 0.3 million a minute. A sale brings ten times that, the holidays
  // five times that day and night, 2.2 thousand million a day
  budget: { perMinute: 4_000_000, perDay: 2_400_000_000 },
  agents: {
    // 2 replicas × 8 ÷ 0.3 s are about 53 requests a second: enough for the base rate, not for ten times it
    coordinator: {
      image: images.coordinator,
      size: 'medium',
      task: { p50: '300ms', p99: '3s', concurrency: 8 },
      baseRate: 30,
      interactive: true,
      servesTo: ['gateway'],
      publishes: ['tasks.order-tracking.>', 'tasks.product-search.>'],
      needs: ['bus', 'memory', 'llm-gateway'],
      replicas: 2,
      // every answer goes through it: both versions run in full, and requests are switched at once
      rollout: { kind: 'blue-green' },
    },
    'product-search': {
      image: images.productSearch,
      size: 'large',
      task: { p50: '800ms', mean: '1s', p99: '5s', concurrency: 10 },
      baseRate: 20,
      consumes: { subjects: ['tasks.product-search.>'] },
      needs: ['bus', 'memory', 'llm-gateway', 'tools'],
      // so that something is left for the coordinator and the nightly report
      budget: { perMinute: 2_000_000, perDay: 1_200_000_000 },
      // the document's 2 to 20 at 50 messages a replica saw-tooth under sustained load (50 > 10 × 0.8), which synth warns of
      scaling: { min: 2, max: 20, onQueueDepth: 50, prescale: [{ profile: 'flash-sale' }, { profile: 'holiday' }] },
    },
    'order-tracking': {
      image: images.orderTracking,
      size: 'small',
      task: { p50: '200ms', p99: '2s', concurrency: 10 },
      baseRate: 5,
      consumes: { subjects: ['tasks.order-tracking.>'] },
      needs: ['bus', 'database'],
      replicas: 2,
    },
  },
  batch: {
    // no person waits for it, and a node may be taken away: it keeps what is done
    'nightly-report': {
      image: images.nightlyReport,
      resources: { cpu: '1', memory: '2Gi', ephemeralStorage: '5Gi' },
      task: { p50: '20m', p99: '60m' },
      schedule: '0 2 * * *',
      timeZone: 'America/New_York',
      needs: ['database', 'llm-gateway'],
      budget: { perDay: 100_000_000 },
      resumable: true,
    },
  },
};
