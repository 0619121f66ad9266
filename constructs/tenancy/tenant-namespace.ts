import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkContents, containerRange, hardLimits, type NamespaceContents, type QuotaPlan } from '../../src/features/quota/plan';
import { contentsOf } from '../../src/features/tenancy/contents';
import { type NamespacePlan, planNamespace } from '../../src/features/tenancy/plan';
import { RESERVED_PRIORITY_CLASSES } from '../../src/features/tenancy/priority';
import type { Manifest } from '../../src/features/services/rendered';
import { Problems } from '../../src/kernel/problems';
import type { LimitRangeSpec, ResourceQuotaSpec } from '../kinds/namespace';
import { planOf } from '../kinds/planned';
import { Target } from '../kinds/target';
import { guardedNamespace, inNamespace, namespaceDefaults } from './guarded-namespace';
import { written } from '../kinds/door';

/** What the pods of a tenant may use at once; requests and limits alike. */
export interface TenantQuota {
  /** CPU quantity, e.g. `'16'`. */
  readonly cpu: string;
  /** Memory quantity, e.g. `'64Gi'`. */
  readonly memory: string;
  /** Ephemeral storage quantity. @default - that of the workloads at their rollout peak, and a tenth more */
  readonly ephemeralStorage?: string;
  /** Pods, at least 1. */
  readonly pods: number;
}

/** Properties for `TenantNamespace`. */
export interface TenantNamespaceProps {
  /** Id of the tenant; value of the tenant label. */
  readonly tenant: string;
  /** @default `tenant-<tenant>` */
  readonly name?: string;
  /**
   * What the tenant may use. Checked when rendered: below the sum of the rollout peaks of the workloads in this namespace, a rollout stalls.
   *
   * @default - Σ of the rollout peaks of the workloads in this namespace, and a tenth more
   */
  readonly quota?: TenantQuota;
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * A namespace that a tenant cannot outgrow or reach out of.
 *
 * Pod Security `restricted`, a ResourceQuota with complete keys (no NodePort, no load balancer, object counts), a LimitRange, no use of the
 * platform's priority classes, a `default` ServiceAccount without token, and default-deny both ways; each workload's own policy opens what it needs.
 * The quota is read from the workloads of the same tree, so declare them in any order.
 *
 * @example
 * new TenantNamespace(chart, 'Tenant', { tenant: 'acme', quota: { cpu: '16', memory: '64Gi', pods: 60 } });
 */
export class TenantNamespace extends Construct {
  public readonly apiObject: ApiObject;
  /** Name of the namespace. */
  public readonly name: string;
  private readonly quota: QuotaPlan;
  private readonly reserved: QuotaPlan;

  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    props = written(this, 'TenantNamespaceProps', props);
    const plan = planOf<NamespacePlan>(props) ?? planOfProps(this.node.path, props);
    this.name = plan.name;
    this.quota = plan.quota;
    this.reserved = plan.reserved;
    this.node.addValidation({ validate: () => this.shortages() });

    this.apiObject = guardedNamespace(this, plan);
    new ApiObject(this, 'Quota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: inNamespace('tenant', plan),
      spec: Lazy.any({
        produce: (): ResourceQuotaSpec => ({
          hard: hardLimits({ quota: this.quota, reserved: this.reserved }, this.contents(), Target.of(this).argoRollouts !== undefined),
        }),
      }) as ResourceQuotaSpec,
    });
    new ApiObject(this, 'ReservedPriority', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: inNamespace('reserved-priority', plan),
      spec: {
        hard: { pods: '0' },
        scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: RESERVED_PRIORITY_CLASSES }] },
      } satisfies ResourceQuotaSpec,
    });
    new ApiObject(this, 'Limits', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: inNamespace('tenant', plan),
      spec: Lazy.any({ produce: (): LimitRangeSpec => ({ limits: [containerRange(this.contents().largest)] }) }) as LimitRangeSpec,
    });
    namespaceDefaults(this, plan);
  }

  /** What stands in the namespace now, as it will be rendered. */
  private contents(): NamespaceContents {
    return contentsOf(
      this.node.root.node
        .findAll()
        .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.metadata.namespace === this.name)
        // they are derived from what is read here
        .filter(({ kind }) => kind !== 'ResourceQuota' && kind !== 'LimitRange')
        .map((object) => object.toJson() as Manifest),
    );
  }

  private shortages(): string[] {
    return checkContents(this.quota, this.contents()).map(
      ({ place, violation: { rule, problem, fix } }) => `${place}: ${rule}: ${problem}; ${fix}`,
    );
  }
}

/** @throws InvalidInputError */
function planOfProps(root: string, props: TenantNamespaceProps): NamespacePlan {
  const problems = Problems.of(root);
  const plan = planNamespace(problems, props);
  problems.throwIfAny();
  return plan;
}
