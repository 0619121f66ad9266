/** The slice of `core/v1` ResourceQuota we emit. https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/resource-quota-v1/ */
export interface ResourceQuotaSpec {
  readonly hard: Readonly<Record<string, string>>;
  readonly scopeSelector?: {
    readonly matchExpressions: readonly {
      readonly scopeName: 'PriorityClass';
      readonly operator: 'In';
      readonly values: readonly string[];
    }[];
  };
}

/** The slice of `core/v1` LimitRange we emit. https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/limit-range-v1/ */
export interface LimitRangeSpec {
  readonly limits: readonly {
    readonly type: 'Container';
    readonly default: ResourceList;
    readonly defaultRequest: ResourceList;
    readonly max: ResourceList;
    readonly min: ResourceList;
  }[];
}

/** Quantities by resource name: `cpu`, `memory`, `ephemeral-storage`. */
export type ResourceList = Readonly<Record<string, string>>;
