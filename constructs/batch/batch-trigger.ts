import type { Duration } from 'cdk8s';
import type { AgentConsumes } from '../agent/agent-props';

/** What happens to a run that is due while the one before goes on. */
export type BatchOverlap = 'forbid' | 'replace';

/** Options for `BatchTrigger.schedule`. */
export interface BatchSchedule {
  /** Five fields, e.g. `0 2 * * *`; refused if it never fires. Mind the hour that a change of clocks skips or repeats: it is warned of. */
  readonly cron: string;
  /** IANA time zone, e.g. `America/New_York`. @default 'UTC' */
  readonly timeZone?: string;
  /** `forbid` leaves the later run out, `replace` ends the earlier one; its pod counts twice in the quota. @default 'forbid' */
  readonly overlap?: BatchOverlap;
  /** How late a run may still start, whole seconds, at least 10 and less than the time to the next. @default - an hour, at most a quarter of that time */
  readonly startingDeadline?: Duration;
}

/** Options for `BatchTrigger.queue`. */
export interface BatchQueue extends AgentConsumes {
  /** Jobs at once, at most, from 1 to 1000. */
  readonly maxRunning: number;
  /** Messages that one job takes before it ends, at least 1. @default 1 */
  readonly perJob?: number;
  /** On SIGTERM the worker hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** Time between two looks at the queue, whole seconds. @default - KEDA's own: 30 s */
  readonly pollingInterval?: Duration;
  /** `host:port` where KEDA reads the consumer. @default 'nats-headless.platform.svc.cluster.local:8222' */
  readonly monitoringEndpoint?: string;
}

/** What starts a job. */
export class BatchTrigger {
  /** A time of day, week or month. Renders a CronJob. */
  public static schedule(options: BatchSchedule): BatchTrigger {
    return new BatchTrigger(options, undefined);
  }

  /**
   * Messages of a queue. Renders a ScaledJob of KEDA: a job for each `perJob` messages that wait or are not yet acknowledged, less the
   * jobs that run; none while there is none.
   *
   * A job ends with 0 when there is no message for it: one that failed without handing its message back is followed by others until the ack
   * wait is over.
   */
  public static queue(options: BatchQueue): BatchTrigger {
    return new BatchTrigger(undefined, options);
  }

  private constructor(
    /** The time, if that is it. */
    public readonly scheduled: BatchSchedule | undefined,
    /** The queue, if that is it. */
    public readonly queued: BatchQueue | undefined,
  ) {}
}
