import type { Violation } from '../problems';

/** Highest utilisation at which a queue still drains: ρ* of the stability law. */
export const TARGET_UTILISATION = 0.8;
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

/** Rule A18: messages delivered and not acknowledged that the consumer must allow, or replicas idle. */
export function maxAckPendingNeeded(maxReplicas: number, concurrency: number): number {
  return Math.ceil(round(maxReplicas * concurrency * ACK_PENDING_FACTOR));
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
 * Rule `stable-backlog` (A19): above concurrency × ρ*, the scaler drops capacity once the queue is empty and builds it up again, over and over.
 *
 * Unfinished messages settle at λ × service time; the fleet settles at that ÷ target, which must not be less than λ ÷ (μ·ρ*).
 */
export function backlogIsStable(backlog: number, concurrency: number): Violation | undefined {
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
