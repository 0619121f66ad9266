import { checkDrainAllowed, type CountRange, checkDrainKeepsOne, checkRolloutKeepsCount } from './disruption';
import { checkNodeDrain } from './termination';
import { checkPodShare, type PodShare } from '../../kernel/percent';
import type { AgentSpec } from '../agent/spec';
import type { Findings } from '../../kernel/findings';
import type { Violation } from '../../kernel/problems';
import type { NodePoolPlan } from '../nodes/plan';
import type { RolloutPlan } from '../rollout/plan';

/** Seconds that a new pod must be ready before it counts. */
const MIN_READY_S = 5;

/** What takes pods away, and how many there are. */
export interface Presence {
  readonly counts: CountRange;
  /** Where the fewest are written. */
  readonly countsAt: string;
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
  const { rollout, graceS, nodePool, counts: range } = presence;
  const before = problems.list.length;
  if (minAvailable !== undefined && problems.rule('minAvailable', checkPodShare(minAvailable)))
    problems.rule('minAvailable', checkDrainAllowed({ minAvailable }, range));
  if (problems.list.length > before) return undefined;
  // work in a queue waits; people and callers do not
  if (interactive || servesTo.length > 0) {
    warnings.rule(presence.countsAt, checkDrainKeepsOne(range));
    warnings.rule('rollout', checkRolloutKeeps(rollout, range));
  }
  if (nodePool.max > 0) {
    // as few as there can be on the fullest node: a spread that is only preferred promises no less
    const podsPerNode = Math.ceil(range.max / nodePool.max);
    warnings.rule('terminationGracePeriod', checkNodeDrain({ podsPerNode, graceS, readyS: MIN_READY_S, allowed: 1 }));
  }
  return minAvailable;
}

/** Whether callers notice that a new version comes. */
function checkRolloutKeeps(rollout: RolloutPlan, range: CountRange): Violation | undefined {
  switch (rollout.kind) {
    case 'rolling':
      return checkRolloutKeepsCount(rollout.update, range);
    case 'canary':
    case 'blue-green':
    case 'queue':
      // the old pods stay until the new ones are ready
      return undefined;
  }
}
