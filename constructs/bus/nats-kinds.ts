import type { Container, LabelSelector, PodSecurityContext, PodSpec, ServiceSpec } from '../kinds/core';

/** The slice of PodSpec. */
export interface NatsPodSpec extends Pick<
  PodSpec,
  'affinity' | 'automountServiceAccountToken' | 'dnsConfig' | 'enableServiceLinks' | 'restartPolicy' | 'serviceAccountName'
> {
  readonly containers: readonly NatsContainer[];
  readonly priorityClassName: string;
  readonly securityContext: PodSecurityContext;
  /** The reloader signals a process of another container. */
  readonly shareProcessNamespace: true;
  readonly terminationGracePeriodSeconds: number;
  readonly topologySpreadConstraints: readonly StrictSpread[];
  readonly volumes: readonly NatsVolume[];
}

export interface NatsContainer extends Pick<Container, 'name' | 'image' | 'imagePullPolicy' | 'resources' | 'securityContext'> {
  readonly args: readonly string[];
  readonly env?: readonly NatsEnv[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly livenessProbe?: Container['livenessProbe'];
  readonly ports?: Container['ports'];
  readonly readinessProbe?: Container['readinessProbe'];
  readonly startupProbe?: Container['startupProbe'];
  readonly volumeMounts?: Container['volumeMounts'];
}

export interface NatsEnv {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: 'metadata.name' } };
}

export interface NatsVolume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly emptyDir?: { readonly sizeLimit: string };
  readonly secret?: { readonly secretName: string; readonly defaultMode: number };
}

/** A headless Service that names its pods before they are ready, so that servers find each other. */
export interface HeadlessServiceSpec extends ServiceSpec {
  readonly clusterIP: 'None';
  readonly publishNotReadyAddresses: true;
}

/** A spread that the scheduler must obey. */
export interface StrictSpread {
  readonly labelSelector: LabelSelector;
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: 'DoNotSchedule';
}
