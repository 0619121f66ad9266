// Generated from schema.ts by `npm run generate`; not edited.

import type { ExternalServiceSpec } from '../external/spec';
import type { ServiceSizeSpec } from '../resources/spec';

/** A Redis of a tenant's own; image, release and connections of a pod are those of `services.redis`. */
export interface OwnMemorySpec {
  /** Disk of the state instance, e.g. `20Gi`. */
  readonly disk: string;
  /** Storage class of the disk. @default - the cluster's default */
  readonly storageClass?: string;
  /** How large the instance for state is, which is never evicted. */
  readonly state: ServiceSizeSpec;
  /** How large the instance for what may be forgotten is. */
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
  /** Connections that one pod of an agent opens to each instance. From 1 to 10000. @default 4 */
  readonly connectionsPerPod?: number;
  /** Disk of the state instance, e.g. `20Gi`. */
  readonly disk: string;
  /** Storage class of the disk. @default - the cluster's default */
  readonly storageClass?: string;
  /** The instance for state, which is never evicted. */
  readonly state: RedisInstanceSpec;
  /** The instance for what may be forgotten. */
  readonly cache: RedisInstanceSpec;
}

/** One Redis instance. */
export interface RedisInstanceSpec extends ServiceSizeSpec {
  /** Memory for one tenant's or member's data; refused if all of them do not fit. @default '64Mi' */
  readonly memoryPerTenant?: string;
}

/** The stores: those that are rendered, or one that others run for state and for what may be forgotten. */
export type RedisServiceSpec = { readonly external: ExternalServiceSpec } | RedisSpec;
