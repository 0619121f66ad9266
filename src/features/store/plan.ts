import type { PodResources } from '../resources/spec';
import type { MemoryUser } from './user';

/** One instance of the memory. */
export interface StoreInstancePlan {
  readonly resources: PodResources;
  /** `undefined` where one tenant has all of it. */
  readonly memoryPerTenant: string | undefined;
}

/** A state and a cache for the same users: those that tenants share, or those of one tenant. */
export interface StorePairPlan {
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly state: StoreInstancePlan;
  readonly cache: StoreInstancePlan;
  /** Tenants, pools and members. */
  readonly users: readonly MemoryUser[];
  /** Pods that connect, at their peak. */
  readonly pods: number;
}

/** The memory that tenants share, and what every instance has in common; whoever has a pair of its own is no user of it. */
export interface StorePlan extends StorePairPlan {
  readonly image: string;
  readonly release: string;
  readonly exporterImage: string;
  readonly connectionsPerPod: number;
}
