import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { stableBacklog } from '../bus/queue';

/** An objective for how fast a backlog is emptied. */
export interface Drain {
  /** Messages one replica finishes per second. */
  readonly messagesPerSecond: number;
  /** Longest time in seconds. */
  readonly withinS: number;
  /** Tasks one replica works on at a time. @default - not known */
  readonly concurrency?: number;
}

/** Tasks of one replica at a time, at most: as an agent's. */
const MAX_CONCURRENCY = 1000;

/** Floating-point noise below which a product counts as the whole number beside it: 0.29 × 100 is 29. */
const NOISE = 1e-9;

/**
 * Unfinished messages a replica may hold: ⌊rate × time⌋, and no more than keeps capacity once the queue is empty.
 *
 * One task at a time allows 0.8 messages; a target is a whole number, so it is 1, and the caller is warned by `checkStableBacklog`.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export function drainedBacklog({ messagesPerSecond, withinS, concurrency }: Drain): number {
  const messages = Math.floor(messagesPerSecond * withinS + NOISE);
  return concurrency === undefined ? messages : Math.min(messages, Math.max(1, stableBacklog(concurrency)));
}

/**
 * Rule `drain-objective`: a time in which not even one message can be worked off cannot be met by any number of replicas (our choice). At
 * least one message must fit into the time.
 */
export function checkDrain(drain: Drain): Violation | undefined {
  const { messagesPerSecond: rate, withinS, concurrency } = drain;
  const rule = 'drain-objective';
  if (!(rate > 0 && Number.isFinite(rate)))
    return {
      rule,
      problem: `messagesPerSecond must be a finite rate above 0, got ${shown(rate)}`,
      fix: 'measure one replica under load',
    };
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY))
    return {
      rule,
      problem: `concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}, got ${shown(concurrency)}`,
      fix: 'write the tasks one replica works on at a time',
    };
  const neededS = Math.ceil(1 / rate - NOISE);
  return Number.isFinite(withinS) && drainedBacklog(drain) >= 1
    ? undefined
    : {
        rule,
        problem: `one message takes ${neededS} s at ${rate} messages/s, the backlog is to drain within ${shown(withinS)} s`,
        fix: `allow ${neededS} s or more, or make a replica faster`,
      };
}
