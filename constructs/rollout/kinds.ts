import type { PodTemplate } from '../kinds/apps';
import type { LabelSelector } from '../kinds/core';

/** The slice of `argoproj.io/v1alpha1` Rollout we emit. https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export interface RolloutSpec {
  readonly minReadySeconds: number;
  readonly progressDeadlineAbort: true;
  readonly progressDeadlineSeconds: number;
  /** Absent where an autoscaler owns the count. */
  readonly replicas: number | undefined;
  readonly revisionHistoryLimit: number;
  readonly selector: LabelSelector;
  readonly strategy: { readonly canary: CanaryStrategy } | { readonly blueGreen: BlueGreenStrategy };
  readonly template: PodTemplate;
}

export interface CanaryStrategy {
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  readonly stableService?: string;
  readonly canaryService?: string;
  readonly trafficRouting?: { readonly plugins: Readonly<Record<string, object>> };
  readonly steps: readonly CanaryStep[];
}

export type CanaryStep = { readonly setWeight: number } | { readonly analysis: AnalysisOfRollout };

export interface BlueGreenStrategy {
  readonly activeService: string;
  readonly previewService: string;
  readonly autoPromotionEnabled: boolean;
  readonly postPromotionAnalysis: AnalysisOfRollout;
  readonly scaleDownDelaySeconds?: number;
}

/** Which analysis runs, and what it is told. */
export interface AnalysisOfRollout {
  readonly templates: readonly { readonly templateName: string }[];
  readonly args: readonly { readonly name: string; readonly valueFrom: { readonly podTemplateHashValue: 'Latest' } }[];
}

/** The slice of `argoproj.io/v1alpha1` AnalysisTemplate we emit. https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ */
export interface AnalysisTemplateSpec {
  readonly args: readonly { readonly name: string }[];
  readonly metrics: readonly {
    readonly name: string;
    readonly initialDelay: string;
    readonly interval: string;
    readonly count: number;
    readonly failureLimit: number;
    readonly successCondition: string;
    readonly provider: { readonly prometheus: { readonly address: string; readonly query: string } };
  }[];
}
