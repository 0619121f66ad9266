import type { Violation } from '../../kernel/problems';
import { clockChangesHit } from '../../kernel/cron-times';
import { GRACE_MARGIN_S, SPOT_GRACE_S } from '../availability/termination';

/** Shortest starting deadline: the controller looks every ten seconds. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline */
const MIN_STARTING_DEADLINE_S = 10;
/** Longest starting deadline that is derived: a run that is more than an hour late waits for the next time. */
const STARTING_DEADLINE_S = 3600;
/** Seconds until a pod runs in a pool without a node: a node starts, and pulls the image. */
const JOB_START_S = 300;
/** Wait before the first retry of a Job, doubled each time, and the longest: https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/job/job_controller.go */
const RETRY_S = 10;
const MAX_RETRY_S = 600;

/** Retries of a job on a schedule; a queue delivers again itself. */
export const SCHEDULED_RETRIES = 2;

/** What one Job does. */
export interface JobWork {
  /** 99th percentile of one task, in seconds. */
  readonly taskP99S: number;
  /** Tasks of one Job, at least 1. */
  readonly tasks: number;
  /** Tasks it works on at a time, at least 1. */
  readonly concurrency: number;
  /** Further attempts after one that failed. */
  readonly retries: number;
}

/** Seconds that one attempt works: ⌈tasks ÷ concurrency⌉ × p99. */
export function attemptS({ taskP99S, tasks, concurrency }: JobWork): number {
  return Math.ceil(Math.ceil(tasks / concurrency) * taskP99S);
}

/** Seconds from the creation of a Job until its last attempt has had its time, each on a node that has to start. */
export function allAttemptsS(work: JobWork): number {
  const waits = Array.from({ length: work.retries }, (_, index) => Math.min(MAX_RETRY_S, RETRY_S * 2 ** index));
  return (work.retries + 1) * (JOB_START_S + attemptS(work)) + waits.reduce((sum, wait) => sum + wait, 0);
}

/** How late a run may still start: an hour, but at most a quarter of the time to the next, so that three quarters are left to work. */
export function startingDeadlineNeededS(periodS: number | undefined): number {
  return Math.max(MIN_STARTING_DEADLINE_S, Math.min(STARTING_DEADLINE_S, Math.floor((periodS ?? Infinity) / 4)));
}

/**
 * Rule `starting-deadline`: a short deadline misses the controller, which looks every 10 seconds, and a long one lets runs pile up.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
 */
export function checkStartingDeadline(startingS: number, periodS: number | undefined): Violation | undefined {
  if (startingS < MIN_STARTING_DEADLINE_S) {
    return {
      rule: 'starting-deadline',
      problem: `the controller looks every ${MIN_STARTING_DEADLINE_S} s, so a run that may be ${startingS} s late may never start`,
      fix: `allow ${MIN_STARTING_DEADLINE_S} s or more, or leave it out`,
    };
  }
  return periodS === undefined || startingS < periodS
    ? undefined
    : {
        rule: 'starting-deadline',
        problem: `a run may start ${startingS} s late, but the next is due after ${periodS} s`,
        fix: `allow less than ${periodS} s, or leave it out (${startingDeadlineNeededS(periodS)} s is derived)`,
      };
}

/** Time for all attempts, but a scheduled run that starts late still ends before the next. */
export function deadlineNeededS(work: JobWork, periodS: number | undefined, startingS: number): number {
  return Math.min(allAttemptsS(work), periodS === undefined ? Infinity : Math.max(1, periodS - startingS));
}

/**
 * Rule `batch-deadline`: a deadline below the task ends healthy runs, and one beyond the next run makes runs pile up. Checked: p99 ≤
 * deadline < time to the next run.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
 */
export function checkDeadline(deadlineS: number, work: JobWork, periodS: number | undefined): Violation | undefined {
  const workS = attemptS(work);
  if (deadlineS < workS) {
    return {
      rule: 'batch-deadline',
      problem: `a job works ${workS} s at p99, but is ended after ${deadlineS} s`,
      fix:
        periodS !== undefined && workS >= periodS
          ? 'let it run less often, or shorten the task'
          : `allow ${allAttemptsS(work)} s, or give it less to do`,
    };
  }
  return periodS === undefined || deadlineS < periodS
    ? undefined
    : {
        rule: 'batch-deadline',
        problem: `a run may take ${deadlineS} s, but the next is due after ${periodS} s`,
        fix: `allow less than ${periodS} s, or let it run less often`,
      };
}

/** Seconds a job has to end or to keep what it did: its task, but no more than a node that is taken away gives. */
export function batchGraceS(taskP99S: number): number {
  return Math.min(Math.ceil(taskP99S + GRACE_MARGIN_S), SPOT_GRACE_S);
}

/**
 * Rule `batch-resumable`: a task that is longer than its grace period starts again from the beginning whenever its node goes. This is a
 * warning.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export function checkBearableLoss(graceS: number, taskP99S: number): Violation | undefined {
  const neededS = Math.ceil(taskP99S + GRACE_MARGIN_S);
  return graceS >= neededS
    ? undefined
    : {
        rule: 'batch-resumable',
        problem: `task p99 ${taskP99S} s + margin ${GRACE_MARGIN_S} s = ${neededS} s, but a node that goes leaves ${graceS} s: the task begins again`,
        fix: 'let it keep what is done and go on from there, and say resumable: true; or cut it into shorter tasks',
      };
}

/**
 * Rule `batch-interactive`: a job starts its pod when there is work, so a person would wait for a pod, or for a node, before any answer
 * (our choice).
 */
export function checkNobodyWaits(interactive: boolean): Violation | undefined {
  return interactive
    ? {
        rule: 'batch-interactive',
        problem: `a person waits for the answer, and a job starts when there is work: after up to ${JOB_START_S} s`,
        fix: 'make it an AgentDeployment with 1 replica or more, or leave interactive out',
      }
    : undefined;
}

/**
 * Rule `batch-overlap`: with `Allow` nothing bounds how many runs there are at once, nor the quota that they need.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
 */
export function checkOverlap(overlap: string): Violation | undefined {
  return overlap === 'forbid' || overlap === 'replace'
    ? undefined
    : {
        rule: 'batch-overlap',
        problem: `nothing would bound the runs at once, got '${overlap}'`,
        fix: `'forbid' waits for the run before, 'replace' ends it`,
      };
}

/**
 * Rule `cron-clock-change`: where the clocks change, a run in the hour that is left out is skipped and one in the hour that repeats runs
 * twice. This is a warning.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
 */
export function checkClockChanges(schedule: string, timeZone: string): Violation[] {
  return clockChangesHit(schedule, timeZone).map(({ date, what }) => ({
    rule: 'cron-clock-change',
    problem:
      what === 'skipped'
        ? `'${schedule}' names a time that does not exist in ${timeZone} where clocks go forward (${date} for one): that run is left out`
        : `'${schedule}' names a time that comes twice in ${timeZone} where clocks go back (${date} for one): it may run twice`,
    fix: 'choose an hour before or after the change, or accept it',
  }));
}
