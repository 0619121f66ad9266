import { createHash } from 'node:crypto';
import type {
  AgentSpec,
  BatchAgentSpec,
  EnvironmentSpec,
  GatewaySpec,
  LlmGatewaySpec,
  NatsSpec,
  OwnMemorySpec,
  PostgresSpec,
  RedisSpec,
  ServicesSpec,
  SharedPoolSpec,
  TenantSpec,
} from '../../environments/index';

/** A pinned image of the registry that the corpus allows; the digest is that of the name, so nothing answers to it. */
export function image(name: string, tag = '1.0.0'): string {
  return `registry.example.com/corpus/${name}:${tag}@sha256:${createHash('sha256').update(`${name}:${tag}`).digest('hex')}`;
}

/** An agent that only runs, with some keys changed. */
export function agent(changes: Partial<AgentSpec> = {}): AgentSpec {
  return { image: image('agent'), task: { p50: '200ms', p99: '2s', concurrency: 10 }, ...changes };
}

/** An agent that works on `tasks.<name>.>`. */
export function worker(name: string, changes: Partial<AgentSpec> = {}): AgentSpec {
  return agent({ consumes: { subjects: [`tasks.${name}.>`] }, needs: ['bus'], ...changes });
}

/** A run every night, with some keys changed. */
export function nightly(changes: Partial<BatchAgentSpec> = {}): BatchAgentSpec {
  return { image: image('report'), task: { p50: '5m', p99: '20m' }, schedule: '30 3 * * *', resumable: true, ...changes };
}

/** Jobs that take from `tasks.<name>.>`. */
export function jobs(name: string, changes: Partial<BatchAgentSpec> = {}): BatchAgentSpec {
  return {
    image: image('report'),
    task: { p50: '10s', p99: '60s' },
    consumes: { subjects: [`tasks.${name}.>`] },
    maxRunning: 4,
    needs: ['bus'],
    ...changes,
  };
}

/** A tenant in a namespace of its own. */
export function tenant(id: string, agents: TenantSpec['agents'], changes: Partial<TenantSpec> = {}): TenantSpec {
  return { id, tier: 'namespace', owner: `team-${id}`, agents, ...changes };
}

/** A pool of two small tenants. */
export function pool(id: string, agents: SharedPoolSpec['agents'], changes: Partial<SharedPoolSpec> = {}): SharedPoolSpec {
  return { id, owner: `team-${id}`, members: [{ id: 'birch' }, { id: 'cedar' }], agents, ...changes };
}

/** All of them, rendered by others. */
export const ELSEWHERE: ServicesSpec = { elsewhere: ['bus', 'memory', 'database', 'llm-gateway', 'tools'] };

/** An environment of these tenants on a current cluster, with some keys changed. */
export function environment(name: string, tenants: readonly TenantSpec[], changes: Partial<EnvironmentSpec> = {}): EnvironmentSpec {
  return {
    system: 'corpus',
    name,
    target: { kubernetes: '1.33', keda: '2.20', argoRollouts: '1.9', nats: '2.14', cniStrictMode: true },
    registries: ['registry.example.com/corpus'],
    tenants,
    nodePools: {
      agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 12 },
      batch: { instanceTypes: ['m6i.2xlarge', 'm7i.2xlarge'], capacity: 'spot', min: 0, max: 4 },
      platform: { instanceTypes: ['m7i.2xlarge'], tainted: false, min: 3, max: 8 },
    },
    regions: ['eu-central-1'],
    terraformState: { bucket: 'corpus-terraform-state' },
    services: ELSEWHERE,
    ...changes,
  };
}

/** The environment with the services rendered beside it, and a bus user for everybody who is on the bus. */
export function withServices(spec: EnvironmentSpec, changes: ServiceChanges = {}): EnvironmentSpec {
  return { ...spec, services: services(busUsers(spec), changes) };
}

/** Keys of single services that differ from the corpus' own. */
export interface ServiceChanges {
  readonly nats?: Partial<NatsSpec>;
  readonly redis?: Partial<RedisSpec>;
  readonly postgres?: Partial<PostgresSpec>;
  readonly toolGateway?: Partial<GatewaySpec>;
  readonly llmGateway?: LlmGatewaySpec;
}

