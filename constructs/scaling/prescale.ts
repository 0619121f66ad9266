import { checkCron, checkTimeZone } from '../../src/kernel/cron';
import { checkDnsLabel } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import type { CronTrigger } from './keda-kinds';

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

/** Checks every window; replicas against the bound only if there is one. */
export function prescaleProblems(prescale: readonly Prescale[], maxReplicas: number | undefined, problems: Problems): void {
  prescale.forEach(({ name, start, end, timeZone, replicas }, index) => {
    const at = problems.at(`prescale[${index}]`);
    if (at.rule('name', checkDnsLabel(name))) {
      // Rule `unique-name`: KEDA refuses two triggers of one name. https://keda.sh/docs/latest/reference/scaledobject-spec/#triggers
      at.that(
        prescale.findIndex((other) => other.name === name) === index,
        'name',
        'unique-name',
        `'${name}' is the name of an earlier window: KEDA refuses two triggers of one name`,
        'choose another name',
      );
    }
    const [starts, ends] = [at.rule('start', checkCron(start)), at.rule('end', checkCron(end))];
    if (starts && ends) {
      const differ = start.split(/\s+/).join(' ') !== end.split(/\s+/).join(' ');
      // Rule `prescale-window`: a window that ends when it starts never opens. https://keda.sh/docs/latest/scalers/cron/
      at.that(differ, 'end', 'prescale-window', `is the start, '${start}': the window is empty`, 'let it end later than it starts');
    }
    at.rule('timeZone', checkTimeZone(timeZone));
    at.integer('replicas', replicas, 1, maxReplicas);
  });
}

/** One trigger for each window. https://keda.sh/docs/latest/scalers/cron/ */
export function prescaleTriggers(prescale: readonly Prescale[]): CronTrigger[] {
  return prescale.map(({ name, start, end, timeZone, replicas }) => ({
    type: 'cron',
    name,
    metadata: { desiredReplicas: String(replicas), end, start, timezone: timeZone },
  }));
}
