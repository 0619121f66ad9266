import type { EnvironmentSpec } from '../../../environments/index';
import { prod } from '../../../environments/swarm/prod';
import { image, publicKey } from '../builders';

/** Two tenants and a pool, valid and without a warning. */
const SHOP: EnvironmentSpec = {
  system: 'shop',
  name: 'prod',
  target: { kubernetes: '1.33', keda: '2.20', nats: '2.14', cniStrictMode: true },
  registries: ['registry.example.com/shop', 'registry.example.com/corpus'],
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
  regions: ['us-west-2'],
  terraformState: { bucket: 'shop-terraform-state' },
};

/** The same with every shared service, and open nodes that they run on. */
const SERVICES: EnvironmentSpec = {
  ...SHOP,
  nodePools: { ...SHOP.nodePools, platform: { instanceTypes: ['m7i.xlarge'], tainted: false, min: 3, max: 6 } },
  services: {
    secretStore: 'platform',
    certificateIssuer: 'bus',
    nats: {
      image: image('nats'),
      reloaderImage: image('reloader'),
      exporterImage: image('exporter'),
      size: 'large',
      disk: '20Gi',
      users: {
        acme: { 'agent-search': publicKey('search'), provisioner: publicKey('provisioner') },
        platform: { 'tool-gateway': publicKey('tool-gateway') },
      },
    },
    redis: {
      image: image('redis'),
      release: '7.4',
      exporterImage: image('exporter'),
      disk: '10Gi',
      state: { size: 'memory-optimized' },
      cache: { size: 'large' },
    },
    postgres: {
      image: image('postgresql').replace('1.0.0', '17.6'),
      size: 'memory-optimized',
      disk: '50Gi',
      apiServer: { cidrs: ['10.0.0.0/16'] },
    },
    toolGateway: { image: image('tool-gateway') },
  },
};

/** Marks a key to be taken away. */
export const ABSENT = Symbol('absent');

/** Values by dotted place; of whatever type. */
export type Changes = Readonly<Record<string, unknown>>;

/** The same with a gateway to two models, that one agent calls. */
const GATEWAY = changedSpec(SERVICES, {
  'services.llmGateway': {
    provider: {
      schema: 'OpenAI',
      hostname: 'api.openai.com',
      cidrs: ['203.0.113.0/24'],
      models: {
        'gpt-4o': { contextTokens: 128_000, usdPerMillionTokens: 10 },
        'gpt-4o-mini': { contextTokens: 64_000, usdPerMillionTokens: 0.6 },
      },
      limit: { perMinute: 2_000_000 },
    },
    callers: { issuer: 'https://oidc.example.com/id/1', jwksUri: 'https://oidc.example.com/id/1/keys', cidrs: ['198.51.100.0/24'] },
    image: image('envoy'),
    processorImage: image('extproc'),
  },
  'tenants.0.budget': { perMinute: 500_000, perDay: 20_000_000 },
  'tenants.0.agents.chat.needs': ['memory', 'llm-gateway'],
});

/** The example of the repository, without its pool, which is a data file. */
const SWARM = changedSpec(prod, { 'scale.shared-tenants': ABSENT, 'services.nats.users.shared-tenants': ABSENT });

/** Valid environments that cases differ from. */
export const BASES = { shop: SHOP, services: SERVICES, gateway: GATEWAY, swarm: SWARM } as const;
export type Base = keyof typeof BASES;

/** A wrong environment: what is wrong, which valid one it differs from, and how. */
export type SpecCase = readonly [name: string, base: Base, changes: Changes];

/** A copy with the value at each dotted place set. */
export function changedSpec(spec: EnvironmentSpec, changes: Changes): EnvironmentSpec {
  const copy = copied(spec) as Record<string, unknown>;
  for (const [place, value] of Object.entries(changes)) {
    const steps = place.split('.');
    const last = steps.pop() ?? '';
    let at = copy;
    for (const step of steps) at = (at[step] ??= {}) as Record<string, unknown>;
    if (value === ABSENT) Reflect.deleteProperty(at, last);
    else Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy as unknown as EnvironmentSpec;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}
