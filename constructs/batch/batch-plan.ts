import {
  attemptS,
  batchGraceS,
  checkClockChanges,
  checkDeadline,
  deadlineNeededS,
  type JobWork,
  checkBearableLoss,
  MAX_RETRIES,
  MAX_RUNNING,
  checkNobodyWaits,
  checkOverlap,
  SCHEDULED_RETRIES,
  checkStartingDeadline,
  startingDeadlineNeededS,
} from '../../src/features/batch/rules';
import { GRACE_MARGIN_S, checkSpotGrace } from '../../src/features/availability/termination';
import { checkCron, checkTimeZone } from '../../src/kernel/cron';
import { shortestPeriodS } from '../../src/kernel/cron-times';
import { checkImagePinned } from '../../src/kernel/images';
import { APP_LABEL, labelKeys, type LabelKeys } from '../../src/kernel/labels';
import { checkDnsLabel, kebab } from '../../src/kernel/names';
import type { Problems, Violation } from '../../src/kernel/problems';
import type { PodResources } from '../../src/features/resources/spec';
import { checkAccount, checkHostPort } from '../../src/features/scaling/behavior';
import { BUS_MONITORING_ENDPOINT } from '../../src/features/bus/places';
import { checkFeature, type TargetVersions } from '../../src/kernel/versions';
import { checkDependencies, checkOwnMemory } from '../../src/features/agent/workload';
import { type AgentQueue, planQueue } from '../agent/agent-bus';
import { agentConfig, checkConfig } from '../agent/agent-config';
import { checkHosts } from '../network/external-host';
import { type AgentMounts, planMounts } from '../agent/agent-mounts';
import { checkCredentials, checkEnv, checkIdentity, checkTarget, checkTask, labelsOf, seconds } from '../agent/agent-plan';
import { AgentResources, checkResources } from '../resources/agent-resources';
import type { BatchAgentProps } from './batch-props';
import type { BatchQueue, BatchSchedule } from './batch-trigger';

/** A CronJob's Jobs get 11 characters more: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const MAX_CRON_JOB_NAME = 52;
const MAX_KEPT = 100;
const DEFAULT_KEPT = 3;
const WEEK_S = 7 * 24 * 3600;
/** Where the configuration file says how much one job takes and when it is ended. */
const JOB_KEY = 'job';

/** A schedule with every default filled in. */
export interface PlannedSchedule {
  readonly cron: string;
  readonly timeZone: string;
  readonly overlap: 'forbid' | 'replace';
  readonly startingS: number;
  readonly periodS: number | undefined;
}

/** A queue as a ScaledJob reads it. */
export interface PlannedQueue extends AgentQueue {
  readonly maxRunning: number;
  readonly perJob: number;
  readonly pollingS: number | undefined;
  readonly monitoringEndpoint: string;
}

/** A batch agent with every default filled in and every rule held. */
export interface BatchPlan {
  readonly name: string;
  readonly keys: LabelKeys;
  readonly selectorLabels: Record<string, string>;
  readonly ownLabels: Record<string, string>;
  readonly resources: PodResources;
  readonly graceS: number;
  readonly retries: number;
  readonly deadlineS: number;
  readonly keepForS: number;
  readonly keepSucceeded: number;
  readonly keepFailed: number;
  /** Whether its node must not be taken only to save cost. */
  readonly keepsNode: boolean;
  readonly schedule: PlannedSchedule | undefined;
  readonly queue: PlannedQueue | undefined;
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  readonly configMapName: string;
  readonly configFile: string;
  readonly mounts: AgentMounts;
  /** What is allowed and will probably be regretted. */
  readonly warnings: readonly Violation[];
}

