import { byText } from '../../../src/kernel/order';
import { kindOf, type Rendered } from '../../environments/rendered';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { zoneOf, ZONES } from './nodes';

/** A Deployment or a Rollout as the cluster has it. */
export interface Workload extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly namespace: string; readonly generation: number };
  readonly spec: { readonly replicas: number; readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } };
  readonly status?: {
    /** A Rollout's is text. */
    readonly observedGeneration?: number | string;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
    /** Of Rollouts only. */
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A pod as the cluster has it. */
export interface Pod extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string; readonly conditions?: readonly Condition[] };
}

/** What a number is of: `<namespace>/<name>`. */
export type PerWorkload = Readonly<Record<string, number>>;

/** `<namespace>/<name>` of a workload. */
export function titleOf({
  metadata: { namespace, name },
}: {
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): string {
  return `${namespace ?? ''}/${name}`;
}

/** Kinds that make pods, with the API they are of. */
const KINDS = [
  ['apps/v1', 'Deployment'],
  ['argoproj.io/v1alpha1', 'Rollout'],
] as const;

/** Whatever makes pods. */
export async function workloads(client: KubeClient): Promise<Workload[]> {
  return (await Promise.all(KINDS.map(([apiVersion, kind]) => client.list(apiVersion, kind)))).flat() as Workload[];
}

/** Whatever makes pods, as it is rendered. */
export function renderedWorkloads(environment: string): Rendered[] {
  return KINDS.flatMap(([, kind]) => kindOf(environment, kind));
}

export async function pods(client: KubeClient): Promise<Pod[]> {
  return (await client.list('v1', 'Pod')) as Pod[];
}

/** Replicas of every rendered workload at its smallest and its largest. */
export function scales(environment: string): { readonly least: PerWorkload; readonly most: PerWorkload } {
  const scaled = new Map(kindOf(environment, 'ScaledObject').map((object) => [titleOf(object), object.spec]));
  const read = (count: (spec: Rendered['spec']) => number | undefined): PerWorkload =>
    Object.fromEntries(
      renderedWorkloads(environment).map((object) => {
        const replicas = object.spec.replicas ?? count(scaled.get(titleOf(object)) ?? object.spec);
        if (replicas === undefined) throw new Error(`nobody states the replicas of ${titleOf(object)}`);
        return [titleOf(object), replicas];
      }),
    );
  return { least: read(({ minReplicaCount }) => minReplicaCount), most: read(({ maxReplicaCount }) => maxReplicaCount) };
}

/** Sets the counts as an autoscaler does: through the subresource, and only where they differ. */
export async function scaleTo(client: KubeClient, replicas: PerWorkload): Promise<void> {
  for (const workload of await workloads(client)) {
    const wanted = replicas[titleOf(workload)];
    if (wanted === undefined || wanted === workload.spec.replicas) continue;
    const path = `${await client.pathOf(workload)}/scale`;
    const { status, body } = await client.request(
      'PATCH',
      path,
      { spec: { replicas: wanted } },
      { contentType: 'application/merge-patch+json' },
    );
    if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}: ${body.message ?? ''}`);
  }
}

/** Whether a workload has all replicas of its newest revision, available, and no others; and, of a Rollout, that nothing of it is to be judged or was taken back. */
export function isComplete({ kind, metadata, spec, status = {} }: Workload): boolean {
  const { observedGeneration, replicas, updatedReplicas, availableReplicas, phase } = status;
  return (
    String(observedGeneration) === String(metadata.generation) &&
    (kind !== 'Rollout' || phase === 'Healthy') &&
    [replicas, updatedReplicas, availableReplicas].every((count) => count === spec.replicas)
  );
}

/** Waits until all workloads are complete with these replicas; answers how long it took. */
export async function untilComplete(client: KubeClient, replicas: PerWorkload, timeoutMs = 60_000): Promise<number> {
  const start = Date.now();
  await until(
    'all workloads to be complete',
    async () => {
      const found = await workloads(client);
      const open = found.filter((one) => !isComplete(one) || one.spec.replicas !== replicas[titleOf(one)]);
      if (found.length === Object.keys(replicas).length && open.length === 0) return true;
      throw new Error(open.map((one) => `${titleOf(one)} ${JSON.stringify(one.status)}`).join('\n'));
    },
    timeoutMs,
  );
  return seconds(start);
}

/** Seconds since a moment, to a tenth. */
export function seconds(start: number): number {
  return Math.round((Date.now() - start) / 100) / 10;
}

/** Pods that serve: ready, and not on their way out. */
export function isReady({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined && (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True')
  );
}

/** Pods by workload; a workload without any has an empty list. */
export function byWorkload(found: readonly Pod[], of: readonly Workload[]): Map<string, Pod[]> {
  return new Map(
    of.map((workload) => {
      const wanted = Object.entries(workload.spec.selector.matchLabels);
      const own = found.filter(
        ({ metadata }) =>
          metadata.namespace === workload.metadata.namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
      );
      return [titleOf(workload), own];
    }),
  );
}

/** Ready pods of each workload in each zone of `ZONES`. */
export async function readyByZone(client: KubeClient): Promise<Readonly<Record<string, number[]>>> {
  const [nodes, of, found] = [await client.list('v1', 'Node'), await workloads(client), await pods(client)];
  const zones = new Map(nodes.map((node) => [node.metadata.name, zoneOf(node)]));
  return Object.fromEntries(
    [...byWorkload(found.filter(isReady), of)]
      .sort(([a], [b]) => byText(a, b))
      .map(([title, own]) => [title, ZONES.map((zone) => own.filter(({ spec }) => zones.get(spec.nodeName ?? '') === zone).length)]),
  );
}

/** Fullest zone less emptiest: what `maxSkew` of the spread over `ZONE_LABEL` speaks of. */
export function skew(perZone: readonly number[]): number {
  return Math.max(...perZone) - Math.min(...perZone);
}

/** Pods of each workload of which something holds. */
export function countOf(own: ReadonlyMap<string, readonly Pod[]>, holds: (pod: Pod) => boolean): PerWorkload {
  return Object.fromEntries([...own].map(([title, found]) => [title, found.filter(holds).length]));
}

/** Ready pods of each workload. */
export function readyOf(found: readonly Pod[], of: readonly Workload[]): PerWorkload {
  return countOf(byWorkload(found, of), isReady);
}

/** The smaller number of each workload. */
export function fewer(a: PerWorkload, b: PerWorkload): PerWorkload {
  return { ...a, ...Object.fromEntries(Object.entries(b).map(([title, count]) => [title, Math.min(a[title] ?? Infinity, count)])) };
}
