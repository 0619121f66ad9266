import { allocatable, INSTANCE_TYPES } from './instance-types';
import type { Violation } from '../../kernel/problems';
import { bytesText, cpuText } from '../../kernel/quantity';
import type { Demand } from '../quota/quota';

/** Share of the nodes kept for DaemonSets and for the next rollout. */
const NODE_RESERVE = 0.1;

/** What nodes have for pods. */
export type NodeRoom = Pick<Demand, 'cpuMillis' | 'memoryBytes' | 'pods'>;

/** A node pool at its largest. */
export interface PoolCapacity {
  readonly instanceTypes: readonly string[];
  readonly max: number;
}

/** What a pool gives at its maximum, by its smallest instance type, less the reserve. */
export function poolSupply({ instanceTypes, max }: PoolCapacity): NodeRoom {
  const nodes = instanceTypes.flatMap((name) => INSTANCE_TYPES[name] ?? []).map(allocatable);
  const least = (read: (node: (typeof nodes)[number]) => number): number =>
    // integers as far as they are exact: 10 × 0.9 as doubles may fall short of 9
    Math.floor((Math.min(...nodes.map(read)) * max * (100 - Math.round(NODE_RESERVE * 100))) / 100);
  return nodes.length === 0
    ? { cpuMillis: 0, memoryBytes: 0, pods: 0 }
    : {
        cpuMillis: least(({ cpuMillis }) => cpuMillis),
        memoryBytes: least(({ memoryBytes }) => memoryBytes),
        pods: least(({ pods }) => pods),
      };
}

/**
 * Rule `node-capacity`: where quotas promise more than the nodes can give, pods within their quota stay pending (our choice). Quotas are
 * held against the pool at its maximum, times a declared overcommit.
 */
export function checkQuotasFit(promised: NodeRoom, pool: PoolCapacity, overcommit: number): Violation | undefined {
  const supply = poolSupply(pool);
  const over = (['cpuMillis', 'memoryBytes', 'pods'] as const).filter((key) => promised[key] > supply[key] * overcommit);
  if (over.length === 0) return undefined;
  const text = { cpuMillis: cpuText, memoryBytes: bytesText, pods: String };
  const title = { cpuMillis: 'CPU', memoryBytes: 'memory', pods: 'pods' };
  return {
    rule: 'node-capacity',
    problem: over
      .map(
        (key) =>
          `quotas promise ${text[key](promised[key])} of ${title[key]}, but ${pool.max} nodes give ${text[key](Math.floor(supply[key] * overcommit))}`,
      )
      .join('; '),
    fix: `raise max, lower the agents' max, or declare an overcommit ratio`,
  };
}
