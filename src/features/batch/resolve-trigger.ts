import {
  attemptS,
  checkDeadline,
  deadlineNeededS,
  MAX_RETRIES,
  MAX_RUNNING,
  SCHEDULED_RETRIES,
  checkStartingDeadline,
  startingDeadlineNeededS,
} from './rules';
import { checkGraceOutlivesAckWait } from '../availability/termination';
import { checkCron, checkTimeZone } from '../../kernel/cron';
import { shortestPeriodS } from '../../kernel/cron-times';
import { resolveConsumer } from '../agent/parts';
import type { ConsumesSpec } from '../bus/spec';
import type { BatchAgentSpec } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, wholeSecondsOf } from '../../kernel/findings';
import type { ConsumerPlan } from '../bus/plan';
import type { BatchTriggerPlan } from './plan';
import type { Frame } from '../../resolve/frame';

/** What the numbers of a trigger follow from. */
interface Work {
  readonly p99S: number;
  readonly concurrency: number;
  readonly graceS: number;
}

/** What starts jobs, and what follows from it. */
interface Triggered {
  readonly trigger: BatchTriggerPlan;
  readonly consumes: ConsumerPlan | undefined;
  /** Shortest time between two runs; `undefined` on a queue. */
  readonly periodS: number | undefined;
}

/** Which keys belong to which trigger. */
const OF_SCHEDULE = ['timeZone', 'overlap', 'startingDeadline'] as const;
const OF_QUEUE = ['maxRunning', 'perJob', 'naksOnSigterm'] as const;

/** Rule `batch-trigger`: a batch agent with two triggers, or with none, has no defined start (our choice). */
export function resolveTrigger(name: string, spec: BatchAgentSpec, work: Work, frame: Frame, findings: Findings): Triggered {
  const { problems } = findings;
  const [scheduled, queued] = [spec.schedule !== undefined, spec.consumes !== undefined];
  const judged = !problems.anyUnread('schedule', 'consumes');
  if (judged)
    // Rule `batch-queue-scaler`: only KEDA makes a job for each message; the prometheus-adapter has no such object.
    // https://keda.sh/docs/latest/reference/scaledjob-spec/
    // Rule `batch-running`: without a bound KEDA makes up to 100 jobs, and neither the quota nor the nodes could be planned.
    // https://keda.sh/docs/latest/reference/scaledjob-spec/
    problems.that(
      scheduled !== queued,
      '',
      'batch-trigger',
      scheduled ? 'it has both a schedule and a queue' : 'nothing starts it',
      `write schedule, such as '0 2 * * *', or consumes`,
    );
  for (const key of judged && scheduled !== queued ? (scheduled ? OF_QUEUE : OF_SCHEDULE) : []) {
    problems.that(
      spec[key] === undefined,
      key,
      'batch-trigger',
      scheduled ? 'belongs to a queue, and it has a schedule' : 'belongs to a schedule, and it has a queue',
      'leave it out',
    );
  }
  const { consumes } = spec;
  return consumes !== undefined ? resolveQueue(name, spec, consumes, work, frame, findings) : resolveSchedule(spec, findings);
}

function resolveSchedule(spec: BatchAgentSpec, { problems }: Findings): Triggered {
  const { schedule: cron, timeZone = 'UTC', overlap = 'forbid' } = spec;
  const fires = cron !== undefined && problems.rule('schedule', checkCron(cron));
  const zoned = problems.rule('timeZone', checkTimeZone(timeZone));
  const periodS = fires && zoned ? shortestPeriodS(cron, timeZone) : undefined;
  const written = wholeSecondsOf(problems, 'startingDeadline', spec.startingDeadline, LIMITS.graceS);
  const startingS = written ?? startingDeadlineNeededS(periodS);
  problems.rule('startingDeadline', checkStartingDeadline(startingS, periodS));
  // a zone that is none cannot be asked when its clocks change
  return {
    trigger: { kind: 'schedule', cron: cron ?? '', timeZone: zoned ? timeZone : 'UTC', overlap, startingS },
    consumes: undefined,
    periodS,
  };
}

function resolveQueue(
  name: string,
  spec: BatchAgentSpec,
  consumes: ConsumesSpec,
  { p99S, concurrency, graceS }: Work,
  frame: Frame,
  { problems }: Findings,
): Triggered {
  problems.that(
    frame.resolved.scaler === 'keda',
    'consumes',
    'batch-queue-scaler',
    `a job for a message needs KEDA, and the scaler of this environment is '${frame.resolved.scaler}'`,
    `install KEDA and write scaler: 'keda', or give it a schedule`,
  );
  const { maxRunning, perJob = 1, naksOnSigterm = DEFAULTS.agent.naksOnSigterm } = spec;
  problems.that(
    maxRunning !== undefined || problems.unread('maxRunning'),
    'maxRunning',
    'batch-running',
    'must say how many jobs may run at once',
    `write a whole number from 1 to ${MAX_RUNNING}`,
  );
  const bounded = maxRunning !== undefined && problems.integer('maxRunning', maxRunning, 1, MAX_RUNNING);
  const counted = problems.integer('perJob', perJob, 1, LIMITS.backlog.max);
  const running = bounded ? maxRunning : 1;
  const resolved = resolveConsumer(name, consumes, { replicas: running, concurrency }, p99S, problems);
  if (!naksOnSigterm) problems.rule('terminationGracePeriod', checkGraceOutlivesAckWait(graceS, resolved.ackWaitS));
  return {
    trigger: { kind: 'queue', maxRunning: running, perJob: counted ? perJob : 1, naksOnSigterm },
    consumes: resolved,
    periodS: undefined,
  };
}

/** Retries and deadline, given or derived: rule `batch-deadline`. */
export function deadlineOf(
  spec: BatchAgentSpec,
  work: Pick<Work, 'p99S' | 'concurrency'> & Pick<Triggered, 'trigger' | 'periodS'>,
  { problems }: Findings,
): { readonly retries: number; readonly deadlineS: number } {
  const { p99S, concurrency, trigger, periodS } = work;
  const given = spec.retries ?? (trigger.kind === 'schedule' ? SCHEDULED_RETRIES : 0);
  const retries = problems.integer('retries', given, 0, MAX_RETRIES) ? given : 0;
  const job = { taskP99S: p99S, tasks: trigger.kind === 'queue' ? trigger.perJob : 1, concurrency, retries };
  const startingS = trigger.kind === 'schedule' ? trigger.startingS : 0;
  const deadlineS = wholeSecondsOf(problems, 'deadline', spec.deadline, LIMITS.graceS) ?? deadlineNeededS(job, periodS, startingS);
  if (attemptS(job) > 0) problems.rule('deadline', checkDeadline(deadlineS, job, periodS));
  return { retries, deadlineS };
}