function services(users: NatsSpec['users'], { nats, redis, postgres, toolGateway, llmGateway }: ServiceChanges): ServicesSpec {
  return {
    secretStore: 'store',
    certificateIssuer: 'authority',
    nats: {
      image: image('nats'),
      reloaderImage: image('reloader'),
      exporterImage: image('nats-exporter'),
      ...(nats?.resources === undefined && { size: 'large' }),
      disk: '20Gi',
      users,
      ...nats,
    },
    redis: {
      image: image('redis'),
      release: '7.4',
      exporterImage: image('redis-exporter'),
      disk: '10Gi',
      state: { size: 'memory-optimized' },
      cache: { size: 'large' },
      ...redis,
    },
    postgres: {
      image: image('postgresql', '17.6'),
      ...(postgres?.resources === undefined && { size: 'memory-optimized' }),
      disk: '50Gi',
      apiServer: { cidrs: ['10.0.0.0/16'] },
      ...postgres,
    },
    toolGateway: { image: image('tool-gateway'), ...toolGateway },
    ...(llmGateway !== undefined && { llmGateway }),
  };
}

/** A gateway to one model, with the keys of its callers written down; some keys changed. */
export function llmGateway(changes: Partial<LlmGatewaySpec> = {}): LlmGatewaySpec {
  return {
    provider: {
      schema: 'OpenAI',
      hostname: 'api.openai.com',
      cidrs: ['203.0.113.0/24'],
      models: { 'gpt-4o-mini': { contextTokens: 64_000, usdPerMillionTokens: 0.6 } },
      limit: { perMinute: 2_000_000 },
    },
    callers: {
      issuer: 'https://kubernetes.default.svc',
      jwks: JSON.stringify({ keys: [{ kty: 'RSA', kid: '1', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB' }] }),
    },
    image: image('envoy'),
    processorImage: image('ai-gateway-extproc'),
    ...changes,
  };
}

/** A memory of a tenant's own. */
export function ownMemory(changes: Partial<OwnMemorySpec> = {}): OwnMemorySpec {
  return { disk: '16Gi', state: { size: 'memory-optimized' }, cache: { size: 'large' }, ...changes };
}

/** Public keys of all who are on the bus, as the environment's tenants and pools are written. */
export function busUsers({ tenants, pools = [] }: Pick<EnvironmentSpec, 'tenants' | 'pools'>): NatsSpec['users'] {
  const accounts = [...tenants, ...pools].flatMap((owner) => {
    const agents = Object.entries<AgentSpec | BatchAgentSpec>({ ...owner.agents, ...owner.batch });
    const users = agents.filter(([, { needs }]) => needs?.includes('bus') === true).map(([name]) => `agent-${name}`);
    if (users.length === 0) return [];
    const members = 'members' in owner ? owner.members.map(({ id }) => `member-${id}`) : [];
    return [[owner.id, keysOf(owner.id, [...users, ...members, 'provisioner'])] as const];
  });
  const hears = [...tenants, ...pools].some(({ agents, batch }) =>
    Object.values<AgentSpec | BatchAgentSpec>({ ...agents, ...batch }).some(
      ({ needs }) => needs?.includes('bus') === true && needs.includes('llm-gateway'),
    ),
  );
  return {
    ...Object.fromEntries(accounts),
    platform: keysOf('platform', ['tool-gateway', ...(hears ? ['budget-publisher'] : [])]),
  };
}

function keysOf(account: string, users: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(users.map((user) => [user, publicKey(`${account}/${user}`)]));
}

/** A well-formed public nkey of a user, derived from a name: nobody ever had a private half of it. */
export function publicKey(name: string): string {
  const userPrefix = 20 << 3;
  const body = Buffer.concat([Buffer.from([userPrefix]), createHash('sha256').update(name).digest()]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(body));
  return base32(Buffer.concat([body, checksum]));
}

/** CRC-16/XMODEM, as nkeys end in. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)] ?? '').join('');
}
