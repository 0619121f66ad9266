/** A durable consumer with every number derived. */
export interface ResolvedConsumer {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects: readonly string[];
  readonly ackWaitS: number;
  readonly maxAckPending: number;
}

/** One node pool, complete. */
export interface ResolvedNodePool {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  readonly architecture: 'x86_64' | 'arm64';
  readonly min: number;
  readonly max: number;
  readonly capacity: 'on-demand' | 'spot';
  readonly tainted: boolean;
  readonly ami: 'al2023' | 'bottlerocket';
  readonly diskGiB: number;
}
