import type { Duration } from 'cdk8s';
import type { AgentProps } from '../agent/agent-props';
import type { HttpRouter } from './http-router';

/** How a new version is judged: by the share of its own tasks that fail, read from Prometheus. */
export interface RolloutAnalysisProps {
  /** Address of Prometheus, as the controller reaches it. @default 'http://prometheus-operated.monitoring.svc.cluster.local:9090' */
  readonly prometheus?: string;
  /** Counter of tasks or requests that were finished, failed ones included. @default 'agent_tasks_total' */
  readonly total?: string;
  /** Counter of those that failed; its series may be absent until the first. @default 'agent_tasks_failed_total' */
  readonly failed?: string;
  /** Failures in percent above which a check fails; above 0, below 100. @default 1 */
  readonly threshold?: number;
  /** How long the version is watched: a whole multiple of `interval`, at most a day. @default - 15 minutes */
  readonly window?: Duration;
  /** Time between two checks and what each looks at: 30 s or more, and three scrapes or more. @default - 1 minute */
  readonly interval?: Duration;
  /**
   * Failed checks that are let pass; one more stops the rollout. Below the number of checks.
   *
   * @default - the fewest with which a healthy version is stopped in at most 5 of 100 cases; 0 if no `rate` is known
   */
  readonly failureLimit?: number;
  /** Failures of a healthy version in percent, below `threshold`. @default - a tenth of `threshold` */
  readonly healthyErrors?: number;
  /** Failures in percent of a version that must be stopped, above `threshold`. @default - five times `threshold` */
  readonly badErrors?: number;
}

/** An agent that serves, whose next version gets a part of the requests before it gets all. */
export interface CanaryRolloutProps extends AgentProps {
  /**
   * Percent of the requests that the new version gets while it is watched, from 1 to 99.
   *
   * Without a router it is the share of pods, and one that is off by more than a fifth of it at any count is refused: at 2 replicas, 10 %
   * would be 33 %.
   *
   * @default 10
   */
  readonly weight?: number;
  /** @default - at most 1 % of failures in each of 15 checks, a minute apart */
  readonly analysis?: RolloutAnalysisProps;
  /** Pods above the count while rolling: pods (`'1'`) or whole percent (`'25%'`), above zero. No pod is ever missing. @default '25%' */
  readonly maxSurge?: string;
  /** What splits requests by weight. @default - none: the share of pods is the share of requests */
  readonly router?: HttpRouter;
  /** Requests per second of the agent, all versions together, above zero; from it follows whether the analysis can decide. @default - not known: a warning */
  readonly rate?: number;
}

/** An agent that serves, whose versions both run in full while requests are switched at once. */
export interface BlueGreenRolloutProps extends AgentProps {
  /** After the switch: a version that fails it is switched back. @default - at most 1 % of failures in each of 15 checks, a minute apart */
  readonly analysis?: RolloutAnalysisProps;
  /**
   * A person promotes the version that is ready (`kubectl argo rollouts promote`).
   *
   * Going back and then again to a version whose preview pods still stand (30 s) switches to it at once, without a person or an analysis:
   * the controller takes it for one that was active.
   *
   * @default false: it is promoted as soon as all its pods are ready
   */
  readonly manualPromotion?: boolean;
  /** How long the old pods stay after the switch, longer than the analysis by an interval or more. @default - until the analysis has ended */
  readonly scaleDownDelay?: Duration;
  /** Requests per second of the agent, above zero; from it follows whether the analysis can decide. @default - not known: a warning */
  readonly rate?: number;
}
