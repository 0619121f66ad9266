import type { Violation } from '../../kernel/problems';
import { bytesText, cpuText } from '../../kernel/quantity';
import { type NodeRoom, type PoolCapacity, poolSupply } from './cluster-capacity';
import { checkRolloutHosts, checkRolloutZones } from '../availability/disruption';
import { ZONES } from '../clusters/schema';
import { NODE_POOL } from './schema';

/** The pods of one shared service at its rollout peak. */
export interface PlatformPods {
  readonly name: string;
  readonly peakPods: number;
  /** Of one pod, sidecars included. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Whether each zone must take its part. */
  readonly zoneBound: boolean;
  /** Whether no two of them may share a node. */
  readonly hostBound: boolean;
}

/** A pool of nodes that any pod may run on, and what tenants are promised of it. */
export interface OpenPool extends PoolCapacity {
  readonly name: string;
  /** Quotas, less a declared overcommit. */
  readonly promised: NodeRoom;
}

const MI = 2 ** 20;
const NOTHING: NodeRoom = { cpuMillis: 0, memoryBytes: 0, pods: 0 };
const KEYS = ['cpuMillis', 'memoryBytes', 'pods'] as const;

/**
 * Rule `platform-nodes`: shared services without room at their rollout peak stay pending, and all tenants wait for them (our choice). They
 * must fit beside what tenants are promised, less the same reserve, while one node of their pools at the maximum is missing.
 *
 * A pod that is bound to a zone whose only node is missing waits for the node: its group was made to do without one member.
 */
export function checkPlatformFits(services: readonly PlatformPods[], pools: readonly OpenPool[]): Violation[] {
  if (services.length === 0 || pools.length === 0) return [];
  // whichever pool loses the node
  for (const loser of pools) {
    const problem = oneMissing(services, pools, loser);
    if (problem !== undefined) return [{ rule: 'platform-nodes', problem, fix: fixOf(services, pools) }];
  }
  return [...checkZonesFit(services, pools), ...checkHostsFit(services, pools)];
}

/** The least maximum that is enough, where one pool alone is to grow. */
function fixOf(services: readonly PlatformPods[], pools: readonly OpenPool[]): string {
  const [pool] = pools;
  if (pool === undefined || pools.length > 1) return 'raise max of one of these pools, or lower sizes or counts of the services';
  for (let max = pool.max + 1; max <= NODE_POOL.shape.max.said.max; max += 1) {
    const larger = { ...pool, max };
    if (oneMissing(services, [larger], larger) === undefined)
      return `raise max of '${pool.name}' to ${max}, or lower sizes or counts of the services`;
  }
  return `give '${pool.name}' larger instance types, or lower the sizes of the services`;
}

function oneMissing(services: readonly PlatformPods[], pools: readonly OpenPool[], loser: OpenPool): string | undefined {
  const left = pools.map((pool) => ({ ...pool, max: pool.max - (pool === loser ? 1 : 0) }));
  const nodes = left.flatMap(freeNodes);
  const asked = services.reduce((sum, service) => plus(sum, podOf(service), service.peakPods), NOTHING);
  const given = nodes.reduce((sum, node) => plus(sum, node, 1), NOTHING);
  const count = `${nodes.length} of ${pools.reduce((sum, { max }) => sum + max, 0)} nodes`;
  const over = KEYS.filter((key) => asked[key] > given[key]);
  if (over.length > 0) {
    const both = over.map((key) => `${amountText(key, asked[key])}, but ${count} give ${valueText(key, given[key])}`);
    return `shared services at their rollout peak ask for ${both.join('; for ')}`;
  }
  const homeless = pack(services, nodes)[0];
  if (homeless === undefined) return undefined;
  const { name } = homeless;
  const largest = left.flatMap((pool) => freeNodes({ ...pool, max: 1, promised: NOTHING }));
  const most = (key: 'cpuMillis' | 'memoryBytes'): string => amountText(key, Math.max(...largest.map((node) => node[key])));
  const asks = `${amountText('cpuMillis', homeless.cpuMillis)} and ${amountText('memoryBytes', homeless.memoryBytes)}`;
  return `a pod of '${name}' asks for ${asks} and finds no room on ${count}, of which one gives ${most('cpuMillis')} and ${most('memoryBytes')} to all its pods`;
}

/**
 * Checks `rollout-zones` for each service in turn, beside the others that are bound to zones. Managed node groups spread nodes over their
 * zones evenly.
 */
