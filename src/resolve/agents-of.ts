import type { AgentPlan } from '../features/agent/plan';
import type { TenantPlan } from '../features/tenancy/plan';
import type { BatchPlan } from '../features/batch/plan';

/** Every agent of a tenant: those that stay, and those that end with their work. */
export function agentsOf({ agents, batch }: Pick<TenantPlan, 'agents' | 'batch'>): readonly (AgentPlan | BatchPlan)[] {
  return [...agents, ...batch];
}
