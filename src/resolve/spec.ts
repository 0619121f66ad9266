// Generated from schema.ts by `npm run generate`; not edited.

import type { Dependency } from '../features/agent/spec';
import type { NatsMetricPrefix } from '../features/bus/metrics';
import type { NatsServiceSpec } from '../features/bus/spec';
import type { ClusterSpec, TargetSpec, TerraformStateSpec } from '../features/clusters/spec';
import type { PostgresServiceSpec } from '../features/database/spec';
import type { DeliverySpec } from '../features/delivery/spec';
import type { LlmServiceSpec } from '../features/llm/spec';
import type { CallersSpec } from '../features/network/spec';
import type { NodePoolSpec } from '../features/nodes/spec';
import type { PatchSpec } from '../features/objects/spec';
import type { ObservabilitySpec } from '../features/observability/spec';
import type { ScaleOverride, TrafficProfileSpec } from '../features/scaling/spec';
import type { RedisServiceSpec } from '../features/store/spec';
import type { SharedPoolSpec, TenantSpec } from '../features/tenancy/spec';
import type { GatewaySpec } from '../features/tools/spec';

/** One environment of a system, as written. */
export interface EnvironmentSpec {
  /** Folder below `dist/`. */
  readonly system: string;
  /** Folder below the system, e.g. `prod`. */
  readonly name: string;
  /** Releases and capabilities of the cluster. */
  readonly target: TargetSpec;
  /** The cluster of the environment by name. Further clusters come later; today an environment has exactly one. @default - one cluster without a name of its own */
  readonly clusters?: Readonly<Record<string, ClusterSpec>>;
  /** Registries that images may come from; an entry may be a repository prefix. */
  readonly registries: readonly string[];
  /** Domain of our own label keys. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** Tenants in namespaces of their own. */
  readonly tenants: readonly TenantSpec[];
  /** Pools of small tenants. @default - none */
  readonly pools?: readonly SharedPoolSpec[];
  /** Scale of this environment, by tenant or pool id and agent: the only thing in which environments of one system differ. @default - as the tenants say */
  readonly scale?: Readonly<Record<string, Readonly<Record<string, ScaleOverride>>>>;
  /** Named loads. @default - none */
  readonly profiles?: Readonly<Record<string, TrafficProfileSpec>>;
  /** Managed node groups by name. */
  readonly nodePools: Readonly<Record<string, NodePoolSpec>>;
  /** Ratio of promised quota to nodes at their maximum. From 1 to 10. @default 1 */
  readonly overcommit?: number;
  /** Who serves queue depth to autoscalers; one per cluster, since only one server can own the external metrics API. @default - 'keda' where the target has it */
  readonly scaler?: 'keda' | 'prometheus-adapter';
  /** Prefix of the NATS exporter's series, for the prometheus-adapter engine. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Who calls what is rendered. @default - where their own charts put them */
  readonly callers?: CallersSpec;
  /** Address of the Prometheus that analyses of rollouts ask, as Argo Rollouts dials it. @default - that of the operator's Service, in the namespace of `callers.monitoring`: `'http://prometheus-operated.monitoring.svc.cluster.local:9090'` */
  readonly prometheus?: string;
  /** The bus, the memory, the database and the gateways. @default - none: an agent that needs one is refused */
  readonly services?: ServicesSpec;
  /** Who applies what is rendered: files of Flux or Argo CD beside the manifests. @default - none: they are applied by other means */
  readonly delivery?: DeliverySpec;
  /** What is watched. Every series that an alert, an analysis, a dashboard or an autoscaler asks for must be served by an exporter. @default - alerts and dashboards of every tenant, and the usual exporters */
  readonly observability?: ObservabilitySpec;
  /** Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret. @default - none */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused. @default - none */
  readonly patches?: readonly PatchSpec[];
  /** The AWS region of the cluster, which has a Terraform stack. Several come with several clusters; today there is exactly one. */
  readonly regions: readonly string[];
  /** Where Terraform keeps its state. @default - no Terraform is rendered */
  readonly terraformState?: TerraformStateSpec;
}

/** The shared services: those that are rendered in the platform namespace, and those that others run. */
export interface ServicesSpec {
  /** ClusterSecretStore of External Secrets that every secret is read from. @default - none; asked for where a service is rendered, or an external one names entries of it */
  readonly secretStore?: string;
  /** cert-manager ClusterIssuer that signs the certificates of bus, memory and database. @default - none; asked for where one of them is rendered */
  readonly certificateIssuer?: string;
  /** The bus. @default - none: no agent is on a bus */
  readonly nats?: NatsServiceSpec;
  /** The stores: the state of agents, and what may be forgotten. @default - none: no agent has memory */
  readonly redis?: RedisServiceSpec;
  /** The database. @default - none: no agent has a database */
  readonly postgres?: PostgresServiceSpec;
  /** The gateway to language models. @default - none: no agent calls language models */
  readonly llmGateway?: LlmServiceSpec;
  /** Answers the calls that agents make to tools, over the bus that is rendered. @default - none: no agent calls tools */
  readonly toolGateway?: GatewaySpec;
  /** Services that others render in the platform namespace under the names and labels of ours: agents reach them there, and prove themselves in no way that is known here. @default - none */
  readonly elsewhere?: readonly Dependency[];
}
