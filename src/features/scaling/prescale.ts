import { replicasFor, type Throughput } from '../bus/queue';
import { checkCron } from '../../kernel/cron';
import { checkTimeZone } from '../../kernel/time-zone';
import { below, type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { REPLICAS } from '../resources/schema';

/** When more replicas are wanted than the queue asks for. */
export interface PrescaleWindow {
  /** Five-field cron. */
  readonly start: string;
  /** Five-field cron. */
  readonly end: string;
  /** IANA time zone of both. */
  readonly timeZone: string;
}

/** A window and its replicas, as a cron trigger takes it. */
export interface PrescalePlan extends PrescaleWindow {
  /** Name of the trigger. */
  readonly name: string;
  readonly replicas: number;
}

/** A window as either door brings it; its times are judged where they are written, by {@link checkWindow}. */
export interface PrescaleInput extends PrescaleWindow {
  readonly name: string;
  /** @default - what the load needs, at most the maximum */
  readonly replicas?: number | undefined;
  /** Messages per second in the window; `'lost'`: something is written and cannot be used, which was reported. @default - not known, so that replicas must be */
  readonly load?: number | 'lost' | undefined;
}

/** What windows are compared with. */
interface PrescaleContext {
  /** Replicas never exceeded; `undefined` where it may not be compared with. */
  readonly max: number | undefined;
  readonly throughput: Throughput | undefined;
  /** What a door calls the name of a window. */
  readonly nameAt: string;
  /** What it calls the most replicas. */
  readonly maxAt: string;
}

/** Checks `cron`, `time-zone` and `prescale-window` of a window. */
export function checkWindow(problems: Problems, { start, end, timeZone }: PrescaleWindow): void {
  const starts = problems.rule('start', checkCron(start));
  const ends = problems.rule('end', checkCron(end));
  if (starts && ends) {
    const differ = start.split(/\s+/).join(' ') !== end.split(/\s+/).join(' ');
    // Rule `prescale-window`: a window that ends when it starts never opens. https://keda.sh/docs/latest/scalers/cron/
    problems.that(differ, 'end', 'prescale-window', `is the start, ${shown(start)}: the window is empty`, 'write when the load is over');
  }
  problems.rule('timeZone', checkTimeZone(timeZone));
}

/** Every window with its replicas; one whose name was used before is left out. */
export function planPrescale(problems: Problems, windows: readonly PrescaleInput[], context: PrescaleContext): readonly PrescalePlan[] {
  return windows.flatMap((window, index) => {
    const { name, start, end, timeZone } = window;
    const at = problems.at(below('', index));
    const first = windows.findIndex((other) => other.name === name) === index;
    // Rule `unique-prescale`: KEDA refuses two triggers of one name. https://keda.sh/docs/latest/reference/scaledobject-spec/#triggers
    if (!at.that(first, context.nameAt, 'unique-prescale', `${shown(name)} is named twice`, 'name each once')) return [];
    return [{ name, start, end, timeZone, replicas: replicasOf(at, window, context) }];
  });
}

function replicasOf(problems: Problems, { replicas, load }: PrescaleInput, { max, maxAt, throughput }: PrescaleContext): number {
  if (replicas !== undefined) {
    const known = problems.integer('replicas', replicas, REPLICAS.min, REPLICAS.max) && max !== undefined;
    // Rule `prescale-max`: the count cannot rise above the maximum, so the window would not reach what was asked for (our choice).
    if (known)
      problems.that(
        replicas <= max,
        'replicas',
        'prescale-max',
        `is ${replicas}, but max is ${max}`,
        `raise ${maxAt} to ${replicas}, or ask for fewer`,
      );
    return replicas;
  }
  // Rule `prescale-rate`: without a base rate the replicas for the expected load cannot be derived (our choice).
  problems.that(
    load !== undefined,
    'replicas',
    'prescale-rate',
    'cannot be derived without a baseRate',
    `write the agent's baseRate, or replicas`,
  );
  const derived = typeof load === 'number' && throughput !== undefined ? replicasFor(load, throughput) : 1;
  return Math.min(max ?? derived, derived);
}
