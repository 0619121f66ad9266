import type { Violation } from '../../kernel/problems';

/** A message that five workers could not finish is not finished by a sixth. */
export const MAX_DELIVER = 5;
/** Times the ack wait before each further delivery: what failed for lack of something gets more time to get it. */
const BACKOFF = [1, 2, 4, 8];

/** When a consumer delivers again. */
export interface Redelivery {
  readonly ackWaitS: number;
  /** Waits before each further delivery; the last one repeats. If given, the server ignores `ackWaitS`. @default - none */
  readonly backoffS?: readonly number[];
  /** Deliveries at most, from 1. */
  readonly maxDeliver: number;
}

/**
 * How often and when an agent's messages are delivered again. The server takes no more waits than deliveries.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers#configuration
 */
export function redeliveryOf({ ackWaitS, maxDeliver = MAX_DELIVER }: Pick<Redelivery, 'ackWaitS'> & Partial<Redelivery>) {
  const backoffS = BACKOFF.slice(0, Math.max(0, maxDeliver - 1)).map((times) => times * ackWaitS);
  return { ackWaitS, ...(backoffS.length > 0 && { backoffS }), maxDeliver };
}

/** Seconds from the first delivery until the last one has had its time. */
export function redeliverySpanS(redelivery: Redelivery): number {
  if (redelivery.maxDeliver < 1) return Infinity;
  return waitsS(redelivery).reduce((sum, waitS) => sum + waitS, 0);
}

/** Seconds from the first delivery to the second, and to the last one, of a message that nobody acknowledges. */
export function redeliveriesAtS(redelivery: Redelivery): { readonly secondS: number; readonly lastS: number } {
  const waits = waitsS(redelivery);
  return { secondS: waits[0] ?? 0, lastS: redeliverySpanS(redelivery) - (waits.at(-1) ?? 0) };
}

/** What each delivery has before the next one, or before the message is given up. */
function waitsS({ ackWaitS, backoffS = [], maxDeliver }: Redelivery): number[] {
  return Array.from({ length: maxDeliver }, (_, index) => backoffS[Math.min(index, backoffS.length - 1)] ?? ackWaitS);
}

/**
 * Rule `redelivery-span`: a message that expires before its last delivery is over vanishes without ever being reported as failed.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers#maxdeliver
 */
export function checkRedeliveryFitsAge(redelivery: Redelivery, maxAgeS: number): Violation | undefined {
  const spanS = redeliverySpanS(redelivery);
  return spanS <= maxAgeS
    ? undefined
    : {
        rule: 'redelivery-span',
        problem: `${redelivery.maxDeliver} deliveries take ${spanS} s, but messages live ${maxAgeS} s`,
        fix: `write services.nats.maxAge: '${spanS}s', or lower consumes.maxDeliver or consumes.ackWait`,
      };
}
