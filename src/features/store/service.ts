import { CREDENTIAL_FILES } from '../secrets/keys';
import { address } from '../services/places';
import { nested } from '../../kernel/schema';
import type { ServiceRow } from '../services/row';
import { REDIS_EXPORTER } from './metric-sources';
import { memoryPlace } from './places';
import type { StorePlan } from './plan';
import { resolveOwnStores, resolveStore, type StoreAround, type StoreWorld } from './resolve';
import { REDIS_SERVICE } from './schema';
import { memoryPrefix } from './user';
import type { RedisServiceSpec, RedisSpec } from './spec';

/** The store, as its agents see it: an instance for state and one for what may be forgotten, shared or of the tenant's own. */
export const STORE_SERVICE: ServiceRow<'memory', 'redis', RedisSpec, StoreWorld, StorePlan, StoreAround, RedisServiceSpec> = {
  need: 'memory',
  written: {
    key: 'redis',
    field: nested('The stores: the state of agents, and what may be forgotten.', REDIS_SERVICE, { otherwise: 'none: no agent has memory' }),
  },
  certified: true,
  // one server for both: what may be forgotten is told apart by the time that its keys live
  external: {
    port: memoryPlace('state').port,
    addresses: (where) => ({ stateAddress: where, cacheAddress: where }),
    tls: (tls) => ({ tls }),
    told: ({ tenant, members = [] }) => ({ keyPrefixes: [tenant, ...members].map(memoryPrefix) }),
    keepsConnections: true,
  },
  resolve: resolveStore,
  exporter: ({ image }) => (/(^|\/)redis[-_]exporter[:@]/.test(image) ? REDIS_EXPORTER : undefined),
  without: resolveOwnStores,
  places: (owner) => [memoryPlace('state', owner), memoryPlace('cache', owner)],
  config: {
    key: 'memory',
    addresses: (owner) => ({
      stateAddress: address(memoryPlace('state', owner)),
      cacheAddress: address(memoryPlace('cache', owner)),
    }),
  },
  proof: {
    entry: () => ({ file: CREDENTIAL_FILES.memory, what: 'memory', property: 'password' }),
    settings: ({ tenant, memoryPrefixes }, folder) => ({
      user: tenant,
      passwordFile: `${folder}/${CREDENTIAL_FILES.memory}`,
      keyPrefixes: [...memoryPrefixes],
      tls: true,
      authorityFile: `${folder}/${CREDENTIAL_FILES.authority}`,
    }),
  },
};
