import type { OpenPool } from '../features/nodes/platform-nodes';
import type { Findings } from '../kernel/findings';
import { promisedOn } from './promises';
import type { EnvironmentPlan } from './plan';
import type { Frame } from './frame';

/** The warning of `platform-nodes`: shared services tolerate no taint, so without a pool of untainted nodes it is unknown where they run. */
export function checkOpenPools({ spec, resolved }: Frame, { warnings }: Findings): void {
  if (spec.services === undefined || resolved.nodePools.length === 0) return;
  if (resolved.nodePools.some(({ tainted }) => !tainted)) return;
  warnings.rule('nodePools', {
    rule: 'platform-nodes',
    problem: `unknown whether the shared services find room: they run on nodes without a taint, and all ${resolved.nodePools.length} pools have one`,
    fix: 'describe the pool that they run on, with tainted: false',
  });
}

/** Pools that the shared services run on: those without a taint, since their pods name no pool and tolerate none. */
export function openPools({ nodePools, tenants, overcommit }: EnvironmentPlan): OpenPool[] {
  const promised = promisedOn(tenants);
  return nodePools
    .filter(({ tainted }) => !tainted)
    .map(({ name, instanceTypes, max }) => {
      const { cpuMillis, memoryBytes, pods } = promised.get(name) ?? { cpuMillis: 0, memoryBytes: 0, pods: 0 };
      return {
        name,
        instanceTypes,
        max,
        promised: { cpuMillis: cpuMillis / overcommit, memoryBytes: memoryBytes / overcommit, pods: pods / overcommit },
      };
    });
}
