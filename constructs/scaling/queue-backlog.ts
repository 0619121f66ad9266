import { secondsOf } from '../kinds/seconds';
import { Duration } from 'cdk8s';
import { checkDrain, drainedBacklog } from '../../src/features/scaling/drain';
import type { BacklogInput } from '../../src/features/scaling/queue';
import type { Violation } from '../../src/kernel/problems';
import { written } from '../kinds/door';

/** Options for `QueueBacklog.drainedWithin`. */
export interface DrainObjective {
  /** Messages one replica finishes per second, measured under load; above 0. `0.05` is one 20-second agent turn at a time. */
  readonly messagesPerSecond: number;
  /** Longest time in which the scaled replicas must empty the backlog. @default Duration.minutes(1) */
  readonly within?: Duration;
  /**
   * Tasks one replica works on at a time, at least 1. Caps the result at 0.8 of it, so that capacity is not dropped once the queue is empty.
   *
   * @default - not known: no cap
   */
  readonly concurrency?: number;
}

/**
 * How much unfinished work one replica may hold before another is wanted.
 *
 * @example
 * const backlog = QueueBacklog.drainedWithin({ messagesPerSecond: 10, within: Duration.seconds(5), concurrency: 10 });
 * new QueueDepthHpa(chart, 'Scale', {
 *   target: search, maxReplicas: 30, backlog,
 *   queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search' },
 * });
 */
export class QueueBacklog {
  /** A threshold that is already known: a whole number of messages, at least 1, waiting and in flight. */
  public static perReplica(messages: number): QueueBacklog {
    return new QueueBacklog(messages, undefined, undefined, { kind: 'messages', messages });
  }

  /**
   * Derives the threshold from an objective: ⌊messagesPerSecond × within⌋, the "backlog per instance" method, and with `concurrency`
   * at most 0.8 of that. An objective that not even one message meets is refused by the construct that takes it (`drain-objective`).
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
   */
  public static drainedWithin(objective: DrainObjective): QueueBacklog {
    const {
      messagesPerSecond,
      within = Duration.minutes(1),
      concurrency,
    } = written('QueueBacklog.drainedWithin', 'DrainObjective', objective);
    const drain = {
      messagesPerSecond,
      withinS: secondsOf(within),
      ...(concurrency !== undefined && { concurrency }),
    };
    return new QueueBacklog(drainedBacklog(drain), checkDrain(drain), concurrency, { kind: 'drained', ...drain });
  }

  private constructor(
    /** Unfinished messages per replica at the scaling target. */
    public readonly messages: number,
    /** Why the objective cannot be met, if so; the construct that takes this value reports it. */
    public readonly violation: Violation | undefined,
    /** Tasks one replica works on at a time, if it was said. */
    public readonly concurrency: number | undefined,
    /** @internal As plans take it. */
    public readonly _input: BacklogInput,
  ) {}
}
