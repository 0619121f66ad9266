import type { Violation } from '../../kernel/problems';

/** Highest utilisation at which a queue still empties: ρ* of the stability law. */
const TARGET_UTILISATION = 0.8;
/** Room for messages in flight above what the largest fleet works on. */
const ACK_PENDING_FACTOR = 1.25;

/** How fast one replica works. */
export interface Throughput {
  /** Tasks one replica works on at a time. */
  readonly concurrency: number;
  /** Mean seconds a task takes. */
  readonly meanS: number;
}

/** Messages one replica finishes per second: μ = concurrency ÷ mean. */
export function serviceRate({ concurrency, meanS }: Throughput): number {
  return concurrency / meanS;
}

/** Messages delivered and not acknowledged that the consumer must allow; with fewer, replicas idle. */
export function maxAckPendingNeeded(maxReplicas: number, concurrency: number): number {
  return Math.ceil(round(maxReplicas * concurrency * ACK_PENDING_FACTOR));
}

/**
 * Rule `max-ack-pending`: the consumer hands out no more than this many messages, and further replicas idle.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers#maxackpending
 */
export function checkAckPending(maxAckPending: number, maxReplicas: number, concurrency: number): Violation | undefined {
  const worked = maxReplicas * concurrency;
  return maxAckPending >= worked
    ? undefined
    : {
        rule: 'max-ack-pending',
        problem: `the consumer delivers ${maxAckPending} messages at most, ${maxReplicas} replicas × concurrency ${concurrency} work on ${worked}`,
        fix: `set max_ack_pending of the consumer to ${maxAckPendingNeeded(maxReplicas, concurrency)}, or lower maxReplicas`,
      };
}

/** Pulls that wait at one consumer, at most: the server's own default, and what our consumers have. https://docs.nats.io/nats-concepts/jetstream/consumers#pull-specific */
export const MAX_WAITING = 512;

/**
 * Rule `max-waiting`: each idle replica waits with one pull, and the server refuses further pulls, so those replicas idle. A replica waits
 * with at least one pull.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers
 */
export function checkMaxWaiting(maxReplicas: number): Violation | undefined {
  return maxReplicas <= MAX_WAITING
    ? undefined
    : {
        rule: 'max-waiting',
        problem: `the consumer lets ${MAX_WAITING} pulls wait, and each of ${maxReplicas} replicas has one`,
        fix: `keep it within ${MAX_WAITING} replicas, or give some of the subjects to an agent of their own`,
      };
}

/** Messages that arrive while no replica works. */
export interface Outage {
  /** Longest time without a worker, in seconds. */
  readonly seconds: number;
  /** Messages per second. */
  readonly rate: number;
  /** Size of a message with its subject and headers. */
  readonly messageBytes: number;
}

/** Bytes of one copy that a queue needs to lose nothing in an outage. */
export function outageBytes({ seconds, rate, messageBytes }: Outage): number {
  return Math.ceil(round(seconds * rate)) * messageBytes;
}

/** Replicas that carry `rate` messages per second at ρ*: ⌈λ ÷ (μ·ρ*)⌉. */
export function replicasFor(rate: number, throughput: Throughput): number {
  return Math.ceil(round(rate / (serviceRate(throughput) * TARGET_UTILISATION)));
}

/** Largest backlog per replica that keeps capacity once the queue is empty: ⌊concurrency × ρ*⌋. */
export function stableBacklog(concurrency: number): number {
  return Math.floor(round(concurrency * TARGET_UTILISATION));
}

/**
 * Rule `stable-backlog`: above concurrency × target utilisation the autoscaler drops capacity that the load still needs, again and again
 * (our choice).
 *
 * Unfinished messages settle at λ × service time; the fleet settles at that ÷ target, which must not be less than λ ÷ (μ·ρ*).
 */
export function checkStableBacklog(backlog: number, concurrency: number): Violation | undefined {
  const limit = round(concurrency * TARGET_UTILISATION);
  return backlog <= limit
    ? undefined
    : {
        rule: 'stable-backlog',
        problem: `${backlog} unfinished messages per replica is above concurrency ${concurrency} × ${TARGET_UTILISATION} = ${limit}: under sustained load capacity is dropped while it is needed`,
        // a target is a whole number: one task at a time has no stable one
        fix: `${stableBacklog(concurrency) >= 1 ? `use ${stableBacklog(concurrency)} or less` : 'let a replica work on 2 tasks or more'}, or accept the saw-tooth`,
      };
}

/** Floating-point noise removed, so that 0.8 × 10 is 8 and ceil and floor are those of the real number. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
