// Generated from schema.ts by `npm run generate`; not edited.

/** A scheduled pre-scale for a profile of the environment. */
export interface PrescaleSpec {
  /** Name of a traffic profile of the environment. */
  readonly profile: string;
  /** Replicas from the profile's start to its end. From 1 to 100000. @default - ⌈base rate × multiplier ÷ (service rate × 0.8)⌉, at most max */
  readonly replicas?: number;
}

/** What may differ between environments: scale and nothing else. */
export interface ScaleSpec {
  /** Unfinished messages (waiting and in flight) per replica. Exactly one of this and `drainedWithin`. From 1 to 1000000. */
  readonly onQueueDepth?: number;
  /** Longest time a backlog may take to drain; refused if it cannot be met. Exactly one of this and `onQueueDepth`. */
  readonly drainedWithin?: string;
  /** Replicas while the queue is empty. `0` only for agents that are not interactive. From 0 to 100000. */
  readonly min: number;
  /** Replicas never exceeded. From 1 to 100000. */
  readonly max: number;
  /** How long the queue must stay shallow before replicas are removed, in whole seconds, at most 1 h. @default - no `behavior` is rendered: 5 min, in one step */
  readonly scaleDownWindow?: string;
}

/** Fixed count or bounds of one agent in one environment. */
export type ScaleOverride = { readonly replicas: number } | ScaleSpec;

/** Scale on unfinished messages of the agent's consumer. */
export interface ScalingSpec extends ScaleSpec {
  /** Scheduled pre-scale, one trigger each. @default - none */
  readonly prescale?: readonly PrescaleSpec[];
}

/** A named load and when it is expected. */
export interface TrafficProfileSpec {
  /** Times the base rate. Above 1, at most 1000. */
  readonly multiplier: number;
  /** Five-field cron of the pre-scale's start. */
  readonly start: string;
  /** Five-field cron of its end. */
  readonly end: string;
  /** IANA time zone of both. */
  readonly timeZone: string;
}
