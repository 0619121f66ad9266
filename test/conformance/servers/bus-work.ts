import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { BusAccount, BusStream } from '../../../src/features/bus/account';
import { PAUSED_UNTIL } from '../../../src/features/bus/queue-versions';
import type { BusClient } from './bus-client';

const SECOND = 1e9;

/** Makes the streams and consumers of an account as declared, or changes them to that, as its provisioner. */
export async function provision({ connection }: BusClient, { streams }: BusAccount): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  for (const stream of streams) {
    const declared = {
      subjects: stream.subjects,
      num_replicas: stream.replicas,
      max_bytes: stream.maxBytes,
      max_age: stream.maxAgeS * SECOND,
      duplicate_window: stream.duplicateWindowS * SECOND,
    };
    await manager.streams
      .add({ name: stream.name, retention: stream.retention, storage: 'file', ...declared })
      .catch(() => manager.streams.update(stream.name, declared));
    for (const consumer of stream.consumers) await addConsumer(connection, stream, consumer);
  }
}

async function addConsumer(
  connection: BusClient['connection'],
  stream: BusStream,
  consumer: BusStream['consumers'][number],
): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const [only, ...more] = consumer.filterSubjects;
  await manager.consumers.add(stream.name, {
    durable_name: consumer.name,
    ...(only !== undefined && (more.length === 0 ? { filter_subject: only } : { filter_subjects: consumer.filterSubjects })),
    ack_policy: 'explicit',
    ack_wait: consumer.ackWaitS * SECOND,
    ...(consumer.backoffS !== undefined && { backoff: consumer.backoffS.map((seconds) => seconds * SECOND) }),
    max_deliver: consumer.maxDeliver,
    max_ack_pending: consumer.maxAckPending,
    ...(consumer.paused === true && { pause_until: PAUSED_UNTIL }),
  });
}

/** Publishes and waits until a stream keeps it. @returns its number in the stream */
export async function publishTask({ connection }: BusClient, subject: string, text: string): Promise<number> {
  return (await jetstream(connection).publish(subject, text, { timeout: 3000 })).seq;
}

/** Takes one message and acknowledges it, as the stock client does it. */
export async function takeOne(
  { connection, domain }: BusClient,
  stream: string,
  consumer: string,
): Promise<{ subject: string; text: string }> {
  const client = jetstream(connection, domain === undefined ? {} : { domain });
  const pulled = await (await client.consumers.get(stream, consumer)).next({ expires: 2000 });
  if (pulled === null) throw new Error(`${stream}.${consumer}: nothing to take`);
  await pulled.ackAck();
  return { subject: pulled.subject, text: pulled.string() };
}
