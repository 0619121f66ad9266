import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { deliveredKind, checkDeliveredKind } from '../../src/features/delivery/kinds';
import { checkDeliveryName } from '../../src/features/delivery/stages';
import { APP_LABEL } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { byText } from '../../src/kernel/order';
import { Problems } from '../../src/kernel/problems';
import { checkFeature } from '../../src/kernel/versions';
import { admissionGuard } from '../tenancy/admission-guard';
import type { DeliveredObject } from './delivery-stage';
import type { AdmissionResourceRule } from '../tenancy/admission-kinds';
import { Target } from '../kinds/target';
import { written } from '../kinds/door';

/** Properties for `DeliveryGuard`. */
export interface DeliveryGuardProps {
  /** What the names of all stages' ServiceAccounts begin with, without the hyphen after it. */
  readonly prefix: string;
  /** Namespace of the ServiceAccounts. */
  readonly namespace: string;
  /** Stage that keeps the objects. @default 'namespaces' */
  readonly keeper?: string;
  /** Objects that the other stages must leave alone, by kind and name, in any namespace. */
  readonly objects: DeliveredObject[];
}

/**
 * Keeps the stages' identities from the objects that bound a namespace but are of kinds that they may write: its default-deny NetworkPolicy
 * and its `default` ServiceAccount. RBAC knows no "all but these", and rights by name would need an administrator for every new agent.
 * Other identities are not restricted.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new DeliveryGuard(chart, 'Guard', {
 *   prefix: 'shop',
 *   namespace: 'flux-system',
 *   objects: [
 *     { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'tenant-acme' },
 *     { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: 'tenant-acme' },
 *   ],
 * });
 */
export class DeliveryGuard extends Construct {
  public readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: DeliveryGuardProps) {
    super(scope, id);
    props = written(this, 'DeliveryGuardProps', props);
    const { prefix, namespace, keeper = 'namespaces', objects } = props;
    const name = `${prefix}-delivery-guard`;
    const problems = Problems.of(this.node.path);
    problems.rule('prefix', checkDeliveryName(name));
    problems.rule('namespace', checkDnsLabel(namespace));
    problems.rule('keeper', checkDnsLabel(keeper));
    problems.that(objects.length > 0, 'objects', 'delivery-empty', 'there is nothing to guard', 'leave the guard out');
    objects.forEach((object, index) => problems.rule(`objects[${index}]`, checkDeliveredKind(object.apiVersion, object.kind)));
    objects.forEach((object, index) => problems.rule(`objects[${index}].name`, checkDnsLabel(object.name)));
    problems.rule('target', checkFeature(Target.of(this), 'validating-admission-policy'));
    problems.throwIfAny();

    const guarded = [...new Set(objects.map((object) => `${object.kind}/${object.name}`))].sort(byText);
    const account = `system:serviceaccount:${namespace}:${prefix}-`;
    this.apiObject = admissionGuard(this, {
      name,
      labels: { [APP_LABEL.component]: 'delivery' },
      resourceRules: resourceRules(objects),
      matchConditions: [
        { name: 'deployers', expression: `request.userInfo.username.startsWith('${account}')` },
        { name: 'not-the-keeper', expression: `request.userInfo.username != '${account}${keeper}'` },
      ],
      validations: [
        {
          expression: `!(request.kind.kind + '/' + (object != null ? object.metadata.name : oldObject.metadata.name) in [${guarded.map((one) => `'${one}'`).join(', ')}])`,
          message: `${guarded.join(' and ')} bound the namespace: only the stage '${keeper}' applies them`,
          reason: 'Forbidden',
        },
      ],
    });
  }
}

function resourceRules(objects: readonly DeliveredObject[]): AdmissionResourceRule[] {
  const groups = new Map<string, Set<string>>();
  for (const { apiVersion, kind } of objects) {
    const known = deliveredKind(apiVersion, kind);
    if (known === undefined) continue;
    groups.set(known.group, (groups.get(known.group) ?? new Set()).add(known.resource));
  }
  return [...groups.entries()]
    .sort(([a], [b]) => byText(a, b))
    .map(([group, resources]) => ({
      apiGroups: [group],
      apiVersions: ['*'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
      resources: [...resources].sort(byText),
      scope: '*',
    }));
}
