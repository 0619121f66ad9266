import { BYTES, CRON, IMAGE } from '../../kernel/formats';
import { list, nested, object, text, whole } from '../../kernel/schema';
import { EXTERNAL_HOST } from '../network/schema';
import { SERVICE_SIZE } from '../resources/schema';
import { STORAGE_CLASS } from '../storage/class';

export const BACKUP = object('BackupSpec', 'Where base backups and the log of the database are kept.', {
  objectStore: text('`ObjectStore` of the Barman Cloud plugin in namespace `platform`, which names bucket, credentials and retention.'),
  schedule: text('When a base backup is made: five cron fields, in UTC.', { format: CRON, default: '0 3 * * *' }),
  hosts: list('Addresses of the object store.', EXTERNAL_HOST),
});

export const POSTGRES = object(
  'PostgresSpec',
  'The database, run by CloudNativePG.',
  {
    ...SERVICE_SIZE.shape,
    image: text('PostgreSQL image of CloudNativePG, by registry, tag and digest.', { format: IMAGE }),
    instances: whole('Instances, each in a zone of its own.', { default: 3, min: 1, max: 9 }),
    disk: text('Disk of one instance, e.g. `50Gi`.', { format: BYTES }),
    storageClass: STORAGE_CLASS,
    maxConnections: whole('Connections of one instance.', { default: 200, min: 20, max: 10_000 }),
    connectionsPerPod: whole('Connections that one pod of an agent may open to the pooler.', { default: 5, min: 1, max: 10_000 }),
    apiServer: nested('Addresses of the Kubernetes API server, which the manager in every pod watches.', EXTERNAL_HOST),
    backup: nested('Where base backups and the log are kept.', BACKUP, { otherwise: 'none, with a warning' }),
  },
  [SERVICE_SIZE],
);
