import type { LabelSelector } from './core';

/** The slice of `policy/v1` PodDisruptionBudget we emit. https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/ */
export type PodDisruptionBudgetSpec = {
  readonly selector: LabelSelector;
  readonly unhealthyPodEvictionPolicy: 'AlwaysAllow';
} & ({ readonly maxUnavailable: number } | { readonly minAvailable: number | string });
