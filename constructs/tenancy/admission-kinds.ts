/** The slice of `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicy we emit, since 1.30. https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export interface ValidatingAdmissionPolicySpec {
  readonly failurePolicy: 'Fail';
  readonly matchConstraints: {
    readonly matchPolicy: 'Equivalent';
    readonly namespaceSelector: Readonly<Record<string, never>>;
    readonly objectSelector: Readonly<Record<string, never>>;
    readonly resourceRules: readonly AdmissionResourceRule[];
  };
  /** CEL; where one is false, the policy is not asked. */
  readonly matchConditions?: readonly NamedExpression[];
  /** CEL, evaluated once and named. */
  readonly variables?: readonly NamedExpression[];
  readonly validations: readonly { readonly expression: string; readonly message: string; readonly reason: 'Forbidden' }[];
}

/** The slice of ValidatingAdmissionPolicyBinding we emit. */
export interface ValidatingAdmissionPolicyBindingSpec {
  readonly policyName: string;
  readonly validationActions: readonly 'Deny'[];
}

/** What a policy is asked about. */
export interface AdmissionResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
  readonly resources: readonly string[];
  readonly scope: '*';
}

interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}
