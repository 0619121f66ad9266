import { parseCron, type CronSchedule } from './cron';

/** A fixed moment from which firing is judged, so that the answer does not depend on the day of the synth. It starts a leap cycle. */
const FROM_YEAR = 2024;
const YEARS = 4;
/** Runs that are looked at: the fields are a product, so the shortest gap is seen within some days, or within some years if there are few. */
const RUNS = 400;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Days that are looked at: in 28 years every date has come on every day of the week. */
const MAX_DAYS = 28 * 366;

/** A time on the wall clock that a change of clocks skips or repeats. */
export interface ClockChange {
  /** Local date, e.g. `2024-03-10`. */
  readonly date: string;
  readonly what: 'skipped' | 'repeated';
}

/**
 * Shortest time between two runs on the wall clock, in seconds; `undefined` if it fires once in four years or is no schedule.
 *
 * A zone that changes its clocks takes away as much as it skips, unless the schedule fires every hour of the day.
 */
export function shortestPeriodS(schedule: string, timeZone: string): number | undefined {
  const shortestMs = SHORTEST.get(schedule) ?? shortestGapMs(schedule);
  SHORTEST.set(schedule, shortestMs);
  if (shortestMs === Infinity) return undefined;
  const skippedMs = everyHour(schedule) ? 0 : Math.max(0, ...clockChanges(timeZone).map(({ shiftMs }) => shiftMs));
  // runs closer than the shift are on one side of it
  return (shortestMs > skippedMs ? shortestMs - skippedMs : shortestMs) / 1000;
}

/**
 * The first run that a change of clocks skips, and the first that it repeats; none for a schedule of every hour.
 *
 * Kubernetes does not make up for a time that does not exist: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-Time_zones
 */
export function clockChangesHit(schedule: string, timeZone: string): ClockChange[] {
  if (everyHour(schedule)) return [];
  const hit = clockChanges(timeZone).flatMap(({ wallMs, shiftMs }) => {
    const [from, to] = shiftMs > 0 ? [wallMs, wallMs + shiftMs] : [wallMs + shiftMs, wallMs];
    const [run = Infinity] = firings(schedule, 1, from - 1000);
    return run < to
      ? [{ date: new Date(run).toISOString().slice(0, 10), what: shiftMs > 0 ? ('skipped' as const) : ('repeated' as const) }]
      : [];
  });
  return (['skipped', 'repeated'] as const).flatMap((what) => hit.filter((change) => change.what === what).slice(0, 1));
}

/** A schedule is looked through once, though every environment has it and asks for it twice: the days of years are many. */
const SHORTEST = new Map<string, number>();

/** Infinity where there are not two runs. */
function shortestGapMs(schedule: string): number {
  const runs = firings(schedule, RUNS);
  return runs.slice(1).reduce((least, run, index) => Math.min(least, run - (runs[index] ?? run)), Infinity);
}

/** The next runs after a moment, on a wall clock that never changes, as if it showed UTC; none if it is no schedule. */
export function firings(schedule: string, count: number, afterMs = Date.UTC(FROM_YEAR) - 1000): number[] {
  const parsed = parseCron(schedule);
  if (parsed === undefined) return [];
  const times = timesOf(parsed);
  const found: number[] = [];
  const first = Math.floor(afterMs / DAY_MS) * DAY_MS;
  for (let day = first; found.length < count && day - first <= MAX_DAYS * DAY_MS; day += DAY_MS) {
    if (!firesOn(parsed, new Date(day))) continue;
    for (const time of times) {
      if (found.length < count && day + time > afterMs) found.push(day + time);
    }
  }
  return found;
}

/** Times of a day at which it fires, in milliseconds. */
function timesOf({ hours, minutes }: CronSchedule): number[] {
  return [...hours].flatMap((hour) => [...minutes].map((minute) => hour * HOUR_MS + minute * MINUTE_MS)).sort((a, b) => a - b);
}

function firesOn({ months, days, weekdays, bothDays }: CronSchedule, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [day, weekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return bothDays ? day && weekday : day || weekday;
}

function everyHour(schedule: string): boolean {
  return parseCron(schedule)?.hours.size === 24;
}

/** Where the clock of a zone is put forward (above zero) or back, by the time it would show without. */
interface Shift {
  readonly wallMs: number;
  readonly shiftMs: number;
}

/** A zone is looked through once: its days are many. */
const CHANGES = new Map<string, readonly Shift[]>();

function clockChanges(timeZone: string): readonly Shift[] {
  const changes = CHANGES.get(timeZone) ?? changesOf(timeZone);
  CHANGES.set(timeZone, changes);
  return changes;
}

function changesOf(timeZone: string): Shift[] {
  const format = formatOf(timeZone);
  // younger than the database of this Node: none of those changes its clocks
  if (format === undefined) return [];
  const offset = (atMs: number): number => offsetMs(format, atMs);
  const changes: Shift[] = [];
  const end = Date.UTC(FROM_YEAR + YEARS);
  for (let day = Date.UTC(FROM_YEAR); day < end; day += DAY_MS) {
    const before = offset(day);
    if (before === offset(day + DAY_MS)) continue;
    let [low, high] = [day, day + DAY_MS];
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ wallMs: high + before, shiftMs: offset(high) - before });
  }
  return changes;
}

/** What the clock shows less UTC. */
function offsetMs(format: Intl.DateTimeFormat, atMs: number): number {
  const shown = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute) - atMs;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return undefined; // Intl throws a RangeError for a zone that it does not know
  }
}
