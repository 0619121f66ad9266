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
  readonly template: PodTemplate;
}

/** What a controller makes pods from. */
export interface PodTemplate {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

/** The slice of `apps/v1` StatefulSet we emit for servers with a disk, around the pod of the one or the other. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ */
export interface StatefulSetSpec<Pod> {
  readonly minReadySeconds: number;
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted: 'Retain'; readonly whenScaled: 'Retain' };
  /** Absent: one pod after the other. */
  readonly podManagementPolicy?: 'Parallel';
  readonly replicas: number;
  readonly revisionHistoryLimit: number;
  readonly selector: LabelSelector;
  readonly serviceName: string;
  readonly template: {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
    readonly spec: Pod;
  };
  readonly updateStrategy: { readonly type: 'RollingUpdate' };
  readonly volumeClaimTemplates?: readonly VolumeClaimTemplate[];
}

/** A disk that each pod gets one of. */
export interface VolumeClaimTemplate {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly accessModes: readonly ['ReadWriteOnce'];
    readonly resources: { readonly requests: { readonly storage: string } };
    readonly storageClassName?: string;
  };
}
