import type { Affinity, Container, PodSecurityContext, VolumeMount } from '../kinds/core';

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
