import type { BusTrigger } from '../../src/features/bus/metrics';
import type { CrossVersionObjectReference, HorizontalPodAutoscalerBehavior } from './autoscaling-kinds';
import type { JobSpec } from '../kinds/batch';

/** The slice of `keda.sh/v1alpha1` ScaledObject we emit. https://keda.sh/docs/latest/reference/scaledobject-spec/ */
export interface ScaledObjectSpec {
  readonly scaleTargetRef: CrossVersionObjectReference;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  /** Seconds from the last activity to zero; without effect between 1 and the maximum. */
  readonly cooldownPeriod?: number;
  readonly fallback: {
    readonly failureThreshold: number;
    readonly replicas: number;
    readonly behavior: 'currentReplicasIfHigher';
  };
  readonly advanced?: { readonly horizontalPodAutoscalerConfig: { readonly behavior: HorizontalPodAutoscalerBehavior } };
  readonly triggers: readonly ScaledObjectTrigger[];
}

export type ScaledObjectTrigger = (BusTrigger & { readonly metricType?: 'AverageValue' }) | CronTrigger;

/** https://keda.sh/docs/latest/scalers/cron/ */
export interface CronTrigger {
  readonly type: 'cron';
  readonly name: string;
  readonly metadata: { readonly desiredReplicas: string; readonly end: string; readonly start: string; readonly timezone: string };
}

/** The slice of `keda.sh/v1alpha1` ScaledJob we emit; it has no fallback. https://keda.sh/docs/latest/reference/scaledjob-spec/ */
export interface ScaledJobSpec {
  readonly failedJobsHistoryLimit: number;
  readonly jobTargetRef: JobSpec;
  readonly maxReplicaCount: number;
  readonly minReplicaCount: 0;
  /** Seconds between two looks at the queue; KEDA's own is 30. */
  readonly pollingInterval?: number;
  readonly rollout: { readonly strategy: 'gradual' };
  readonly scalingStrategy: { readonly strategy: 'default' };
  readonly successfulJobsHistoryLimit: number;
  readonly triggers: readonly BusTrigger[];
}
