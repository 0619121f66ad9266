import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import type { BusConsumer, BusStream } from '../../src/features/bus/account';
import { PAUSED_UNTIL } from '../../src/features/bus/queue-versions';
import { planStream, streamObject, type StreamPlan } from '../../src/features/bus/provisioning';
import { MAX_WAITING } from '../../src/features/bus/queue';
import { Problems } from '../../src/kernel/problems';
import { planOf } from '../kinds/planned';
import { type ConsumerSpec, NACK_API, type StreamSpec } from './nack-kinds';
import { written } from '../kinds/door';

/** Properties for `JetStreamStream`. */
export interface JetStreamStreamProps {
  /** Name of the `Account` of NACK, in the same namespace; first part of the names here. */
  readonly account: string;
  /** The stream and its consumers. */
  readonly stream: BusStream;
  /** @default - the chart's */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * A stream and its consumers as NACK's resources, with every field written: NACK's defaults keep streams in memory, in one copy, and
 * deliver a message again after a nanosecond.
 *
 * @see https://github.com/nats-io/nack/issues/136
 * @example
 * new JetStreamStream(chart, 'Tasks', {
 *   account: 'acme',
 *   stream: {
 *     name: 'TASKS',
 *     subjects: ['tasks.search.>'],
 *     retention: 'workqueue',
 *     replicas: 3,
 *     maxBytes: 2 ** 30,
 *     maxAgeS: 86_400,
 *     duplicateWindowS: 120,
 *     consumers: [{ name: 'search', filterSubjects: ['tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 }],
 *   },
 * });
 */
export class JetStreamStream extends Construct {
  /** The Stream. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  constructor(scope: Construct, id: string, props: JetStreamStreamProps) {
    super(scope, id);
    props = written(this, 'JetStreamStreamProps', props);
    const { account, stream, namespace, labels, annotations } = planOf<StreamPlan>(props) ?? planProps(this, props);
    const name = streamObject(account, stream.name);
    // two labels joined may be longer than one label; names of custom resources may have 253 characters
    const nameOf = (consumer: BusConsumer): string => `${name}-${consumer.name}`;
    const metadataOf = (object: string): ApiObjectMetadata => ({
      name: object,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels: { ...labels } }),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    });
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: NACK_API,
      kind: 'Stream',
      metadata: metadataOf(name),
      spec: streamSpec(account, stream),
    });
    for (const consumer of stream.consumers) {
      new ApiObject(this, `Consumer-${consumer.name}`, {
        apiVersion: NACK_API,
        kind: 'Consumer',
        metadata: metadataOf(nameOf(consumer)),
        spec: consumerSpec(account, stream, consumer),
      });
    }
  }
}

function planProps(made: Construct, props: JetStreamStreamProps): StreamPlan {
  const problems = Problems.of(made.node.path);
  const plan = planStream(problems, props);
  problems.throwIfAny();
  return plan;
}

function streamSpec(account: string, stream: BusStream): StreamSpec {
  const queue = stream.retention === 'workqueue';
  return {
    account,
    allowDirect: false,
    allowRollup: false,
    compression: 'none',
    denyDelete: false,
    denyPurge: false,
    description: queue ? `Work of ${account}` : `Answers of ${account}`,
    // a full work queue refuses a message, so that its sender knows; a full log drops its oldest
    discard: queue ? 'new' : 'old',
    duplicateWindow: `${stream.duplicateWindowS}s`,
    maxAge: `${stream.maxAgeS}s`,
    maxBytes: stream.maxBytes,
    maxConsumers: -1,
    maxMsgSize: -1,
    maxMsgs: -1,
    name: stream.name,
    noAck: false,
    // NACK's user may not delete: an operator deletes data
    preventDelete: true,
    preventUpdate: false,
    replicas: stream.replicas,
    retention: stream.retention,
    storage: 'file',
    subjects: stream.subjects,
  };
}

function consumerSpec(account: string, stream: BusStream, consumer: BusConsumer): ConsumerSpec {
  const [only = '', ...more] = consumer.filterSubjects;
  return {
    account,
    ackPolicy: 'explicit',
    ackWait: `${consumer.ackWaitS}s`,
    ...(consumer.backoffS !== undefined && { backoff: consumer.backoffS.map((seconds) => `${seconds}s`) }),
    deliverPolicy: 'all',
    description: `${consumer.name} of ${account}`,
    durableName: consumer.name,
    ...(more.length === 0 ? { filterSubject: only } : { filterSubjects: consumer.filterSubjects }),
    maxAckPending: consumer.maxAckPending,
    maxDeliver: consumer.maxDeliver,
    maxWaiting: MAX_WAITING,
    memStorage: false,
    ...(consumer.paused === true && { pauseUntil: PAUSED_UNTIL }),
    preventDelete: true,
    preventUpdate: false,
    replayPolicy: 'instant',
    replicas: stream.replicas,
    streamName: stream.name,
  };
}
