// Generated from schema.ts by `npm run generate`; not edited.

/** One managed node group. */
export interface NodePoolSpec {
  /** EC2 instance types of one size; several for spot. */
  readonly instanceTypes: readonly string[];
  /** What a node brings, where no type of the pool is known. The known ones are those of AWS on Nitro or bare metal. @default - the size of the instance types */
  readonly size?: NodeSizeSpec;
  /** Nodes; also the desired count at creation, which the cluster autoscaler then owns. From 0 to 450. */
  readonly min: number;
  /** Nodes, at most. From 1 to 450. */
  readonly max: number;
  /** How its nodes are bought; a spot node is taken back two minutes after its notice. @default 'on-demand' */
  readonly capacity?: 'on-demand' | 'spot';
  /** Only pods that tolerate the pool's taint run on it. @default true */
  readonly tainted?: boolean;
  /** Family of the machine image that the nodes start from. @default 'al2023' */
  readonly ami?: 'al2023' | 'bottlerocket';
  /** Root volume. From 20 to 16384. @default 100 */
  readonly diskGiB?: number;
}

/** What a node brings, before the kubelet takes its part. */
export interface NodeSizeSpec {
  /** Whole vCPUs, e.g. `8`. */
  readonly cpu: string;
  /** Memory, e.g. `32Gi`. */
  readonly memory: string;
  /** Pods that the node has addresses for: its network interfaces × (addresses of each − 1) + 2. From 1 to 1514. */
  readonly pods: number;
  /** Of its processor. @default 'x86_64' */
  readonly architecture?: 'x86_64' | 'arm64';
}
