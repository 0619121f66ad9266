import { type Throughput } from '../bus/queue';
import { graceNeededS, checkGraceOutlivesAckWait, checkGracePeriod, checkSpotGrace } from '../availability/termination';
import { checkId } from '../../kernel/names';
import { settingsViolations } from './settings';
import { checkSubject } from '../bus/subjects';
import { checkDependencies } from './workload';
import { checkImage, inOrder, resolveConsumer, resolveNodePool, resolveTimes } from './parts';
import type { AgentSpec } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, secondsOf, wholeSecondsOf } from '../../kernel/findings';
import type { AgentPlan } from './plan';
import type { ConsumerPlan } from '../bus/plan';
import type { NodePoolPlan } from '../nodes/plan';
import type { Frame } from '../../resolve/frame';
import { resolveAvailability } from '../availability/resolve';
import { resolveHosts } from '../network/resolve';
import { resolveResources } from '../resources/resolve';
import { resolveRollout } from '../rollout/resolve';
import { countsAt, countsOf } from '../scaling/plan';
import { type Override, resolveScale } from '../scaling/resolve';
import { below } from '../../kernel/problems';

/** Times of the task; `undefined` where a problem was recorded. */
interface TaskTimes {
  readonly p50S: number | undefined;
  readonly p99S: number | undefined;
  readonly throughput: Throughput | undefined;
}

/**
 * Completes and checks one agent.
 *
 * Where a problem was recorded the smallest harmless value stands in, so that the rest can be judged; `resolve` throws before anyone sees it.
 */
export function resolveAgent(name: string, spec: AgentSpec, override: Override | undefined, frame: Frame, findings: Findings): AgentPlan {
  const { problems } = findings;
  problems.rule('', checkId(name));
  checkImage(spec.image, frame, problems);
  checkReach(spec, findings);
  const resources = resolveResources(spec, DEFAULTS.agent.size, findings);
  const times = resolveTask(spec, findings);
  const scale = resolveScale({ agent: spec, findings, override, throughput: times.throughput }, frame);
  const concurrency = times.throughput?.concurrency ?? 1;
  const counts = countsOf(scale);
  const fleet = { replicas: counts.max, concurrency };
  const consumes = spec.consumes && resolveConsumer(name, spec.consumes, fleet, times.p99S, problems);
  const { rollout, peakPods } = resolveRollout({ agent: spec, consumes, counts }, frame, findings);
  const graceS = resolveGrace(spec, consumes, times, findings);
  const nodePool = resolvePlacement(spec, graceS, frame, findings);
  const minAvailable = resolveAvailability(spec, { counts, countsAt: countsAt(scale), rollout, graceS, nodePool }, findings);
  for (const { place, violation } of settingsViolations(spec.settings ?? {}))
    problems.rule(place === '' ? 'settings' : `settings.${place}`, violation);
  return {
    name,
    image: spec.image,
    resources,
    taskP50S: times.p50S ?? 0,
    taskP99S: times.p99S ?? 0,
    concurrency,
    baseRate: spec.baseRate,
    interactive: spec.interactive ?? DEFAULTS.agent.interactive,
    servesTo: inOrder(spec.servesTo),
    consumes,
    publishes: inOrder(spec.publishes),
    needs: inOrder(spec.needs),
    hosts: resolveHosts(spec.hosts ?? [], frame, findings),
    scale,
    graceS,
    rollout,
    minAvailable,
    peakPods,
    nodePool,
    settings: spec.settings ?? {},
  };
}

