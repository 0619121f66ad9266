import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkContainerInRange } from '../../src/features/quota/limit-range';
import { quotaFor, checkQuota, withHeadroom } from '../../src/features/quota/quota';
import type { ComputeQuota } from '../../src/features/quota/spec';
import { DEFAULT_LABEL_DOMAIN, labelKeys } from '../../src/kernel/labels';
import { checkDnsLabel, checkId } from '../../src/kernel/names';
import { RESERVED_PRIORITY_CLASSES } from '../../src/features/tenancy/priority';
import { Problems } from '../../src/kernel/problems';
import { checkBytes, checkCpu } from '../../src/kernel/quantity';
import { RESOURCE_CLASSES } from '../../src/features/resources/pod-sizes';
import type { PodResources } from '../../src/features/resources/spec';
import { guardedNamespace, inNamespace, namespaceDefaults } from './guarded-namespace';
import type { LimitRangeSpec, ResourceList, ResourceQuotaSpec } from '../kinds/namespace';
import { contentsOf, type NamespaceContents } from './namespace-contents';
import { Target } from '../kinds/target';

/** Below this a container cannot do anything: it would be killed or throttled at its start. */
const SMALLEST: ResourceList = { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' };

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
  private readonly given: TenantQuota | undefined;

  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    this.name = props.name ?? `tenant-${props.tenant}`;
    this.given = props.quota;
    const { tenant } = labelKeys(props.labelDomain ?? DEFAULT_LABEL_DOMAIN);
    const problems = Problems.of(this.node.path);
    problems.rule('tenant', checkId(props.tenant));
    problems.rule('name', checkDnsLabel(this.name));
    if (props.quota !== undefined) quotaProblems(props.quota, problems.at('quota'));
    problems.throwIfAny();
    this.node.addValidation({ validate: () => this.shortages() });

    const options = {
      name: this.name,
      labels: { ...props.labels, [tenant]: props.tenant },
      ...(props.annotations !== undefined && { annotations: props.annotations }),
    };
    this.apiObject = guardedNamespace(this, options);
    new ApiObject(this, 'Quota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: inNamespace('tenant', options),
      spec: Lazy.any({
        produce: (): ResourceQuotaSpec => ({
          hard: hardLimits(this.compute(), this.contents(), Target.of(this).argoRollouts !== undefined),
        }),
      }) as ResourceQuotaSpec,
    });
    new ApiObject(this, 'ReservedPriority', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: inNamespace('reserved-priority', options),
      spec: {
        hard: { pods: '0' },
        scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: RESERVED_PRIORITY_CLASSES }] },
      } satisfies ResourceQuotaSpec,
    });
    new ApiObject(this, 'Limits', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: inNamespace('tenant', options),
      spec: Lazy.any({ produce: (): LimitRangeSpec => ({ limits: [containerRange(this.contents().largest)] }) }) as LimitRangeSpec,
    });
    namespaceDefaults(this, options);
  }

  /** What the tenant may use: given, else derived from the workloads that stand in the tree now. */
  private compute(): ComputeQuota {
    const derived = quotaFor(this.contents().demand);
    return this.given === undefined ? derived : { ephemeralStorage: derived.ephemeralStorage, ...this.given };
  }

  private contents(): NamespaceContents {
    return contentsOf(this.node.root, this.name);
  }

  private shortages(): string[] {
    const { demand, containers, largest } = this.contents();
    const range = containerRange(largest);
    return [
      ...checkQuota(this.compute(), demand).map((violation) => ({ place: 'quota', ...violation })),
      ...containers.flatMap((container) => checkContainerInRange(container, range)).map((violation) => ({ place: 'limits', ...violation })),
    ].map(({ place, rule, problem, fix }) => `${place}: ${rule}: ${problem}; ${fix}`);
  }
}

function quotaProblems(quota: TenantQuota, problems: Problems): void {
  problems.rule('cpu', checkCpu(quota.cpu));
  problems.rule('memory', checkBytes(quota.memory));
  if (quota.ephemeralStorage !== undefined) problems.rule('ephemeralStorage', checkBytes(quota.ephemeralStorage));
  problems.integer('pods', quota.pods, 1);
}

/** Every key, because one left out is one without limit: https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
function hardLimits(compute: ComputeQuota, { count }: NamespaceContents, withRollouts: boolean): Record<string, string> {
  const objects = (extra: number, ...kinds: string[]): string =>
    String(
      withHeadroom(
        kinds.reduce((sum, kind) => sum + (count.get(kind) ?? 0), extra),
        1,
      ),
    );
  return {
    'requests.cpu': compute.cpu,
    'limits.cpu': compute.cpu,
    'requests.memory': compute.memory,
    'limits.memory': compute.memory,
    'requests.ephemeral-storage': compute.ephemeralStorage,
    'limits.ephemeral-storage': compute.ephemeralStorage,
    pods: String(compute.pods),
    // kube-root-ca.crt, which every namespace gets
    configmaps: objects(1, 'ConfigMap'),
    secrets: objects(0, 'Secret', 'ExternalSecret'),
    services: objects(0, 'Service'),
    'services.nodeports': '0',
    'services.loadbalancers': '0',
    persistentvolumeclaims: objects(0, 'PersistentVolumeClaim'),
    'count/deployments.apps': objects(0, 'Deployment'),
    'count/statefulsets.apps': objects(0, 'StatefulSet'),
    'count/cronjobs.batch': objects(0, 'CronJob'),
    'count/jobs.batch': objects(0, 'Job'),
    // AnalysisRuns are made by the controller, which keeps ten of each Rollout: a limit could only stop a rollout half-way
    ...(withRollouts && { 'count/rollouts.argoproj.io': objects(0, 'Rollout') }),
  };
}

function containerRange(largest: PodResources): LimitRangeSpec['limits'][number] {
  const list = ({ cpu, memory, ephemeralStorage }: PodResources): ResourceList => ({ cpu, memory, 'ephemeral-storage': ephemeralStorage });
  const standard = list(RESOURCE_CLASSES.small);
  return { type: 'Container', default: standard, defaultRequest: standard, max: list(largest), min: SMALLEST };
}
