import type { MetricSource } from './metric-source';

/** An autoscaler's fields as far as they are read. */
interface ScalerFields {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
}

/** A rendered object as far as pods are read of it. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: ScalerFields & {
    readonly replicas?: number;
    readonly strategy?: Strategy;
    readonly template?: PodTemplate;
    readonly parallelism?: number;
    readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate?: { readonly spec?: JobTemplate };
    readonly jobTargetRef?: JobTemplate;
  };
}

interface Surge {
  readonly maxSurge?: number | string;
}

/** How pods are replaced. */
export interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: Surge;
  // those of Argo Rollouts
  readonly canary?: Surge & { readonly trafficRouting?: object };
  readonly blueGreen?: object;
}

interface JobTemplate {
  readonly parallelism?: number;
  readonly template?: PodTemplate;
}

/** What pods are made of. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodOf;
}

interface AntiAffinityTerm {
  readonly topologyKey?: string;
  readonly labelSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** A pod as far as it is read. */
export interface PodOf {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly topologySpreadConstraints?: readonly { readonly topologyKey?: string; readonly whenUnsatisfiable?: string }[];
  readonly affinity?: {
    readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AntiAffinityTerm[] };
  };
}

/** A container as far as it is read. */
export interface Container {
  readonly name?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>>; readonly limits?: Readonly<Record<string, unknown>> };
}

/** An object of which an operator makes pods. */
export interface OperatedObject extends Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'> {
  readonly spec?: unknown;
}

/** A kind of which an operator makes pods. */
export interface OperatedKind {
  readonly group: string;
  readonly kind: string;
  /** Further kinds of the namespace that decide about the pods. @default - none */
  readonly beside?: readonly string[];
  /** The workload that the operator makes, with what it adds to the pods. */
  readonly workload: (object: OperatedObject, beside: readonly OperatedObject[]) => Manifest;
  /** What the pods serve at a port; `undefined` if nothing reads it. */
  readonly serves: (port: string | undefined) => MetricSource | undefined;
  /** Who makes a disruption budget of its own for the pods; `undefined` if nobody does. @default - nobody */
  readonly ownBudget?: (object: OperatedObject) => string | undefined;
}

/** A container that may be an exporter. */
export interface ExporterContainer {
  readonly image: string;
  readonly args: readonly string[];
}
