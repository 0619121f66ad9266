import type { Affinity, Container, LabelSelector, PodSecurityContext, VolumeMount } from './core';

/** The slice of `apps/v1` StatefulSet we emit for a server of its own. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ */
export interface RedisStatefulSetSpec {
  readonly minReadySeconds: number;
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted: 'Retain'; readonly whenScaled: 'Retain' };
  readonly replicas: 1;
  readonly revisionHistoryLimit: number;
  readonly selector: LabelSelector;
  readonly serviceName: string;
  readonly template: {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
    readonly spec: RedisPodSpec;
  };
  readonly updateStrategy: { readonly type: 'RollingUpdate' };
  readonly volumeClaimTemplates?: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly accessModes: readonly ['ReadWriteOnce'];
      readonly resources: { readonly requests: { readonly storage: string } };
      readonly storageClassName?: string;
    };
  }[];
}

/** The slice of PodSpec. */
export interface RedisPodSpec {
  readonly affinity: Affinity;
  readonly automountServiceAccountToken: false;
  readonly containers: readonly RedisContainer[];
  readonly enableServiceLinks: false;
  readonly priorityClassName: string;
  readonly restartPolicy: 'Always';
  readonly securityContext: PodSecurityContext;
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds: number;
  readonly volumes: readonly RedisVolume[];
}

/** A container asked by commands, not by HTTP. */
export interface RedisContainer extends Pick<Container, 'name' | 'image' | 'imagePullPolicy' | 'resources' | 'securityContext'> {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly livenessProbe?: RedisProbe;
  readonly ports?: Container['ports'];
  readonly readinessProbe?: RedisProbe;
  readonly startupProbe?: RedisProbe;
  readonly volumeMounts: readonly VolumeMount[];
}

export interface RedisProbe {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: { readonly path: string; readonly port: number };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface RedisVolume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly emptyDir?: { readonly sizeLimit: string };
  readonly secret?: {
    readonly secretName: string;
    readonly defaultMode: number;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}
