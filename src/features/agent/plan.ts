import { planAvailability } from '../availability/resolve';
import { checkGraceOutlivesAckWait, checkGracePeriod, graceNeededS, LONGEST_S } from '../availability/termination';
import type { Throughput } from '../bus/queue';
import { checkRate } from '../rollout/analysis';
import type { RolloutPlan, SettledRollout } from '../rollout/plan';
import { countsAt, countsOf, type ScalePlan } from '../scaling/plan';
import { AGENT_CALLERS, type Caller } from '../services/places';
import { checkAnnotations } from '../../kernel/annotations';
import { checkWholeSeconds } from '../../kernel/duration';
import type { Findings } from '../../kernel/findings';
import type { PodShare } from '../../kernel/percent';
import { plainOf } from '../../kernel/plain';
import { below, type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { CallerPlan } from './calls';
import { configAnnotations } from './config';
import { checkMetrics, type MetricsInput, type MetricsPlan, planMetrics } from '../container/metrics';
import { planProbes, type ProbesInput, type ProbesPlan, progressDeadlineS } from '../container/probes';
import { type AgentQueue, inOrder, planQueue, type QueueInput } from './queue';
import { AGENT } from './schema';
import type { AgentBrought, AgentValues } from './spec';
import { isUnread, type TaskPlan } from './task';
import { checkServiceName } from './workload';
import { planNext } from './versions';
import { checkPoolGrace, planBasis, planWorker, settingsAt, type WorkerContext, type WorkerInput, type WorkerPlan } from './worker';

const CALLER_NAMES: readonly string[] = AGENT_CALLERS;

/** One agent that stays, complete: what both doors come to, and what its construct is built from. */
export interface AgentPlan extends WorkerPlan, AgentValues {
  readonly servesTo: readonly Caller[];
  /** Pods of other agents that call it. */
  readonly calledBy: readonly CallerPlan[];
  /** Who owns the count. */
  readonly scale: ScalePlan;
  /** Whether the count is not written, so that an autoscaler may take it. */
  readonly countIsFree: boolean;
  readonly rollout: RolloutPlan;
  /** What a drain must leave; `undefined`: all but one. */
  readonly minAvailable: PodShare | undefined;
  readonly probes: ProbesPlan;
  /** How long a rollout waits for a new pod. */
  readonly progressDeadlineS: number;
  /** `undefined`: none is read. */
  readonly metrics: MetricsPlan | undefined;
  /** Annotations of the pods, beside those given: a changed file changes the template, so that the pods are replaced. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** The second version of a queue worker that has one beside it. */
  readonly next: AgentPlan | undefined;
}

/** The same as it is said. */
export interface AgentInput extends WorkerInput, AgentBrought {
  readonly servesTo?: readonly Caller[] | undefined;
  readonly calledBy?: readonly CallerPlan[] | undefined;
  /** Whether anybody else calls it. */
  readonly isCalled?: boolean | undefined;
  readonly consumes?: QueueInput | undefined;
  /** Whether it is scaled on its queue. */
  readonly scalesOnQueue?: boolean | undefined;
  readonly minAvailable?: PodShare | undefined;
  readonly probes?: ProbesInput | undefined;
  readonly metrics?: MetricsInput | undefined;
  /** Most nodes of its pool; absent: not known. */
  readonly mostNodes?: number | undefined;
}

/** What an agent is judged by, and who says the rest of it. */
export interface AgentContext extends WorkerContext {
  /** Who owns the count, given how fast one replica works. */
  readonly scale: (throughput: Throughput | undefined) => OwnedCount;
  /** How a new version replaces the old one. */
  readonly rollout: (agent: { readonly consumes: AgentQueue | undefined; readonly scale: ScalePlan }) => SettledRollout;
  /** Whether the configuration file travels with the pods. @default - as the rollout has it */
  readonly carriesConfig?: boolean;
}

/** A count and its owner. */
export interface OwnedCount {
  readonly scale: ScalePlan;
  /** Whether the count is not written, so that an autoscaler may take it. */
  readonly isFree: boolean;
}

/**
 * Completes and checks one agent.
 *
 * Where a problem was recorded the smallest harmless value stands in, so that the rest can be judged; whoever asks throws before anyone sees it.
 */
export function planAgent(findings: Findings, input: AgentInput, context: AgentContext): AgentPlan {
  const { problems } = findings;
  const basis = planBasis(problems, input, { component: 'agent', consumes: input.consumes !== undefined }, context);
  const plain = plainOf(AGENT, input, problems);
  checkLoad(problems, input);
  checkCallers(problems, input);
  const { task } = basis;
  const { scale, isFree } = context.scale(task.throughput);
  const counts = countsOf(scale);
  const { name, tenant } = input;
  const taker = {
    name,
    tenant,
    most: counts.max,
    mostIsKnown: !isFree,
    concurrency: task.concurrency,
    p99S: task.p99S,
    door: context.door,
  };
  const consumes = input.consumes && planQueue(problems.at('consumes'), input.consumes, taker);
  const { rollout, peakPods } = context.rollout({ consumes, scale });
  const graceS = planGrace(problems, input, task, consumes, plain.naksOnSigterm);
  checkPlacement(problems, input, plain.interactive, graceS);
  const { minAvailable, servesTo = [], calledBy = [], mostNodes } = input;
  const kept = planAvailability(findings, {
    counts: isFree ? undefined : counts,
    countsAt: countsAt(scale),
    rollout,
    graceS,
    mostNodes,
    minAvailable,
    awaited: plain.interactive || servesTo.length > 0 || calledBy.length > 0,
  });
  const worker = planWorker(findings, input, basis, { consumes, graceS, peakPods }, context);
  const probes = planProbes(problems.at('probes'), input.probes ?? {}, plain.port);
  if (input.metrics !== undefined) checkMetrics(problems.at('metrics'), input.metrics);
  const podAnnotations = configAnnotations(worker, context.carriesConfig ?? carriesConfig(rollout));
  problems.rule(settingsAt(context.door), checkAnnotations({ ...worker.annotations, ...podAnnotations }));
  const agent: AgentPlan = {
    ...worker,
    ...plain,
    servesTo: inOrder(servesTo, context.door),
    calledBy,
    scale,
    countIsFree: isFree,
    rollout,
    minAvailable: kept,
    probes,
    progressDeadlineS: progressDeadlineS(probes),
    metrics: input.metrics && planMetrics(input.metrics),
    podAnnotations,
    next: undefined,
  };
  return { ...agent, next: planNext(problems, agent, context.door) };
}

/**
 * Whether the configuration file travels in an annotation of the pods instead of a ConfigMap. Two versions that share a ConfigMap share the new
 * file: a stable pod that restarts would read it, and a rollback would not bring the old one back.
 */
function carriesConfig({ kind }: Pick<RolloutPlan, 'kind'>): boolean {
  switch (kind) {
    case 'canary':
    case 'blue-green':
      return true;
    case 'rolling':
    case 'queue':
      return false;
  }
}

/** Rules `queue-known` and `rate`. */
function checkLoad(problems: Problems, { scalesOnQueue = false, consumes, baseRate }: AgentInput): void {
  // Rule `queue-known`: an autoscaler of a queue needs a queue to measure (our choice).
  problems.that(
    !scalesOnQueue || consumes !== undefined || problems.unread('consumes'),
    'scaling',
    'queue-known',
    'scales on a queue, but the agent consumes none',
    'write consumes, or a fixed replicas',
  );
  if (baseRate !== undefined) problems.rule('baseRate', checkRate(baseRate));
}

function checkCallers(problems: Problems, { servesTo = [], calledBy = [], isCalled = false, name }: AgentInput): void {
  servesTo.forEach((caller, index) => {
    // Rule `caller`: a network policy can admit only callers whose pods it knows how to select (our choice).
    problems.that(
      CALLER_NAMES.includes(caller),
      below('servesTo', index),
      'caller',
      `${shown(caller)} is no caller`,
      `one of ${CALLER_NAMES.join(', ')}; anybody else with \`callers\``,
    );
  });
  if (servesTo.length === 0 && calledBy.length === 0 && !isCalled) return;
  problems.rule('name', checkServiceName(name));
}

/**
 * Rule `grace-max`: a drain of a node waits for the grace period, so one without a bound blocks updates of the nodes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
function planGrace(
  problems: Problems,
  { graceS: written }: AgentInput,
  { p99S }: TaskPlan,
  consumes: AgentQueue | undefined,
  naksOnSigterm: boolean,
): number {
  if (isUnread(written)) return 0;
  if (written !== undefined && !problems.rule('terminationGracePeriod', checkWholeSeconds(written, LONGEST_S))) return 0;
  if (p99S === undefined) return written ?? 0;
  const graceS = written ?? graceNeededS(p99S);
  const enough = problems.rule('terminationGracePeriod', checkGracePeriod(graceS, p99S));
  if (written === undefined)
    problems.that(
      graceS <= LONGEST_S,
      'task.p99',
      'grace-max',
      `asks for a grace period of ${graceS} s, more than ${LONGEST_S} s`,
      'cut the task into steps that can be resumed',
    );
  if (enough && consumes !== undefined && !naksOnSigterm)
    problems.rule('terminationGracePeriod', checkGraceOutlivesAckWait(graceS, consumes.ackWaitS));
  return graceS;
}

/**
 * Rule `spot-interactive`: a spot node can go at any time, and a person would notice.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html
 */
function checkPlacement(problems: Problems, { nodePool }: AgentInput, interactive: boolean, graceS: number): void {
  if (nodePool?.capacity === 'spot')
    problems.that(
      !interactive,
      'nodePool',
      'spot-interactive',
      `'${nodePool.name}' is spot, but a person waits for the answer (interactive)`,
      'choose an on-demand pool',
    );
  checkPoolGrace(problems, 'nodePool', nodePool, graceS);
}
