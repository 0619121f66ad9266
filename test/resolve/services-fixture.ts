import { createUser } from '@nats-io/nkeys';
import type { EnvironmentSpec, ServicesSpec } from '../../src/resolve/spec';
import type { NatsSpec } from '../../src/features/bus/spec';
import type { PostgresSpec } from '../../src/features/database/spec';
import type { LlmGatewaySpec } from '../../src/features/llm/spec';
import type { RedisSpec } from '../../src/features/store/spec';
import type { GatewaySpec } from '../../src/features/tools/spec';
import { publicKey } from '../corpus/builders';
import { CHAT, changed, valid } from './fixture';

/** A pinned image of an allowed registry. */
export const image = (name: string): string => `registry.example.com/shop/${name}:1.0.0@sha256:${'a'.repeat(64)}`;
/** The public half of some user. */
export const key = (): string => createUser().getPublicKey();

/** Users of all who are on the bus; the same in every run, since messages may repeat them. */
export const USERS = {
  acme: { 'agent-search': publicKey('search'), provisioner: publicKey('provisioner') },
  platform: { 'tool-gateway': publicKey('tool-gateway') },
};

/** Services all of which are rendered. */
export interface RenderedServices extends ServicesSpec {
  readonly nats: NatsSpec;
  readonly redis: RedisSpec;
  readonly postgres: PostgresSpec;
  readonly toolGateway: GatewaySpec;
  readonly llmGateway?: LlmGatewaySpec;
}

const SERVICES: RenderedServices = {
  secretStore: 'platform',
  certificateIssuer: 'bus',
  nats: {
    image: image('nats'),
    reloaderImage: image('reloader'),
    exporterImage: image('exporter'),
    size: 'large',
    disk: '20Gi',
    users: USERS,
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
};

/** The fixture with every shared service, and open nodes that they run on. */
export const withServices = (): EnvironmentSpec => {
  const spec = valid();
  const platform = { instanceTypes: ['m7i.xlarge'], tainted: false, min: 3, max: 6 };
  return { ...spec, services: SERVICES, nodePools: { ...spec.nodePools, platform } };
};

/** A gateway to two models. */
export const LLM_GATEWAY: LlmGatewaySpec = {
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
};

/** The same with a gateway that one agent of acme calls. */
export const withLlmGateway = (): EnvironmentSpec =>
  changed(
    {
      'services.llmGateway': LLM_GATEWAY,
      'tenants.0.budget': { perMinute: 500_000, perDay: 20_000_000 },
      [`${CHAT}.needs`]: ['memory', 'llm-gateway'],
    },
    withServices(),
  );
