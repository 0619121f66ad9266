import { NACK_GROUP } from '../../src/features/bus/places';

/** Version of the kinds below. No field is required by their schema and some defaults are harmful, so that everything is written. https://github.com/nats-io/nack/blob/main/docs/api.md */
export const NACK_API = `${NACK_GROUP}/v1beta2`;

/** How NACK logs in; it makes no NATS account. */
export interface AccountSpec {
  readonly name: string;
  readonly servers: readonly string[];
  readonly nkey: { readonly secret: { readonly name: string }; readonly seed: string };
  readonly tls: { readonly secret: { readonly name: string }; readonly ca: string };
}

export interface StreamSpec {
  readonly account: string;
  readonly allowDirect: boolean;
  readonly allowRollup: boolean;
  readonly compression: 's2' | 'none';
  readonly denyDelete: boolean;
  readonly denyPurge: boolean;
  readonly description: string;
  readonly discard: 'old' | 'new';
  readonly duplicateWindow: string;
  readonly maxAge: string;
  readonly maxBytes: number;
  readonly maxConsumers: number;
  readonly maxMsgSize: number;
  readonly maxMsgs: number;
  readonly name: string;
  readonly noAck: boolean;
  readonly preventDelete: boolean;
  readonly preventUpdate: boolean;
  readonly replicas: number;
  readonly retention: 'workqueue' | 'limits';
  readonly storage: 'file';
  readonly subjects: readonly string[];
}

export interface ConsumerSpec {
  readonly account: string;
  readonly ackPolicy: 'explicit';
  readonly ackWait: string;
  readonly backoff?: readonly string[];
  readonly deliverPolicy: 'all';
  readonly description: string;
  readonly durableName: string;
  /** One of the two. */
  readonly filterSubject?: string;
  readonly filterSubjects?: readonly string[];
  readonly maxAckPending: number;
  readonly maxDeliver: number;
  readonly maxWaiting: number;
  readonly memStorage: boolean;
  /** RFC 3339; read when the consumer is made, not when it is changed. */
  readonly pauseUntil?: string;
  readonly preventDelete: boolean;
  readonly preventUpdate: boolean;
  readonly replayPolicy: 'instant';
  readonly replicas: number;
  readonly streamName: string;
}
