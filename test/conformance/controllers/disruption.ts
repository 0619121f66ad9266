import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { zoneOf } from './nodes';
import { accepted } from './swarm';
import { byWorkload, fewer, type PerWorkload, type Pod, pods, readyOf, seconds, titleOf, workloads } from './workloads';

/** What was seen while a node was emptied. */
export interface DrainSeen {
  readonly seconds: number;
  /** Pods that left. */
  readonly evicted: number;
  /** Evictions that a budget put off. */
  readonly putOff: number;
  /** Fewest ready pods of each workload at any moment. */
  readonly fewestReady: PerWorkload;
}

/** The node with most pods of one workload: where a budget has most to say. */
export async function fullestNode(client: KubeClient): Promise<KubeObject> {
  const own = [...byWorkload(await pods(client), await workloads(client)).values()];
  const count = ({ metadata: { name } }: KubeObject): number =>
    Math.max(...own.map((found) => found.filter(({ spec }) => spec.nodeName === name).length));
  return (await client.list('v1', 'Node')).reduce((a, b) => (count(b) > count(a) ? b : a));
}

/** Empties a node as `kubectl drain` does: no new pods, and all pods asked to leave, all at once and again until they do. */
export async function drain(client: KubeClient, node: KubeObject, timeoutMs = 60_000): Promise<DrainSeen> {
  const start = Date.now();
  const of = await workloads(client);
  let [evicted, putOff] = [0, 0];
  let fewestReady: PerWorkload = {};
  accepted(await client.patch(node, { spec: { unschedulable: true } }));
  await until(
    `${node.metadata.name} to be empty`,
    async () => {
      const found = await pods(client);
      fewestReady = fewer(fewestReady, readyOf(found, of));
      const here = found.filter(({ spec }) => spec.nodeName === node.metadata.name);
      if (here.length === 0) return true;
      const answers = await Promise.all(
        here.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map((pod) => evict(client, pod)),
      );
      const refused = answers.filter(({ status }) => status !== 201 && status !== 429);
      if (refused.length > 0)
        throw new Error(`eviction: ${refused.map(({ status, body }) => `HTTP ${status}: ${body.message ?? ''}`).join(', ')}`);
      evicted += answers.filter(({ status }) => status === 201).length;
      putOff += answers.filter(({ status }) => status === 429).length;
      throw new Error(`${here.length} pods are still there`);
    },
    timeoutMs,
  );
  return { seconds: seconds(start), evicted, putOff, fewestReady };
}

/** https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
async function evict(client: KubeClient, pod: Pod): ReturnType<KubeClient['request']> {
  const { name, namespace } = pod.metadata;
  return client.request('POST', `${await client.pathOf(pod)}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
  });
}

/** What was seen while a zone was gone. */
export interface LossSeen {
  /** Pods that went with the zone. */
  readonly lost: number;
  /** Ready pods of each workload on what is left, none of them replaced. */
  readonly left: PerWorkload;
  /** Until the other zones had taken over. */
  readonly seconds: number;
}

/** A zone goes dark: its nodes are gone, and so, at once, are their pods, for which a cluster would wait minutes. */
export async function loseZone(client: KubeClient, zone: string): Promise<LossSeen> {
  const [of, found] = [await workloads(client), await pods(client)];
  const nodes = (await client.list('v1', 'Node')).filter((node) => zoneOf(node) === zone);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const dark = found.filter(({ spec }) => names.has(spec.nodeName ?? ''));
  const start = Date.now();
  await Promise.all(nodes.map(async (node) => accepted(await client.remove(node))));
  await Promise.all(dark.map(async (pod) => client.request('DELETE', await client.pathOf(pod), { gracePeriodSeconds: 0 })));
  const gone = new Set(dark.map(({ metadata }) => metadata.name));
  const before = new Set(found.map(({ metadata }) => metadata.name));
  const left = (await pods(client)).filter(({ metadata: { name } }) => before.has(name) && !gone.has(name));
  await until(
    'the other zones to take over',
    async () => {
      const ready = readyOf(await pods(client), of);
      const short = of
        .filter((one) => ready[titleOf(one)] !== one.spec.replicas)
        .map((one) => `${titleOf(one)}: ${ready[titleOf(one)] ?? 0}`);
      if (short.length === 0) return true;
      throw new Error(short.join(', '));
    },
    60_000,
  );
  return { lost: dark.length, left: readyOf(left, of), seconds: seconds(start) };
}
