import type { NatsClient, NatsMessage } from './nats-client';

/** Nanoseconds of a second: the API counts in them. */
const SECOND = 1e9;

/** A durable pull consumer, as an agent's configuration file declares it. */
export interface DeclaredConsumer {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects: readonly string[];
  readonly ackWaitSeconds: number;
  readonly maxAckPending: number;
}

/** The part of a consumer's state that counts unfinished work. */
export interface ConsumerState {
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly config: { readonly ack_wait: number; readonly max_ack_pending: number; readonly filter_subjects?: readonly string[] };
}

/** JetStream's API by request and reply: https://docs.nats.io/reference/reference-protocols/nats_api_reference */
export class JetStream {
  constructor(private readonly client: NatsClient) {}

  /** A stream on disk from which an acknowledged message is gone. */
  public async createWorkQueue(name: string, subjects: readonly string[]): Promise<void> {
    await this.call(`STREAM.CREATE.${name}`, { name, subjects, retention: 'workqueue', storage: 'file', num_replicas: 1 });
  }

  public async createConsumer({ stream, consumer, subjects, ackWaitSeconds, maxAckPending }: DeclaredConsumer): Promise<void> {
    const config = {
      durable_name: consumer,
      filter_subjects: subjects,
      ack_policy: 'explicit',
      ack_wait: ackWaitSeconds * SECOND,
      max_ack_pending: maxAckPending,
    };
    await this.call(`CONSUMER.DURABLE.CREATE.${stream}.${consumer}`, { stream_name: stream, config });
  }

  public async consumer(stream: string, consumer: string): Promise<ConsumerState> {
    return (await this.call(`CONSUMER.INFO.${stream}.${consumer}`)) as unknown as ConsumerState;
  }

  /** Messages delivered to this client, not yet acknowledged; fewer than asked for if there are no more. */
  public async pull(stream: string, consumer: string, batch: number): Promise<NatsMessage[]> {
    const inbox = `_PULL.${stream}.${consumer}`;
    return new Promise((resolve) => {
      const messages: NatsMessage[] = [];
      const end = this.client.subscribe(inbox, (message) => {
        const isStatus = message.headers.startsWith('NATS/1.0 ') && message.reply === undefined;
        if (!isStatus) messages.push(message);
        if (!isStatus && messages.length < batch) return;
        end();
        resolve(messages);
      });
      this.client.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify({ batch, no_wait: true }), inbox);
    });
  }

  /** Acknowledges; resolves when the server has read it. */
  public async acknowledge(messages: readonly NatsMessage[]): Promise<void> {
    for (const { reply } of messages) if (reply !== undefined) this.client.publish(reply, '+ACK');
    await this.client.flush();
  }

  private async call(subject: string, body?: unknown): Promise<Record<string, unknown>> {
    const { text } = await this.client.request(`$JS.API.${subject}`, body === undefined ? '' : JSON.stringify(body));
    const answer = JSON.parse(text) as Record<string, unknown> & { readonly error?: { readonly description: string } };
    if (answer.error !== undefined) throw new Error(`${subject}: ${answer.error.description}`);
    return answer;
  }
}
