import type { BusAccount } from '../core/bus/account';
import type { MemoryUser } from '../core/memory/memory-user';
import type { PodResources } from '../core/resource-class';
import type { ResolvedHost } from './resolved-host';

/** The bus, with an account for every tenant and pool. */
export interface ResolvedNats {
  readonly image: string;
  readonly reloaderImage: string;
  readonly exporterImage: string;
  readonly servers: number;
  readonly resources: PodResources;
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly accounts: readonly BusAccount[];
}

/** One instance of the memory. */
export interface ResolvedRedisInstance {
  readonly resources: PodResources;
  readonly memoryPerTenant: string;
}

/** The memory, with a user for every tenant, pool and member. */
export interface ResolvedRedis {
  readonly image: string;
  readonly release: string;
  readonly exporterImage: string;
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly state: ResolvedRedisInstance;
  readonly cache: ResolvedRedisInstance;
  readonly users: readonly MemoryUser[];
  /** Pods that connect, at their peak. */
  readonly pods: number;
  readonly connectionsPerPod: number;
}

/** The database. */
export interface ResolvedPostgres {
  readonly image: string;
  readonly instances: number;
  readonly resources: PodResources;
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly maxConnections: number;
  /** Ids of tenants and pools that have one. */
  readonly tenants: readonly string[];
  /** Connections to the pooler of all agents at their peak. */
  readonly clients: number;
  readonly apiServer: ResolvedHost;
  readonly backup: ResolvedBackup | undefined;
}

/** Where backups go. */
export interface ResolvedBackup {
  readonly objectStore: string;
  readonly schedule: string;
  readonly hosts: readonly ResolvedHost[];
}

/** A stateless shared service. */
export interface ResolvedGateway {
  readonly image: string;
  readonly replicas: number;
  readonly longestRequestS: number;
  readonly resources: PodResources;
  readonly hosts: readonly ResolvedHost[];
}

/** The shared services, complete. */
export interface ResolvedServices {
  readonly secretStore: string;
  readonly certificateIssuer: string;
  readonly nats: ResolvedNats;
  readonly redis: ResolvedRedis;
  readonly postgres: ResolvedPostgres;
  readonly toolGateway: ResolvedGateway;
  readonly llmGateway: ResolvedGateway;
}
