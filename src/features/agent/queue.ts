import { ackWaitNeededS, checkAckWait, LONGEST_S } from '../availability/termination';
import type { ConsumerPlan } from '../bus/plan';
import { checkAckPending, checkMaxWaiting, maxAckPendingNeeded } from '../bus/queue';
import { CONSUMES } from '../bus/schema';
import { checkJetStreamName, checkSubject } from '../bus/subjects';
import { checkWholeSeconds } from '../../kernel/duration';
import { byText } from '../../kernel/order';
import { below, type Problems } from '../../kernel/problems';

/** What an agent takes from its queue, with every number derived. */
export interface AgentQueue extends ConsumerPlan {
  /** NATS account. */
  readonly account: string;
  /** None: all of the stream. */
  readonly subjects: readonly string[];
  /** Whether `maxAckPending` holds at every count: not while an autoscaler may still raise the count, and then the consumer decides. */
  readonly boundIsKnown: boolean;
}

/** The same as it is said. */
export interface QueueInput {
  readonly account?: string | undefined;
  readonly stream?: string | undefined;
  readonly consumer?: string | undefined;
  /** Absent: all of the stream. */
  readonly subjects?: readonly string[] | undefined;
  readonly ackWaitS?: number | undefined;
  readonly maxDeliver?: number | undefined;
  readonly maxAckPending?: number | undefined;
}

/** Who takes from a queue. */
export interface Taker {
  readonly name: string;
  readonly tenant: string | undefined;
  /** Most pods that take from it. */
  readonly most: number;
  /** Whether there are never more. */
  readonly mostIsKnown: boolean;
  readonly door: 'spec' | 'props';
  readonly concurrency: number;
  /** `undefined` if it could not be read. */
  readonly p99S: number | undefined;
}

/** The consumer of an agent, with every number that follows from how many pods work on it. */
export function planQueue(problems: Problems, input: QueueInput, taker: Taker): AgentQueue {
  const { account = taker.tenant, stream = CONSUMES.shape.stream.said.default, consumer = taker.name, subjects } = input;
  const { name, most, mostIsKnown, concurrency, p99S } = taker;
  if (account === undefined)
    problems.that(false, 'account', 'account', 'the queue has no account and the agent no tenant', 'give one of them');
  else if (input.account !== undefined) problems.rule('account', checkJetStreamName(account));
  problems.that(subjects?.length !== 0, 'subjects', 'subject', 'must name at least one subject', `write ['tasks.${name}.>']`);
  subjects?.forEach((subject, index) => problems.rule(below('subjects', index), checkSubject(subject)));
  problems.rule('stream', checkJetStreamName(stream));
  // the agent's own name was judged where it is written
  if (input.consumer !== undefined) problems.rule('consumer', checkJetStreamName(consumer));
  const { ackWaitS = ackWaitNeededS(p99S ?? 0) } = input;
  if (input.ackWaitS !== undefined && problems.rule('ackWait', checkWholeSeconds(ackWaitS, LONGEST_S)) && p99S !== undefined)
    problems.rule('ackWait', checkAckWait(ackWaitS, p99S));
  const { said } = CONSUMES.shape.maxDeliver;
  const { maxDeliver = said.default } = input;
  problems.integer('maxDeliver', maxDeliver, said.min, said.max);
  const { maxAckPending = maxAckPendingNeeded(most, concurrency) } = input;
  if (input.maxAckPending !== undefined && problems.integer('maxAckPending', maxAckPending, 1))
    // an autoscaler checks its own maximum; one replica there is in any case
    problems.rule('maxAckPending', checkAckPending(maxAckPending, mostIsKnown ? most : 1, concurrency));
  problems.rule('', checkMaxWaiting(most));
  return {
    account: account ?? '',
    stream,
    consumer,
    subjects: inOrder(subjects ?? [], taker.door),
    ackWaitS,
    maxDeliver,
    maxAckPending,
    boundIsKnown: mostIsKnown || input.maxAckPending !== undefined,
  };
}

/** What is written for a tenant is a set: each once, sorted. Props keep their order. */
export function inOrder<T extends string>(values: readonly T[], door: Taker['door']): readonly T[] {
  return door === 'spec' ? [...new Set(values)].sort(byText) : values;
}
