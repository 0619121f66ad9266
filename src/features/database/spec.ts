// Generated from schema.ts by `npm run generate`; not edited.

import type { ExternalServiceSpec } from '../external/spec';
import type { ExternalHostSpec } from '../network/spec';
import type { ServiceSizeSpec } from '../resources/spec';

/** Where base backups and the log of the database are kept. */
export interface BackupSpec {
  /** `ObjectStore` of the Barman Cloud plugin in namespace `platform`, which names bucket, credentials and retention. */
  readonly objectStore: string;
  /** When a base backup is made: five cron fields, in UTC. @default '0 3 * * *' */
  readonly schedule?: string;
  /** Addresses of the object store. */
  readonly hosts: readonly ExternalHostSpec[];
}

/** The pooler before the database, which lends a connection for one transaction. */
export interface PoolerSpec {
  /** Pods. From 1 to 100. @default 2 */
  readonly instances?: number;
  /** Connections to the server that one pod opens for one tenant, so the transactions that it runs at once. From 1 to 10000. @default 10 */
  readonly poolSize?: number;
  /** Clients that one pod holds; those beyond it are refused. From 1 to 1000000. @default 1000 */
  readonly maxClients?: number;
}

/** The database, run by CloudNativePG. */
export interface PostgresSpec extends ServiceSizeSpec {
  /** PostgreSQL image of CloudNativePG, by registry, tag and digest. */
  readonly image: string;
  /** Instances, 3 to 9, each in a zone of its own; 1 needs `acceptsOutage`. From 1 to 9. @default 3 */
  readonly instances?: number;
  /** Accepts one instance: its restart is an outage, and the loss of its disk loses the data since the last backup. @default false */
  readonly acceptsOutage?: boolean;
  /** Zones that nodes stand in; an instance without a zone of its own never starts. From 1 to 9. @default 3 */
  readonly zones?: number;
  /** Disk of one instance, e.g. `50Gi`. */
  readonly disk: string;
  /** Storage class of the disk. @default - the cluster's default */
  readonly storageClass?: string;
  /** Connections of one instance. From 20 to 10000. @default 200 */
  readonly maxConnections?: number;
  /** Connections that one pod of an agent may open to the pooler. From 1 to 10000. @default 5 */
  readonly connectionsPerPod?: number;
  /** The pods before it, which agents dial. @default - `{ instances: 2, poolSize: 10, maxClients: 1000 }` */
  readonly pooler?: PoolerSpec;
  /** Addresses of the Kubernetes API server, which the manager in every pod watches. */
  readonly apiServer: ExternalHostSpec;
  /** Where base backups and the log are kept. @default - none, with a warning */
  readonly backup?: BackupSpec;
}

/** The database: one that is rendered, or one that others run. */
export type PostgresServiceSpec = { readonly external: ExternalServiceSpec } | PostgresSpec;
