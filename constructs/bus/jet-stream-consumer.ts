/** A durable pull consumer of JetStream, identified by account, stream and name. */
export interface JetStreamConsumer {
  /** NATS account; one a tenant. */
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
}
