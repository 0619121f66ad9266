import { createUser } from '@nats-io/nkeys';
import type { EnvironmentSpec } from '../../src/model/environment-spec';
import type { ServicesSpec } from '../../src/model/services-spec';
import { valid } from './fixture';

/** A pinned image of an allowed registry. */
export const image = (name: string): string => `registry.example.com/shop/${name}:1.0.0@sha256:${'a'.repeat(64)}`;
/** The public half of some user. */
export const key = (): string => createUser().getPublicKey();

/** Users of everybody who is on the bus. */
export const USERS = { acme: { 'agent-search': key(), provisioner: key() }, platform: { 'tool-gateway': key() } };

const SERVICES: ServicesSpec = {
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
  postgres: { image: image('postgresql'), size: 'memory-optimized', disk: '50Gi', apiServer: { cidrs: ['10.0.0.0/16'] } },
  toolGateway: { image: image('tool-gateway') },
  llmGateway: { image: image('llm-gateway'), longestRequest: '2m' },
};

/** The fixture with every shared service, and open nodes that they run on. */
export const withServices = (): EnvironmentSpec => {
  const spec = valid();
  const platform = { instanceTypes: ['m7i.xlarge'], tainted: false, min: 3, max: 6 };
  return { ...spec, services: SERVICES, nodePools: { ...spec.nodePools, platform } };
};
