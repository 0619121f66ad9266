import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DEFAULT_LABEL_DOMAIN, labelKeys } from '../../src/kernel/labels';
import { checkLabelDomain } from '../../src/kernel/names';
import { checkObjectName } from '../../src/kernel/object-kind';
import { Problems } from '../../src/kernel/problems';
import { checkFeature } from '../../src/kernel/versions';
import { admissionGuard } from './admission-guard';
import { Target } from '../kinds/target';
import { written } from '../kinds/door';

/** Label of Pod Security Admission that decides what is refused: https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Properties for `TenantGuard`. */
export interface TenantGuardProps {
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** Name of the policy and of its binding. @default 'protect-tenant-label' */
  readonly name?: string;
}

/**
 * Keeps the tenant label of namespaces from being changed, added or removed, and tenants' namespaces at `restricted`. Once a cluster.
 *
 * Network policies and reports trust that label; without this, a user who may patch a namespace could move it into another tenant, or
 * switch off Pod Security. Namespaces are still created and deleted freely.
 *
 * @example
 * new TenantGuard(chart, 'TenantGuard');
 */
export class TenantGuard extends Construct {
  public readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: TenantGuardProps = {}) {
    super(scope, id);
    props = written(this, 'TenantGuardProps', props);
    const domain = props.labelDomain ?? DEFAULT_LABEL_DOMAIN;
    const name = props.name ?? 'protect-tenant-label';
    const problems = Problems.of(this.node.path);
    problems.rule('labelDomain', checkLabelDomain(domain));
    problems.rule('name', checkObjectName(name));
    problems.rule('target', checkFeature(Target.of(this), 'validating-admission-policy'));
    problems.throwIfAny();

    const { tenant } = labelKeys(domain);
    const label = (object: 'object' | 'oldObject', key: string): string =>
      `has(${object}.metadata.labels) && '${key}' in ${object}.metadata.labels ? ${object}.metadata.labels['${key}'] : ''`;
    this.apiObject = admissionGuard(this, {
      name,
      resourceRules: [
        // labels can be written through the subresources too
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['UPDATE'],
          resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
          scope: '*',
        },
      ],
      variables: [
        { name: 'tenantBefore', expression: label('oldObject', tenant) },
        { name: 'tenantAfter', expression: label('object', tenant) },
        { name: 'enforceAfter', expression: label('object', ENFORCE) },
      ],
      validations: [
        {
          expression: 'variables.tenantBefore == variables.tenantAfter',
          message: `the label ${tenant} of a namespace cannot be changed, added or removed`,
          reason: 'Forbidden',
        },
        {
          expression: `variables.tenantBefore == '' || variables.enforceAfter == 'restricted'`,
          message: `the label ${ENFORCE} of a tenant's namespace must stay 'restricted'`,
          reason: 'Forbidden',
        },
      ],
    });
  }
}
