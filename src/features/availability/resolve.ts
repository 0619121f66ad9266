import { checkDrainAllowed, type CountRange, checkDrainKeepsOne, checkRolloutKeepsCount } from './disruption';
import { checkNodeDrain } from './termination';
import { checkPodShare, type PodShare } from '../../kernel/percent';
import type { AgentSpec } from '../agent/spec';
import type { Findings } from '../../kernel/findings';
import type { ScalePlan } from '../scaling/plan';
import type { NodePoolPlan } from '../nodes/plan';
import type { RolloutPlan } from '../rollout/plan';

/** Seconds that a new pod must be ready before it counts. */
const MIN_READY_S = 5;

/** What takes pods away, and how many there are. */
export interface Presence {
  readonly scale: ScalePlan;
  readonly rollout: RolloutPlan;
  readonly graceS: number;
  readonly nodePool: NodePoolPlan;
}

/**
 * Pods that a drain must leave; `undefined`: all but one.
 *
 * Rule `pdb-progress` refuses a budget that lets nobody go. Rules `single-replica` and `zero-downtime` warn of counts that leave callers
 * without an answer, and `node-drain` of nodes that a managed node group gives up on.
 */
export function resolveAvailability(spec: AgentSpec, presence: Presence, { problems, warnings }: Findings): PodShare | undefined {
  const { minAvailable, interactive = false, servesTo = [] } = spec;
  const { rollout, graceS, nodePool } = presence;
  const range = rangeOf(presence.scale);
  const before = problems.list.length;
  if (minAvailable !== undefined && problems.rule('minAvailable', checkPodShare(minAvailable)))
    problems.rule('minAvailable', checkDrainAllowed({ minAvailable }, range));
  if (problems.list.length > before) return undefined;
  // work in a queue waits; people and callers do not
  if (interactive || servesTo.length > 0) {
    warnings.rule(presence.scale.kind === 'fixed' ? 'replicas' : 'scaling.min', checkDrainKeepsOne(range));
    // all others keep the old pods until the new ones are ready
    if (rollout.kind === 'rolling') warnings.rule('rollout', checkRolloutKeepsCount(rollout.update, range));
  }
  if (nodePool.max > 0) {
    // as few as there can be on the fullest node: a spread that is only preferred promises no less
    const podsPerNode = Math.ceil(range.max / nodePool.max);
    warnings.rule('terminationGracePeriod', checkNodeDrain({ podsPerNode, graceS, readyS: MIN_READY_S, allowed: 1 }));
  }
  return minAvailable;
}

function rangeOf(scale: ScalePlan): CountRange {
  return scale.kind === 'fixed' ? { min: scale.replicas, max: scale.replicas } : { min: scale.min, max: scale.max };
}
