import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type IdentityPlan, planIdentity } from '../../src/features/delivery/stage-plan';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { planOf } from '../kinds/planned';
import { type DeliveryStage, stageInput } from './delivery-stage';
import { RBAC_API, type PolicyRule, type RoleRef, type Subject } from '../kinds/rbac';
import { written } from '../kinds/door';

/** Properties for `DeliveryIdentity`. */
export interface DeliveryIdentityProps {
  /** Name of the ServiceAccount and of everything that it is granted. */
  readonly name: string;
  /** Namespace of the engine, in which the ServiceAccount is. */
  readonly namespace: string;
  readonly stage: DeliveryStage;
}

/**
 * The identity that applies one stage: a ServiceAccount in the engine's namespace, where no pod of a tenant can use it, with rights to
 * exactly the kinds that the stage renders, in exactly its namespaces. Cluster-scoped objects are granted by name. It has no rights to
 * Secrets and RBAC, may only read pods, and may not delete what holds data.
 *
 * An administrator applies it, because RBAC lets a user grant only rights that the user has.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new DeliveryIdentity(chart, 'Identity', {
 *   name: 'shop-tenant-acme',
 *   namespace: 'flux-system',
 *   stage: { name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) },
 * });
 */
export class DeliveryIdentity extends Construct {
  /** The ServiceAccount. */
  public readonly apiObject: ApiObject;
  /** Name of the ServiceAccount. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: DeliveryIdentityProps) {
    super(scope, id);
    props = written(this, 'DeliveryIdentityProps', props);
    const { name, namespace, rights } = planOf<IdentityPlan>(props) ?? planProps(this, props);
    this.name = name;
    const labels = { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' };
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels },
      automountServiceAccountToken: false,
    });
    for (const { namespace: where, rules } of rights) {
      const [role, binding] = where === undefined ? ['ClusterRole', 'ClusterRoleBinding'] : ['Role', 'RoleBinding'];
      const metadata = { name, ...(where !== undefined && { namespace: where }), labels };
      const at = where === undefined ? 'Cluster' : `In-${where}`;
      new ApiObject(this, `${at}-Role`, { apiVersion: RBAC_API, kind: role, metadata, rules: rules satisfies readonly PolicyRule[] });
      new ApiObject(this, `${at}-Binding`, {
        apiVersion: RBAC_API,
        kind: binding,
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: where === undefined ? 'ClusterRole' : 'Role', name } satisfies RoleRef,
        subjects: [{ kind: 'ServiceAccount', name, namespace } satisfies Subject],
      });
    }
  }
}

function planProps(scope: Construct, { name, namespace, stage }: DeliveryIdentityProps): IdentityPlan {
  const problems = Problems.of(scope.node.path);
  problems.rule('stage.name', checkDnsLabel(stage.name));
  const plan = planIdentity(problems, { name, namespace, stage: stageInput(stage) });
  problems.throwIfAny();
  return plan;
}
