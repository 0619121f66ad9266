import type { Duration } from 'cdk8s';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';
import type { AgentDeploymentProps } from '../agent/agent-props';
import type { QueueScale } from '../scaling/queue-depth-hpa';

/** When the next version is too bad, compared with the version before. Nothing here acts by itself: alerts call a person. */
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

/** Properties of both kinds of second version of a queue worker: its agent, and what differs in the second version. */
export interface QueueVersionsProps extends AgentDeploymentProps {
  /** Image of the second version, by registry, tag and digest. @default - `image`, which tries the procedure with the same version */
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
  /**
   * Which version gets new messages: `blue` is `image`, `green` is `nextImage`; `none`, with `exclusive` only: they wait for green while
   * blue finishes. @default 'blue'
   */
  readonly active?: 'blue' | 'green' | 'none';
  /**
   * Prevents two versions from working at once: green's consumer is made paused, and a person resumes it. Needs NATS 2.11. @default false
   */
  readonly exclusive?: boolean;
}
