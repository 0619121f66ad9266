import { PLATFORM_NAMESPACE } from '../services/places';
import { CONSUMER_LABELS, type NatsMetricPrefix } from '../bus/metrics';
import { BUS_NAME, NACK_GROUP } from '../bus/places';
import { type Alert, matchers, steady } from './alert';

/** A consumer, and when its messages are late. */
export interface AlertedConsumer {
  /** Of the agent. */
  readonly namespace: string;
  readonly agent: string;
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
  /** Seconds that a message may wait for its first delivery. */
  readonly oldestS: number;
  /** Seconds from the first delivery to the end of the last one; see `redeliverySpanS`. */
  readonly redeliveryS: number;
  readonly prefix: NatsMetricPrefix;
}

/** Seconds that a consumer may go without a leader: an election takes a few, a restart of a server a minute or two. */
const LEADERLESS_S = 5 * 60;

/** Least time after which waiting counts as late, and how many ack waits it is otherwise. */
const MIN_OLDEST_S = 5 * 60;
const ACK_WAITS = 10;

/** How long a message may wait by default: ten ack waits, at least five minutes. */
export function oldestAllowedS(ackWaitS: number): number {
  return Math.max(MIN_OLDEST_S, Math.ceil(ACK_WAITS * ackWaitS));
}

/** The alerts on a backlog that is too old, on messages that are delivered and never finished, and on a consumer without a leader. */
export function queueAlerts(consumer: AlertedConsumer): Alert[] {
  return [backlogOld(consumer), taskStuck(consumer), withoutLeader(consumer)];
}

/** A series of the consumer, from its leader: followers' figures are stale. */
export function consumerSeries(consumer: Pick<AlertedConsumer, 'account' | 'stream' | 'consumer' | 'prefix'>, name: string): string {
  const { account, stream, prefix } = consumer;
  return `${prefix}_consumer_${name}${matchers({
    [CONSUMER_LABELS.account]: account,
    [CONSUMER_LABELS.stream]: stream,
    [CONSUMER_LABELS.consumer]: consumer.consumer,
    is_consumer_leader: 'true',
  })}`;
}

/**
 * No exporter tells a message's age. But queues are first in, first out: of what waited then, something waits still if fewer were
 * delivered since. Deliveries count redeliveries too, so that the second branch asks whether anything new was delivered at all.
 */
function backlogOld(consumer: AlertedConsumer): Alert {
  const { namespace, agent, oldestS } = consumer;
  const [waiting, deliveries, newest] = ['num_pending', 'delivered_consumer_seq', 'delivered_stream_seq'].map((name) =>
    consumerSeries(consumer, name),
  ) as [string, string, string];
  const minutes = Math.ceil(oldestS / 60) + 10;
  return {
    name: 'AgentBacklogOld',
    agent,
    expr: [
      `max(${waiting}) > 0`,
      'and (',
      `  max(${waiting} offset ${oldestS}s) > max(${deliveries}) - max(${deliveries} offset ${oldestS}s)`,
      '  or',
      `  max(${waiting} offset ${oldestS}s) > 0 and max(${newest}) == max(${newest} offset ${oldestS}s)`,
      ')',
    ].join('\n'),
    forS: 60,
    severity: 'warning',
    summary: `messages for ${agent} wait longer than ${oldestS} s`,
    description: `{{ $value }} messages wait for ${agent}, some of them for more than ${oldestS} s. First see whether its pods are ready and its autoscaler, if it has one, is at the maximum (kubectl get pods,hpa -n ${namespace}), and whether LlmBudgetSpent is on for it; if all is well, a task takes longer than it was planned for.`,
    proof: {
      afterMin: minutes,
      // 120 wait, and one a minute is delivered
      fires: [
        { series: waiting, values: steady(120, minutes) },
        { series: deliveries, values: `0+1x${minutes}` },
        { series: newest, values: `0+1x${minutes}` },
      ],
      // as many wait, and all are delivered within the minute
      silent: [
        { series: waiting, values: steady(120, minutes) },
        { series: deliveries, values: `0+120x${minutes}` },
        { series: newest, values: `0+120x${minutes}` },
      ],
      value: '120',
    },
  };
}

/** The floor of acknowledgements is the oldest unfinished message; it should have passed what was delivered that long ago. */
function taskStuck(consumer: AlertedConsumer): Alert {
  const { namespace, agent, redeliveryS } = consumer;
  const [working, floor, newest] = ['num_ack_pending', 'ack_floor_stream_seq', 'delivered_stream_seq'].map((name) =>
    consumerSeries(consumer, name),
  ) as [string, string, string];
  const minutes = Math.ceil(redeliveryS / 60) + 10;
  return {
    name: 'AgentTaskStuck',
    agent,
    expr: [`max(${working}) > 0`, `and max(${floor}) < max(${newest} offset ${redeliveryS}s)`].join('\n'),
    forS: 120,
    severity: 'warning',
    summary: `${agent} does not finish a task`,
    description: `A message was delivered to ${agent} more than ${redeliveryS} s ago, the time of all its deliveries, and is still not acknowledged. First look for one task that fails again and again (kubectl logs -n ${namespace} -l app.kubernetes.io/name=${agent}); what the consumer gives up stays in the stream and has to be removed or replayed by hand.`,
    proof: {
      afterMin: minutes,
      fires: [
        { series: working, values: steady(3, minutes) },
        { series: floor, values: steady(10, minutes) },
        { series: newest, values: `20+5x${minutes}` },
      ],
      silent: [
        { series: working, values: steady(3, minutes) },
        { series: floor, values: `17+5x${minutes}` },
        { series: newest, values: `20+5x${minutes}` },
      ],
    },
  };
}

/** Only the leader delivers. A missing exporter or consumer has the same effect, so missing series fire as well. */
function withoutLeader(consumer: AlertedConsumer): Alert {
  const { agent } = consumer;
  const led = consumerSeries(consumer, 'num_pending');
  const follower = led.replace('is_consumer_leader="true"', 'is_consumer_leader="false"');
  return {
    name: 'AgentConsumerWithoutLeader',
    agent,
    expr: `(count(${led}) or vector(0)) < 1`,
    forS: LEADERLESS_S,
    severity: 'critical',
    summary: `no server delivers messages to ${agent}`,
    description: `For ${LEADERLESS_S / 60} minutes no server of the bus has led the consumer ${consumer.consumer} of the stream ${consumer.stream} in the account ${consumer.account}, so ${agent} gets nothing. First see whether a majority of the servers is ready and their exporter scraped (kubectl get pods -n ${PLATFORM_NAMESPACE} -l app.kubernetes.io/name=${BUS_NAME}); then whether the consumer exists (kubectl get consumers.${NACK_GROUP} -n ${PLATFORM_NAMESPACE}).`,
    proof: {
      afterMin: 10,
      fires: [{ series: follower, values: steady(5, 10) }],
      silent: [{ series: led, values: steady(5, 10) }],
    },
  };
}
