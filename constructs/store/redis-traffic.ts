import { REDIS_METRICS_PORT } from '../../src/features/store/places';
import type { CallersPlan, NamedPlace } from '../../src/features/services/places';
import { type OpenPolicySpec, podsOf, tcp, tenantNamespaces } from '../network/policy-rules';

/**
 * The policy of an instance: tenants and scraping in, nothing out.
 *
 * @param tenantLabel key of the label that only the platform can set on a namespace
 * @param owner tenant whose own it is; `undefined` admits all of them
 */
export function redisPolicy(
  { podLabels, port }: NamedPlace,
  tenantLabel: string,
  owner: string | undefined,
  { monitoring }: CallersPlan,
): Omit<OpenPolicySpec, 'egress'> {
  const clients = owner === undefined ? tenantNamespaces(tenantLabel) : { namespaceSelector: { matchLabels: { [tenantLabel]: owner } } };
  return {
    podSelector: { matchLabels: podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [clients], ports: tcp(port) },
      { from: [podsOf(monitoring)], ports: tcp(REDIS_METRICS_PORT) },
    ],
    // no egress at all; an empty list would not be kept
  };
}
