import type { PodShare } from '../../kernel/percent';
import type { PodResources, ResourceClass } from '../resources/resource-class';
import type { Caller, Dependency } from '../services/places';
import type { BudgetSpec } from '../llm/spec';
import type { RolloutSpec } from '../rollout/spec';

/** Time one task takes, measured under load. */
export interface TaskSpec {
  /** Median, e.g. `'800ms'`. */
  readonly p50: string;
  /** 99th percentile; grace period and ack wait are derived from it. At least p50. */
  readonly p99: string;
  /** Mean; service rate = concurrency ÷ mean. @default - p50 */
  readonly mean?: string;
  /** Tasks one replica works on at a time, from 1 to 1000. @default 1 */
  readonly concurrency?: number;
}

/** A durable pull consumer of JetStream and what it takes from. */
export interface ConsumesSpec {
  /** Subjects; where several tokens may follow, end in `>`. */
  readonly subjects: readonly string[];
  /** @default 'TASKS' */
  readonly stream?: string;
  /** @default - the agent's name */
  readonly consumer?: string;
  /** Time after which an unacknowledged message is delivered again. @default - max(30 s, 1.5 × p99), rounded up to 5 s */
  readonly ackWait?: string;
  /** Messages delivered and not yet acknowledged; below replicas × concurrency the last replicas idle, and it is refused. @default - largest count × concurrency × 1.25 */
  readonly maxAckPending?: number;
}

/** A scheduled pre-scale for a profile of the environment. */
export interface PrescaleSpec {
  /** Name of a traffic profile of the environment. */
  readonly profile: string;
  /** Replicas from the profile's start to its end. @default - ⌈base rate × multiplier ÷ (service rate × 0.8)⌉, at most max */
  readonly replicas?: number;
}

/** What may differ between environments: scale and nothing else. */
export interface ScaleSpec {
  /** Unfinished messages (waiting and in flight) per replica. Exactly one of this and `drainedWithin`. */
  readonly onQueueDepth?: number;
  /** Longest time a backlog may take to drain; refused if it cannot be met. Exactly one of this and `onQueueDepth`. */
  readonly drainedWithin?: string;
  /** Replicas while the queue is empty. `0` only for agents that are not interactive. */
  readonly min: number;
  /** Replicas never exceeded. */
  readonly max: number;
  /** How long the queue must stay shallow before replicas are removed, at most 1 h. @default - no `behavior` is rendered: 5 min, in one step */
  readonly scaleDownWindow?: string;
}

/** Scale on unfinished messages of the agent's consumer. */
export interface ScalingSpec extends ScaleSpec {
  /** Scheduled pre-scale, one trigger each. @default - none */
  readonly prescale?: readonly PrescaleSpec[];
}

/** A host outside the cluster. */
export interface ExternalHostSpec {
  /** DNS name; refused where the CNI cannot filter by name and no ranges are given. */
  readonly name?: string;
  /** Address ranges; enforced by every CNI that enforces policies. */
  readonly cidrs?: readonly string[];
  /** @default 443 */
  readonly port?: number;
}

/** One agent, as written. */
export interface AgentSpec {
  /** Image by registry, tag and digest. */
  readonly image: string;
  /** Resource class. Not beside `resources`. @default 'small' */
  readonly size?: ResourceClass;
  /** Resources that no class has. Not beside `size`. */
  readonly resources?: PodResources;
  readonly task: TaskSpec;
  /** Requests or messages per second on an ordinary day. @default - unknown: nothing is derived from it */
  readonly baseRate?: number;
  /** A person waits for the answer: never scaled to zero, higher priority. @default false */
  readonly interactive?: boolean;
  /** Who calls it over HTTP; a Service is rendered. @default - nobody: no Service */
  readonly servesTo?: readonly Caller[];
  /** @default - it consumes nothing */
  readonly consumes?: ConsumesSpec;
  /** Subjects it publishes to. @default - none */
  readonly publishes?: readonly string[];
  /** Platform services it reaches. @default - none: DNS only */
  readonly needs?: readonly Dependency[];
  /** Tokens that it may spend at the LLM gateway, at most what its tenant or pool has. @default - the tenant's or pool's alone bounds it */
  readonly budget?: BudgetSpec;
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: readonly ExternalHostSpec[];
  /** Fixed count. Not beside `scaling`. @default 2 */
  readonly replicas?: number;
  /** Not beside `replicas`. */
  readonly scaling?: ScalingSpec;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** @default - preStop + p99 + margin */
  readonly terminationGracePeriod?: string;
  /** How a new version replaces the old one. @default { kind: 'rolling' } */
  readonly rollout?: RolloutSpec;
  /** Pods that the drain of a node must leave, or a share of them, rounded up; refused if at any count it lets none go. @default - all but one */
  readonly minAvailable?: PodShare;
  /** Node pool it runs on. @default 'agents' */
  readonly nodePool?: string;
  /** Further settings, rendered into the agent's configuration file. No credentials. @default - none */
  readonly settings?: Readonly<Record<string, unknown>>;
}