/** Fills in defaults and records every problem; what it returns may be used only if there was none. */
export function planBatch(problems: Problems, id: string, props: BatchAgentProps, target: TargetVersions): BatchPlan {
  const name = props.name ?? kebab(id);
  const keys = labelKeys(props.labelDomain);
  const selectorLabels = { [keys.workload]: props.tenant === undefined ? name : `${props.tenant}-${name}` };
  const ownLabels = { ...labelsOf(props, name, keys, selectorLabels), [APP_LABEL.component]: 'batch' };
  const resources = props.resources ?? AgentResources.small();
  const { scheduled, queued } = props.trigger;
  const p99S = seconds(props.task.p99);
  const graceS = props.terminationGracePeriod === undefined ? batchGraceS(p99S) : seconds(props.terminationGracePeriod);

  checkIdentity(problems, props, name, keys, selectorLabels, Object.keys(ownLabels));
  if (scheduled !== undefined && name.length > MAX_CRON_JOB_NAME) problems.rule('name', checkDnsLabel(name, MAX_CRON_JOB_NAME));
  problems.rule('interactive', checkNobodyWaits(props.interactive ?? false));
  checkTask(problems, props, p99S);
  problems.rule('image', checkImagePinned(props.image));
  checkResources(problems.at('resources'), resources);
  if (problems.integer('terminationGracePeriod', graceS, 1) && props.spot === true)
    problems.rule('terminationGracePeriod', checkSpotGrace(props.nodePool ?? 'the pool', graceS));
  const at = problems.at('trigger');
  const schedule = scheduled === undefined ? undefined : planSchedule(at, scheduled);
  const queue = queued === undefined ? undefined : planBatchQueue(problems, props, queued, { name, p99S, graceS }, target);
  const reach = { needs: props.needs ?? [], consumes: queued !== undefined, publishes: (props.publishes ?? []).length > 0 };
  for (const violation of checkDependencies(reach)) problems.rule('needs', violation);
  problems.rule('ownMemory', checkOwnMemory(props.ownMemory, props.tenant, reach.needs));
  const memoryOwner = props.ownMemory === true ? props.tenant : undefined;
  checkHosts(problems.at('hosts'), props.hosts ?? []);
  checkEnv(problems.at('env'), props.env ?? {});
  checkTarget(problems, props, target);
  checkCredentials(problems, props, name);
  const { retries, deadlineS } = planDeadline(problems, props, p99S, schedule, queue);

  const warnings = [
    ...(props.resumable === true ? [] : [checkBearableLoss(graceS, p99S)]),
    ...(schedule === undefined ? [] : checkClockChanges(schedule.cron, schedule.timeZone)),
  ].filter((violation) => violation !== undefined);
  const mounted = [...(props.secrets ?? []), ...(props.credentials === undefined ? [] : [props.credentials.secret])];
  return {
    name,
    keys,
    selectorLabels,
    ownLabels,
    resources,
    graceS,
    retries,
    deadlineS,
    ...planHistory(problems, props),
    keepsNode: props.resumable !== true && graceS < p99S + GRACE_MARGIN_S,
    schedule,
    queue,
    configMapName: `${name}-config`,
    memoryOwner,
    configFile: planConfig(problems, props, name, memoryOwner, queue, deadlineS),
    mounts: planMounts(problems, { ...props, secrets: mounted }, { configMap: { name: `${name}-config` } }),
    warnings,
  };
}

function planSchedule(at: Problems, { cron, timeZone = 'UTC', overlap = 'forbid', startingDeadline }: BatchSchedule): PlannedSchedule {
  const [fires, zoned] = [at.rule('cron', checkCron(cron)), at.rule('timeZone', checkTimeZone(timeZone))];
  at.rule('overlap', checkOverlap(overlap));
  const periodS = fires && zoned ? shortestPeriodS(cron, timeZone) : undefined;
  const startingS = startingDeadline === undefined ? startingDeadlineNeededS(periodS) : seconds(startingDeadline);
  if (at.integer('startingDeadline', startingS, 1)) at.rule('startingDeadline', checkStartingDeadline(startingS, periodS));
  return { cron, timeZone: zoned ? timeZone : 'UTC', overlap, startingS, periodS };
}

