/** Version of the kinds below. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export const RBAC_API = 'rbac.authorization.k8s.io/v1';

/** The slice of a Role's and ClusterRole's rules we emit: every one names its groups, resources and verbs, none has a `*`. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What a binding grants. */
export interface RoleRef {
  readonly apiGroup: 'rbac.authorization.k8s.io';
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
}

/** To whom: ServiceAccounts only, never groups. */
export interface Subject {
  readonly kind: 'ServiceAccount';
  readonly name: string;
  readonly namespace: string;
}
