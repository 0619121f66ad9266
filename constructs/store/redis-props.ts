import type { MemoryRole } from '../../src/features/store/memory-share';
import type { AgentResources } from '../resources/agent-resources';

/** What one tenant or member may hold in an instance. */
export interface RedisBudget {
  /** Who: the one with the largest share is named where all of them do not fit. */
  readonly name: string;
  /** Memory of its data, e.g. `64Mi`. Redis knows no limit per user: the sum is what is checked. */
  readonly memory: string;
}

/** Connections of one workload. */
export interface RedisClients {
  /** Most pods alive at once, a rollout included. */
  readonly peakPods: number;
  /** Connections one pod opens. */
  readonly pool: number;
}

/** Properties for `RedisInstance`. */
export interface RedisInstanceProps {
  /** `state` never evicts and is kept on disk; `cache` evicts what was used least lately and is not. */
  readonly role: MemoryRole;
  /** Tenant or pool that owns it: its id is part of every name, and only its namespace reaches it. @default - all tenants share it */
  readonly tenant?: string;
  /** redis-server built with TLS, with its shell and `redis-cli`, by registry, tag and digest. */
  readonly image: string;
  /** ClusterIssuer of cert-manager that signs the server's certificate; bus and database use the same. */
  readonly issuer: string;
  /** redis_exporter, by registry, tag and digest. */
  readonly exporterImage: string;
  /** Of the server; its data is at most 0.65 of the memory. @default AgentResources.memoryOptimized() */
  readonly resources?: AgentResources;
  /** Memory for data, e.g. `2Gi`. @default - the most that the memory of `resources` allows */
  readonly maxmemory?: string;
  /** Connections at once, 32 of them for the server itself. @default 4000 */
  readonly maxclients?: number;
  /** Memory shares of tenants and members. Refused if together they exceed the instance. @default - nothing is promised */
  readonly budgets?: RedisBudget[];
  /** Clients and their connections. Refused if they exceed `maxclients`. @default - not checked */
  readonly clients?: RedisClients[];
  /** Disk of a state instance, at least 3 × maxmemory, e.g. `20Gi`. @default - 3 × maxmemory; none for a cache */
  readonly disk?: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** @default - the chart's, else `platform` */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}
