import { checkGraceOutlivesAckWait, GRACE_MARGIN_S, LONGEST_S } from '../availability/termination';
import { cronRuns } from '../quota/quota';
import { checkAccount } from '../bus/subjects';
import { checkHostPort } from '../services/places';
import { BUS_MONITORING_ENDPOINT } from '../bus/places';
import { planQueue, type QueueInput, type Taker } from '../agent/queue';
import { isUnread, type TaskPlan } from '../agent/task';
import { checkPoolGrace, planBasis, planWorker, type WorkerContext, type WorkerInput, type WorkerPlan } from '../agent/worker';
import { checkCron } from '../../kernel/cron';
import { checkTimeZone } from '../../kernel/time-zone';
import { shortestPeriodS } from '../../kernel/cron-times';
import { checkWholeSeconds } from '../../kernel/duration';
import type { Findings } from '../../kernel/findings';
import { checkDnsLabel } from '../../kernel/names';
import { plainOf } from '../../kernel/plain';
import type { Problems, Violation } from '../../kernel/problems';
import { checkFeature } from '../../kernel/versions';
import {
  attemptS,
  batchGraceS,
  checkBearableLoss,
  checkClockChanges,
  checkDeadline,
  checkNobodyWaits,
  checkOverlap,
  checkStartingDeadline,
  deadlineNeededS,
  SCHEDULED_RETRIES,
  startingDeadlineNeededS,
} from './rules';
import { BATCH_AGENT } from './schema';
import type { BatchAgentBrought, BatchAgentValues } from './spec';

/** A CronJob's Jobs get 11 characters more: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const MAX_CRON_JOB_NAME = 52;
const MAX_KEPT = 100;
const DEFAULT_KEPT = 3;
const WEEK_S = 7 * 24 * 3600;

/** What starts a job. */
export type BatchTriggerPlan =
  | {
      readonly kind: 'schedule';
      readonly cron: string;
      readonly timeZone: string;
      readonly overlap: 'forbid' | 'replace';
      readonly startingS: number;
    }
  | {
      readonly kind: 'queue';
      readonly maxRunning: number;
      readonly perJob: number;
      readonly naksOnSigterm: boolean;
      /** Time between two looks at the queue; `undefined`: KEDA's own. */
      readonly pollingS: number | undefined;
      /** `host:port` where KEDA reads the consumer. */
      readonly monitoringEndpoint: string;
    };

/** One agent that ends with its work, complete: what both doors come to, and what its construct is built from. */
export interface BatchPlan extends WorkerPlan, BatchAgentValues {
  readonly trigger: BatchTriggerPlan;
  readonly retries: number;
  readonly deadlineS: number;
  /** How long a finished job can be looked at. */
  readonly keepForS: number;
  readonly keepSucceeded: number;
  readonly keepFailed: number;
  /** Whether its node must not be taken only to save cost. */
  readonly keepsNode: boolean;
}

/** What starts a job, as it is said. */
export type BatchTriggerInput =
  | {
      readonly kind: 'schedule';
      /** Absent: it could not be read. */
      readonly cron?: string | undefined;
      readonly timeZone?: string | undefined;
      readonly overlap?: 'forbid' | 'replace' | undefined;
      readonly startingS?: number | undefined;
    }
  | {
      readonly kind: 'queue';
      readonly queue: QueueInput;
      readonly maxRunning?: number | undefined;
      readonly perJob?: number | undefined;
      readonly naksOnSigterm?: boolean | undefined;
      readonly pollingS?: number | undefined;
      readonly monitoringEndpoint?: string | undefined;
    };

/** One batch agent, as it is said. */
export interface BatchInput extends WorkerInput, BatchAgentBrought {
  readonly trigger: BatchTriggerInput;
  readonly interactive?: boolean | undefined;
  /** Whether its nodes are spot, of whatever pool. */
  readonly spot?: boolean | undefined;
  readonly retries?: number | undefined;
  readonly deadlineS?: number | undefined;
  readonly keepForS?: number | undefined;
  readonly keepSucceeded?: number | undefined;
  readonly keepFailed?: number | undefined;
}

/** What a batch agent is judged by, and where its trigger is written. */
export interface BatchContext extends WorkerContext {
  readonly triggerAt: {
    /** Keys of the trigger stand here. */
    readonly trigger: string;
    /** Name of the schedule's key there. */
    readonly cron: string;
    /** The consumer stands here. */
    readonly queue: string;
  };
}

/** What the numbers of a trigger follow from. */
interface Work {
  readonly input: BatchInput;
  readonly task: TaskPlan;
  readonly graceS: number;
}

