import type { ConsumerPlan } from '../bus/plan';
import type { HostPlan } from '../network/plan';
import type { NodePoolPlan } from '../nodes/plan';
import type { PodResources } from '../resources/spec';
import type { RolloutPlan } from '../rollout/plan';
import type { ScalePlan } from '../scaling/plan';
import type { Caller, Dependency } from '../services/places';
import type { PodShare } from '../../kernel/percent';

/** What every agent has, whether it serves for ever or ends with its work: bus, quota and node capacity read no more. */
export interface WorkerPlan {
  readonly name: string;
  readonly image: string;
  readonly resources: PodResources;
  readonly taskP50S: number;
  readonly taskP99S: number;
  readonly concurrency: number;
  /** `undefined` if nothing comes to it from the bus. */
  readonly consumes: ConsumerPlan | undefined;
  readonly publishes: readonly string[];
  readonly needs: readonly Dependency[];
  readonly hosts: readonly HostPlan[];
  readonly graceS: number;
  /** Most pods alive at once; while rolling out, of both versions, at the largest count. */
  readonly peakPods: number;
  readonly nodePool: NodePoolPlan;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One agent, complete. */
export interface AgentPlan extends WorkerPlan {
  /** Messages or requests per second on an ordinary day; `undefined` if not known. */
  readonly baseRate: number | undefined;
  readonly interactive: boolean;
  readonly servesTo: readonly Caller[];
  readonly scale: ScalePlan;
  readonly rollout: RolloutPlan;
  /** What a drain must leave; `undefined`: all but one. */
  readonly minAvailable: PodShare | undefined;
}
