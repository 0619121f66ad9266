import type { Duration } from 'cdk8s';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';

/** A queue whose messages must not wait too long. */
export interface AlertedQueue {
  /** NATS account. */
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
  /** Ack wait of the consumer. */
  readonly ackWait: Duration;
  /** Waits before each further delivery. @default - the ack wait, each time */
  readonly backoff?: Duration[];
  /** Deliveries at most, from 1. @default 5 */
  readonly maxDeliver?: number;
  /** How long a message may wait for its first delivery, 1 minute or more. @default - ten ack waits, at least 5 minutes */
  readonly oldest?: Duration;
}

/** A window in which more replicas are promised. */
export interface AlertedPrescale {
  /** As people call it. */
  readonly name: string;
  /** At least 1. */
  readonly replicas: number;
  /** Place of the cron trigger in the ScaledObject, counted from 0: that of the queue is 0, so windows begin with 1. */
  readonly trigger: number;
}

/** The facts of an agent on which alerts are rendered. */
export interface AlertedAgent {
  /** Name of its Deployment or Rollout, and of its autoscaler. */
  readonly name: string;
  /** What runs its pods: `Deployment` or `Rollout`. @default 'Deployment' */
  readonly workload?: 'Deployment' | 'Rollout';
  /** How long a Rollout may take, with all its steps and analyses, 1 minute or more. @default 1 hour */
  readonly rolloutWithin?: Duration;
  /** @default - takes no messages */
  readonly queue?: AlertedQueue;
  /** Engine that scales it: `keda` or `prometheus-adapter`. @default - none */
  readonly scaler?: 'keda' | 'prometheus-adapter';
  /** KEDA only. @default - none */
  readonly prescale?: AlertedPrescale[];
}

/** A batch agent on a schedule. */
export interface AlertedJob {
  /** Name of its CronJob. */
  readonly name: string;
  /** Time after which a run is ended; whole seconds. */
  readonly deadline: Duration;
  /** How late a run may begin; whole seconds. */
  readonly startingDeadline: Duration;
}

/** Properties for `TenantAlerts`. */
export interface TenantAlertsProps {
  /** Id of the tenant or pool; label `tenant` of every alert. */
  readonly tenant: string;
  /** Its namespace. @default - that of the chart */
  readonly namespace?: string;
  readonly agents: AlertedAgent[];
  /** Batch agents on a schedule. @default - none */
  readonly jobs?: AlertedJob[];
  /** Name of the ResourceQuota that is watched. @default 'tenant' */
  readonly quota?: string;
  /** Percent of the quota above which the alert fires, 1 to 99. @default 90 */
  readonly quotaPercent?: number;
  /** Prefix of the exporter's series. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Labels of the object, by which Prometheus' `ruleSelector` picks it up, e.g. `release`. @default - those of the chart */
  readonly labels?: { readonly [key: string]: string };
  /** @default - none */
  readonly annotations?: { readonly [key: string]: string };
}
