import { checkDrainAllowed, type CountRange, checkDrainKeepsOne, checkRolloutKeepsCount } from './disruption';
import { checkNodeDrain } from './termination';
import { checkPodShare, type PodShare } from '../../kernel/percent';
import type { Findings } from '../../kernel/findings';
import type { Violation } from '../../kernel/problems';
import type { RolloutPlan } from '../rollout/plan';

/** Seconds that a new pod must be ready before it counts. */
const MIN_READY_S = 5;

/** What takes pods away, and how many there are. */
export interface Presence {
  /** `undefined` while an autoscaler may come, which checks its own counts. */
  readonly counts: CountRange | undefined;
  /** Where the fewest are written. */
  readonly countsAt: string;
  readonly rollout: RolloutPlan;
  readonly graceS: number;
  /** Most nodes that its pods share; `undefined`: not known. */
  readonly mostNodes: number | undefined;
  /** Pods that a drain must leave; `undefined`: all but one. */
  readonly minAvailable: PodShare | undefined;
  /** Whether a person or a caller waits for it; work in a queue waits itself. */
  readonly awaited: boolean;
}

/**
 * Pods that a drain must leave; `undefined`: all but one.
 *
 * Rule `pdb-progress` refuses a budget that lets no pod go. Rules `single-replica` and `zero-downtime` warn of counts that leave callers
 * without an answer, and `node-drain` of nodes that a managed node group gives up on.
 */
export function planAvailability({ problems, warnings }: Findings, presence: Presence): PodShare | undefined {
  const { counts, countsAt, rollout, graceS, mostNodes = 0, minAvailable, awaited } = presence;
  const before = problems.list.length;
  if (minAvailable !== undefined && problems.rule('minAvailable', checkPodShare(minAvailable)) && counts !== undefined)
    problems.rule('minAvailable', checkDrainAllowed({ minAvailable }, counts));
  if (problems.list.length > before) return undefined;
  if (counts === undefined) return minAvailable;
  if (awaited) {
    warnings.rule(countsAt, checkDrainKeepsOne(counts));
    warnings.rule('rollout', checkRolloutKeeps(rollout, counts));
  }
  if (mostNodes > 0) {
    // as few as there can be on the fullest node: a spread that is only preferred promises no less
    const podsPerNode = Math.ceil(counts.max / mostNodes);
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
