import { type ConnectionUser, SUPERUSER_RESERVED_CONNECTIONS } from './connections';
import type { Violation } from '../../kernel/problems';

/** Pods of the pooler beyond those wanted, while a rollout replaces them. */
export const POOLER_SURGE = 1;
/** Connections of others than tenants and superusers: the metrics exporter, a standby that rewinds. */
export const OPERATOR_CONNECTIONS = 5;
/** Connections that neither tenants nor the pooler can have. The operator itself is a superuser. */
export const RESERVED_CONNECTIONS = SUPERUSER_RESERVED_CONNECTIONS + OPERATOR_CONNECTIONS;

/** A pooler, by its numbers. */
export interface Pooling {
  /** Pods wanted. */
  readonly instances: number;
  /** Connections to the server that one pod opens for one role and database. */
  readonly poolSize: number;
}

/** Most connections that one role has at the server: its pool in every pod, those of a rollout included. */
export function roleConnections({ instances, poolSize }: Pooling): number {
  return (instances + POOLER_SURGE) * poolSize;
}

/**
 * Who opens connections to the server: each tenant's pool, and one of the pooler's own, by which it looks up passwords.
 *
 * @see https://cloudnative-pg.io/documentation/current/connection_pooling/#authentication
 */
export function serverConnections(tenants: number, { instances, poolSize }: Pooling): ConnectionUser[] {
  const pods = instances + POOLER_SURGE;
  return [
    { name: 'tenants', peakPods: pods * tenants, pool: poolSize },
    { name: 'authentication', peakPods: pods, pool: poolSize },
  ];
}

/**
 * Rule `pooler-clients`: when a pod of the pooler is lost, connections that find no place in the others are refused.
 *
 * @see https://cloudnative-pg.io/documentation/current/connection_pooling/
 */
export function checkPoolerClients(clients: number, instances: number, maxClients: number): Violation | undefined {
  const left = Math.max(instances - 1, 1);
  const holds = left * maxClients;
  return clients <= holds
    ? undefined
    : {
        rule: 'pooler-clients',
        problem: `agents open ${clients} connections at their peak, but ${left} of ${instances} pods of the pooler hold ${holds}`,
        fix: `raise maxClients of the pooler to ${Math.ceil(clients / left)}, or its instances to ${Math.ceil(clients / maxClients) + 1}`,
      };
}
