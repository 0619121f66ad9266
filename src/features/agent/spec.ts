// Generated from schema.ts by `npm run generate`; not edited.

import type { PodShare } from '../../kernel/percent';
import type { ConsumesSpec } from '../bus/spec';
import type { TokenBudget } from '../llm/spec';
import type { ExternalHostSpec } from '../network/spec';
import type { ResourceClass } from '../resources/resource-class';
import type { PodResources } from '../resources/spec';
import type { RolloutSpec } from '../rollout/spec';
import type { ScalingSpec } from '../scaling/spec';
import type { Caller } from '../services/places';

/** What an agent may declare to need. `tools` are reached over the bus and open no connection of their own. */
export type Dependency = 'bus' | 'memory' | 'database' | 'llm-gateway' | 'tools';

/** One agent, as written. */
export interface AgentSpec {
  /** Image by registry, tag and digest. */
  readonly image: string;
  /** Resource class. Not beside `resources`. @default 'small' */
  readonly size?: ResourceClass;
  /** Resources that no class has. Not beside `size`. */
  readonly resources?: PodResources;
  /** How long one task takes. */
  readonly task: TaskSpec;
  /** Requests or messages per second on an ordinary day. Above 0, at most 1000000. @default - unknown: nothing is derived from it */
  readonly baseRate?: number;
  /** A person waits for the answer: never scaled to zero, higher priority. @default false */
  readonly interactive?: boolean;
  /** Who calls it over HTTP; a Service is rendered. @default - no caller: no Service */
  readonly servesTo?: readonly Caller[];
  /** Queue it works on. @default - it consumes nothing */
  readonly consumes?: ConsumesSpec;
  /** Subjects it publishes to. @default - none */
  readonly publishes?: readonly string[];
  /** Platform services it reaches. @default - none: DNS only */
  readonly needs?: readonly Dependency[];
  /** Tokens that it may spend at the LLM gateway, at most what its tenant or pool has. @default - the tenant's or pool's alone bounds it */
  readonly budget?: TokenBudget;
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: readonly ExternalHostSpec[];
  /** Fixed count. Not beside `scaling`. From 1 to 100000. @default 2 */
  readonly replicas?: number;
  /** Not beside `replicas`. */
  readonly scaling?: ScalingSpec;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** Time from the signal to stop until a pod is killed. @default - preStop + p99 + margin */
  readonly terminationGracePeriod?: string;
  /** How a new version replaces the old one. @default - { kind: 'rolling' } */
  readonly rollout?: RolloutSpec;
  /** Pods that the drain of a node must leave, or a share of them, rounded up; refused if at any count it lets none go. At least 0, or 0% to 100%. @default - all but one */
  readonly minAvailable?: PodShare;
  /** Node pool it runs on. @default 'agents' */
  readonly nodePool?: string;
  /** Further settings, rendered into the agent's configuration file. No credentials. @default - none */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Keys of AgentSpec that reach a plan as they are, each with its default. */
export interface AgentValues {
  /** Requests or messages per second on an ordinary day. */
  readonly baseRate: number | undefined;
  /** A person waits for the answer: never scaled to zero, higher priority. */
  readonly interactive: boolean;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. */
  readonly naksOnSigterm: boolean;
}

/** The same keys as they are brought, in a spec or in props. */
export interface AgentBrought {
  readonly baseRate?: number | undefined;
  readonly interactive?: boolean | undefined;
  readonly naksOnSigterm?: boolean | undefined;
}

/** Time one task takes, measured under load. */
export interface TaskSpec {
  /** Median, e.g. `'800ms'`. */
  readonly p50: string;
  /** 99th percentile; grace period and ack wait are derived from it. At least p50. */
  readonly p99: string;
  /** Mean; service rate = concurrency ÷ mean. @default - p50 */
  readonly mean?: string;
  /** Tasks one replica works on at a time. From 1 to 1000. @default 1 */
  readonly concurrency?: number;
}
