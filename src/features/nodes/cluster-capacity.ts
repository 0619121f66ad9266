import { allocatable, INSTANCE_TYPES, type InstanceType } from './instance-types';
import type { Violation } from '../../kernel/problems';
import { GI } from '../../kernel/quantity';
import { NODE_POOL } from './schema';
import type { Demand } from '../quota/quota';

/** Share of the nodes kept for DaemonSets and for the next rollout. */
const NODE_RESERVE = 0.1;

/** What nodes have for pods. */
export type NodeRoom = Pick<Demand, 'cpuMillis' | 'memoryBytes' | 'pods'>;

/** A node pool at its largest. */
export interface PoolCapacity {
  readonly instanceTypes: readonly string[];
  /** What types bring that are not known. @default - nothing */
  readonly size?: InstanceType | undefined;
  readonly max: number;
}

/** What a pool gives at its maximum, by its smallest instance type, less the reserve. */
export function poolSupply({ instanceTypes, size, max }: PoolCapacity): NodeRoom {
  const nodes = instanceTypes.flatMap((name) => INSTANCE_TYPES[name] ?? size ?? []).map(allocatable);
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
  const over = KEYS.filter((key) => promised[key] > supply[key] * overcommit);
  if (over.length === 0) return undefined;
  const needed = nodesFor(promised, pool, overcommit);
  const short = needed === undefined ? '' : `: ${needed - pool.max} more ${needed - pool.max === 1 ? 'is' : 'are'} needed`;
  return {
    rule: 'node-capacity',
    problem: `quotas promise ${over
      .map((key) => {
        const given = Math.floor(supply[key] * overcommit);
        const [asks, gives] = sameUnit(key, promised[key], given);
        return `${asks}, but ${pool.max} node${pool.max === 1 ? '' : 's'} give ${gives}`;
      })
      .join('; ')}${short}`,
    fix: `${needed === undefined ? 'choose larger instance types' : `raise max to ${needed}`}, lower the agents' max, or declare an overcommit ratio`,
  };
}

const KEYS = ['cpuMillis', 'memoryBytes', 'pods'] as const;

/** The least maximum of a pool that gives what is promised; `undefined` where a group may not have as many nodes. */
function nodesFor(promised: NodeRoom, pool: PoolCapacity, overcommit: number): number | undefined {
  for (let max = pool.max + 1; max <= NODE_POOL.shape.max.said.max; max += 1) {
    const supply = poolSupply({ ...pool, max });
    if (KEYS.every((key) => promised[key] <= supply[key] * overcommit)) return max;
  }
  return undefined;
}

/** Two amounts in one unit, the first with its name. What is asked for is rounded up and what is given down, so that it never looks like enough. */
function sameUnit(key: keyof NodeRoom, asked: number, given: number): [string, string] {
  const gi = (bytes: number, round: (count: number) => number): string => `${round((bytes / GI) * HUNDREDTHS) / HUNDREDTHS}Gi`;
  switch (key) {
    case 'cpuMillis':
      return [`${asked / 1000} cores of CPU`, String(given / 1000)];
    case 'memoryBytes':
      return [`${gi(asked, Math.ceil)} of memory`, gi(given, Math.floor)];
    case 'pods':
      return [`${asked} pods`, String(given)];
  }
}

const HUNDREDTHS = 100;
