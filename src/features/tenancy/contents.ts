import type { Manifest } from '../services/rendered';
import { ceilingsOf, mostRunning, peakOf, podOf, podRequests, podResources, resourcesOf, text, workloadsOf } from './workload-peak';
import type { Quantities } from '../quota/limit-range';
import type { NamespaceContents } from '../quota/plan';
import { cronRuns, demandOf } from '../quota/quota';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import { bytes, cpuMillis } from '../../kernel/quantity';

/** Finished jobs that are kept: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits and https://keda.sh/docs/latest/reference/scaledjob-spec/ */
const DEFAULT_HISTORY: Readonly<Record<string, { readonly successful: number; readonly failed: number }>> = {
  CronJob: { successful: 3, failed: 1 },
  ScaledJob: { successful: 100, failed: 100 },
};

/** Reads what stands in a namespace from its objects as they are rendered, patches included, but those that bound it. */
export function contentsOf(manifests: readonly Manifest[]): NamespaceContents {
  const count = new Map<string, number>();
  for (const { kind = '' } of manifests) count.set(kind, (count.get(kind) ?? 0) + 1);
  const scheduled = manifests.reduce((sum, manifest) => sum + jobsOf(manifest), 0);
  if (scheduled > 0) count.set('Job', (count.get('Job') ?? 0) + scheduled);
  const ceilings = ceilingsOf(manifests);
  const workloads = workloadsOf(manifests).map((workload) => ({ peakPods: peakOf(workload, ceilings), pod: podOf(workload.manifest) }));
  const containers = workloads.flatMap(({ pod }) => [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]);
  return {
    count,
    demand: demandOf(workloads.map(({ peakPods, pod }) => ({ peakPods, resources: podResources(pod) }))),
    requested: demandOf(workloads.map(({ peakPods, pod }) => ({ peakPods, resources: podRequests(pod) }))),
    containers: containers.map(({ name = '', resources }) => ({
      name,
      requests: quantities(resources?.requests),
      limits: quantities(resources?.limits),
    })),
    largest: largest(containers.map((container) => resourcesOf(container))),
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
