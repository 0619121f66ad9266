import { objectOf } from '../../environments/rendered';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { accepted, ENVIRONMENT } from './swarm';
import type { PerWorkload } from './workloads';

/** What a tenant has of a count per workload. */
export interface Tenant {
  readonly namespace: string;
  /** Its workloads. */
  readonly titles: readonly string[];
  /** Their replicas, all together. */
  readonly replicas: number;
}

export function tenantOf(namespace: string, counts: PerWorkload): Tenant {
  const own = Object.entries(counts).filter(([title]) => title.startsWith(`${namespace}/`));
  return { namespace, titles: own.map(([title]) => title).sort(), replicas: own.reduce((sum, [, count]) => sum + count, 0) };
}

/** Pods that the rendered quota of a namespace allows. */
export function podQuotaOf(namespace: string): number {
  return Number(objectOf(ENVIRONMENT, 'ResourceQuota', namespace, 'tenant').spec.hard?.['pods']);
}

/** Sets the number of pods of a namespace's quota and waits until it is enforced. */
export async function setPodQuota(client: KubeClient, namespace: string, count: number): Promise<void> {
  const quota: KubeObject = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tenant', namespace } };
  accepted(await client.patch(quota, { spec: { hard: { pods: String(count) } } }));
  await until(`the quota of ${namespace}`, async () => {
    const { hard } = (await client.get(quota)).body['status'] as { hard?: Readonly<Record<string, string>> };
    return hard?.['pods'] === String(count) ? true : undefined;
  });
}
