import type { ReplicaBounds } from '../rollout/share';

/** KEDA's own bounds where a ScaledObject says nothing: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const KEDA_BOUNDS: ReplicaBounds = { min: 0, max: 100 };
/** That of a HorizontalPodAutoscaler: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
const HPA_MIN = 1;

/** A rendered autoscaler as far as it is read here. */
export interface RenderedScaler {
  readonly kind?: string;
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
  };
}

/** What an autoscaler scales, and between which counts. */
export interface ScalerBounds {
  /** `<kind>/<name>`. */
  readonly target: string;
  readonly bounds: ReplicaBounds;
}

/** The bounds of a rendered autoscaler; `undefined` of anything else. */
export function scalerBounds({ kind, spec = {} }: RenderedScaler): ScalerBounds | undefined {
  const target = `${spec.scaleTargetRef?.kind ?? 'Deployment'}/${spec.scaleTargetRef?.name ?? ''}`;
  if (kind === 'HorizontalPodAutoscaler') return { target, bounds: { min: spec.minReplicas ?? HPA_MIN, max: spec.maxReplicas ?? HPA_MIN } };
  if (kind !== 'ScaledObject') return undefined;
  return { target, bounds: { min: spec.minReplicaCount ?? KEDA_BOUNDS.min, max: spec.maxReplicaCount ?? KEDA_BOUNDS.max } };
}
