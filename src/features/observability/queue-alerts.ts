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
  /** Seconds from the first delivery to the second, to the last, and to when the message is given up; see `redeliverySpanS`. */
  readonly secondDeliveryS: number;
  readonly lastDeliveryS: number;
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
    description: `{{ $value | humanize }} messages wait for ${agent}, some of them for more than ${oldestS} s. First see whether its pods are ready and its autoscaler, if it has one, is at the maximum (kubectl get pods,hpa -n ${namespace}), and whether LlmBudgetSpent is on for it; if all is well, a task takes longer than it was planned for.`,
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

/** Seconds for which a task must be on its last delivery: shorter than most of these, longer than between two scrapes. */
const STUCK_S = 60;

/** How long an alert on a task that was given up stays: nothing of the bus says that a person has seen to it. */
const GIVEN_UP = { range: '1d', text: 'a day' };

/**
 * Tells of a task on its last delivery, and of one that was given up.
 *
 * The floor of acknowledgements is the oldest unfinished message; it should have passed what was delivered before the last delivery began.
 * Once the message is given up the floor passes it as well. What remains of it is that the server counts it among the redelivered ones, until
 * it restarts. Nothing else is counted there for as long as all deliveries take, so that the least of that time is what was given up.
 *
 * @see https://github.com/nats-io/nats-server/blob/main/server/consumer.go
 */
function taskStuck(consumer: AlertedConsumer): Alert {
  const { namespace, agent, secondDeliveryS, lastDeliveryS, redeliveryS } = consumer;
  const [working, floor, newest, redelivered] = ['num_ack_pending', 'ack_floor_stream_seq', 'delivered_stream_seq', 'num_redelivered'].map(
    (name) => consumerSeries(consumer, name),
  ) as [string, string, string, string];
  // the only delivery is the last one, from its beginning
  const offsetS = lastDeliveryS === 0 ? redeliveryS : lastDeliveryS;
  const onItsLast = `max(${working}) > 0 and max(${floor}) < max(${newest} offset ${offsetS}s)`;
  const least = (range: string, step: string): string => `min_over_time(max(${redelivered})[${range}:${step}])`;
  const givenUp = `${least(`${redeliveryS - secondDeliveryS}s`, '30s')} > ${least(GIVEN_UP.range, '5m')}`;
  return {
    name: 'AgentTaskStuck',
    agent,
    expr: lastDeliveryS === 0 ? onItsLast : `${onItsLast}\nor\n${givenUp}`,
    forS: STUCK_S,
    severity: 'warning',
    summary: `${agent} does not finish a task`,
    description: `A message was delivered to ${agent} more than ${offsetS} s ago and is not acknowledged: it is on its last delivery, and given up ${redeliveryS} s after its first. Or one was given up within ${GIVEN_UP.text}, or some were redelivered all the time; for those this alert stays up to ${GIVEN_UP.text}. First look for one task that fails again and again (kubectl logs -n ${namespace} -l app.kubernetes.io/name=${agent} --prefix --tail=100); what the consumer gives up stays in the stream ${consumer.stream} of the account ${consumer.account} and has to be removed or replayed by hand.`,
    proof:
      lastDeliveryS === 0
        ? unacknowledged({ working, floor, newest }, redeliveryS)
        : poisoned({ working, floor, newest, redelivered }, consumer),
  };
}

/** A task that its agent keeps for itself, of messages that are delivered once. */
function unacknowledged(
  { working, floor, newest }: Readonly<Record<'working' | 'floor' | 'newest', string>>,
  redeliveryS: number,
): Alert['proof'] {
  const minutes = Math.ceil(redeliveryS / 60) + 10;
  return {
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
  };
}

/**
 * A message that nobody finishes, beside 30 others a minute: while it is delivered the floor stays below it; then it is given up, the floor
 * is with the newest, and one message stays among the redelivered. As nats-server 2.14 does.
 */
function poisoned(
  { working, floor, newest, redelivered }: Readonly<Record<'working' | 'floor' | 'newest' | 'redelivered', string>>,
  { secondDeliveryS, lastDeliveryS, redeliveryS }: AlertedConsumer,
): Alert['proof'] {
  // the first delivery is in minute 1
  const given = 1 + Math.ceil(redeliveryS / 60);
  const second = 1 + Math.ceil(secondDeliveryS / 60);
  const after = given + 2 + Math.ceil(redeliveryS / 60);
  const first = 1 + Math.ceil(lastDeliveryS / 60) + Math.ceil(STUCK_S / 60) + 1;
  const others = { series: newest, values: `0+30x${after}` };
  return {
    afterMin: after,
    ...(first < given && { firstMin: first }),
    fires: [
      { series: working, values: `0 1+0x${given - 2} 0+0x${after - given}` },
      { series: floor, values: `0+0x${given - 1} ${given * 30}+30x${after - given}` },
      others,
      { series: redelivered, values: `0+0x${second - 1} 1+0x${after - second}` },
    ],
    // the same message, and it is finished by its second delivery
    silent: [
      { series: working, values: `0 1+0x${after - 1}` },
      { series: floor, values: `0+0x${second} ${(second + 1) * 30}+30x${after - second - 1}` },
      others,
      { series: redelivered, values: `0+0x${second - 1} 1 0+0x${after - second - 1}` },
    ],
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
