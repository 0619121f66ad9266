import { CREDENTIAL_FILES } from '../secrets/keys';
import { address } from '../services/places';
import type { SharedService } from '../services/service';
import { memoryPlace } from './places';

/** The store, as its agents see it: an instance for state and one for what may be forgotten, shared or of the tenant's own. */
export const STORE_SERVICE = {
  need: 'memory',
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
} as const satisfies SharedService;
