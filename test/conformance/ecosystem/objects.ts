import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';

/** Where things are that need no node of the platform. */
export const NAMESPACE = 'ecosystem';

/** A condition, as most kinds report them. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Creates all, in order. @throws with the server's own words at the first that is refused */
export async function createAll(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const { status, body } = await client.create(object);
    if (status !== 201) throw new Error(`${object.kind} ${object.metadata.name}: HTTP ${status}: ${body.message ?? ''}`);
  }
}

/** Applies all, in order, as `kubectl apply` does: some are there already. @throws with the server's own words at the first that is refused */
export async function applyAll(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const { status, body } = await client.apply(object);
    if (status >= 300) throw new Error(`${object.kind} ${object.metadata.name}: HTTP ${status}: ${body.message ?? ''}`);
  }
}

export function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A node that takes any pod. */
export function nodeObject(name: string): KubeObject {
  const room = { cpu: '64', memory: '256Gi', pods: '250', 'ephemeral-storage': '1Ti' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { capacity: room, allocatable: room },
  };
}

/** What a controller wrote of an object. */
export async function statusOf(client: KubeClient, object: KubeObject): Promise<Readonly<Record<string, unknown>>> {
  return ((await client.get(object)).body['status'] ?? {}) as Readonly<Record<string, unknown>>;
}

/** Waits for a condition to be true. */
export async function untilCondition(client: KubeClient, object: KubeObject, type: string, timeoutMs?: number): Promise<Condition> {
  return until(
    `${object.kind} ${object.metadata.name} to be ${type}`,
    async () => {
      const { conditions = [] } = (await statusOf(client, object)) as { readonly conditions?: readonly Condition[] };
      const found = conditions.find((condition) => condition.type === type);
      if (found?.status === 'True') return found;
      throw new Error(JSON.stringify(conditions));
    },
    timeoutMs,
  );
}
