import { ackPendingHolds, maxAckPendingNeeded, type Throughput } from '../core/capacity/queue';
import {
  ackWaitHolds,
  ackWaitNeededS,
  graceNeededS,
  graceOutlivesAckWait,
  gracePeriodHolds,
  spotGraceHolds,
} from '../core/capacity/termination';
import { imageAllowed, imagePinned } from '../core/images';
import { idHolds } from '../core/names';
import { byText } from '../core/order';
import { settingsViolations } from '../core/settings';
import { jetStreamNameHolds, subjectHolds } from '../core/subjects';
import { needsHold } from '../core/workload';
import type { AgentSpec } from './agent-spec';
import { DEFAULTS, LIMITS } from './defaults';
import { type Findings, referenceHolds, secondsOf, wholeSecondsOf } from './findings';
import type { ResolvedAgent, ResolvedConsumer, ResolvedNodePool } from './resolved';
import type { Frame } from './resolve-frame';
import { resolveAvailability } from './resolve-availability';
import { resolveHosts } from './resolve-hosts';
import { resolveResources } from './resolve-resources';
import { largestCount, resolveRollout } from './resolve-rollout';
import { type Override, resolveScale } from './resolve-scale';
import type { Shaped } from './shape';
import { below } from './shape-reader';

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
export function resolveAgent(
  name: string,
  spec: Shaped<AgentSpec>,
  override: Override | undefined,
  frame: Frame,
  findings: Findings,
): ResolvedAgent {
  const { problems } = findings;
  problems.rule('', idHolds(name));
  checkImage(spec, frame, findings);
  checkReach(spec, frame, findings);
  const resources = resolveResources(spec, DEFAULTS.agent.size, frame, findings);
  const times = resolveTask(spec, findings);
  const scale = resolveScale({ agent: spec, findings, override, throughput: times.throughput }, frame);
  const concurrency = times.throughput?.concurrency ?? 1;
  const consumes = resolveConsumer(name, spec, { replicas: largestCount(scale), concurrency }, times, frame, findings);
  const { rollout, peakPods } = resolveRollout({ agent: spec, consumes, scale }, frame, findings);
  const graceS = resolveGrace(spec, consumes, times, findings);
  const nodePool = resolvePlacement(spec, graceS, frame, findings);
  const minAvailable = resolveAvailability(spec, { scale, rollout, graceS, nodePool }, findings);
  for (const { place, violation } of settingsViolations(spec.settings ?? {}))
    problems.rule(place === '' ? 'settings' : `settings.${place}`, violation);
  return {
    name,
    image: spec.image ?? '',
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

function checkImage({ image }: Shaped<AgentSpec>, { registries }: Frame, { problems }: Findings): void {
  if (image !== undefined && problems.rule('image', imagePinned(image)) && registries !== undefined)
    problems.rule('image', imageAllowed(image, registries));
}

function checkReach(spec: Shaped<AgentSpec>, { reader }: Frame, { problems }: Findings): void {
  (spec.publishes ?? []).forEach((subject, index) => problems.rule(below('publishes', index), subjectHolds(subject)));
  if (!reader.lost(spec, 'needs')) {
    const reach = { needs: spec.needs ?? [], consumes: spec.consumes !== undefined, publishes: (spec.publishes ?? []).length > 0 };
    needsHold(reach).forEach((violation) => problems.rule('needs', violation));
  }
  problems.that(
    spec.scaling === undefined || spec.consumes !== undefined || reader.lost(spec, 'consumes'),
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

function resolveTask({ task = {} }: Shaped<AgentSpec>, { problems }: Findings): TaskTimes {
  const p50S = secondsOf(problems, 'task.p50', task.p50);
  const p99S = secondsOf(problems, 'task.p99', task.p99);
  const meanS = task.mean === undefined ? p50S : secondsOf(problems, 'task.mean', task.mean);
  if (p50S !== undefined && p99S !== undefined) {
    problems.that(
      p50S <= p99S,
      'task.p99',
      'task-times',
      `is ${p99S} s, less than the median p50 of ${p50S} s`,
      'take both from one measurement',
    );
  }
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

function resolveConsumer(
  name: string,
  { consumes }: Shaped<AgentSpec>,
  fleet: { readonly replicas: number; readonly concurrency: number },
  times: TaskTimes,
  { reader }: Frame,
  { problems }: Findings,
): ResolvedConsumer | undefined {
  if (consumes === undefined) return undefined;
  const { subjects = [], stream = DEFAULTS.agent.stream, consumer = name } = consumes;
  problems.that(
    subjects.length > 0 || reader.lost(consumes, 'subjects'),
    'consumes.subjects',
    'subject',
    'must name at least one subject',
    `write ['tasks.${name}.>']`,
  );
  subjects.forEach((subject, index) => problems.rule(below('consumes.subjects', index), subjectHolds(subject)));
  problems.rule('consumes.stream', jetStreamNameHolds(stream));
  // the agent's own name was judged as an id
  if (consumes.consumer !== undefined) problems.rule('consumes.consumer', jetStreamNameHolds(consumer));
  const written = wholeSecondsOf(problems, 'consumes.ackWait', consumes.ackWait, LIMITS.graceS);
  if (written !== undefined && times.p99S !== undefined) problems.rule('consumes.ackWait', ackWaitHolds(written, times.p99S));
  const { replicas, concurrency } = fleet;
  const derived = maxAckPendingNeeded(replicas, concurrency);
  const { maxAckPending = derived } = consumes;
  if (problems.integer('consumes.maxAckPending', maxAckPending, 1))
    problems.rule('consumes.maxAckPending', ackPendingHolds(maxAckPending, replicas, concurrency));
  return { stream, consumer, subjects: inOrder(subjects), ackWaitS: written ?? ackWaitNeededS(times.p99S ?? 0), maxAckPending };
}

function resolveGrace(
  spec: Shaped<AgentSpec>,
  consumes: ResolvedConsumer | undefined,
  { p99S }: TaskTimes,
  { problems }: Findings,
): number {
  const { terminationGracePeriod: written } = spec;
  const writtenS = wholeSecondsOf(problems, 'terminationGracePeriod', written, LIMITS.graceS);
  if (p99S === undefined || (written !== undefined && writtenS === undefined)) return writtenS ?? 0;
  const graceS = writtenS ?? graceNeededS(p99S);
  const enough = problems.rule('terminationGracePeriod', gracePeriodHolds(graceS, p99S));
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
    problems.rule('terminationGracePeriod', graceOutlivesAckWait(graceS, consumes.ackWaitS));
  }
  return graceS;
}

function resolvePlacement(
  spec: Shaped<AgentSpec>,
  graceS: number,
  { resolved, spec: environment, reader }: Frame,
  { problems }: Findings,
): ResolvedNodePool {
  const { nodePool: name = DEFAULTS.agent.nodePool } = spec;
  const pool = resolved.nodePools.find((candidate) => candidate.name === name);
  if (pool === undefined) {
    const pools = environment.nodePools;
    const judged = pools !== undefined && !reader.lost(pools, name) && !reader.lost(spec, 'nodePool');
    if (judged) problems.rule('nodePool', referenceHolds('node pool', name, Object.keys(pools)));
    return { name, instanceTypes: [], architecture: 'x86_64', min: 0, max: 0, ...DEFAULTS.nodePool };
  }
  if (pool.capacity === 'spot') {
    problems.that(
      spec.interactive !== true,
      'nodePool',
      'spot-interactive',
      `'${name}' is spot, but a person waits for the answer (interactive)`,
      'choose an on-demand pool',
    );
    problems.rule('nodePool', spotGraceHolds(name, graceS));
  }
  return pool;
}

/** A set as a list: each once, sorted. */
function inOrder<T extends string>(values: readonly T[] | undefined): readonly T[] {
  return [...new Set(values ?? [])].sort(byText);
}
