// Generated from schema.ts by `npm run generate`; not edited.

/** Container network of the cluster. `vpc-cni` and `cilium` enforce the rendered policies; `none` enforces nothing and is refused. A policy filters by label and address range, so a host that has only a name is refused with every CNI. */
export type Cni = 'vpc-cni' | 'cilium' | 'none';

/** One cluster of an environment. It has no settings of its own. */
export type ClusterSpec = Readonly<Record<string, never>>;

/** Releases and capabilities of the cluster rendered for. */
export interface TargetSpec {
  /** Kubernetes minor, e.g. `1.33`. */
  readonly kubernetes: string;
  /** KEDA minor. @default - not installed */
  readonly keda?: string;
  /** Argo Rollouts minor. @default - not installed */
  readonly argoRollouts?: string;
  /** NATS server minor. @default - not installed */
  readonly nats?: string;
  /** Container network of the cluster. `vpc-cni` and `cilium` enforce the rendered policies; `none` enforces nothing and is refused. A policy filters by label and address range, so a host that has only a name is refused with every CNI. @default 'vpc-cni' */
  readonly cni?: Cni;
  /** Whether the VPC CNI denies traffic from the first packet of a pod. Otherwise a new pod is open until its policies arrive. @default false */
  readonly cniStrictMode?: boolean;
}

/** Where Terraform keeps its state. */
export interface TerraformStateSpec {
  /** S3 bucket. */
  readonly bucket: string;
  /** Region of the bucket. @default - the region of the stack */
  readonly region?: string;
}
