import { Cron } from 'croner';
import type { Violation } from './problems';
import { shown } from './shown';

/** A fixed moment from which firing is judged, so that the answer does not depend on the day of the synth. It starts a leap cycle. */
const FROM = '2024-01-01T00:00:00';

/**
 * Rule `cron`: a schedule that Kubernetes cannot parse is refused, and one that never fires starts nothing. A schedule has five fields,
 * fires at least once in four years, and names no zone.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function checkCron(value: string): Violation | undefined {
  const bad = (problem: string, fix: string): Violation => ({ rule: 'cron', problem, fix });
  if (
    typeof value !== 'string' ||
    value.trim() !== value ||
    value.split(/\s+/).length !== 5 ||
    value.includes('=') ||
    value.startsWith('@')
  ) {
    return bad(
      `must have five fields (minute hour day month weekday) and no zone, got ${shown(value)}`,
      `write '45 7 27 11 *' and the zone beside it`,
    );
  }
  if (/[?LW#]/.test(value.toUpperCase().replace(/JUL|WED/g, ''))) {
    return bad(
      `uses characters that Kubernetes and KEDA do not know, got ${shown(value)}`,
      `use numbers, names, '*', ',', '-' and '/' only`,
    );
  }
  try {
    return new Cron(value, { timezone: 'UTC', paused: true }).nextRun(FROM) === null
      ? bad(`never fires, got ${shown(value)}`, 'name a day that exists')
      : undefined;
  } catch {
    return bad(`is not a cron schedule, got ${shown(value)}`, `minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6`);
  }
}

/**
 * Rule `time-zone`: the API server refuses an unknown time zone, and an offset does not follow daylight saving time. The name is one of the
 * IANA database, not an offset or an abbreviation.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
 */
export function checkTimeZone(value: string): Violation | undefined {
  const named = typeof value === 'string' && (value === 'UTC' || /^[A-Z][A-Za-z_]+(\/[A-Z][-A-Za-z0-9_+]+)+$/.test(value));
  return named && isKnownZone(value)
    ? undefined
    : { rule: 'time-zone', problem: `must be an IANA time zone, got ${shown(value)}`, fix: `write 'America/New_York' or 'UTC'` };
}

function isKnownZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl throws a RangeError for an unknown zone
  }
}
