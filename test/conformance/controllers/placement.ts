import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { POOL_LABEL } from './nodes';
import { accepted } from './swarm';
import { byWorkload, type Pod, pods, renderedWorkloads, titleOf, workloads } from './workloads';

/** Pools, by the label of the nodes, in which a workload has pods. */
export async function poolsOf(client: KubeClient): Promise<Readonly<Record<string, string[]>>> {
  const pools = new Map((await client.list('v1', 'Node')).map(({ metadata }) => [metadata.name, metadata.labels?.[POOL_LABEL] ?? 'none']));
  return Object.fromEntries(
    [...byWorkload(await pods(client), await workloads(client))].map(([title, own]) => [
      title,
      [...new Set(own.map(({ spec }) => pools.get(spec.nodeName ?? '') ?? 'nowhere'))].sort(),
    ]),
  );
}

/** A pod as a workload renders it, but of nobody, and with changes to its specification. */
export function strayPod(environment: string, workload: string, changes: Readonly<Record<string, unknown>>): KubeObject {
  const found = renderedWorkloads(environment).find((object) => titleOf(object) === workload);
  const { namespace } = found?.metadata ?? {};
  if (found?.spec.template === undefined || namespace === undefined) throw new Error(`no ${workload} is rendered`);
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stray', namespace }, spec: { ...found.spec.template.spec, ...changes } };
}

/** The scheduler's word why a pod goes nowhere. */
export async function whyUnschedulable(client: KubeClient, pod: KubeObject): Promise<string> {
  accepted(await client.create(pod));
  try {
    return await until(`a verdict on ${pod.metadata.name}`, async () => {
      const { spec, status } = (await client.get(pod)).body as unknown as Pod;
      if (spec.nodeName !== undefined) return `it went to ${spec.nodeName}`;
      return (status.conditions ?? []).find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable')?.message;
    });
  } finally {
    await client.request('DELETE', await client.pathOf(pod), { gracePeriodSeconds: 0 });
  }
}
