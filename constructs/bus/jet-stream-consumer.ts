/** A durable pull consumer of JetStream, by everything that tells it from all others. */
export interface JetStreamConsumer {
  /** NATS account; one a tenant. */
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
}