/** A trigger, and what follows from it. */
interface Triggered extends Pick<WorkerPlan, 'consumes' | 'peakPods'> {
  readonly trigger: BatchTriggerPlan;
  /** Shortest time between two runs; `undefined` on a queue. */
  readonly periodS: number | undefined;
}

/** Completes and checks one batch agent. Where a problem was recorded the smallest harmless value stands in. */
export function planBatch(findings: Findings, input: BatchInput, context: BatchContext): BatchPlan {
  const { problems, warnings } = findings;
  const { kind } = input.trigger;
  const basis = planBasis(problems, input, { component: 'batch', consumes: kind === 'queue' }, context);
  const plain = plainOf(BATCH_AGENT, input, problems);
  if (context.door === 'props' && kind === 'schedule' && input.name.length > MAX_CRON_JOB_NAME)
    problems.rule('name', checkDnsLabel(input.name, MAX_CRON_JOB_NAME));
  problems.rule('interactive', checkNobodyWaits(input.interactive === true));
  const { task } = basis;
  const p99S = task.p99S ?? 0;
  const graceS = planGrace(problems, input, p99S);
  const triggered = planTrigger(problems, { input, task, graceS }, context);
  const { trigger, consumes, peakPods } = triggered;
  // an environment says so once, of its target
  if (context.door === 'props' && kind === 'queue' && context.target.keda !== undefined)
    warnings.rule(context.triggerAt.trigger, checkFeature(context.target, 'keda-missing-consumer'));
  const { nodePool, spot = false } = input;
  checkPoolGrace(problems, 'terminationGracePeriod', spot ? { name: 'the pool', ...nodePool, capacity: 'spot' } : nodePool, graceS);
  const { retries, deadlineS } = planDeadline(problems, input, task, triggered);
  if (!plain.resumable) warnings.rule('task.p99', checkBearableLoss(graceS, p99S));
  const { clockChanges, messages } = workOf(trigger);
  clockChanges.forEach((violation) => warnings.at(context.triggerAt.trigger).rule(context.triggerAt.cron, violation));
  const parts = { job: { deadlineSeconds: deadlineS, ...messages } };
  return {
    ...planWorker(findings, input, basis, { consumes, graceS, peakPods, parts }, context),
    ...plain,
    trigger,
    retries,
    deadlineS,
    ...planHistory(problems, input),
    keepsNode: !plain.resumable && graceS < p99S + GRACE_MARGIN_S,
  };
}

/** What a trigger says of the work of one job. */
interface JobOf {
  readonly clockChanges: readonly Violation[];
  /** What the configuration file says of it. */
  readonly messages: { readonly messages?: number };
  readonly tasks: number;
  /** Retries where none are written. */
  readonly retries: number;
  /** How late it may start. */
  readonly startingS: number;
}

function workOf(trigger: BatchTriggerPlan): JobOf {
  switch (trigger.kind) {
    case 'schedule': {
      const { cron, timeZone, startingS } = trigger;
      return { clockChanges: checkClockChanges(cron, timeZone), messages: {}, tasks: 1, retries: SCHEDULED_RETRIES, startingS };
    }
    case 'queue': {
      const { perJob } = trigger;
      return { clockChanges: [], messages: { messages: perJob }, tasks: perJob, retries: 0, startingS: 0 };
    }
  }
}

function planGrace(problems: Problems, { graceS: written }: BatchInput, p99S: number): number {
  if (written === undefined || isUnread(written)) return batchGraceS(p99S);
  return problems.rule('terminationGracePeriod', checkWholeSeconds(written, LONGEST_S)) ? written : batchGraceS(p99S);
}

function planTrigger(problems: Problems, work: Work, context: BatchContext): Triggered {
  const { trigger } = work.input;
  switch (trigger.kind) {
    case 'schedule':
      return planSchedule(problems.at(context.triggerAt.trigger), trigger, context.triggerAt.cron);
    case 'queue':
      return planQueued(problems, trigger, work, context);
  }
}

