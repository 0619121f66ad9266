import type { LabelSelector, PodSpec } from './core';

/** The slice of `apps/v1` Deployment we emit. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export interface DeploymentSpec {
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
  /** Absent where an autoscaler owns the count. */
  readonly replicas: number | undefined;
  readonly revisionHistoryLimit: number;
  readonly selector: LabelSelector;
  readonly strategy: {
    readonly type: 'RollingUpdate';
    readonly rollingUpdate: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  };
  readonly template: {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
  };
}
