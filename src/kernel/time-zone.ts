import type { Violation } from './problems';
import { shown } from './shown';
import { TIME_ZONES, ZONE_ABBREVIATIONS } from './zone-names';

/** Whether an API server knows the time zone. */
export function isTimeZone(name: string): boolean {
  return TIME_ZONES.has(name) || ZONE_ABBREVIATIONS.has(name);
}

/** Names by what they look like in small letters. */
const BY_SMALL = new Map([...TIME_ZONES].map((name) => [name.toLowerCase(), name]));

/**
 * Rule `time-zone`: the API server refuses a time zone that is not in its database, and an offset does not follow daylight saving time. The name
 * is one of the IANA database, spelt as there; not an offset, an abbreviation or `Local`.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/batch/validation/validation.go (validateTimeZone)
 */
export function checkTimeZone(value: string): Violation | undefined {
  if (typeof value === 'string' && TIME_ZONES.has(value)) return undefined;
  const bad = (problem: string, fix: string): Violation => ({ rule: 'time-zone', problem: `${problem}, got ${shown(value)}`, fix });
  const meant = typeof value === 'string' ? BY_SMALL.get(value.trim().toLowerCase().replaceAll(' ', '_')) : undefined;
  if (meant !== undefined) return bad('must be an IANA time zone, spelt as in its database', `write '${meant}'`);
  return typeof value === 'string' && ZONE_ABBREVIATIONS.has(value)
    ? bad(
        'must be the IANA time zone of a place, not an abbreviation that its releases read differently',
        `write 'America/New_York' or 'UTC'`,
      )
    : bad('must be an IANA time zone', `write 'America/New_York' or 'UTC'`);
}
