import { NAMESPACE_NAME_LABEL } from '../../src/kernel/labels';
import { CLUSTER_DNS, type ServicePlace } from '../../src/features/services/places';
import type { PortRanges } from './external-host';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '../kinds/networking';

/** Namespaces by the presence of a label. */
export interface LabelledNamespaces {
  readonly namespaceSelector: { readonly matchExpressions: readonly { readonly key: string; readonly operator: 'Exists' }[] };
}

/** A policy that may also admit all namespaces with a label, such as those of tenants, whatever their names. */
export interface OpenPolicySpec extends Omit<NetworkPolicySpec, 'ingress'> {
  readonly ingress?: readonly {
    readonly from: readonly (NetworkPolicyPeer | LabelledNamespaces)[];
    readonly ports: readonly NetworkPolicyPort[];
  }[];
}

/** Every pod of every namespace that carries the tenant label, which only the platform can set. */
export function tenantNamespaces(tenantLabel: string): LabelledNamespaces {
  return { namespaceSelector: { matchExpressions: [{ key: tenantLabel, operator: 'Exists' }] } };
}

/** Both selectors in one item: these pods *of* this namespace. */
export function podsOf({ namespace, podLabels }: Omit<ServicePlace, 'port'>): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }, podSelector: { matchLabels: podLabels } };
}

/** TCP ports. */
export function tcp(...ports: readonly number[]): NetworkPolicyPort[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}

/** Cluster DNS over both protocols: answers that do not fit a datagram are asked for again over TCP (RFC 7766). */
export const TO_DNS: NetworkPolicySpec['egress'][number] = {
  to: [podsOf(CLUSTER_DNS)],
  ports: [
    { port: CLUSTER_DNS.port, protocol: 'UDP' },
    { port: CLUSTER_DNS.port, protocol: 'TCP' },
  ],
};

/** Addresses outside, by port. */
export function toRanges(ranges: readonly PortRanges[]): NetworkPolicySpec['egress'] {
  return ranges.map(({ port, cidrs }) => ({ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(port) }));
}
