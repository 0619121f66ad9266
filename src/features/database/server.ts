import type { DatabaseMemory } from './connections';
import { parseImage } from '../../kernel/images';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkOneLine } from '../../kernel/texts';

const MI = 2 ** 20;
/** Of the memory limit: https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS */
const SHARED_BUFFERS_SHARE = 0.25;
/** What the planner takes for cached; it reserves nothing. https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-EFFECTIVE-CACHE-SIZE */
const CACHE_SHARE = 0.5;

/** Oldest release with fixes, and oldest of the operator: https://www.postgresql.org/support/versioning/ */
const OLDEST_RELEASE = 14;
/** Seconds in which clients may finish, and in which an instance must stop: the drain of a node allows 15 minutes for all of its pods. */
export const SMART_SHUTDOWN_S = 60;
export const STOP_S = 600;

/**
 * Rule `database-image`: the operator reads the release of PostgreSQL from the tag and refuses an image without one.
 *
 * @see https://cloudnative-pg.io/documentation/current/container_images/#image-tag-requirements
 */
export function checkDatabaseImage(image: string): Violation | undefined {
  const tag = parseImage(image)?.tag;
  const release = /^(\d+)(?=[.-]|$)/.exec(tag ?? '')?.[1];
  return tag === undefined || Number(release) >= OLDEST_RELEASE
    ? undefined
    : {
        rule: 'database-image',
        problem: `the tag must begin with a release of PostgreSQL, ${OLDEST_RELEASE} or later, got ${shown(tag)}`,
        fix: `tag the image '17.6', or what it holds`,
      };
}

/** Sizes of a server, from its memory limit. */
export interface ServerSizes {
  readonly memoryBytes: number;
  readonly maxConnections: number;
  readonly workMemBytes: number;
  readonly maintenanceWorkMemBytes: number;
}

/** The numbers that the rule `connections` adds up. */
export function serverMemory({ memoryBytes, maxConnections, workMemBytes, maintenanceWorkMemBytes }: ServerSizes): DatabaseMemory {
  return { sharedBuffersBytes: megabytes(memoryBytes * SHARED_BUFFERS_SHARE) * MI, maxConnections, workMemBytes, maintenanceWorkMemBytes };
}

/** Settings that are derived; `MB` is 2²⁰ bytes to PostgreSQL. https://www.postgresql.org/docs/current/config-setting.html */
export function serverParameters(sizes: ServerSizes): Record<string, string> {
  const text = (count: number): string => `${megabytes(count)}MB`;
  return {
    effective_cache_size: text(sizes.memoryBytes * CACHE_SHARE),
    maintenance_work_mem: text(sizes.maintenanceWorkMemBytes),
    max_connections: String(sizes.maxConnections),
    password_encryption: 'scram-sha-256',
    shared_buffers: text(sizes.memoryBytes * SHARED_BUFFERS_SHARE),
    work_mem: text(sizes.workMemBytes),
  };
}

/**
 * Rule `database-parameter`: a parameter that is derived or counted by a capacity rule may not be changed behind its back.
 *
 * @see https://cloudnative-pg.io/documentation/current/postgresql_conf/
 */
export function checkParameter(name: string, value: string, derived: Readonly<Record<string, string>>): Violation | undefined {
  if (Object.hasOwn(derived, name) || name === 'superuser_reserved_connections' || name === 'autovacuum_max_workers') {
    return {
      rule: 'database-parameter',
      problem: `${shown(name)} is derived, or a number that capacity rules count with`,
      fix: 'leave it out; give memory or maxConnections instead',
    };
  }
  return /^[a-z_]+(\.[a-z_]+)?$/.test(name) && typeof value === 'string' && checkOneLine(value, `'250'`) === undefined
    ? undefined
    : {
        rule: 'database-parameter',
        problem: `${shown(name)}: ${shown(value)} is no setting`,
        fix: `write a name such as 'log_min_duration_statement' and its value as text`,
      };
}

function megabytes(count: number): number {
  return Math.floor(count / MI);
}

/** Rule `no-backup`: what every tenant keeps in the database is lost with its disks (our choice). */
export function checkBackup(backup: object | undefined): Violation | undefined {
  return backup !== undefined
    ? undefined
    : {
        rule: 'no-backup',
        problem: 'no backup is given: what every tenant keeps in the database is lost with its disks',
        fix: 'write backup: its object store and the hosts that it is reached at',
      };
}
