import type { Violation } from '../../kernel/problems';
import { bytesText } from '../../kernel/quantity';
import { shown } from '../../kernel/shown';

/**
 * Largest share of the memory limit for data: buffers, fragmentation and the pages that writes copy while a child rewrites the file need the rest.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/admin/
 */
const MAXMEMORY_SHARE = 0.65;
/** Descriptors a server keeps of its `maxclients`: https://redis.io/docs/latest/develop/reference/clients/ */
const RESERVED_CLIENTS = 32;

const MI = 2 ** 20;

/** The role of a store instance. The two roles never share an instance, because eviction is a setting of the whole server. */
export type MemoryRole = 'state' | 'cache';

/** The eviction that each role means: state that vanishes silently is lost, a cache that refuses writes is no cache. */
export const EVICTION: Readonly<Record<MemoryRole, string>> = { state: 'noeviction', cache: 'allkeys-lru' };

/** The memory share of one user of the store. */
export interface MemoryBudget {
  readonly name: string;
  readonly bytes: number;
}

/** Clients of one workload, by connections. */
export interface MemoryClients {
  /** Most pods alive at once. */
  readonly peakPods: number;
  /** Connections one pod opens. */
  readonly pool: number;
}

/** Largest `maxmemory` of a memory limit, in whole Mi. */
export function maxmemoryOf(memoryLimitBytes: number): number {
  return Math.floor((memoryLimitBytes * Math.round(MAXMEMORY_SHARE * 100)) / 100 / MI) * MI;
}

/**
 * Rule `maxmemory`: a save copies pages that change meanwhile, and without room for them the kernel kills the server.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/
 */
export function checkMaxmemory(maxmemoryBytes: number, memoryLimitBytes: number): Violation | undefined {
  const most = maxmemoryOf(memoryLimitBytes);
  return maxmemoryBytes <= most
    ? undefined
    : {
        rule: 'maxmemory',
        problem: `maxmemory is ${bytesText(maxmemoryBytes)}, but ${MAXMEMORY_SHARE} of the limit of ${bytesText(memoryLimitBytes)} is ${bytesText(most)}`,
        fix: `lower it to ${bytesText(most)}, or raise the limit to ${bytesText(Math.ceil(maxmemoryBytes / MAXMEMORY_SHARE / MI) * MI)}`,
      };
}

/**
 * Rule `memory-budgets`: Redis knows no memory limit per user, so memory shares that exceed maxmemory let one tenant take the room of
 * another (our choice). Checked: Σ budgets ≤ maxmemory. The server knows no limit per user, so the promise is the only one.
 */
export function checkMemoryBudgetsFit(budgets: readonly MemoryBudget[], maxmemoryBytes: number): Violation | undefined {
  const promised = budgets.reduce((sum, { bytes }) => sum + bytes, 0);
  return promised <= maxmemoryBytes
    ? undefined
    : {
        rule: 'memory-budgets',
        problem: `${budgets.length} budgets promise ${bytesText(promised)}, but maxmemory is ${bytesText(maxmemoryBytes)}`,
        fix: `lower the budgets, raise the memory, or give ${largestOf(budgets)} an instance of its own`,
      };
}

/** `'acme', the largest,`; no name where several have as much. */
function largestOf(budgets: readonly MemoryBudget[]): string {
  const most = Math.max(...budgets.map(({ bytes }) => bytes));
  const [largest, ...others] = budgets.filter(({ bytes }) => bytes === most);
  return largest === undefined || others.length > 0 ? 'the largest' : `${shown(largest.name)}, the largest,`;
}

/** Connections of all clients at the rollout peak: Σ peak pods × pool. */
export function connectionsOf(clients: readonly MemoryClients[]): number {
  return clients.reduce((sum, { peakPods, pool }) => sum + peakPods * pool, 0);
}

/**
 * Rule `memory-clients`: the server refuses connections beyond maxclients, and the last pods of a rollout cannot connect. Checked: Σ peak
 * pods × pool + reserve ≤ maxclients.
 *
 * @see https://redis.io/docs/latest/develop/reference/clients/
 */
export function checkMemoryClientsFit(clients: readonly MemoryClients[], maxclients: number): Violation | undefined {
  const opened = connectionsOf(clients);
  const needed = opened + RESERVED_CLIENTS;
  return needed <= maxclients
    ? undefined
    : {
        rule: 'memory-clients',
        problem: `${opened} connections at the rollout peak + ${RESERVED_CLIENTS} reserved = ${needed}, but maxclients is ${maxclients}`,
        fix: `raise maxclients to ${needed}, or lower the pools`,
      };
}
