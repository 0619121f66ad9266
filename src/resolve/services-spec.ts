import type { ExternalHostSpec } from '../features/agent/spec';
import type { LlmGatewaySpec } from '../features/llm/spec';
import type { ServiceSizeSpec } from '../features/resources/spec';

/** The bus. */
export interface NatsSpec extends ServiceSizeSpec {
  /** nats-server, by registry, tag and digest. */
  readonly image: string;
  /** nats-server-config-reloader: signals the server when its configuration has changed. */
  readonly reloaderImage: string;
  /** prometheus-nats-exporter. */
  readonly exporterImage: string;
  /** 1, 3 or 5; streams have as many replicas, at most 3. @default 3 */
  readonly servers?: number;
  /** Disk of one server, e.g. `50Gi`; 90 % of it may be used by streams. */
  readonly disk: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** How long workers may be away before a queue refuses, at their base rate, at most a day. @default '1h' */
  readonly outage?: string;
  /** Bytes of a message with its headers, as they are on average, up to 1 MiB. @default 4096 */
  readonly messageBytes?: number;
  /** Public halves of the users' nkeys, by tenant or pool id and user: `agent-<name>`, `member-<id>`, `provisioner`; under `platform`, `tool-gateway` and, where agents hear whether their token budgets are spent, `budget-publisher`. `npm run bus-user` makes a pair. */
  readonly users: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One Redis instance. */
export interface RedisInstanceSpec extends ServiceSizeSpec {
  /** Memory for one tenant's or member's data; refused if all of them do not fit. @default '64Mi' */
  readonly memoryPerTenant?: string;
}

/** A Redis of a tenant's own; image, release and connections of a pod are those of `services.redis`. */
export interface OwnMemorySpec {
  /** Disk of the state instance, e.g. `20Gi`. */
  readonly disk: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  readonly state: ServiceSizeSpec;
  readonly cache: ServiceSizeSpec;
}

/** The memory: agents' state, which is never evicted, apart from what may be forgotten. */
export interface RedisSpec {
  /** redis-server, by registry, tag and digest. */
  readonly image: string;
  /** Release of redis-server, e.g. `7.2`: it decides which commands a grant may name. */
  readonly release: string;
  /** redis_exporter. */
  readonly exporterImage: string;
  /** Connections that one pod of an agent opens to each instance. @default 4 */
  readonly connectionsPerPod?: number;
  /** Disk of the state instance, e.g. `20Gi`. */
  readonly disk: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  readonly state: RedisInstanceSpec;
  readonly cache: RedisInstanceSpec;
}

/** The database, run by CloudNativePG. */
export interface PostgresSpec extends ServiceSizeSpec {
  /** PostgreSQL image of CloudNativePG, by registry, tag and digest. */
  readonly image: string;
  /** Instances, from 1. @default 3 */
  readonly instances?: number;
  /** Disk of one instance, e.g. `50Gi`. */
  readonly disk: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** Connections of one instance. @default 200 */
  readonly maxConnections?: number;
  /** Connections that one pod of an agent may open to the pooler. @default 5 */
  readonly connectionsPerPod?: number;
  /** Addresses of the Kubernetes API server, which the manager in every pod watches. */
  readonly apiServer: ExternalHostSpec;
  /** @default - none, with a warning */
  readonly backup?: BackupSpec;
}

/** Where base backups and the log of the database are kept. */
export interface BackupSpec {
  /** `ObjectStore` of the Barman Cloud plugin in namespace `platform`, which names bucket, credentials and retention. */
  readonly objectStore: string;
  /** When a base backup is made: five cron fields, in UTC. @default '0 3 * * *' */
  readonly schedule?: string;
  /** Addresses of the object store. */
  readonly hosts: readonly ExternalHostSpec[];
}

/** A stateless shared service. */
export interface GatewaySpec extends ServiceSizeSpec {
  readonly image: string;
  /** @default 2 */
  readonly replicas?: number;
  /** Longest that a request takes; the grace period follows from it. @default '60s' */
  readonly longestRequest?: string;
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: readonly ExternalHostSpec[];
}

/** The shared services of the platform namespace: images and sizes. */
export interface ServicesSpec {
  /** ClusterSecretStore of External Secrets that every secret is read from. */
  readonly secretStore: string;
  /** cert-manager ClusterIssuer that signs the certificates of bus, memory and database. */
  readonly certificateIssuer: string;
  readonly nats: NatsSpec;
  readonly redis: RedisSpec;
  readonly postgres: PostgresSpec;
  readonly toolGateway: GatewaySpec;
  /** Required where an agent needs `llm-gateway`. @default - none: nobody calls language models */
  readonly llmGateway?: LlmGatewaySpec;
}
