import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { resolve, type Sources } from '../../src/resolve/resolve';

const DIGEST = 'a'.repeat(64);

/** Every service, rendered by others. */
export const ELSEWHERE = { elsewhere: ['bus', 'memory', 'database', 'llm-gateway', 'tools'] } as const;

/** Two tenants and one pool, valid, with strict CNI so that there is no warning. */
export function valid(): EnvironmentSpec {
  const image = (name: string): string => `registry.example.com/shop/${name}:1.0.0@sha256:${DIGEST}`;
  return {
    system: 'shop',
    name: 'prod',
    target: { kubernetes: '1.33', keda: '2.20', nats: '2.14', cniStrictMode: true },
    registries: ['registry.example.com/shop'],
    tenants: [
      {
        id: 'acme',
        tier: 'namespace',
        owner: 'team-acme',
        email: 'acme@example.com',
        agents: {
          chat: {
            image: image('chat'),
            size: 'medium',
            task: { p50: '300ms', p99: '3s', concurrency: 8 },
            interactive: true,
            servesTo: ['gateway'],
            needs: ['memory'],
          },
          search: {
            image: image('search'),
            size: 'large',
            task: { p50: '800ms', mean: '1s', p99: '5s', concurrency: 10 },
            baseRate: 20,
            consumes: { subjects: ['tasks.search.>'] },
            needs: ['bus', 'tools'],
            scaling: { min: 2, max: 30, onQueueDepth: 8, prescale: [{ profile: 'sale' }, { profile: 'holiday' }] },
          },
        },
      },
      {
        id: 'birch',
        tier: 'namespace',
        owner: 'team-birch',
        agents: { orders: { image: image('orders'), task: { p50: '200ms', p99: '2s' } } },
      },
    ],
    pools: [
      {
        id: 'shared',
        owner: 'team-shared',
        members: [{ id: 'dune' }, { id: 'cedar' }],
        agents: { chat: { image: image('chat'), task: { p50: '300ms', p99: '3s' } } },
      },
    ],
    profiles: {
      sale: { multiplier: 10, start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York' },
      holiday: { multiplier: 5, start: '0 0 27 11 *', end: '0 0 1 1 *', timeZone: 'UTC' },
    },
    nodePools: {
      agents: { instanceTypes: ['m7i.2xlarge'], min: 3, max: 14 },
      batch: { instanceTypes: ['m7i.2xlarge', 'm6i.2xlarge'], capacity: 'spot', min: 0, max: 2 },
    },
    services: ELSEWHERE,
    regions: ['us-west-2'],
    terraformState: { bucket: 'shop-terraform-state' },
  };
}

/** Marks a key to be taken away. */
export const ABSENT = Symbol('absent');

/** Places where the agents and tenants of the fixture are written. */
export const SEARCH = 'tenants.0.agents.search';
export const CHAT = 'tenants.0.agents.chat';
export const ORDERS = 'tenants.1.agents.orders';

/** A copy of `spec` with the value at each dotted path set, whatever its type. */
export function changed(changes: Readonly<Record<string, unknown>>, spec: EnvironmentSpec = valid()): EnvironmentSpec {
  const copy = structuredClone(spec);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at: Record<string, unknown> = copy as unknown as Record<string, unknown>;
    for (const step of steps) at = (at[step] ??= {}) as Record<string, unknown>;
    if (value === ABSENT) Reflect.deleteProperty(at, last);
    else Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** Of the swarm, where somebody else renders the services, so that nothing enforces budgets. */
export const WITHOUT_SERVICES: Readonly<Record<string, unknown>> = {
  services: ELSEWHERE,
  'tenants.0.budget': ABSENT,
  'tenants.0.agents.product-search.budget': ABSENT,
  'tenants.0.batch.nightly-report.budget': ABSENT,
};

/** Every problem of a spec; none if it resolves. Anything but our own error is passed on, and so fails the test. */
export function problemsOf(spec: unknown, sources?: Sources): readonly Problem[] {
  try {
    resolve(spec as EnvironmentSpec, sources);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

/** `place: rule` of every problem. */
export function found(spec: unknown, sources?: Sources): string[] {
  return problemsOf(spec, sources).map(({ place, rule }) => `${place}: ${rule}`);
}