function planSchedule(at: Problems, said: Extract<BatchTriggerInput, { kind: 'schedule' }>, cronAt: string): Triggered {
  const { cron, timeZone = BATCH_AGENT.shape.timeZone.said.default, overlap = BATCH_AGENT.shape.overlap.said.default } = said;
  const fires = cron !== undefined && at.rule(cronAt, checkCron(cron));
  const zoned = at.rule('timeZone', checkTimeZone(timeZone));
  at.rule('overlap', checkOverlap(overlap));
  const periodS = fires && zoned ? shortestPeriodS(cron, timeZone) : undefined;
  const startingS = said.startingS ?? startingDeadlineNeededS(periodS);
  if (at.rule('startingDeadline', checkWholeSeconds(startingS, LONGEST_S)))
    at.rule('startingDeadline', checkStartingDeadline(startingS, periodS));
  return {
    // a zone that is none cannot be asked when its clocks change
    trigger: { kind: 'schedule', cron: cron ?? '', timeZone: zoned ? timeZone : 'UTC', overlap, startingS },
    consumes: undefined,
    periodS,
    peakPods: cronRuns(overlap === 'replace' ? 'Replace' : 'Forbid'),
  };
}

function planQueued(
  problems: Problems,
  said: Extract<BatchTriggerInput, { kind: 'queue' }>,
  { input, task, graceS }: Work,
  { triggerAt, door }: BatchContext,
): Triggered {
  const at = problems.at(triggerAt.trigger);
  const { maxRunning: most, perJob: each, naksOnSigterm: naks } = BATCH_AGENT.shape;
  const { maxRunning, perJob = each.said.default, naksOnSigterm = naks.said.default } = said;
  const { pollingS, monitoringEndpoint = BUS_MONITORING_ENDPOINT } = said;
  // Rule `batch-running`: without a bound KEDA makes up to 100 jobs, and neither the quota nor the nodes could be planned.
  // https://keda.sh/docs/latest/reference/scaledjob-spec/
  at.that(
    maxRunning !== undefined || at.unread('maxRunning'),
    'maxRunning',
    'batch-running',
    'must say how many jobs may run at once',
    `write a whole number from ${most.said.min} to ${most.said.max}`,
  );
  const bounded = maxRunning !== undefined && at.integer('maxRunning', maxRunning, most.said.min, most.said.max);
  const counted = at.integer('perJob', perJob, each.said.min, each.said.max);
  if (pollingS !== undefined) at.rule('pollingInterval', checkWholeSeconds(pollingS, LONGEST_S));
  at.rule('monitoringEndpoint', checkHostPort(monitoringEndpoint));
  const running = bounded ? maxRunning : 1;
  const { name, tenant } = input;
  const taker: Taker = { name, tenant, most: running, mostIsKnown: true, concurrency: task.concurrency, p99S: task.p99S, door };
  const consumes = planQueue(problems.at(triggerAt.queue), said.queue, taker);
  if (consumes.account !== '') problems.at(triggerAt.queue).rule('account', checkAccount(consumes.account));
  if (!naksOnSigterm) problems.rule('terminationGracePeriod', checkGraceOutlivesAckWait(graceS, consumes.ackWaitS));
  return {
    trigger: { kind: 'queue', maxRunning: running, perJob: counted ? perJob : 1, naksOnSigterm, pollingS, monitoringEndpoint },
    consumes,
    periodS: undefined,
    peakPods: running,
  };
}

/** Retries and deadline, given or derived: rule `batch-deadline`. */
function planDeadline(
  problems: Problems,
  input: BatchInput,
  task: TaskPlan,
  { trigger, periodS }: Triggered,
): { readonly retries: number; readonly deadlineS: number } {
  const { min, max } = BATCH_AGENT.shape.retries.said;
  const { tasks, startingS, retries: usual } = workOf(trigger);
  const given = input.retries ?? usual;
  const retries = problems.integer('retries', given, min, max) ? given : 0;
  const job = { taskP99S: task.p99S ?? 0, tasks, concurrency: task.concurrency, retries };
  const written = isUnread(input.deadlineS) ? undefined : input.deadlineS;
  const deadlineS = written ?? deadlineNeededS(job, periodS, startingS);
  const whole = written === undefined || problems.rule('deadline', checkWholeSeconds(deadlineS, LONGEST_S));
  if (whole && attemptS(job) > 0) problems.rule('deadline', checkDeadline(deadlineS, job, periodS));
  return { retries, deadlineS };
}

function planHistory(problems: Problems, input: BatchInput): Pick<BatchPlan, 'keepForS' | 'keepSucceeded' | 'keepFailed'> {
  const { keepForS = WEEK_S, keepSucceeded = DEFAULT_KEPT, keepFailed = DEFAULT_KEPT } = input;
  problems.integer('keepFor', keepForS, 0);
  problems.integer('keepSucceeded', keepSucceeded, 0, MAX_KEPT);
  problems.integer('keepFailed', keepFailed, 0, MAX_KEPT);
  return { keepForS, keepSucceeded, keepFailed };
}
