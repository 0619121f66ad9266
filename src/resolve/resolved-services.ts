import type { BusAccount } from '../features/bus/account';
import type { MemoryUser } from '../features/store/user';
import type { PodResources } from '../features/resources/spec';
import type { ResolvedHost } from '../features/network/resolved';
import type { ResolvedLlmGateway } from '../features/llm/resolved';

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
  /** `undefined` where one tenant has all of it. */
  readonly memoryPerTenant: string | undefined;
}

/** A state and a cache for the same users: those that tenants share, or those of one tenant. */
export interface ResolvedRedisPair {
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly state: ResolvedRedisInstance;
  readonly cache: ResolvedRedisInstance;
  /** Tenants, pools and members. */
  readonly users: readonly MemoryUser[];
  /** Pods that connect, at their peak. */
  readonly pods: number;
}

/** The memory that tenants share, and what every instance has in common; whoever has a pair of its own is no user of it. */
export interface ResolvedRedis extends ResolvedRedisPair {
  readonly image: string;
  readonly release: string;
  readonly exporterImage: string;
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
  /** `undefined` where no agent calls language models. */
  readonly llmGateway: ResolvedLlmGateway | undefined;
}
