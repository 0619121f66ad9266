/** The slice of `autoscaling/v2` HorizontalPodAutoscaler we emit. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export interface HorizontalPodAutoscalerSpec {
  readonly scaleTargetRef: CrossVersionObjectReference;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Absent and empty are different algorithms: absent doubles per sync, empty adds the larger of 4 pods and 100 % per 15 s. */
  readonly behavior?: HorizontalPodAutoscalerBehavior;
  readonly metrics: readonly MetricSpec[];
}

/** An object by name, in the namespace of who refers to it. */
export interface CrossVersionObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

export interface HorizontalPodAutoscalerBehavior {
  readonly scaleUp?: HpaScalingRules;
  readonly scaleDown?: HpaScalingRules;
}

export interface HpaScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled';
  readonly policies?: readonly HpaScalingPolicy[];
  /** since 1.35; a quantity */
  readonly tolerance?: string;
}

export interface HpaScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

export type MetricSpec = ExternalMetric | ResourceMetric | PodsMetric | ObjectMetric;

/** A metric that no object of the cluster owns. `Value` is left out: on a backlog it compounds at every sync. */
export interface ExternalMetric {
  readonly type: 'External';
  readonly external: { readonly metric: MetricIdentifier; readonly target: AverageValueTarget };
}

export interface ResourceMetric {
  readonly type: 'Resource';
  readonly resource: {
    readonly name: 'cpu' | 'memory';
    readonly target: { readonly type: 'Utilization'; readonly averageUtilization: number };
  };
}

export interface PodsMetric {
  readonly type: 'Pods';
  readonly pods: { readonly metric: MetricIdentifier; readonly target: AverageValueTarget };
}

export interface ObjectMetric {
  readonly type: 'Object';
  readonly object: {
    readonly describedObject: CrossVersionObjectReference;
    readonly metric: MetricIdentifier;
    readonly target: AverageValueTarget | { readonly type: 'Value'; readonly value: string };
  };
}

export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

export interface AverageValueTarget {
  readonly type: 'AverageValue';
  readonly averageValue: string;
}
