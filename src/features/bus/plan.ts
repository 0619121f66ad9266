import type { BusAccount } from './account';
import type { PodResources } from '../resources/spec';

/** A durable consumer with every number derived. */
export interface ConsumerPlan {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects: readonly string[];
  readonly ackWaitS: number;
  readonly maxAckPending: number;
}

/** The bus, with an account for every tenant and pool. */
export interface BusPlan {
  readonly image: string;
  readonly reloaderImage: string;
  readonly exporterImage: string;
  readonly servers: number;
  readonly resources: PodResources;
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly accounts: readonly BusAccount[];
}
