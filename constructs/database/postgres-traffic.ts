import {
  POOLER_PLACE,
  INSTANCE_METRICS_PORT,
  POOLER_METRICS_PORT,
  POSTGRES_INSTANCES,
  STATUS_PORT,
} from '../../src/features/database/places';
import type { CallersPlan } from '../../src/features/services/places';
import type { PortRanges } from '../network/external-host';
import type { NetworkPolicySpec } from '../kinds/networking';
import { type OpenPolicySpec, podsOf, tcp, tenantNamespaces, TO_DNS, toRanges } from '../network/policy-rules';

/**
 * Instances: the operator and each other on both ports, the pooler as the only client, scraping.
 *
 * @param outside the API server, which the manager in every pod watches, and the object store of backups
 * @see https://cloudnative-pg.io/documentation/current/networking/
 */
export function instancePolicy({ databaseOperator, monitoring }: CallersPlan, outside: readonly PortRanges[]): NetworkPolicySpec {
  const { podLabels, port } = POSTGRES_INSTANCES;
  return {
    podSelector: { matchLabels: podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [podsOf(databaseOperator), podsOf(POSTGRES_INSTANCES)], ports: tcp(port, STATUS_PORT) },
      { from: [podsOf(POOLER_PLACE)], ports: tcp(port) },
      { from: [podsOf(monitoring)], ports: tcp(INSTANCE_METRICS_PORT) },
    ],
    egress: [TO_DNS, { to: [podsOf(POSTGRES_INSTANCES)], ports: tcp(port, STATUS_PORT) }, ...toRanges(outside)],
  };
}

/** The pooler: tenants and scraping in; instances and the API server out. */
export function poolerPolicy(tenantLabel: string, { monitoring }: CallersPlan, outside: readonly PortRanges[]): OpenPolicySpec {
  const { podLabels, port } = POOLER_PLACE;
  return {
    podSelector: { matchLabels: podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [tenantNamespaces(tenantLabel)], ports: tcp(port) },
      { from: [podsOf(monitoring)], ports: tcp(POOLER_METRICS_PORT) },
    ],
    egress: [TO_DNS, { to: [podsOf(POSTGRES_INSTANCES)], ports: tcp(POSTGRES_INSTANCES.port) }, ...toRanges(outside)],
  };
}
