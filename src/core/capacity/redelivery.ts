import type { Violation } from '../problems';

/** When a consumer delivers again. */
export interface Redelivery {
  readonly ackWaitS: number;
  /** Waits before each further delivery; the last one repeats. If given, the server ignores `ackWaitS`. @default - none */
  readonly backoffS?: readonly number[];
  /** Deliveries at most, from 1. */
  readonly maxDeliver: number;
}

/** Rule A17: seconds from the first delivery until the last one has had its time. */
export function redeliverySpanS({ ackWaitS, backoffS = [], maxDeliver }: Redelivery): number {
  if (maxDeliver < 1) return Infinity;
  return Array.from({ length: maxDeliver }, (_, index) => backoffS[Math.min(index, backoffS.length - 1)] ?? ackWaitS).reduce(
    (sum, waitS) => sum + waitS,
    0,
  );
}

/**
 * Rule `backoff` (A17): the first wait is the ack wait, so the longest task fits into it; and each wait has its delivery.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers (BackOff, AckWait)
 */
export function backoffHolds({ backoffS = [], maxDeliver }: Redelivery, taskP99S: number): Violation[] {
  const [first] = backoffS;
  return [
    ...(first === undefined || first >= taskP99S
      ? []
      : [
          {
            rule: 'backoff',
            problem: `task p99 is ${taskP99S} s, but the first wait is ${first} s, and with a backoff the ack wait is ignored`,
            fix: `let the first wait be ${Math.ceil(taskP99S)} s or more, or leave backoff out`,
          },
        ]),
    ...(backoffS.length <= maxDeliver
      ? []
      : [
          {
            rule: 'backoff',
            problem: `${backoffS.length} waits, but ${maxDeliver} deliveries`,
            fix: `raise maxDeliver to ${backoffS.length}, or keep ${maxDeliver} waits`,
          },
        ]),
  ];
}

/** Rule `ack-heartbeat` (A17): a worker that reports progress instead of a long ack wait must be heard twice in it. */
export function heartbeatHolds(intervalS: number, ackWaitS: number): Violation | undefined {
  return intervalS * 2 <= ackWaitS
    ? undefined
    : {
        rule: 'ack-heartbeat',
        problem: `a sign of progress every ${intervalS} s, but half the ack wait of ${ackWaitS} s is ${ackWaitS / 2} s: one that is lost delivers again`,
        fix: `report every ${ackWaitS / 2} s or more often, or raise the ack wait to ${intervalS * 2} s`,
      };
}

/** Rule `redelivery-span` (A17): a message lives until its last delivery is over, or it vanishes before it was given up. */
export function redeliveryFitsAge(redelivery: Redelivery, maxAgeS: number): Violation | undefined {
  const spanS = redeliverySpanS(redelivery);
  return spanS <= maxAgeS
    ? undefined
    : {
        rule: 'redelivery-span',
        problem: `${redelivery.maxDeliver} deliveries take ${spanS} s, but messages live ${maxAgeS} s`,
        fix: `raise max_age to ${spanS} s, or deliver less often`,
      };
}

/**
 * Rule `duplicate-window` (A17): publishers' retries ≤ window ≤ max_age; the server refuses a window above max_age.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams (Duplicate Window)
 */
export function duplicateWindowHolds(windowS: number, retryHorizonS: number, maxAgeS: number): Violation | undefined {
  if (windowS < retryHorizonS) {
    return {
      rule: 'duplicate-window',
      problem: `publishers retry for ${retryHorizonS} s, but the duplicate window is ${windowS} s: a late retry is a second message`,
      fix: `raise it to ${retryHorizonS} s`,
    };
  }
  return windowS <= maxAgeS
    ? undefined
    : {
        rule: 'duplicate-window',
        problem: `the duplicate window is ${windowS} s, but messages live ${maxAgeS} s`,
        fix: `lower it to ${maxAgeS} s, or raise max_age`,
      };
}
