import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import type { AdmissionResourceRule, ValidatingAdmissionPolicyBindingSpec, ValidatingAdmissionPolicySpec } from './admission-kinds';

/** What a guard judges, and what it refuses. */
export interface AdmissionGuard extends Pick<ValidatingAdmissionPolicySpec, 'matchConditions' | 'variables' | 'validations'> {
  /** Of the policy and of its binding. */
  readonly name: string;
  /** Besides that of who manages it. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly resourceRules: readonly AdmissionResourceRule[];
}

/** A policy that refuses what it cannot evaluate, and its binding, which denies; both below `scope`. Returns the policy. */
export function admissionGuard(scope: Construct, { name, labels, resourceRules, ...judged }: AdmissionGuard): ApiObject {
  const metadata = { name, labels: { [APP_LABEL.managedBy]: MANAGED_BY, ...labels } };
  const policy = new ApiObject(scope, 'Resource', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      // what the server would default, written out: the struct is atomic, and a second apply would conflict
      matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules },
      ...judged,
    } satisfies ValidatingAdmissionPolicySpec,
  });
  new ApiObject(scope, 'Binding', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: { policyName: name, validationActions: ['Deny'] } satisfies ValidatingAdmissionPolicyBindingSpec,
  });
  return policy;
}
