import { type ConcurrencyPolicy, cronRuns } from '../quota/quota';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import { blueGreenPeak, canaryPeak, rolloutPeak } from '../rollout/peak';
import { type RenderedScaler, scalerBounds } from '../scaling/rendered';
import { bytes, cpuMillis } from '../../kernel/quantity';

/** A rendered object as far as it is read here. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: NonNullable<RenderedScaler['spec']> & {
    readonly replicas?: number;
    readonly strategy?: Strategy;
    readonly template?: PodTemplate;
    readonly parallelism?: number;
    readonly concurrencyPolicy?: ConcurrencyPolicy;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate?: { readonly spec?: JobTemplate };
    readonly jobTargetRef?: JobTemplate;
    // those of CloudNativePG
    readonly instances?: number;
    readonly resources?: Container['resources'];
    readonly deploymentStrategy?: Strategy;
    readonly affinity?: { readonly podAntiAffinityType?: string; readonly topologyKey?: string };
    // those of Envoy Gateway and of the AI gateway
    readonly provider?: { readonly kubernetes?: { readonly envoyDeployment?: EnvoyDeployment } };
    readonly extProc?: { readonly kubernetes?: Container };
  };
}

interface EnvoyDeployment {
  readonly replicas?: number;
  readonly strategy?: Strategy;
  readonly pod?: Pick<PodOf, 'topologySpreadConstraints'>;
  readonly container?: Container;
}

interface Surge {
  readonly maxSurge?: number | string;
}

interface Strategy {
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

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodOf;
}

interface AntiAffinityTerm {
  readonly topologyKey?: string;
  readonly labelSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** A pod as far as it is read here. */
export interface PodOf {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly topologySpreadConstraints?: readonly { readonly topologyKey?: string; readonly whenUnsatisfiable?: string }[];
  readonly affinity?: {
    readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AntiAffinityTerm[] };
  };
}

/** A container as far as it is read here. */
export interface Container {
  readonly name?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>>; readonly limits?: Readonly<Record<string, unknown>> };
}

const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'Rollout', 'Job', 'CronJob', 'ScaledJob'];
/** Whose pods an operator makes, and its API group. */
const OPERATED: Readonly<Record<string, string>> = {
  Cluster: 'postgresql.cnpg.io',
  Pooler: 'postgresql.cnpg.io',
  EnvoyProxy: 'gateway.envoyproxy.io',
};
/** API group of the AI gateway's settings. */
const AI_GATEWAY = 'aigateway.envoyproxy.io';
/** What Envoy Gateway puts beside each Envoy, as it asks for it: https://github.com/envoyproxy/gateway/blob/main/api/v1alpha1/shared_types.go */
const SHUTDOWN_MANAGER: Container = { name: 'shutdown-manager', resources: { requests: { cpu: '10m', memory: '32Mi' } } };

/** Kubernetes' own default: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy, and that of Argo Rollouts: https://argo-rollouts.readthedocs.io/en/stable/features/canary/#maxsurge */
const DEFAULT_MAX_SURGE = '25%';
const DEFAULT_KEDA_JOBS = 100;
const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

/** Whether an object has pods: a workload of Kubernetes, a database of CloudNativePG, or the proxies of a gateway. */
export function isWorkload({ apiVersion = '', kind = '' }: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return WORKLOADS.includes(kind) || OPERATED[kind] === apiVersion.split('/')[0];
}

/** Most replicas that autoscalers give their targets, by `<kind>/<name>`. */
export function ceilingsOf(manifests: readonly Manifest[]): ReadonlyMap<string, number> {
  return new Map(
    manifests.flatMap((manifest) => scalerBounds(manifest) ?? []).map(({ target, bounds }): [string, number] => [target, bounds.max]),
  );
}

/** The pod of a workload. */
export function podOf(manifest: Manifest): PodOf | undefined {
  const { kind, metadata, spec } = manifest;
  // the operator writes the containers of an instance; what they may use is written once for all
  if (kind === 'Cluster') return { containers: [{ name: metadata?.name ?? '', ...(spec?.resources && { resources: spec.resources }) }] };
  if (kind === 'EnvoyProxy') {
    const { pod, container } = spec?.provider?.kubernetes?.envoyDeployment ?? {};
    return { ...pod, containers: [{ name: 'envoy', ...container }, SHUTDOWN_MANAGER] };
  }
  return templateOf(manifest)?.spec;
}

