import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { podsOf } from '../src/core/percent';
import { bytes, cpuMillis } from '../src/core/quantity';
import { RESOURCE_CLASSES, type PodResources } from '../src/core/resource-class';
import type { ContainerResources, Quantities } from '../src/core/capacity/limit-range';
import { type ConcurrencyPolicy, cronRuns, demandOf, type Demand } from '../src/core/capacity/quota';

/** What stands in one namespace of a construct tree, read from the objects as they will be rendered, patches included. */
export interface NamespaceContents {
  /** Objects by kind. */
  readonly count: ReadonlyMap<string, number>;
  /** What the Deployments and StatefulSets need at their rollout peak, and the jobs beside them. */
  readonly demand: Demand;
  /** Every container as it is written, init containers too. */
  readonly containers: readonly ContainerResources[];
  /** The largest value of any container by resource, never below the class `small`. */
  readonly largest: PodResources;
}

/** A rendered object as far as it is read here. */
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly replicas?: number;
    readonly maxReplicas?: number;
    readonly maxReplicaCount?: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly strategy?: { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: number | string } };
    readonly template?: PodTemplate;
    readonly parallelism?: number;
    readonly concurrencyPolicy?: ConcurrencyPolicy;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate?: { readonly spec?: { readonly parallelism?: number; readonly template?: PodTemplate } };
  };
}

interface PodTemplate {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
}

interface Container {
  readonly name?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>>; readonly limits?: Readonly<Record<string, unknown>> };
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'Job', 'CronJob'];

/** Kubernetes' own defaults: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy, KEDA's: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const DEFAULT_MAX_SURGE = '25%';
const DEFAULT_KEDA_MAX = 100;
/** Finished jobs a CronJob keeps: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits */
const DEFAULT_HISTORY = { successful: 3, failed: 1 };

/** Reads every object of the namespace below `root`. */
export function contentsOf(root: IConstruct, namespace: string): NamespaceContents {
  const manifests = root.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.metadata.namespace === namespace)
    // quotas are what is being derived from here
    .filter(({ kind }) => kind !== 'ResourceQuota' && kind !== 'LimitRange')
    .map((object) => object.toJson() as Manifest);
  const count = new Map<string, number>();
  for (const { kind = '' } of manifests) count.set(kind, (count.get(kind) ?? 0) + 1);
  const scheduled = manifests.reduce((sum, manifest) => sum + jobsOf(manifest), 0);
  if (scheduled > 0) count.set('Job', (count.get('Job') ?? 0) + scheduled);
  const ceilings = new Map(manifests.flatMap(ceiling));
  const workloads = manifests
    .filter(({ kind = '' }) => WORKLOADS.includes(kind))
    .map((manifest) => ({ peakPods: peak(manifest, ceilings), pod: podOf(manifest) }));
  const containers = workloads.flatMap(({ pod }) => [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]);
  return {
    count,
    demand: demandOf(workloads.map(({ peakPods, pod }) => ({ peakPods, resources: total((pod?.containers ?? []).map(resourcesOf)) }))),
    containers: containers.map(({ name = '', resources }) => ({
      name,
      requests: quantities(resources?.requests),
      limits: quantities(resources?.limits),
    })),
    largest: largest(containers.map(resourcesOf)),
  };
}

/** Most replicas an autoscaler gives its target. */
function ceiling({ kind, spec }: Manifest): [string, number][] {
  const target = `${spec?.scaleTargetRef?.kind ?? 'Deployment'}/${spec?.scaleTargetRef?.name ?? ''}`;
  if (kind === 'HorizontalPodAutoscaler') return [[target, spec?.maxReplicas ?? 1]];
  return kind === 'ScaledObject' ? [[target, spec?.maxReplicaCount ?? DEFAULT_KEDA_MAX]] : [];
}

function podOf({ spec }: Manifest): PodTemplate['spec'] {
  return (spec?.jobTemplate?.spec?.template ?? spec?.template)?.spec;
}

/** Jobs that a CronJob makes and keeps. */
function jobsOf({ kind, spec }: Manifest): number {
  if (kind !== 'CronJob') return 0;
  const { successfulJobsHistoryLimit = DEFAULT_HISTORY.successful, failedJobsHistoryLimit = DEFAULT_HISTORY.failed } = spec ?? {};
  return cronRuns(spec?.concurrencyPolicy ?? 'Allow') + successfulJobsHistoryLimit + failedJobsHistoryLimit;
}

function peak({ kind, metadata, spec }: Manifest, ceilings: ReadonlyMap<string, number>): number {
  if (kind === 'Job') return spec?.parallelism ?? 1;
  if (kind === 'CronJob') return cronRuns(spec?.concurrencyPolicy ?? 'Allow') * (spec?.jobTemplate?.spec?.parallelism ?? 1);
  const replicas = ceilings.get(`${kind ?? ''}/${metadata?.name ?? ''}`) ?? spec?.replicas ?? 1;
  const surges = kind === 'Deployment' && spec?.strategy?.type !== 'Recreate';
  return replicas + (surges ? podsOf(spec?.strategy?.rollingUpdate?.maxSurge ?? DEFAULT_MAX_SURGE, replicas, 'up') : 0);
}

/** What a container is charged for; one that says nothing gets the LimitRange's default. */
function resourcesOf({ resources }: Container): PodResources {
  const { small } = RESOURCE_CLASSES;
  const read = (key: string, fallback: string): string => text(resources?.limits?.[key]) ?? text(resources?.requests?.[key]) ?? fallback;
  return {
    cpu: read('cpu', small.cpu),
    memory: read('memory', small.memory),
    ephemeralStorage: read('ephemeral-storage', small.ephemeralStorage),
  };
}

function total(containers: readonly PodResources[]): PodResources {
  const sum = (read: (one: PodResources) => number | undefined): number => containers.reduce((all, one) => all + (read(one) ?? 0), 0);
  return {
    cpu: `${sum(({ cpu }) => cpuMillis(cpu))}m`,
    memory: String(sum(({ memory }) => bytes(memory))),
    ephemeralStorage: String(sum(({ ephemeralStorage }) => bytes(ephemeralStorage))),
  };
}

function largest(containers: readonly PodResources[]): PodResources {
  const most = (values: readonly string[], measure: (value: string) => number | undefined): string =>
    values.reduce((a, b) => ((measure(b) ?? 0) > (measure(a) ?? 0) ? b : a));
  const all = [RESOURCE_CLASSES.small, ...containers];
  return {
    cpu: most(
      all.map(({ cpu }) => cpu),
      cpuMillis,
    ),
    memory: most(
      all.map(({ memory }) => memory),
      bytes,
    ),
    ephemeralStorage: most(
      all.map(({ ephemeralStorage }) => ephemeralStorage),
      bytes,
    ),
  };
}

function quantities(values: Readonly<Record<string, unknown>> = {}): Quantities {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const quantity = text(value);
      return quantity === undefined ? [] : [[key, quantity]];
    }),
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
