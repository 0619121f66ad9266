import { checkAckPending, maxAckPendingNeeded, checkMaxWaiting } from '../bus/queue';
import { checkAckWait, ackWaitNeededS } from '../availability/termination';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import { byText } from '../../kernel/order';
import { type Problems, below } from '../../kernel/problems';
import { checkJetStreamName, checkSubject } from '../bus/subjects';
import type { ConsumesSpec } from '../bus/spec';
import type { TaskSpec } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { checkReference, secondsOf, wholeSecondsOf } from '../../kernel/findings';
import type { Frame } from '../../resolve/frame';
import type { ConsumerPlan } from '../bus/plan';
import type { NodePoolPlan } from '../nodes/plan';

/** By registry, tag and digest, from an allowed registry. */
export function checkImage(image: string, { registries }: Frame, problems: Problems): void {
  if (problems.rule('image', checkImagePinned(image)) && registries !== undefined)
    problems.rule('image', checkImageAllowed(image, registries));
}

/**
 * Rule `task-times`: times that no measurement can have make every derived number wrong (our choice). Returns `undefined` where a problem
 * was recorded.
 */
export function resolveTimes(task: TaskSpec, problems: Problems): { readonly p50S: number | undefined; readonly p99S: number | undefined } {
  const p50S = secondsOf(problems, 'task.p50', task.p50);
  const p99S = secondsOf(problems, 'task.p99', task.p99);
  if (p50S !== undefined && p99S !== undefined) {
    problems.that(
      p50S <= p99S,
      'task.p99',
      'task-times',
      `is ${p99S} s, less than the median p50 of ${p50S} s`,
      'take both from one measurement',
    );
  }
  return { p50S, p99S };
}

/** The consumer of an agent, with every number that follows from how many pods work on it. */
export function resolveConsumer(
  name: string,
  consumes: ConsumesSpec,
  { replicas, concurrency }: { readonly replicas: number; readonly concurrency: number },
  p99S: number | undefined,
  problems: Problems,
): ConsumerPlan {
  const { subjects, stream = DEFAULTS.agent.stream, consumer = name } = consumes;
  problems.that(subjects.length > 0, 'consumes.subjects', 'subject', 'must name at least one subject', `write ['tasks.${name}.>']`);
  subjects.forEach((subject, index) => problems.rule(below('consumes.subjects', index), checkSubject(subject)));
  problems.rule('consumes.stream', checkJetStreamName(stream));
  // the agent's own name was judged as an id
  if (consumes.consumer !== undefined) problems.rule('consumes.consumer', checkJetStreamName(consumer));
  const written = wholeSecondsOf(problems, 'consumes.ackWait', consumes.ackWait, LIMITS.graceS);
  if (written !== undefined && p99S !== undefined) problems.rule('consumes.ackWait', checkAckWait(written, p99S));
  const { maxAckPending = maxAckPendingNeeded(replicas, concurrency) } = consumes;
  if (problems.integer('consumes.maxAckPending', maxAckPending, 1))
    problems.rule('consumes.maxAckPending', checkAckPending(maxAckPending, replicas, concurrency));
  problems.rule('consumes', checkMaxWaiting(replicas));
  return { stream, consumer, subjects: inOrder(subjects), ackWaitS: written ?? ackWaitNeededS(p99S ?? 0), maxAckPending };
}

/** The pool that an agent runs on; an empty one where there is no such pool, which was reported. */
export function resolveNodePool(
  spec: { readonly nodePool?: string | undefined },
  fallback: string,
  { resolved, spec: environment, problems: root }: Frame,
  problems: Problems,
): NodePoolPlan {
  const { nodePool: name = fallback } = spec;
  const pool = resolved.nodePools.find((candidate) => candidate.name === name);
  if (pool !== undefined) return pool;
  const pools = environment.nodePools;
  if (!root.unread(below('nodePools', name)) && !problems.unread('nodePool'))
    problems.rule('nodePool', checkReference('node pool', name, Object.keys(pools)));
  return { name, instanceTypes: [], architecture: 'x86_64', min: 0, max: 0, ...DEFAULTS.nodePool };
}

/** A set as a list: each once, sorted. */
export function inOrder<T extends string>(values: readonly T[] | undefined): readonly T[] {
  return [...new Set(values ?? [])].sort(byText);
}
