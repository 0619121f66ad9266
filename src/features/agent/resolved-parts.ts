import type { PodResources } from '../resources/spec';
import type { Dependency } from '../services/places';
import type { ResolvedHost } from '../network/resolved';

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

/** What every agent has, whether it serves for ever or ends with its work: bus, quota and node capacity read no more. */
export interface ResolvedWorker {
  readonly name: string;
  readonly image: string;
  readonly resources: PodResources;
  readonly taskP50S: number;
  readonly taskP99S: number;
  readonly concurrency: number;
  /** `undefined` if nothing comes to it from the bus. */
  readonly consumes: ResolvedConsumer | undefined;
  readonly publishes: readonly string[];
  readonly needs: readonly Dependency[];
  readonly hosts: readonly ResolvedHost[];
  readonly graceS: number;
  /** Most pods alive at once; while rolling out, of both versions, at the largest count. */
  readonly peakPods: number;
  readonly nodePool: ResolvedNodePool;
  readonly settings: Readonly<Record<string, unknown>>;
}