function templateOf({ spec }: Manifest): PodTemplate | undefined {
  return spec?.jobTemplate?.spec?.template ?? spec?.jobTargetRef?.template ?? spec?.template;
}

/** Pods of a workload at once, while it is rolled out at its largest count. */
export function peakOf({ kind = '', metadata, spec }: Manifest, ceilings: ReadonlyMap<string, number>): number {
  if (kind === 'Job') return spec?.parallelism ?? 1;
  if (kind === 'CronJob') return cronRuns(spec?.concurrencyPolicy ?? 'Allow') * (spec?.jobTemplate?.spec?.parallelism ?? 1);
  if (kind === 'ScaledJob') return mostRunning(spec) * (spec?.jobTargetRef?.parallelism ?? 1);
  // an instance is stopped before it is replaced, as a pod of a StatefulSet is
  if (kind === 'Cluster') return spec?.instances ?? 1;
  const proxies = kind === 'EnvoyProxy' ? spec?.provider?.kubernetes?.envoyDeployment : undefined;
  const replicas = ceilings.get(`${kind}/${metadata?.name ?? ''}`) ?? spec?.replicas ?? spec?.instances ?? proxies?.replicas ?? 1;
  const { canary, blueGreen } = spec?.strategy ?? {};
  if (kind === 'Rollout' && blueGreen !== undefined) return blueGreenPeak(replicas);
  if (kind === 'Rollout')
    return canaryPeak(replicas, { routed: canary?.trafficRouting !== undefined, maxSurge: canary?.maxSurge ?? DEFAULT_MAX_SURGE });
  const strategy = kind === 'Deployment' ? spec?.strategy : (spec?.deploymentStrategy ?? proxies?.strategy);
  const surges = kind !== 'StatefulSet' && strategy?.type !== 'Recreate';
  return surges ? rolloutPeak(replicas, { maxSurge: strategy?.rollingUpdate?.maxSurge ?? DEFAULT_MAX_SURGE }) : replicas;
}

/** Most jobs of a ScaledJob at once; KEDA's own where it says nothing: https://keda.sh/docs/latest/reference/scaledjob-spec/ */
export function mostRunning(spec: Manifest['spec']): number {
  return spec?.maxReplicaCount ?? DEFAULT_KEDA_JOBS;
}

/** Whether each zone must take its part of the pods, so that a zone without room leaves pods waiting. */
export function isZoneBound(manifest: Manifest): boolean {
  const { podAntiAffinityType, topologyKey } = manifest.spec?.affinity ?? {};
  if (manifest.kind === 'Cluster') return podAntiAffinityType === 'required' && topologyKey === ZONE;
  return (podOf(manifest)?.topologySpreadConstraints ?? []).some(
    (spread) => spread.topologyKey === ZONE && spread.whenUnsatisfiable !== 'ScheduleAnyway',
  );
}

/** The container that the AI gateway's controller puts beside the proxies of its namespace. */
export function processorOf({ apiVersion, kind, spec }: Manifest): Container | undefined {
  return kind === 'GatewayConfig' && apiVersion?.split('/')[0] === AI_GATEWAY
    ? { name: 'ai-gateway-extproc', ...spec?.extProc?.kubernetes }
    : undefined;
}

/** Whether no two of the pods may share a node, so that each needs one of its own. */
export function isHostBound(manifest: Manifest): boolean {
  // CloudNativePG keeps instances apart by host where no other key is written: https://cloudnative-pg.io/documentation/current/scheduling/#pod-affinity-and-anti-affinity
  const { podAntiAffinityType, topologyKey = HOST } = manifest.spec?.affinity ?? {};
  if (manifest.kind === 'Cluster') return podAntiAffinityType === 'required' && topologyKey === HOST;
  const labels = templateOf(manifest)?.metadata?.labels ?? {};
  return (podOf(manifest)?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
    (term) =>
      term.topologyKey === HOST && Object.entries(term.labelSelector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value),
  );
}

/** What the containers of a pod are charged for together. */
export function podResources(pod: PodOf | undefined): PodResources {
  return total((pod?.containers ?? []).map(resourcesOf));
}

/** What a container is charged for; one that says nothing gets the LimitRange's default. */
export function resourcesOf({ resources }: Container): PodResources {
  const { small } = RESOURCE_CLASSES;
  const read = (key: string, fallback: string): string => text(resources?.limits?.[key]) ?? text(resources?.requests?.[key]) ?? fallback;
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
