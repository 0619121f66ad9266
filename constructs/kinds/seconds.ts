import type { Duration } from 'cdk8s';

/** Seconds, and parts of one: whether they must be whole is a rule of its own, with a place. */
export function secondsOf(duration: Duration): number;
export function secondsOf(duration: Duration | undefined): number | undefined;
export function secondsOf(duration: Duration | undefined): number | undefined {
  return duration?.toSeconds({ integral: false });
}
