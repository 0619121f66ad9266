import type { NatsMetricPrefix } from '../features/bus/metrics';
import type { TargetVersions } from '../kernel/versions';
import type { ScaleSpec } from '../features/agent/spec';
import type { DeliverySpec } from '../features/delivery/spec';
import type { ObservabilitySpec } from '../features/observability/spec';
import type { ServicesSpec } from './services-spec';
import type { SharedPoolSpec, TenantSpec } from '../features/tenancy/spec';

/** Container network and what it enforces. `vpc-cni`: policies by label and range; `cilium`: names too. */
export type Cni = 'vpc-cni' | 'cilium' | 'none';

/** Releases and capabilities of the cluster rendered for. */
export interface TargetSpec extends TargetVersions {
  /** @default 'vpc-cni' */
  readonly cni?: Cni;
  /** VPC CNI denies from a pod's first packet on; off, a new pod is open until its policies arrive. @default false */
  readonly cniStrictMode?: boolean;
}

/** One managed node group. */
export interface NodePoolSpec {
  /** EC2 instance types of one size; several for spot. */
  readonly instanceTypes: readonly string[];
  /** Nodes; also the desired count at creation, which the cluster autoscaler then owns. */
  readonly min: number;
  readonly max: number;
  /** @default 'on-demand' */
  readonly capacity?: 'on-demand' | 'spot';
  /** Only pods that tolerate the pool's taint run on it. @default true */
  readonly tainted?: boolean;
  /** @default 'al2023' */
  readonly ami?: 'al2023' | 'bottlerocket';
  /** Root volume. @default 100 */
  readonly diskGiB?: number;
}

/** A named load and when it is expected. */
export interface TrafficProfileSpec {
  /** Times the base rate, above 1. */
  readonly multiplier: number;
  /** Five-field cron of the pre-scale's start. */
  readonly start: string;
  /** Five-field cron of its end. */
  readonly end: string;
  /** IANA time zone of both. */
  readonly timeZone: string;
}

/** Where Terraform keeps its state. */
export interface TerraformStateSpec {
  /** S3 bucket. */
  readonly bucket: string;
  /** Region of the bucket. @default - the region of the stack */
  readonly region?: string;
}

/** Fixed count or bounds of one agent in one environment. */
export type ScaleOverride = { readonly replicas: number } | ScaleSpec;

/** One environment of a system, as written. */
export interface EnvironmentSpec {
  /** Folder below `dist/`. */
  readonly system: string;
  /** Folder below the system, e.g. `prod`. */
  readonly name: string;
  readonly target: TargetSpec;
  /** Registries that images may come from; an entry may be a repository prefix. */
  readonly registries: readonly string[];
  /** Domain of our own label keys. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  readonly tenants: readonly TenantSpec[];
  /** Pools of small tenants. @default - none */
  readonly pools?: readonly SharedPoolSpec[];
  /** Scale of this environment, by tenant or pool id and agent: the only thing in which environments of one system differ. @default - as the tenants say */
  readonly scale?: Readonly<Record<string, Readonly<Record<string, ScaleOverride>>>>;
  /** Named loads. @default - none */
  readonly profiles?: Readonly<Record<string, TrafficProfileSpec>>;
  readonly nodePools: Readonly<Record<string, NodePoolSpec>>;
  /** Ratio of promised quota to nodes at their maximum, from 1. @default 1 */
  readonly overcommit?: number;
  /** Who serves queue depth to autoscalers; one per cluster, since only one server can own the external metrics API. @default 'keda' where the target has it */
  readonly scaler?: 'keda' | 'prometheus-adapter';
  /** Prefix of the NATS exporter's series, for the prometheus-adapter engine. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Address of the Prometheus that analyses of rollouts ask, as Argo Rollouts dials it. @default 'http://prometheus-operated.monitoring.svc.cluster.local:9090' */
  readonly prometheus?: string;
  /** The bus, the memory, the database and the gateways. @default - none are rendered: agents expect them where the service table says */
  readonly services?: ServicesSpec;
  /** Who applies what is rendered: files of Flux or Argo CD beside the manifests. @default - none: somebody applies them */
  readonly delivery?: DeliverySpec;
  /** What is watched. Every series that an alert, an analysis, a dashboard or an autoscaler asks for must be served by somebody. @default - alerts and dashboards of every tenant, and the usual exporters */
  readonly observability?: ObservabilitySpec;
  /** AWS regions, one Terraform stack each. */
  readonly regions: readonly string[];
  readonly terraformState: TerraformStateSpec;
}
