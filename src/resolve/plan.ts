import type { NatsMetricPrefix } from '../features/bus/metrics';
import type { ClusterPlan } from '../features/clusters/plan';
import type { DeliveryPlan } from '../features/delivery/plan';
import type { ExternalServicePlan } from '../features/external/plan';
import type { CallersPlan } from '../features/services/places';
import type { NodePoolPlan } from '../features/nodes/plan';
import type { Hatches } from '../features/objects/plan';
import type { ObservabilityPlan } from '../features/observability/plan';
import type { ServicePlans } from '../features/table/plans';
import type { TenantPlan } from '../features/tenancy/plan';
import type { LabelKeys } from '../kernel/labels';
import type { Problem } from '../kernel/problems';

/** One environment, complete, frozen and valid. */
export interface EnvironmentPlan extends ClusterPlan {
  readonly system: string;
  readonly name: string;
  readonly labels: LabelKeys;
  readonly labelDomain: string;
  readonly scaler: 'keda' | 'prometheus-adapter';
  readonly natsMetricPrefix: NatsMetricPrefix;
  /** Tenants and pools, sorted by namespace. */
  readonly tenants: readonly TenantPlan[];
  readonly nodePools: readonly NodePoolPlan[];
  /** Who calls what is rendered. */
  readonly callers: CallersPlan;
  /** Address of the Prometheus that analyses ask. */
  readonly prometheus: string;
  /** Ratio of promised quota to nodes at their maximum. */
  readonly overcommit: number;
  /** The bus, the memory, the database and the gateways, as far as they are rendered; `undefined` if nothing is written of them. */
  readonly services: ServicesPlan | undefined;
  /** Who applies what is rendered; `undefined`: not said. */
  readonly delivery: DeliveryPlan | undefined;
  /** What is added to the rendered objects of the platform and the cluster, and changed of them. */
  readonly hatches: Hatches;
  /** What is watched. */
  readonly observability: ObservabilityPlan;
  /** What works but should be known. */
  readonly warnings: readonly Problem[];
}

/** The shared services, complete, each by its key. */
export interface ServicesPlan extends ServicePlans {
  /** ClusterSecretStore that every secret is read from; `undefined` if nothing is read. */
  readonly secretStore: string | undefined;
  /** Those that others run, as they are written. */
  readonly external: readonly ExternalServicePlan[];
  /** Whether anything stands in the platform's namespace, rendered here or by others. */
  readonly inPlatform: boolean;
}
