import type { AgentPlan } from '../agent/plan';
import type { BatchPlan } from '../batch/plan';
import type { ComputeQuota } from '../quota/spec';

/** A tenant or a pool of small tenants: one namespace, one App, one folder. */
export interface TenantPlan {
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  readonly email: string | undefined;
  /** Ids of the small tenants that share it, sorted; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
  readonly agents: readonly AgentPlan[];
  /** Agents that end with their work. */
  readonly batch: readonly BatchPlan[];
  readonly quota: ComputeQuota;
  /** Whether it has a Redis of its own; else its agents use the shared one. */
  readonly ownMemory: boolean;
}
