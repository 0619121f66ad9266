import type { Violation } from './problems';
import { shown } from './shown';

/** A schedule of five fields, as robfig/cron reads it: https://github.com/robfig/cron/blob/v3.0.1/parser.go */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  /** January is 1. */
  readonly months: ReadonlySet<number>;
  /** Sunday is 0. */
  readonly weekdays: ReadonlySet<number>;
  /** One of days and weekdays is not restricted: then both must match. Otherwise either is enough. */
  readonly bothDays: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'weekday', min: 0, max: 6, words: WEEKDAYS },
];

/** Why a field cannot be read. */
class CronError extends Error {
  constructor(
    public readonly field: Field,
    problem: string,
  ) {
    super(problem);
  }

  public get fix(): string {
    const { name, min, max, words = [] } = this.field;
    const also = words.length === 0 ? '' : ` or ${[words[0], words.at(-1)].join('-').toUpperCase()}`;
    return `the ${name} is ${min} to ${max}${also}, or '*'; lists with ',', rising ranges with '-' and steps with '/' are taken, too`;
  }
}

/** What each text comes to, since every environment has the same few schedules and asks for them often. */
const PARSED = new Map<string, CronSchedule | CronError | undefined>();

/** The schedule; `undefined` if it is none. Rule `cron` says why. */
export function parseCron(text: string): CronSchedule | undefined {
  const schedule = parsed(text);
  return schedule instanceof CronError ? undefined : schedule;
}

/**
 * Rule `cron`: a schedule that Kubernetes or KEDA cannot parse is refused by them, and one that never fires starts nothing. A schedule has five
 * fields, fires at least once in four years, and names no zone.
 *
 * Both read it with robfig/cron; what is accepted here is accepted there. Not taken, though it would be there: `@daily` and its like, which KEDA does not
 * know everywhere, and what only a typing mistake brings: `+5`, empty parts of lists, ranges that begin with `*`.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 * @see https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
 */
export function checkCron(value: string): Violation | undefined {
  const bad = (problem: string, fix: string): Violation => ({ rule: 'cron', problem: `${problem}, got ${shown(value)}`, fix });
  if (typeof value !== 'string' || !/^[!-~]+(?:[ \t]+[!-~]+){4}$/.test(value) || value.includes('=') || value.startsWith('@')) {
    return bad('must have five fields (minute hour day month weekday) and no zone', `write '45 7 27 11 *' and the zone beside it`);
  }
  const schedule = parsed(value);
  if (schedule instanceof CronError) return bad(`is not a cron schedule: ${schedule.message}`, schedule.fix);
  return schedule !== undefined && hasDay(schedule) ? undefined : bad('never fires', 'name a day that exists');
}

/** `undefined` if there are not five fields. */
function parsed(text: string): CronSchedule | CronError | undefined {
  if (PARSED.has(text)) return PARSED.get(text);
  const schedule = parse(text);
  PARSED.set(text, schedule);
  return schedule;
}

function parse(text: string): CronSchedule | CronError | undefined {
  const parts = text.split(/[ \t]+/);
  if (parts.length !== FIELDS.length) return undefined;
  try {
    const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) => fieldOf(parts[index] ?? '', field));
    if (minutes === undefined || hours === undefined || days === undefined || months === undefined || weekdays === undefined)
      return undefined;
    return {
      minutes: minutes.values,
      hours: hours.values,
      days: days.values,
      months: months.values,
      weekdays: weekdays.values,
      bothDays: days.every || weekdays.every,
    };
  } catch (error) {
    if (error instanceof CronError) return error;
    throw error;
  }
}

/** Values of a field, and whether a `*` without a step stands in it. */
function fieldOf(text: string, field: Field): { readonly values: ReadonlySet<number>; readonly every: boolean } {
  const values = new Set<number>();
  let every = false;
  for (const part of text.split(',')) {
    const [range = '', stepText, ...tooMany] = part.split('/');
    const star = range === '*' || range === '?';
    const step = stepText === undefined ? 1 : stepOf(stepText, part, field);
    if (tooMany.length > 0) throw new CronError(field, `${field.name} ${shown(part)} has two steps`);
    const [low, high] = star ? [field.min, field.max] : rangeOf(range, stepText !== undefined, field);
    every ||= star && step === 1;
    for (let value = low; value <= high; value += step) values.add(value);
  }
  return { values, every };
}

function stepOf(text: string, part: string, field: Field): number {
  const step = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (step === 0) throw new CronError(field, `${field.name} ${shown(part)} has no step above 0`);
  return step;
}

/** `5-10` and `5`; with a step, `5` goes up to the largest value. */
function rangeOf(text: string, stepped: boolean, field: Field): readonly [low: number, high: number] {
  const [from = '', to, ...tooMany] = text.split('-');
  const low = valueOf(from, field);
  if (to === undefined) return [low, stepped ? field.max : low];
  const high = valueOf(to, field);
  if (tooMany.length > 0) throw new CronError(field, `${field.name} ${shown(text)} is no range`);
  if (low > high) throw new CronError(field, `${field.name} ${shown(text)} goes from ${low} down to ${high}`);
  return [low, high];
}

function valueOf(text: string, field: Field): number {
  const { name, min, max, words = [] } = field;
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + min : /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new CronError(field, `there is no ${name} ${shown(text)}`);
  return value;
}

/** Days of each month in a leap year, from January. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether one of its days exists; where days and weekdays are both restricted, a weekday is enough. */
function hasDay({ days, months, bothDays }: CronSchedule): boolean {
  const first = Math.min(...days);
  return !bothDays || [...months].some((month) => first <= (LONGEST[month - 1] ?? 0));
}
