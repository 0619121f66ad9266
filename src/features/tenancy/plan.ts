import type { AgentPlan } from '../agent/plan';
import type { BatchPlan } from '../batch/plan';
import type { ComputeQuota } from '../quota/spec';
import type { Hatches } from '../objects/plan';
import { planQuota, type QuotaInput, type QuotaPlan } from '../quota/plan';
import { DEFAULT_LABEL_DOMAIN, labelKeys, OWNER_LABEL } from '../../kernel/labels';
import { sortedEntries } from '../../kernel/order';
import { shown } from '../../kernel/shown';
import { checkDnsLabel, checkId, checkLabelDomain, isLabelKey, isLabelValue } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';

/** A tenant or a pool of small tenants: one namespace, one App, one folder. */
export interface TenantPlan {
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  /** Ids of the small tenants that share it, sorted; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
  readonly agents: readonly AgentPlan[];
  /** Agents that end with their work. */
  readonly batch: readonly BatchPlan[];
  /** What its pods may use at once. */
  readonly quota: ComputeQuota;
  /** What its pods may be promised at once. */
  readonly reserved: ComputeQuota;
  /** What is added to the rendered objects, and changed of them. */
  readonly hatches: readonly TenantHatches[];
  /** The namespace as it is built. */
  readonly boundary: NamespacePlan;
}

/** Objects and changes of a tenant, or of one of its agents. */
export interface TenantHatches extends Hatches {
  /** Chart of the agent, and so its file; `undefined`: of the tenant. */
  readonly chart: string | undefined;
}

/** The namespace of a tenant, and what bounds it. */
export interface NamespacePlan {
  readonly name: string;
  /** Of every object of it; the tenant label is among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** What was written of its quota. */
  readonly quota: QuotaPlan;
  /** What its pods may be promised, as far as it is known. */
  readonly reserved: QuotaPlan;
}

/** What is said of the namespace of a tenant. */
export interface NamespaceInput {
  /** Id of the tenant; value of the tenant label. */
  readonly tenant: string;
  readonly name?: string;
  readonly quota?: QuotaInput;
  /** Planned with it. @default - the quota */
  readonly reserved?: QuotaPlan;
  readonly labelDomain?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Completes and checks the namespace of a tenant. */
export function planNamespace(problems: Problems, input: NamespaceInput): NamespacePlan {
  const { tenant, name = tenantNamespace(tenant), quota, labelDomain = DEFAULT_LABEL_DOMAIN, labels = {}, annotations = {} } = input;
  // a name that is made of the id is as good as the id
  if (problems.rule('tenant', checkId(tenant)) || input.name !== undefined) problems.rule('name', checkDnsLabel(name));
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  const planned = planQuota(problems.at('quota'), quota) ?? {};
  return {
    name,
    labels: { ...labels, [labelKeys(labelDomain).tenant]: tenant },
    annotations,
    quota: planned,
    reserved: input.reserved ?? planned,
  };
}

/**
 * Rule `namespace-label`: labels of Pod Security, of Kubernetes and of ours decide what a namespace admits, so nobody else sets them.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function checkNamespaceLabels(problems: Problems, labels: Readonly<Record<string, string>>, labelDomain: string): void {
  for (const [key, value] of sortedEntries(labels)) {
    const [domain = ''] = key.includes('/') ? key.split('/') : [];
    const reserved = domain === labelDomain || /(^|\.)(kubernetes|k8s)\.io$/.test(domain) || key === OWNER_LABEL;
    problems.that(
      isLabelKey(key) && isLabelValue(value) && !reserved,
      key,
      'namespace-label',
      `${shown(key)}: ${shown(value)} is no label, or one that decides what the namespace admits`,
      `write a key such as 'example.com/cost-center' and at most 63 letters, digits, '-', '_', '.'`,
    );
  }
}

/** Namespace of a tenant of its own. */
export function tenantNamespace(tenant: string): string {
  return `tenant-${tenant}`;
}
