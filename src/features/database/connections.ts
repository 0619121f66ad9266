import type { Violation } from '../../kernel/problems';
import { bytesText } from '../../kernel/quantity';

/** Connections PostgreSQL keeps for superusers unless told otherwise. https://www.postgresql.org/docs/current/runtime-config-connection.html */
export const SUPERUSER_RESERVED_CONNECTIONS = 3;
/** Private memory of one backend besides `work_mem`: catalogue caches, plans, buffers. */
const BACKEND_BYTES = 10 * 2 ** 20;
/** Autovacuum workers unless told otherwise; each may use `maintenance_work_mem`. https://www.postgresql.org/docs/current/runtime-config-autovacuum.html */
const AUTOVACUUM_WORKERS = 3;

/** Who opens connections: an agent with a pool in each pod, or a pooler with one for each role and database. */
export interface ConnectionUser {
  readonly name: string;
  /** Most pods alive at once: of an agent at its rollout peak. */
  readonly peakPods: number;
  /** Connections one pod keeps. */
  readonly pool: number;
  /** Connections one pod opens beyond its pool when it is busy. @default 0 */
  readonly overflow?: number;
}

/** The other side: a server, or all pods of a pooler. */
export interface ConnectionLimit {
  /** `max_connections`; of a pooler pods × `max_client_conn`. */
  readonly maxConnections: number;
  /** Connections that these users cannot have: superusers', the operator's. */
  readonly reserved: number;
}

/** Connections at the peak: Σ peak pods × (pool + overflow). */
export function connectionsOpened(users: readonly ConnectionUser[]): number {
  return users.reduce((sum, { peakPods, pool, overflow = 0 }) => sum + peakPods * (pool + overflow), 0);
}

/**
 * Rule `connections`: when the pools of all pods together open more than max_connections, the last pods of a rollout cannot connect.
 * Checked: Σ peak × (pool + overflow) + reserved ≤ max_connections.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS
 */
export function checkConnectionsFit(
  users: readonly ConnectionUser[],
  { maxConnections, reserved }: ConnectionLimit,
): Violation | undefined {
  const opened = connectionsOpened(users);
  const needed = opened + reserved;
  return needed <= maxConnections
    ? undefined
    : {
        rule: 'connections',
        problem: `${opened} connections at the peak + ${reserved} reserved = ${needed}, but max_connections is ${maxConnections}`,
        fix: `lower the pools, put a pooler in front, or raise max_connections to ${needed} and the memory with it`,
      };
}

/** What a PostgreSQL server uses at worst. */
export interface DatabaseMemory {
  readonly sharedBuffersBytes: number;
  readonly maxConnections: number;
  readonly workMemBytes: number;
  readonly maintenanceWorkMemBytes: number;
  /** @default 3 */
  readonly autovacuumWorkers?: number;
}

/** shared_buffers + connections × (work_mem + backend) + autovacuum workers × maintenance_work_mem. */
export function databaseMemoryNeeded({
  sharedBuffersBytes,
  maxConnections,
  workMemBytes,
  maintenanceWorkMemBytes,
  autovacuumWorkers = AUTOVACUUM_WORKERS,
}: DatabaseMemory): number {
  return sharedBuffersBytes + maxConnections * (workMemBytes + BACKEND_BYTES) + autovacuumWorkers * maintenanceWorkMemBytes;
}

/**
 * Rule `database-memory`: every connection may sort at once, and a server that needs more than its memory limit is killed.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-WORK-MEM
 */
export function checkDatabaseMemory(memory: DatabaseMemory, limitBytes: number): Violation | undefined {
  const { sharedBuffersBytes, maxConnections, workMemBytes, maintenanceWorkMemBytes, autovacuumWorkers = AUTOVACUUM_WORKERS } = memory;
  const needed = databaseMemoryNeeded(memory);
  return needed <= limitBytes
    ? undefined
    : {
        rule: 'database-memory',
        problem: `shared_buffers ${bytesText(sharedBuffersBytes)} + ${maxConnections} connections × (work_mem ${bytesText(workMemBytes)} + ${bytesText(BACKEND_BYTES)}) + ${autovacuumWorkers} autovacuum workers × ${bytesText(maintenanceWorkMemBytes)} = ${bytesText(needed)}, but the limit is ${bytesText(limitBytes)}`,
        fix: `lower max_connections and put a pooler in front, or raise the limit to ${bytesText(needed)}`,
      };
}

/**
 * Rule `database-instances`: with two instances the loss of one leaves no standby, and the next loss is an outage. One instance is allowed
 * where the environment accepts the outage.
 *
 * @see https://cloudnative-pg.io/documentation/current/replication/
 */
export function checkDatabaseInstances(instances: number, acceptsOutage: boolean): Violation | undefined {
  const least = 3;
  return instances >= least || (instances === 1 && acceptsOutage)
    ? undefined
    : {
        rule: 'database-instances',
        problem: `${instances} instances, but ${least} are needed to lose one and keep a standby`,
        fix: `write instances: ${least}, or instances: 1 and acceptsOutage: true`,
      };
}

/**
 * Rule `database-zones`: an instance that must have a zone of its own and finds none never starts.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export function checkDatabaseZones(instances: number, zones: number): Violation | undefined {
  return instances <= zones
    ? undefined
    : {
        rule: 'database-zones',
        problem: `${instances} instances, each in a zone of its own, but there are ${zones} zones: the others never start`,
        fix: `write at most instances: ${zones}, or zones: ${instances} if nodes stand in as many`,
      };
}
