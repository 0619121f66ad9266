import { checkAckWait, ackWaitNeededS, checkGraceOutlivesAckWait } from '../../src/features/availability/termination';
import { checkAckPending, maxAckPendingNeeded } from '../../src/features/bus/queue';
import type { Problems } from '../../src/kernel/problems';
import { checkJetStreamName, checkSubject } from '../../src/features/bus/subjects';
import type { AgentConsumes } from './agent-props';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';

/** What an agent takes from its queue, with every number derived. */
export interface AgentQueue extends JetStreamConsumer {
  /** `undefined`: all of the stream. */
  readonly subjects: readonly string[] | undefined;
  readonly ackWaitS: number;
  readonly maxAckPending: number | undefined;
}

/** What an agent says of its queue and of what it publishes. */
export interface QueueProps {
  readonly tenant?: string;
  readonly consumes?: AgentConsumes;
  readonly publishes?: string[];
  readonly replicas?: number;
  readonly naksOnSigterm?: boolean;
}

/** What the queue's numbers follow from. */
export interface QueueInput {
  readonly name: string;
  readonly concurrency: number;
  readonly p99S: number;
  readonly graceS: number;
}

/** The consumer of an agent, checked against its task and its grace period. */
export function planQueue(
  problems: Problems,
  props: QueueProps,
  { name, concurrency, p99S, graceS }: QueueInput,
  at = problems.at('consumes'),
): AgentQueue | undefined {
  (props.publishes ?? []).forEach((subject, index) => problems.rule(`publishes.${index}`, checkSubject(subject)));
  const { consumes } = props;
  if (consumes === undefined) return undefined;

  const account = consumes.account ?? props.tenant;
  const consumer = consumes.consumer ?? name;
  if (account === undefined) at.that(false, 'account', 'account', 'the queue has no account and the agent no tenant', 'give one of them');
  else if (consumes.account !== undefined) at.rule('account', checkJetStreamName(account));
  at.rule('stream', checkJetStreamName(consumes.stream));
  at.rule('consumer', checkJetStreamName(consumer));
  consumes.subjects?.forEach((subject, index) => at.rule(`subjects.${index}`, checkSubject(subject)));
  const { maxAckPending } = consumes;
  if (maxAckPending !== undefined && at.integer('maxAckPending', maxAckPending, 1)) {
    // an autoscaler checks its own maximum; one replica there is in any case
    at.rule('maxAckPending', checkAckPending(maxAckPending, props.replicas ?? 1, concurrency));
  }

  const ackWaitS = consumes.ackWait?.toSeconds({ integral: false }) ?? ackWaitNeededS(p99S);
  at.rule('ackWait', checkAckWait(ackWaitS, p99S));
  if (props.naksOnSigterm === false) problems.rule('terminationGracePeriod', checkGraceOutlivesAckWait(graceS, ackWaitS));
  return {
    account: account ?? '',
    stream: consumes.stream,
    consumer,
    subjects: consumes.subjects,
    ackWaitS,
    maxAckPending: maxAckPending ?? (props.replicas === undefined ? undefined : maxAckPendingNeeded(props.replicas, concurrency)),
  };
}
