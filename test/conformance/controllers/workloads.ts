import { byText } from '../../../src/core/order';
import { kindOf, type Rendered } from '../../environments/rendered';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { zoneOf, ZONES } from './nodes';

/** A Deployment as the cluster has it. */
export interface Deployment extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly namespace: string; readonly generation: number };
  readonly spec: { readonly replicas: number; readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
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

/** `<namespace>/<name>` of a Deployment. */
export function titleOf({
  metadata: { namespace, name },
}: {
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): string {
  return `${namespace ?? ''}/${name}`;
}

export async function deployments(client: KubeClient): Promise<Deployment[]> {
  return (await client.list('apps/v1', 'Deployment')) as Deployment[];
}

export async function pods(client: KubeClient): Promise<Pod[]> {
  return (await client.list('v1', 'Pod')) as Pod[];
}

/** Replicas of every rendered workload at its smallest and its largest. */
export function scales(environment: string): { readonly least: PerWorkload; readonly most: PerWorkload } {
  const scaled = new Map(kindOf(environment, 'ScaledObject').map((object) => [titleOf(object), object.spec]));
  const read = (count: (spec: Rendered['spec']) => number | undefined): PerWorkload =>
    Object.fromEntries(
      kindOf(environment, 'Deployment').map((object) => {
        const replicas = object.spec.replicas ?? count(scaled.get(titleOf(object)) ?? object.spec);
        if (replicas === undefined) throw new Error(`nobody states the replicas of ${titleOf(object)}`);
        return [titleOf(object), replicas];
      }),
    );
  return { least: read(({ minReplicaCount }) => minReplicaCount), most: read(({ maxReplicaCount }) => maxReplicaCount) };
}

/** Sets the counts as an autoscaler does: through the subresource, and only where they differ. */
export async function scaleTo(client: KubeClient, replicas: PerWorkload): Promise<void> {
  for (const deployment of await deployments(client)) {
    const wanted = replicas[titleOf(deployment)];
    if (wanted === undefined || wanted === deployment.spec.replicas) continue;
    const path = `${await client.pathOf(deployment)}/scale`;
    const { status, body } = await client.request(
      'PATCH',
      path,
      { spec: { replicas: wanted } },
      { contentType: 'application/merge-patch+json' },
    );
    if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}: ${body.message ?? ''}`);
  }
}

/** Whether a Deployment has all replicas of its newest revision, available, and no others. */
export function isComplete({ metadata, spec, status }: Deployment): boolean {
  const { observedGeneration, replicas, updatedReplicas, availableReplicas } = status;
  return (
    observedGeneration === metadata.generation && [replicas, updatedReplicas, availableReplicas].every((count) => count === spec.replicas)
  );
}

/** Waits until all Deployments are complete with these replicas; answers how long it took. */
export async function untilComplete(client: KubeClient, replicas: PerWorkload, timeoutMs = 60_000): Promise<number> {
  const start = Date.now();
  await until(
    'all Deployments to be complete',
    async () => {
      const found = await deployments(client);
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
export function byWorkload(found: readonly Pod[], of: readonly Deployment[]): Map<string, Pod[]> {
  return new Map(
    of.map((deployment) => {
      const wanted = Object.entries(deployment.spec.selector.matchLabels);
      const own = found.filter(
        ({ metadata }) =>
          metadata.namespace === deployment.metadata.namespace && wanted.every(([key, value]) => metadata.labels?.[key] === value),
      );
      return [titleOf(deployment), own];
    }),
  );
}

/** Ready pods of each workload in each zone of `ZONES`. */
export async function readyByZone(client: KubeClient): Promise<Readonly<Record<string, number[]>>> {
  const [nodes, of, found] = [await client.list('v1', 'Node'), await deployments(client), await pods(client)];
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
export function readyOf(found: readonly Pod[], of: readonly Deployment[]): PerWorkload {
  return countOf(byWorkload(found, of), isReady);
}

/** The smaller number of each workload. */
export function fewer(a: PerWorkload, b: PerWorkload): PerWorkload {
  return { ...a, ...Object.fromEntries(Object.entries(b).map(([title, count]) => [title, Math.min(a[title] ?? Infinity, count)])) };
}
