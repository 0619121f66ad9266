import type { MemoryRole } from './memory-share';
import { type NamedPlace, platformPlace } from '../services/places';

/** Port of every instance. */
const REDIS_PORT = 6379;
/** Port of the exporter beside each instance. */
export const REDIS_METRICS_PORT = 9121;
/** Key of the ACL file in its Secret, and its name where it is mounted. */
export const ACL_FILE = 'users.acl';
/** Address of the server as containers of the same pod dial it; the scheme means TLS. */
export const LOCAL_REDIS = `rediss://127.0.0.1:${REDIS_PORT}`;

/**
 * Where an instance is found: the one that tenants share, or that of an `owner`.
 *
 * It stands in the platform's namespace either way: in the tenant's namespace, rights to exec or delete there would include the server.
 */
export function memoryPlace(role: MemoryRole, owner?: string): NamedPlace {
  return platformPlace(owner === undefined ? `redis-${role}` : `redis-${role}-${owner}`, REDIS_PORT);
}

/** Secret with the ACL file of an instance. */
export function aclSecret({ service }: NamedPlace): string {
  return `${service}-acl`;
}

/** Secret with the certificate of an instance. */
export function memoryTlsSecret({ service }: NamedPlace): string {
  return `${service}-tls`;
}

/** Secret with the passwords of those who run an instance, one file each. */
export function operatorsSecret({ service }: NamedPlace): string {
  return `${service}-operators`;
}
