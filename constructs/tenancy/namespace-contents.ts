import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { bytes, cpuMillis } from '../../src/kernel/quantity';
import { RESOURCE_CLASSES } from '../../src/features/resources/pod-sizes';
import type { PodResources } from '../../src/features/resources/spec';
import type { ContainerResources, Quantities } from '../../src/features/quota/limit-range';
import { cronRuns, demandOf, type Demand } from '../../src/features/quota/quota';
import { ceilingsOf, isWorkload, type Manifest, mostRunning, peakOf, podOf, podResources, resourcesOf, text } from '../nodes/workload-peak';

/** What stands in one namespace of a construct tree, read from the objects as they will be rendered, patches included. */
export interface NamespaceContents {
  /** Objects by kind. */
  readonly count: ReadonlyMap<string, number>;
  /** What the workloads need at their rollout peak, and the jobs beside them. */
  readonly demand: Demand;
  /** Every container as it is written, init containers too. */
  readonly containers: readonly ContainerResources[];
  /** The largest value of any container by resource, never below the class `small`. */
  readonly largest: PodResources;
}

/** Finished jobs that are kept: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits and https://keda.sh/docs/latest/reference/scaledjob-spec/ */
const DEFAULT_HISTORY: Readonly<Record<string, { readonly successful: number; readonly failed: number }>> = {
  CronJob: { successful: 3, failed: 1 },
  ScaledJob: { successful: 100, failed: 100 },
};

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
  const ceilings = ceilingsOf(manifests);
  const workloads = manifests.filter(isWorkload).map((manifest) => ({ peakPods: peakOf(manifest, ceilings), pod: podOf(manifest) }));
  const containers = workloads.flatMap(({ pod }) => [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]);
  return {
    count,
    demand: demandOf(workloads.map(({ peakPods, pod }) => ({ peakPods, resources: podResources(pod) }))),
    containers: containers.map(({ name = '', resources }) => ({
      name,
      requests: quantities(resources?.requests),
      limits: quantities(resources?.limits),
    })),
    largest: largest(containers.map(resourcesOf)),
  };
}

/** Jobs that a CronJob or a ScaledJob makes and keeps. KEDA makes new ones before it removes those that ended since it last looked. */
function jobsOf({ kind = '', spec }: Manifest): number {
  const history = DEFAULT_HISTORY[kind];
  if (history === undefined) return 0;
  const { successfulJobsHistoryLimit = history.successful, failedJobsHistoryLimit = history.failed } = spec ?? {};
  const running = kind === 'ScaledJob' ? 2 * mostRunning(spec) : cronRuns(spec?.concurrencyPolicy ?? 'Allow');
  return running + successfulJobsHistoryLimit + failedJobsHistoryLimit;
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
