// Generated from schema.ts by `npm run generate`; not edited.

/** One managed node group. */
export interface NodePoolSpec {
  /** EC2 instance types of one size; several for spot. */
  readonly instanceTypes: readonly string[];
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
