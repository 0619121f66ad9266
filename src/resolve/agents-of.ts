import type { ResolvedAgent, ResolvedTenant } from './resolved';
import type { ResolvedBatchAgent } from '../features/batch/resolved';

/** Every agent of a tenant: those that stay, and those that end with their work. */
export function agentsOf({ agents, batch }: Pick<ResolvedTenant, 'agents' | 'batch'>): readonly (ResolvedAgent | ResolvedBatchAgent)[] {
  return [...agents, ...batch];
}