function checkZonesFit(services: readonly PlatformPods[], pools: readonly OpenPool[]): Violation[] {
  const bound = services.filter(({ zoneBound, peakPods }) => zoneBound && peakPods > 1);
  const share = (service: PlatformPods): PlatformPods => ({ ...service, peakPods: Math.ceil(service.peakPods / ZONES) });
  return bound.flatMap((service) => {
    const nodes = pools.flatMap((pool) =>
      freeNodes({ ...pool, max: Math.floor(pool.max / ZONES), promised: scaled(pool.promised, 1 / ZONES) }),
    );
    pack(bound.filter((other) => other !== service).map(share), nodes);
    const room = nodes.reduce((sum, node) => sum + fitting(podOf(service), node), 0);
    // a pod of a set is stopped before it is replaced
    const update = { maxSurge: 0, maxUnavailable: 1 };
    const violation = checkRolloutZones(service.peakPods, update, Array<number>(ZONES).fill(room));
    return violation === undefined ? [] : [{ ...violation, problem: `'${service.name}': ${violation.problem}` }];
  });
}

/** Checks `rollout-hosts` for each service in turn. */
function checkHostsFit(services: readonly PlatformPods[], pools: readonly OpenPool[]): Violation[] {
  const hosts = pools.reduce((sum, { max }) => sum + max, 0);
  return services.flatMap(({ name, peakPods, hostBound }) => {
    const violation = hostBound ? checkRolloutHosts(peakPods, hosts) : undefined;
    return violation === undefined ? [] : [{ ...violation, problem: `'${name}': ${violation.problem}` }];
  });
}

/** The nodes of a pool, each less its part of what tenants are promised. */
function freeNodes(pool: OpenPool): Mutable[] {
  const one = poolSupply({ ...pool, max: 1 });
  const taken = scaled(pool.promised, 1 / Math.max(1, pool.max));
  return Array.from({ length: Math.max(0, pool.max) }, () => ({
    cpuMillis: Math.floor(one.cpuMillis - taken.cpuMillis),
    // in whole Mi, so that messages can be read
    memoryBytes: Math.floor((one.memoryBytes - taken.memoryBytes) / MI) * MI,
    pods: Math.floor(one.pods - taken.pods),
  }));
}

type Mutable = { -readonly [key in keyof NodeRoom]: NodeRoom[key] };

/** Largest pods first, each to the first node with room, which is taken from it. Returns what found none. */
function pack(services: readonly PlatformPods[], nodes: readonly Mutable[]): PlatformPods[] {
  const pods = services
    .flatMap((service) => Array.from({ length: service.peakPods }, () => service))
    .sort((a, b) => b.cpuMillis - a.cpuMillis || b.memoryBytes - a.memoryBytes);
  return pods.filter((service) => {
    const pod = podOf(service);
    const home = nodes.find((node) => fitting(pod, node) >= 1);
    if (home !== undefined) for (const key of KEYS) home[key] -= pod[key];
    return home === undefined;
  });
}

/** Pods of one size that a node has room for. */
function fitting(pod: NodeRoom, node: NodeRoom): number {
  return Math.max(0, Math.min(...KEYS.filter((key) => pod[key] > 0).map((key) => Math.floor(node[key] / pod[key]))));
}

function podOf({ cpuMillis, memoryBytes }: PlatformPods): NodeRoom {
  return { cpuMillis, memoryBytes, pods: 1 };
}

function plus(sum: NodeRoom, one: NodeRoom, times: number): NodeRoom {
  return scaled(sum, 1, scaled(one, times));
}

function scaled(room: NodeRoom, by: number, and: NodeRoom = NOTHING): NodeRoom {
  return {
    cpuMillis: room.cpuMillis * by + and.cpuMillis,
    memoryBytes: room.memoryBytes * by + and.memoryBytes,
    pods: room.pods * by + and.pods,
  };
}

function amountText(key: keyof NodeRoom, amount: number): string {
  if (key === 'pods') return `${amount} pod${amount === 1 ? '' : 's'}`;
  return `${valueText(key, amount)} of ${key === 'cpuMillis' ? 'CPU' : 'memory'}`;
}

function valueText(key: keyof NodeRoom, amount: number): string {
  if (key === 'pods') return String(amount);
  return key === 'cpuMillis' ? cpuText(amount) : bytesText(amount);
}
