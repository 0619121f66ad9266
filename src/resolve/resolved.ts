import type { ComputeQuota } from '../features/quota/spec';
import type { LabelKeys } from '../kernel/labels';
import type { NatsMetricPrefix } from '../features/bus/metrics';
import type { PodShare } from '../kernel/percent';
import type { Problem } from '../kernel/problems';
import type { Caller } from '../features/services/places';
import type { TargetVersions } from '../kernel/versions';
import type { Cni } from '../features/clusters/spec';
import type { ResolvedBatchAgent } from '../features/batch/resolved';
import type { ResolvedDelivery } from '../features/delivery/resolved';
import type { ResolvedObservability } from '../features/observability/resolved';
import type { ResolvedNodePool, ResolvedWorker } from '../features/agent/resolved-parts';
import type { ResolvedRollout } from '../features/rollout/resolved';
import type { ResolvedRedisPair, ResolvedServices } from './resolved-services';

/** A pre-scale as a cron trigger takes it. */
export interface ResolvedPrescale {
  readonly profile: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly replicas: number;
}

/** Exactly one owner of the count. */
export type ResolvedScale =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'queue';
      readonly min: number;
      readonly max: number;
      readonly backlogPerReplica: number;
      readonly scaleDownWindowS: number | undefined;
      readonly prescale: readonly ResolvedPrescale[];
    };

/** One agent, complete. */
export interface ResolvedAgent extends ResolvedWorker {
  /** Messages or requests per second on an ordinary day; `undefined` if not known. */
  readonly baseRate: number | undefined;
  readonly interactive: boolean;
  readonly servesTo: readonly Caller[];
  readonly scale: ResolvedScale;
  readonly rollout: ResolvedRollout;
  /** What a drain must leave; `undefined`: all but one. */
  readonly minAvailable: PodShare | undefined;
}

/** A tenant or a pool of small tenants: one namespace, one App, one folder. */
export interface ResolvedTenant {
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  readonly email: string | undefined;
  /** Ids of the small tenants that share it, sorted; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
  readonly agents: readonly ResolvedAgent[];
  /** Agents that end with their work. */
  readonly batch: readonly ResolvedBatchAgent[];
  readonly quota: ComputeQuota;
  /** A Redis of its own; `undefined` if it uses the shared one, or none. */
  readonly memory: ResolvedRedisPair | undefined;
}

/** One environment, complete, frozen and valid. */
export interface ResolvedEnvironment {
  readonly system: string;
  readonly name: string;
  readonly target: TargetVersions & { readonly cni: Cni; readonly cniStrictMode: boolean };
  readonly labels: LabelKeys;
  readonly labelDomain: string;
  readonly scaler: 'keda' | 'prometheus-adapter';
  readonly natsMetricPrefix: NatsMetricPrefix;
  /** Tenants and pools, sorted by namespace. */
  readonly tenants: readonly ResolvedTenant[];
  readonly nodePools: readonly ResolvedNodePool[];
  /** Address of the Prometheus that analyses ask. */
  readonly prometheus: string;
  /** Ratio of promised quota to nodes at their maximum. */
  readonly overcommit: number;
  /** The bus, the memory, the database and the gateways; `undefined` if somebody else renders them. */
  readonly services: ResolvedServices | undefined;
  /** Who applies what is rendered; `undefined`: somebody. */
  readonly delivery: ResolvedDelivery | undefined;
  /** What is watched. */
  readonly observability: ResolvedObservability;
  readonly regions: readonly string[];
  readonly terraformState: { readonly bucket: string; readonly region: string | undefined };
  /** What works but should be known. */
  readonly warnings: readonly Problem[];
}
