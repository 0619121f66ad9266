import type { NodePoolSpec } from '../../src/features/nodes/spec';

/** Least and most nodes of a pool. */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The pools of every environment; only their bounds differ. */
export function nodePools(bounds: Readonly<Record<'agents' | 'platform' | 'batch', Bounds>>): Readonly<Record<string, NodePoolSpec>> {
  return {
    agents: { instanceTypes: ['m7i.2xlarge'], ...bounds.agents },
    platform: { instanceTypes: ['m7i.xlarge'], tainted: false, ...bounds.platform },
    batch: { instanceTypes: ['m5.2xlarge', 'm6a.2xlarge', 'm6i.2xlarge', 'm7a.2xlarge', 'm7i.2xlarge'], capacity: 'spot', ...bounds.batch },
  };
}
