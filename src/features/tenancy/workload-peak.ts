import { TOPOLOGY } from '../../kernel/labels';
import { cronRuns } from '../quota/quota';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import { blueGreenPeak, canaryPeak, rolloutPeak } from '../rollout/peak';
import { scalerBounds } from '../scaling/rendered';
import type { Container, Manifest, OperatedKind, PodOf, PodTemplate } from '../services/rendered';
import { operatedKind } from '../table/table';
import { bytes, cpuMillis } from '../../kernel/quantity';

const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'Rollout', 'Job', 'CronJob', 'ScaledJob'];
/** Kubernetes' own default: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy, and that of Argo Rollouts: https://argo-rollouts.readthedocs.io/en/stable/features/canary/#maxsurge */
const DEFAULT_MAX_SURGE = '25%';
const DEFAULT_KEDA_JOBS = 100;

/** A workload, and the name by which autoscalers know it. */
export interface Workload {
  readonly manifest: Manifest;
  /** `<kind>/<name>` of what is rendered, which an operator may turn into another workload. */
  readonly scaledAs: string;
}

/** Every workload: those of Kubernetes, of Argo Rollouts and KEDA, and those that operators make of what is rendered. */
export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap((manifest): Workload[] => {
    const { kind = '', metadata } = manifest;
    const scaledAs = `${kind}/${metadata?.name ?? ''}`;
    if (WORKLOADS.includes(kind)) return [{ manifest, scaledAs }];
    const operated = operatedKind(manifest);
    return operated === undefined ? [] : [{ manifest: operated.workload(manifest, besideOf(operated, manifest, manifests)), scaledAs }];
  });
}

function besideOf({ beside = [] }: OperatedKind, { metadata }: Manifest, all: readonly Manifest[]): Manifest[] {
  return all.filter((other) => beside.includes(other.kind ?? '') && other.metadata?.namespace === metadata?.namespace);
}

/** Most replicas that autoscalers give their targets, by `<kind>/<name>`. */
export function ceilingsOf(manifests: readonly Manifest[]): ReadonlyMap<string, number> {
  return new Map(
    manifests.flatMap((manifest) => scalerBounds(manifest) ?? []).map(({ target, bounds }): [string, number] => [target, bounds.max]),
  );
}

/** The pod of a workload. */
export function podOf(manifest: Manifest): PodOf | undefined {
  return templateOf(manifest)?.spec;
}

function templateOf({ spec }: Manifest): PodTemplate | undefined {
  return spec?.jobTemplate?.spec?.template ?? spec?.jobTargetRef?.template ?? spec?.template;
}

/** Pods of a workload at once, while it is rolled out at its largest count. */
export function peakOf({ manifest: { kind = '', spec }, scaledAs }: Workload, ceilings: ReadonlyMap<string, number>): number {
  if (kind === 'Job') return spec?.parallelism ?? 1;
  if (kind === 'CronJob') return cronRuns(spec?.concurrencyPolicy ?? 'Allow') * (spec?.jobTemplate?.spec?.parallelism ?? 1);
  if (kind === 'ScaledJob') return mostRunning(spec) * (spec?.jobTargetRef?.parallelism ?? 1);
  const replicas = ceilings.get(scaledAs) ?? spec?.replicas ?? 1;
  const { strategy } = spec ?? {};
  const { canary, blueGreen } = strategy ?? {};
  if (kind === 'Rollout' && blueGreen !== undefined) return blueGreenPeak(replicas);
  if (kind === 'Rollout')
    return canaryPeak(replicas, { routed: canary?.trafficRouting !== undefined, maxSurge: canary?.maxSurge ?? DEFAULT_MAX_SURGE });
  const surges = kind !== 'StatefulSet' && strategy?.type !== 'Recreate';
  return surges ? rolloutPeak(replicas, { maxSurge: strategy?.rollingUpdate?.maxSurge ?? DEFAULT_MAX_SURGE }) : replicas;
}

/** Most jobs of a ScaledJob at once; KEDA's own where it says nothing: https://keda.sh/docs/latest/reference/scaledjob-spec/ */
export function mostRunning(spec: Manifest['spec']): number {
  return spec?.maxReplicaCount ?? DEFAULT_KEDA_JOBS;
}

/** Whether each zone must take its part of the pods, so that a zone without room leaves pods waiting. */
export function isZoneBound(manifest: Manifest): boolean {
  return (podOf(manifest)?.topologySpreadConstraints ?? []).some(
    (spread) => spread.topologyKey === TOPOLOGY.zone && spread.whenUnsatisfiable !== 'ScheduleAnyway',
  );
}

/** Whether no two of the pods may share a node, so that each needs one of its own. */
export function isHostBound(manifest: Manifest): boolean {
  const labels = templateOf(manifest)?.metadata?.labels ?? {};
  return (podOf(manifest)?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
    (term) =>
      term.topologyKey === TOPOLOGY.host &&
      Object.entries(term.labelSelector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value),
  );
}

/** What the containers of a pod may use together. */
export function podResources(pod: PodOf | undefined): PodResources {
  return total((pod?.containers ?? []).map((container) => resourcesOf(container)));
}

/** What the containers of a pod are promised together. */
export function podRequests(pod: PodOf | undefined): PodResources {
  return total((pod?.containers ?? []).map((container) => resourcesOf(container, 'requests')));
}

/** What a container may use, or is promised; one that says nothing gets the LimitRange's default. */
export function resourcesOf({ resources }: Container, of: 'limits' | 'requests' = 'limits'): PodResources {
  const other = of === 'limits' ? 'requests' : 'limits';
  const { small } = RESOURCE_CLASSES;
  const read = (key: string, fallback: string): string => text(resources?.[of]?.[key]) ?? text(resources?.[other]?.[key]) ?? fallback;
  return {
    cpu: read('cpu', small.cpu),
    memory: read('memory', small.memory),
    ephemeralStorage: read('ephemeral-storage', small.ephemeralStorage),
  };
}

/** A quantity as it is written; `undefined` for anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function total(containers: readonly PodResources[]): PodResources {
  const sum = (read: (one: PodResources) => number | undefined): number => containers.reduce((all, one) => all + (read(one) ?? 0), 0);
  return {
    cpu: `${sum(({ cpu }) => cpuMillis(cpu))}m`,
    memory: String(sum(({ memory }) => bytes(memory))),
    ephemeralStorage: String(sum(({ ephemeralStorage }) => bytes(ephemeralStorage))),
  };
}