function checkReach(spec: AgentSpec, { problems }: Findings): void {
  (spec.publishes ?? []).forEach((subject, index) => problems.rule(below('publishes', index), checkSubject(subject)));
  if (!problems.unread('needs')) {
    const reach = { needs: spec.needs ?? [], consumes: spec.consumes !== undefined, publishes: (spec.publishes ?? []).length > 0 };
    checkDependencies(reach).forEach((violation) => problems.rule('needs', violation));
  }
  // Rule `queue-known`: an autoscaler of a queue needs a queue to measure (our choice).
  problems.that(
    spec.scaling === undefined || spec.consumes !== undefined || problems.unread('consumes'),
    'scaling',
    'queue-known',
    'scales on a queue, but the agent consumes none',
    'write consumes, or a fixed replicas',
  );
  if (spec.baseRate !== undefined) {
    const { above, max } = LIMITS.rate;
    problems.that(
      spec.baseRate > above && spec.baseRate <= max,
      'baseRate',
      'rate',
      `must be above ${above} and at most ${max} per second, got ${spec.baseRate}`,
      'leave it out if it is not known',
    );
  }
}

function resolveTask({ task }: AgentSpec, { problems }: Findings): TaskTimes {
  const { p50S, p99S } = resolveTimes(task, problems);
  const meanS = task.mean === undefined ? p50S : secondsOf(problems, 'task.mean', task.mean);
  if (task.mean !== undefined && meanS !== undefined) {
    if (p99S !== undefined)
      problems.that(
        meanS <= p99S,
        'task.mean',
        'task-times',
        `is ${meanS} s, more than p99 of ${p99S} s`,
        'take both from one measurement',
      );
    // Markov: half of all tasks take at least the median, so the mean is at least half of it
    if (p50S !== undefined)
      problems.that(
        meanS >= p50S / 2,
        'task.mean',
        'task-times',
        `is ${meanS} s, which no times with a median of ${p50S} s can have`,
        'take both from one measurement',
      );
  }
  const { concurrency = DEFAULTS.agent.concurrency } = task;
  const counted = problems.integer('task.concurrency', concurrency, LIMITS.concurrency.min, LIMITS.concurrency.max);
  return { p50S, p99S, throughput: counted && meanS !== undefined ? { concurrency, meanS } : undefined };
}

/**
 * Rule `grace-max`: a drain of a node waits for the grace period, so one without a bound blocks updates of the nodes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
function resolveGrace(spec: AgentSpec, consumes: ConsumerPlan | undefined, { p99S }: TaskTimes, { problems }: Findings): number {
  const { terminationGracePeriod: written } = spec;
  const writtenS = wholeSecondsOf(problems, 'terminationGracePeriod', written, LIMITS.graceS);
  if (p99S === undefined || (written !== undefined && writtenS === undefined)) return writtenS ?? 0;
  const graceS = writtenS ?? graceNeededS(p99S);
  const enough = problems.rule('terminationGracePeriod', checkGracePeriod(graceS, p99S));
  if (writtenS === undefined) {
    problems.that(
      graceS <= LIMITS.graceS,
      'task.p99',
      'grace-max',
      `asks for a grace period of ${graceS} s, more than ${LIMITS.graceS} s`,
      'cut the task into steps that can be resumed',
    );
  }
  if (enough && consumes !== undefined && !(spec.naksOnSigterm ?? DEFAULTS.agent.naksOnSigterm)) {
    problems.rule('terminationGracePeriod', checkGraceOutlivesAckWait(graceS, consumes.ackWaitS));
  }
  return graceS;
}

/**
 * Rule `spot-interactive`: a spot node can go at any time, and a person would notice.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html
 */
function resolvePlacement(spec: AgentSpec, graceS: number, frame: Frame, { problems }: Findings): NodePoolPlan {
  const pool = resolveNodePool(spec, DEFAULTS.agent.nodePool, frame, problems);
  if (pool.capacity === 'spot') {
    problems.that(
      spec.interactive !== true,
      'nodePool',
      'spot-interactive',
      `'${pool.name}' is spot, but a person waits for the answer (interactive)`,
      'choose an on-demand pool',
    );
    problems.rule('nodePool', checkSpotGrace(pool.name, graceS));
  }
  return pool;
}
