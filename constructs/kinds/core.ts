/** Labels a selector wants. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** The slice of `core/v1` PodSpec we emit; fields newer than 1.28 say so. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export interface PodSpec {
  readonly affinity: Affinity;
  readonly automountServiceAccountToken: false;
  readonly containers: readonly Container[];
  readonly dnsConfig: { readonly options: readonly { readonly name: string; readonly value: string }[] };
  readonly enableServiceLinks: false;
  /** On by default since 1.33. */
  readonly hostUsers?: false;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly restartPolicy: 'Always';
  readonly securityContext: PodSecurityContext;
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds: number;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints: readonly TopologySpreadConstraint[];
  readonly volumes: readonly Volume[];
}

export interface PodSecurityContext {
  /** Since 1.30. */
  readonly appArmorProfile: { readonly type: 'RuntimeDefault' };
  readonly fsGroup: number;
  readonly fsGroupChangePolicy: 'OnRootMismatch';
  readonly runAsGroup: number;
  readonly runAsNonRoot: true;
  readonly runAsUser: number;
  readonly seccompProfile: { readonly type: 'RuntimeDefault' };
  /** Only what Pod Security *restricted* admits. */
  readonly sysctls?: readonly { readonly name: 'net.ipv4.ip_unprivileged_port_start'; readonly value: string }[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: 'Always';
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** `sleep` since 1.30. */
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly livenessProbe?: Probe;
  readonly readinessProbe: Probe;
  readonly startupProbe: Probe;
  readonly ports: readonly { readonly containerPort: number; readonly name: string; readonly protocol: 'TCP' }[];
  readonly resources: { readonly limits: Readonly<Record<string, string>>; readonly requests: Readonly<Record<string, string>> };
  readonly securityContext: {
    readonly allowPrivilegeEscalation: false;
    readonly capabilities: { readonly drop: readonly ['ALL'] };
    readonly privileged: false;
    readonly readOnlyRootFilesystem: true;
  };
  readonly volumeMounts: readonly VolumeMount[];
}

export interface Probe {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: { readonly path: string; readonly port: number };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution: {
      readonly nodeSelectorTerms: readonly {
        readonly matchExpressions: readonly { readonly key: string; readonly operator: 'In'; readonly values: readonly string[] }[];
      }[];
    };
  };
  readonly podAntiAffinity: {
    readonly preferredDuringSchedulingIgnoredDuringExecution: readonly {
      readonly podAffinityTerm: { readonly labelSelector: LabelSelector; readonly topologyKey: string };
      readonly weight: number;
    }[];
  };
}

export interface Toleration {
  readonly key: string;
  readonly operator: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface TopologySpreadConstraint {
  readonly labelSelector: LabelSelector;
  /** Labels by which a pod is counted beside its like only; beta and on since 1.27: https://kep.k8s.io/3243 */
  readonly matchLabelKeys?: readonly string[];
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: 'ScheduleAnyway';
}

/** A volume by its name; its source is one of ours, or what cdk8s-plus makes of it. */
export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name?: string };
  readonly downwardAPI?: {
    readonly items: readonly { readonly path: string; readonly fieldRef: { readonly fieldPath: string } }[];
  };
  readonly emptyDir?: object;
  readonly secret?: { readonly secretName?: string; readonly defaultMode?: number };
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

/** The slice of `core/v1` Service we emit. https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export interface ServiceSpec {
  readonly type: 'ClusterIP';
  /** Absent where a controller writes it; a Service without one has no endpoints. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: 'TCP'; readonly targetPort: number }[];
}
