import type { ReplicaBounds } from '../rollout/share';
import type { Problems } from '../../kernel/problems';
import type { BehaviorPlan } from './behavior';
import type { PrescalePlan } from './prescale';
import { REPLICAS } from '../resources/schema';

/** Who serves the metric of a queue. One for each cluster: only one server can own the external metrics API. */
export type ScalerEngine = 'keda' | 'prometheus-adapter';

/** A count that people choose. */
export interface FixedScalePlan {
  readonly kind: 'fixed';
  readonly replicas: number;
}

/** A count that follows the unfinished messages of a queue. */
export interface QueueScalePlan {
  readonly kind: 'queue';
  /** Replicas while the queue is empty. */
  readonly min: number;
  readonly max: number;
  /** Unfinished messages that one replica may hold. */
  readonly backlogPerReplica: number;
  readonly engine: ScalerEngine;
  /** How fast the count moves; `undefined`: as the cluster does it by itself. */
  readonly behavior: BehaviorPlan | undefined;
  /** Sorted by name where an environment names them; of KEDA only, as is what follows. */
  readonly prescale: readonly PrescalePlan[];
  /** `host:port` where the consumer is read. */
  readonly monitoringEndpoint: string;
  /** Replicas, unless there are more, while the consumer cannot be read. */
  readonly fallbackReplicas: number;
  /** Written where the KEDA of the target asks for it. */
  readonly metricType: 'AverageValue' | undefined;
  /** How long the queue must be empty before the last replica goes; `undefined`: as KEDA does it by itself. */
  readonly cooldownS: number | undefined;
}

/** Exactly one owner of the count. */
export type ScalePlan = FixedScalePlan | QueueScalePlan;

/** Fewest and most replicas there ever are. */
export function countsOf(scale: ScalePlan): ReplicaBounds {
  switch (scale.kind) {
    case 'fixed':
      return { min: scale.replicas, max: scale.replicas };
    case 'queue':
      return { min: scale.min, max: scale.max };
  }
}

/** Largest count the workload ever has. */
export function largestCount(scale: ScalePlan): number {
  return countsOf(scale).max;
}

/** Where an agent says its fewest replicas. */
export function countsAt(scale: ScalePlan): string {
  switch (scale.kind) {
    case 'fixed':
      return 'replicas';
    case 'queue':
      return 'scaling.min';
  }
}

/** The same scaling where the load is a share of it. What is waited for before zero means nothing where the share keeps a replica. */
export function scaledTo(scale: ScalePlan, share: (replicas: number) => number): ScalePlan {
  switch (scale.kind) {
    case 'fixed':
      return { ...scale, replicas: share(scale.replicas) };
    case 'queue': {
      const min = share(scale.min);
      return {
        ...scale,
        min,
        max: share(scale.max),
        prescale: scale.prescale.map((window) => ({ ...window, replicas: share(window.replicas) })),
        fallbackReplicas: share(scale.fallbackReplicas),
        cooldownS: min === 0 ? scale.cooldownS : undefined,
      };
    }
  }
}

/** Replicas kept where nothing is said. */
const DEFAULT_MIN = 1;

/** A fixed count: rule `whole-number`. */
export function planFixedScale(problems: Problems, replicas: number = REPLICAS.default): FixedScalePlan {
  const { min, max } = REPLICAS;
  return { kind: 'fixed', replicas: problems.integer('replicas', replicas, min, max) ? replicas : min };
}

/** `max` is `undefined` unless it may be compared with. */
export function planBounds(
  problems: Problems,
  { min = DEFAULT_MIN, max }: { readonly min?: number | undefined; readonly max: number },
  places: { readonly min: string; readonly max: string },
): { readonly min: number; readonly max: number | undefined } {
  const minHolds = problems.integer(places.min, min, 0, REPLICAS.max);
  const maxHolds = problems.integer(places.max, max, minHolds ? Math.max(REPLICAS.min, min) : REPLICAS.min, REPLICAS.max);
  return { min, max: maxHolds ? max : undefined };
}
