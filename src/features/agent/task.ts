import type { Throughput } from '../bus/queue';
import type { Problems } from '../../kernel/problems';
import { TASK } from './schema';

/** Stands for a number that was written but could not be read, where it is not the same as none: a problem was recorded. */
export const UNREAD = NaN;

/** Whether a number could not be read. */
export function isUnread(value: number | undefined): boolean {
  return Number.isNaN(value);
}

/** Time one task takes, in seconds; `undefined` where nothing is said, or what is said could not be read. */
export interface TaskInput {
  readonly p50S?: number | undefined;
  readonly p99S: number | undefined;
  /** Absent: as long as the median. `UNREAD`: not known. */
  readonly meanS?: number | undefined;
  readonly concurrency?: number | undefined;
}

/** The same, complete. */
export interface TaskPlan {
  readonly p99S: number | undefined;
  readonly concurrency: number;
  /** `undefined` if it is not known how fast one replica works. */
  readonly throughput: Throughput | undefined;
}

/** Rules of the times of a task, and how fast one replica works. */
export function planTask(problems: Problems, { p50S, p99S, meanS: given, concurrency: written }: TaskInput): TaskPlan {
  const meanS = isUnread(given) ? undefined : given;
  if (p99S !== undefined) problems.that(p99S > 0, 'p99', 'duration', 'must be above zero', 'measure it under load');
  if (p50S !== undefined) problems.that(p50S > 0, 'p50', 'duration', 'must be above zero', 'measure it under load, or leave it out');
  if (p50S !== undefined && p99S !== undefined)
    // Rule `task-times`: times that no measurement can have make every derived number wrong (our choice).
    problems.that(
      p50S <= p99S,
      'p99',
      'task-times',
      `is ${p99S} s, less than the median p50 of ${p50S} s`,
      'take both from one measurement',
    );
  if (meanS !== undefined && p99S !== undefined)
    problems.that(meanS <= p99S, 'mean', 'task-times', `is ${meanS} s, more than p99 of ${p99S} s`, 'take both from one measurement');
  // Markov: half of all tasks take at least the median, so the mean is at least half of it
  if (meanS !== undefined && p50S !== undefined)
    problems.that(
      meanS >= p50S / 2,
      'mean',
      'task-times',
      `is ${meanS} s, which no times with a median of ${p50S} s can have`,
      'take both from one measurement',
    );
  const { default: one, min, max } = TASK.shape.concurrency.said;
  const concurrency = written ?? one;
  const counted = problems.integer('concurrency', concurrency, min, max);
  const eachS = isUnread(given) ? undefined : (meanS ?? p50S);
  return {
    p99S,
    concurrency: counted ? concurrency : one,
    throughput: counted && eachS !== undefined ? { concurrency, meanS: eachS } : undefined,
  };
}
