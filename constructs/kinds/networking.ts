import type { LabelSelector } from './core';

/** The slice of `networking.k8s.io/v1` NetworkPolicy we emit. https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly ['Ingress', 'Egress'];
  /** Left out where no caller is admitted: the server does not keep an empty list. */
  readonly ingress?: readonly { readonly from: readonly NetworkPolicyPeer[]; readonly ports: readonly NetworkPolicyPort[] }[];
  readonly egress: readonly { readonly to: readonly NetworkPolicyPeer[]; readonly ports: readonly NetworkPolicyPort[] }[];
}

/** Pods of a namespace (both selectors in one item: AND), or addresses outside. */
export interface NetworkPolicyPeer {
  readonly ipBlock?: { readonly cidr: string };
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

export interface NetworkPolicyPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}