function planBatchQueue(
  problems: Problems,
  props: BatchAgentProps,
  queued: BatchQueue,
  { name, p99S, graceS }: { readonly name: string; readonly p99S: number; readonly graceS: number },
  target: TargetVersions,
): PlannedQueue | undefined {
  const at = problems.at('trigger');
  const { maxRunning, perJob = 1, pollingInterval, monitoringEndpoint = BUS_MONITORING_ENDPOINT, naksOnSigterm = true } = queued;
  const counted = at.integer('maxRunning', maxRunning, 1, MAX_RUNNING);
  at.integer('perJob', perJob, 1);
  if (pollingInterval !== undefined) at.integer('pollingInterval', seconds(pollingInterval), 1);
  at.rule('monitoringEndpoint', checkHostPort(monitoringEndpoint));
  at.rule('', checkFeature(target, 'keda-missing-consumer'));
  const { tenant, publishes } = props;
  const said = {
    consumes: queued,
    naksOnSigterm,
    ...(counted && { replicas: maxRunning }),
    ...(tenant !== undefined && { tenant }),
    ...(publishes !== undefined && { publishes }),
  };
  const plan = planQueue(problems, said, { name, concurrency: props.task.concurrency ?? 1, p99S, graceS }, at);
  if (plan === undefined) return undefined;
  if (plan.account !== '') at.rule('account', checkAccount(plan.account));
  return {
    ...plan,
    maxRunning,
    perJob,
    pollingS: pollingInterval === undefined ? undefined : seconds(pollingInterval),
    monitoringEndpoint,
  };
}

function planDeadline(
  problems: Problems,
  { retries: given, deadline, task }: BatchAgentProps,
  taskP99S: number,
  schedule: PlannedSchedule | undefined,
  queue: PlannedQueue | undefined,
): { readonly retries: number; readonly deadlineS: number } {
  const retries = given ?? (schedule === undefined ? 0 : SCHEDULED_RETRIES);
  const counted = problems.integer('retries', retries, 0, MAX_RETRIES);
  const work: JobWork = { taskP99S, tasks: queue?.perJob ?? 1, concurrency: task.concurrency ?? 1, retries: counted ? retries : 0 };
  const deadlineS = deadline === undefined ? deadlineNeededS(work, schedule?.periodS, schedule?.startingS ?? 0) : seconds(deadline);
  // what is wrong with the task or the count was said there
  if (attemptS(work) > 0 && Number.isSafeInteger(attemptS(work)) && problems.integer('deadline', deadlineS, 1))
    problems.rule('deadline', checkDeadline(deadlineS, work, schedule?.periodS));
  return { retries, deadlineS };
}

function planHistory(problems: Problems, props: BatchAgentProps): Pick<BatchPlan, 'keepForS' | 'keepSucceeded' | 'keepFailed'> {
  const { keepFor, keepSucceeded = DEFAULT_KEPT, keepFailed = DEFAULT_KEPT } = props;
  const keepForS = keepFor === undefined ? WEEK_S : seconds(keepFor);
  problems.integer('keepFor', keepForS, 0);
  problems.integer('keepSucceeded', keepSucceeded, 0, MAX_KEPT);
  problems.integer('keepFailed', keepFailed, 0, MAX_KEPT);
  return { keepForS, keepSucceeded, keepFailed };
}

function planConfig(
  problems: Problems,
  props: BatchAgentProps,
  name: string,
  memoryOwner: string | undefined,
  queue: PlannedQueue | undefined,
  deadlineS: number,
): string {
  const given = props.config ?? {};
  problems.that(
    !Object.hasOwn(given, JOB_KEY),
    `config.${JOB_KEY}`,
    'config-key',
    `'${JOB_KEY}' is written by the construct`,
    'choose another key',
  );
  const input = {
    name,
    tenant: props.tenant,
    concurrency: props.task.concurrency ?? 1,
    needs: props.needs ?? [],
    memoryOwner,
    queue,
    publishes: props.publishes ?? [],
    budgetNotice: props.budgetNotice ?? false,
    credentials: props.credentials,
    settings: { ...given, [JOB_KEY]: { deadlineSeconds: deadlineS, ...(queue !== undefined && { messages: queue.perJob }) } },
  };
  return checkConfig(problems, input) ? agentConfig(input) : '';
}
