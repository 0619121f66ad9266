import type { MemoryRole } from '../capacity/memory-budget';
import { PLATFORM_SERVICES, type ServicePlace } from '../services';

/** Where each instance is found. */
export const MEMORY_PLACES: Readonly<Record<MemoryRole, ServicePlace & { readonly service: string }>> = {
  state: PLATFORM_SERVICES.redisState,
  cache: PLATFORM_SERVICES.redisCache,
};

/** Port of the exporter beside each instance. */
export const REDIS_METRICS_PORT = 9121;

/** Secret with the ACL file of an instance. */
export function aclSecret(role: MemoryRole): string {
  return `${MEMORY_PLACES[role].service}-acl`;
}

/** Key of the ACL file in its Secret, and its name where it is mounted. */
export const ACL_FILE = 'users.acl';

/** Secret with the passwords of those who run an instance, one file each. */
export function operatorsSecret(role: MemoryRole): string {
  return `${MEMORY_PLACES[role].service}-operators`;
}

/** Address of the server as containers of the same pod dial it. */
export const LOCAL_REDIS = `redis://127.0.0.1:${PLATFORM_SERVICES.redisState.port}`;
