/**
 * Replicas kept during a window that is known beforehand, such as a flash sale.
 *
 * A floor, not a fixed count: the queue may ask for more. The count gets there at the pace of `behavior`, so start before the load does.
 */
export interface Prescale {
  /** Name of the trigger, a DNS label; unique within one autoscaler. */
  readonly name: string;
  /** Cron schedule of the beginning, five fields, e.g. `45 7 27 11 *`. */
  readonly start: string;
  /** Cron schedule of the end; differs from the start. */
  readonly end: string;
  /** IANA time zone of both, e.g. `America/New_York`. */
  readonly timeZone: string;
  /** Replicas from start to end, from 1 to `maxReplicas`. Within 10 % of the current count the autoscaler stays where it is. */
  readonly replicas: number;
}
