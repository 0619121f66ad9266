import type { NodeRoom } from '../features/nodes/cluster-capacity';
import { demandOf, withHeadroom } from '../features/quota/quota';
import { GI } from '../kernel/quantity';
import { agentsOf } from './agents-of';
import type { TenantPlan } from '../features/tenancy/plan';

/** What tenants may use of each node pool together, by its name; pools that nobody runs on are left out. */
export function promisedOn(tenants: readonly TenantPlan[]): ReadonlyMap<string, NodeRoom> {
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
function promisesOf(tenant: TenantPlan): ReadonlyMap<string, NodeRoom> {
  const { quota } = tenant;
  const pools = new Map<string, ReturnType<typeof agentsOf>>();
  for (const agent of agentsOf(tenant)) {
    const pool = agent.nodePool?.name ?? '';
    pools.set(pool, [...(pools.get(pool) ?? []), agent]);
  }
  const [only] = pools.keys();
  if (only !== undefined && pools.size === 1) {
    const { cpu, memory, ephemeralStorage, pods } = quota;
    // one pod that is as large as the quota
    const { cpuMillis, memoryBytes } = demandOf([{ peakPods: 1, resources: { cpu, memory, ephemeralStorage } }]);
    return new Map([[only, { cpuMillis, memoryBytes, pods }]]);
  }
  return new Map(
    [...pools].map(([name, agents]) => {
      const { cpuMillis, memoryBytes, pods } = demandOf(agents);
      return [name, { cpuMillis: withHeadroom(cpuMillis, 1000), memoryBytes: withHeadroom(memoryBytes, GI), pods: withHeadroom(pods, 1) }];
    }),
  );
}
