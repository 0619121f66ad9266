// Generated from schema.ts by `npm run generate`; not edited.

import type { AgentSpec } from '../agent/spec';
import type { BatchAgentSpec } from '../batch/spec';
import type { TokenBudget } from '../llm/spec';
import type { PatchSpec } from '../objects/spec';
import type { ComputeQuota } from '../quota/spec';
import type { OwnMemorySpec } from '../store/spec';

/** Who a tenant is, for people. */
export interface OwnerSpec {
  /** Label value of the responsible team. */
  readonly owner: string;
  /** Where to write to; an annotation on every object. @default - none */
  readonly email?: string;
}

/** One small tenant of a pool. */
export interface PoolMemberSpec {
  /** Value of `tenant_id` in the message envelope. */
  readonly id: string;
  /** Tokens that it may spend at the LLM gateway, of the pool's. @default - the pool's alone bounds it */
  readonly budget?: TokenBudget;
}

/** Small tenants that share agents and are told apart by `tenant_id` in the message envelope: the weaker tier. */
export interface SharedPoolSpec extends OwnerSpec {
  /** Becomes the namespace, the bus account and the tenant label. */
  readonly id: string;
  /** Name of its namespace; renaming is deleting and creating. @default - `tenant-<id>`; of a pool its id */
  readonly namespace?: string;
  /** Labels of its namespace besides ours, e.g. `cost-center`. @default - none */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Agents by name. */
  readonly agents: Readonly<Record<string, AgentSpec>>;
  /** Agents that start when there is work and end with it. @default - none */
  readonly batch?: Readonly<Record<string, BatchAgentSpec>>;
  /** Refused if it cannot hold every workload at its rollout peak. @default - Σ of rollout peaks + 10 % */
  readonly quota?: ComputeQuota;
  /** Tokens that it may spend at the LLM gateway; required where an agent of it needs `llm-gateway` and the gateway is rendered. @default - none: no agent calls */
  readonly budget?: TokenBudget;
  /** A Redis of its own instead of a part of the shared one; refused where no agent needs memory. @default - the shared one */
  readonly memory?: OwnMemorySpec;
  /** Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret. @default - none */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused. @default - none */
  readonly patches?: readonly PatchSpec[];
  /** The small tenants. */
  readonly members: readonly PoolMemberSpec[];
}

/** One tenant in a namespace of its own, as written. */
export interface TenantSpec extends OwnerSpec {
  /** Becomes bus account, labels and the name of the namespace, `tenant-<id>`; renaming is deleting and creating. */
  readonly id: string;
  /** Name of its namespace; renaming is deleting and creating. @default - `tenant-<id>`; of a pool its id */
  readonly namespace?: string;
  /** Labels of its namespace besides ours, e.g. `cost-center`. @default - none */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Agents by name. */
  readonly agents: Readonly<Record<string, AgentSpec>>;
  /** Agents that start when there is work and end with it. @default - none */
  readonly batch?: Readonly<Record<string, BatchAgentSpec>>;
  /** Refused if it cannot hold every workload at its rollout peak. @default - Σ of rollout peaks + 10 % */
  readonly quota?: ComputeQuota;
  /** Tokens that it may spend at the LLM gateway; required where an agent of it needs `llm-gateway` and the gateway is rendered. @default - none: no agent calls */
  readonly budget?: TokenBudget;
  /** A Redis of its own instead of a part of the shared one; refused where no agent needs memory. @default - the shared one */
  readonly memory?: OwnMemorySpec;
  /** Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret. @default - none */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused. @default - none */
  readonly patches?: readonly PatchSpec[];
  /** How strongly it is separated. */
  readonly tier: 'namespace';
}
