import { BYTES, IMAGE, judged } from '../../kernel/formats';
import { either, nested, object, text, whole } from '../../kernel/schema';
import { EXTERNAL_SERVICE } from '../external/schema';
import { SERVICE_SIZE } from '../resources/schema';
import { STORAGE_CLASS } from '../storage/class';
import { checkMemoryVersion } from './versions';

export const REDIS_INSTANCE = object(
  'RedisInstanceSpec',
  'One Redis instance.',
  {
    ...SERVICE_SIZE.shape,
    memoryPerTenant: text(`Memory for one tenant's or member's data; refused if all of them do not fit.`, {
      format: BYTES,
      default: '64Mi',
    }),
  },
  [SERVICE_SIZE],
);

export const OWN_MEMORY = object(
  'OwnMemorySpec',
  "A Redis of a tenant's own; image, release and connections of a pod are those of `services.redis`.",
  {
    disk: text('Disk of the state instance, e.g. `20Gi`.', { format: BYTES }),
    storageClass: STORAGE_CLASS,
    state: nested('How large the instance for state is, which is never evicted.', SERVICE_SIZE),
    cache: nested('How large the instance for what may be forgotten is.', SERVICE_SIZE),
  },
);

export const REDIS = object('RedisSpec', `The memory: agents' state, which is never evicted, apart from what may be forgotten.`, {
  image: text('redis-server, by registry, tag and digest.', { format: IMAGE }),
  release: text('Release of redis-server, e.g. `7.2`: it decides which commands a grant may name.', {
    format: judged(checkMemoryVersion, ['.0']),
  }),
  exporterImage: text('redis_exporter.', { format: IMAGE }),
  connectionsPerPod: whole('Connections that one pod of an agent opens to each instance.', { default: 4, min: 1, max: 10_000 }),
  disk: text('Disk of the state instance, e.g. `20Gi`.', { format: BYTES }),
  storageClass: STORAGE_CLASS,
  state: nested('The instance for state, which is never evicted.', REDIS_INSTANCE),
  cache: nested('The instance for what may be forgotten.', REDIS_INSTANCE),
});

export const REDIS_SERVICE = either(
  'RedisServiceSpec',
  'The stores: those that are rendered, or one that others run for state and for what may be forgotten.',
  'external',
  object('', '', { external: nested('Where the store is that others run.', EXTERNAL_SERVICE) }),
  REDIS,
);
