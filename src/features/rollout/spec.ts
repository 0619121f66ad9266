// Generated from schema.ts by `npm run generate`; not edited.

import type { PodShare } from '../../kernel/percent';

/** Which failures of a new version are too many, and how long that is watched. */
export interface AnalysisSpec {
  /** Failed tasks or requests in percent; above it a check fails. Above 0, below 100. @default 1 */
  readonly threshold?: number;
  /** How long the new version is watched: of an agent that serves a whole multiple of `interval`, of a queue worker from 30 s to a day. @default '15m' */
  readonly window?: string;
  /** Time between two checks, and what each of them looks at; 30 s or more. For agents that serve. @default '1m' */
  readonly interval?: string;
  /** Failed checks that are let pass, for agents that serve. @default - the fewest with which a healthy version is stopped in at most 5 of 100 cases; 0 without `baseRate` */
  readonly failureLimit?: number;
  /** Failures of a healthy version in percent, below `threshold`. @default - a tenth of `threshold` */
  readonly healthyErrors?: number;
  /** Failures in percent of a version that must be stopped, above `threshold`. @default - five times `threshold` */
  readonly badErrors?: number;
  /** Counter of tasks or requests that were finished. @default 'agent_tasks_total' */
  readonly total?: string;
  /** Counter of those that failed; may be absent until the first. @default 'agent_tasks_failed_total' */
  readonly failed?: string;
}

/** Both versions run in full, and traffic is switched at once. */
export interface BlueGreenSpec {
  readonly kind: 'blue-green';
  /** A person promotes, for agents that serve. @default - false: as soon as all new pods are ready */
  readonly manualPromotion?: boolean;
  /** The new version of a queue worker, by registry, tag and digest. @default - the agent's own image: a trial of the way itself */
  readonly image?: string;
  /** Which version of a queue worker gets new messages: `blue` is `image` of the agent, `green` that of the rollout; `none`, with `exclusive` only: they wait for green while blue finishes. @default 'blue' */
  readonly active?: 'blue' | 'green' | 'none';
  /** Never two versions of a queue worker at work: green's consumer is paused until it is active. Needs NATS 2.11. @default false */
  readonly exclusive?: boolean;
  /** Which failures of the new version are too many. @default - 1 % of failures in 15 checks of a minute, after the switch */
  readonly analysis?: AnalysisSpec;
}

/** A part of the traffic goes to the new version; it gets all of it if its analysis passes. */
export interface CanarySpec {
  readonly kind: 'canary';
  /** Percent that the new version gets. Of an agent that serves: 1 to 99, and a share that its pods can give, or a router. Of a queue worker: 0 to 100, the one number that promotes it and rolls it back. @default 10 */
  readonly weight?: number;
  /** The new version of a queue worker, by registry, tag and digest. @default - the agent's own image: a trial of the way itself */
  readonly image?: string;
  /** Pods above the count while rolling, for agents that serve. From 0 to 100000, or 0% to 100%. @default '25%' */
  readonly maxSurge?: PodShare;
  /** For agents that serve. @default - none: the share of pods is the share of requests */
  readonly router?: RouterSpec;
  /** Which failures of the new version are too many. @default - 1 % of failures in 15 checks of a minute */
  readonly analysis?: AnalysisSpec;
}

/** Pods are replaced a few at a time. */
export interface RollingSpec {
  readonly kind: 'rolling';
  /** Pods above the count while rolling. From 0 to 100000, or 0% to 100%. @default '25%' */
  readonly maxSurge?: PodShare;
  /** Pods missing from the count while rolling. From 0 to 100000, or 0% to 100%. @default 0 */
  readonly maxUnavailable?: PodShare;
}

/** How a new version replaces the old one. Agents that serve get a Rollout of Argo Rollouts; queue workers a second workload and a subject mapping. */
export type RolloutSpec = RollingSpec | CanarySpec | BlueGreenSpec;

/** Splits requests by weight: an HTTPRoute of the Gateway API, changed by Argo Rollouts through its plugin. */
export interface RouterSpec {
  /** Gateway that the route belongs to. */
  readonly gateway: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /** Hosts of the requests that the route takes. @default - all that the Gateway listens to */
  readonly hostnames?: readonly string[];
}
