import { checkQuotasFit, type NodeRoom } from './cluster-capacity';
import type { NodePoolPlan } from './plan';
import type { OpenPool } from './platform-nodes';
import { demandOf, withHeadroom } from '../quota/quota';
import type { ComputeQuota } from '../quota/spec';
import type { PodResources } from '../resources/spec';
import { agentsOf } from '../services/clients';
import type { Findings } from '../../kernel/findings';
import { below } from '../../kernel/problems';
import { GI } from '../../kernel/quantity';

/** Pods of an agent, and the pool that they run on. */
interface PooledAgent {
  /** @default - any node that has no taint */
  readonly nodePool?: { readonly name: string } | undefined;
  readonly peakPods: number;
  /** What one pod is promised. */
  readonly requests: PodResources;
}

/** A tenant as far as nodes are promised to it. */
export interface PromisedTenant {
  /** What its pods may be promised at once. */
  readonly reserved: ComputeQuota;
  readonly agents: readonly PooledAgent[];
  readonly batch: readonly PooledAgent[];
}

/** The node pools of an environment, and what is promised of them. */
export interface PromisedNodes {
  readonly nodePools: readonly NodePoolPlan[];
  /** Ratio of promised quota to nodes at their maximum. */
  readonly overcommit: number;
}

/** Checks `node-capacity` for pools that agents run on. */
export function checkPromises(tenants: readonly PromisedTenant[], { nodePools, overcommit }: PromisedNodes, { problems }: Findings): void {
  const promised = promisedOn(tenants);
  for (const pool of nodePools) {
    const sum = promised.get(pool.name);
    if (sum !== undefined) problems.rule(below('nodePools', pool.name), checkQuotasFit(sum, pool, overcommit));
  }
}

/** The warning of `platform-nodes`: shared services tolerate no taint, so without a pool of untainted nodes it is unknown where they run. */
export function checkOpenPools(nodePools: readonly NodePoolPlan[], { warnings }: Findings): void {
  if (nodePools.length === 0 || nodePools.some(({ tainted }) => !tainted)) return;
  warnings.rule('nodePools', {
    rule: 'platform-nodes',
    problem: `unknown whether the shared services find room: they run on nodes without a taint, and all ${nodePools.length} pools have one`,
    fix: 'describe the pool that they run on, with tainted: false',
  });
}

/** Pools that the shared services run on: those without a taint, since their pods name no pool and tolerate none. */
export function openPools(tenants: readonly PromisedTenant[], { nodePools, overcommit }: PromisedNodes): OpenPool[] {
  const promised = promisedOn(tenants);
  return nodePools
    .filter(({ tainted }) => !tainted)
    .map(({ name, instanceTypes, size, max }) => {
      const { cpuMillis, memoryBytes, pods } = promised.get(name) ?? { cpuMillis: 0, memoryBytes: 0, pods: 0 };
      return {
        name,
        instanceTypes,
        size,
        max,
        promised: { cpuMillis: cpuMillis / overcommit, memoryBytes: memoryBytes / overcommit, pods: pods / overcommit },
      };
    });
}

/** What tenants may use of each node pool together, by its name; pools that no tenant runs on are left out. */
function promisedOn(tenants: readonly PromisedTenant[]): ReadonlyMap<string, NodeRoom> {
  const promised = new Map<string, NodeRoom>();
  for (const tenant of tenants) {
    for (const [name, { cpuMillis, memoryBytes, pods }] of promisesOf(tenant)) {
      const sum = promised.get(name) ?? { cpuMillis: 0, memoryBytes: 0, pods: 0 };
      promised.set(name, { cpuMillis: sum.cpuMillis + cpuMillis, memoryBytes: sum.memoryBytes + memoryBytes, pods: sum.pods + pods });
    }
  }
  return promised;
}

/** What one tenant may use of each node pool: its quota where it has agents on one pool only, else each pool's share of the derived one. */
function promisesOf(tenant: PromisedTenant): ReadonlyMap<string, NodeRoom> {
  const { reserved } = tenant;
  const pools = new Map<string, PooledAgent[]>();
  for (const agent of agentsOf(tenant)) {
    const pool = agent.nodePool?.name ?? '';
    pools.set(pool, [...(pools.get(pool) ?? []), agent]);
  }
  const [only] = pools.keys();
  if (only !== undefined && pools.size === 1) {
    const { cpu, memory, ephemeralStorage, pods } = reserved;
    // one pod that is as large as the quota
    const { cpuMillis, memoryBytes } = demandOf([{ peakPods: 1, resources: { cpu, memory, ephemeralStorage } }]);
    return new Map([[only, { cpuMillis, memoryBytes, pods }]]);
  }
  return new Map(
    [...pools].map(([name, agents]) => {
      const { cpuMillis, memoryBytes, pods } = demandOf(agents.map(({ peakPods, requests }) => ({ peakPods, resources: requests })));
      return [name, { cpuMillis: withHeadroom(cpuMillis, 1000), memoryBytes: withHeadroom(memoryBytes, GI), pods: withHeadroom(pods, 1) }];
    }),
  );
}
