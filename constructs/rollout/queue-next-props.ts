import type { Duration } from 'cdk8s';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';
import type { AgentDeploymentProps } from '../agent/agent-props';
import type { QueueScale } from '../scaling/queue-depth-hpa';

/** What of the next version is too bad, compared with the version before. Nothing here acts: alerts call a person. */
export interface QueueComparison {
  /** Failed tasks in percent, above 0 and below 100. @default 1 */
  readonly threshold?: number;
  /** Time that is looked at, 30 s to a day. @default 15 minutes */
  readonly window?: Duration;
  /** Counter of finished tasks, failed ones included. @default 'agent_tasks_total' */
  readonly total?: string;
  /** Counter of failed tasks; may be absent until the first. @default 'agent_tasks_failed_total' */
  readonly failed?: string;
  /** Failures of a healthy version in percent, below `threshold`. @default - a tenth of `threshold` */
  readonly healthyErrors?: number;
  /** Failures in percent of a version that must be stopped, above `threshold`. @default - five times `threshold` */
  readonly badErrors?: number;
  /** Unfinished messages in percent that were delivered before, above 0 and below 100. @default 10 */
  readonly redeliveries?: number;
  /** Prefix of the exporter's series. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Label of the alerts. @default 'warning' */
  readonly severity?: string;
}

/** What both ways of a queue worker's second version take: its agent, and what is different of the second. */
export interface QueueVersionsProps extends AgentDeploymentProps {
  /** Image of the second version, by registry, tag and digest. @default - `image`: a trial of the way itself */
  readonly nextImage?: string;
  /** How both are scaled, each by its own queue. @default - a fixed count, `replicas` */
  readonly scale?: QueueScale;
  /** @default - 1 % of failures and 10 % of redeliveries in 15 minutes */
  readonly comparison?: QueueComparison;
}

/** Properties for `QueueCanary`. */
export interface QueueCanaryProps extends QueueVersionsProps {
  /** Percent of new messages that the second version gets, whole, 0 to 100: the one number that promotes it and rolls it back. @default 10 */
  readonly weight?: number;
}

/** Properties for `QueueBlueGreen`. */
export interface QueueBlueGreenProps extends QueueVersionsProps {
  /** Who gets new messages: `blue` is `image`, `green` is `nextImage`; `none`, with `exclusive` only: they wait for green while blue finishes. @default 'blue' */
  readonly active?: 'blue' | 'green' | 'none';
  /** Never two versions at work: green's consumer is made paused, and a person resumes it. Needs NATS 2.11. @default false */
  readonly exclusive?: boolean;
}
