/** One node pool, complete. */
export interface NodePoolPlan {
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
