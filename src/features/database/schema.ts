import { BYTES, CRON, IMAGE } from '../../kernel/formats';
import { choice, either, flag, list, nested, object, text, whole } from '../../kernel/schema';
import { EXTERNAL_SERVICE } from '../external/schema';
import { EXTERNAL_HOST } from '../network/schema';
import { RESOURCE_CLASS_NAMES } from '../resources/resource-class';
import { SERVICE_SIZE } from '../resources/schema';
import { STORAGE_CLASS } from '../storage/class';

export const BACKUP = object('BackupSpec', 'Where base backups and the log of the database are kept.', {
  objectStore: text('`ObjectStore` of the Barman Cloud plugin in namespace `platform`, which names bucket, credentials and retention.'),
  schedule: text('When a base backup is made: five cron fields, in UTC.', { format: CRON, default: '0 3 * * *' }),
  hosts: list('Addresses of the object store.', EXTERNAL_HOST),
});

export const POOLER = object('PoolerSpec', 'The pooler before the database, which lends a connection for one transaction.', {
  instances: whole('Pods.', { default: 2, min: 1, max: 100 }),
  poolSize: whole('Connections to the server that one pod opens for one tenant, so the transactions that it runs at once.', {
    default: 10,
    min: 1,
    max: 10_000,
  }),
  maxClients: whole('Clients that one pod holds; those beyond it are refused.', { default: 1000, min: 1, max: 1_000_000 }),
});

export const POSTGRES = object(
  'PostgresSpec',
  'The database, run by CloudNativePG.',
  {
    ...SERVICE_SIZE.shape,
    // the smallest class that holds the connections that are not written
    size: choice('Resource class. Not beside `resources`.', RESOURCE_CLASS_NAMES, { type: 'ResourceClass', default: 'memory-optimized' }),
    image: text('PostgreSQL image of CloudNativePG, by registry, tag and digest.', { format: IMAGE }),
    instances: whole('Instances, 3 to 9, each in a zone of its own; 1 needs `acceptsOutage`.', { default: 3, min: 1, max: 9 }),
    acceptsOutage: flag('Accepts one instance: its restart is an outage, and the loss of its disk loses the data since the last backup.', {
      default: false,
    }),
    zones: whole('Zones that nodes stand in; an instance without a zone of its own never starts.', { default: 3, min: 1, max: 9 }),
    disk: text('Disk of one instance, e.g. `50Gi`.', { format: BYTES }),
    storageClass: STORAGE_CLASS,
    maxConnections: whole('Connections of one instance.', { default: 200, min: 20, max: 10_000 }),
    connectionsPerPod: whole('Connections that one pod of an agent may open to the pooler.', { default: 5, min: 1, max: 10_000 }),
    pooler: nested('The pods before it, which agents dial.', POOLER, { otherwise: '`{ instances: 2, poolSize: 10, maxClients: 1000 }`' }),
    apiServer: nested('Addresses of the Kubernetes API server, which the manager in every pod watches.', EXTERNAL_HOST),
    backup: nested('Where base backups and the log are kept.', BACKUP, { otherwise: 'none, with a warning' }),
  },
  [SERVICE_SIZE],
);

export const POSTGRES_SERVICE = either(
  'PostgresServiceSpec',
  'The database: one that is rendered, or one that others run.',
  'external',
  object('', '', { external: nested('Where the database is that others run.', EXTERNAL_SERVICE) }),
  POSTGRES,
);
