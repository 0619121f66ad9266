import { objectsOf } from '../../environments/rendered';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { Answer, KubeClient, KubeObject } from '../harness/kube-client';
import { nodesOf } from './nodes';

export const ENVIRONMENT = 'prod';

export const REGION = 'us-west-2';

/** A cluster with the node groups of the stack at their smallest, and everything that is rendered for swarm/prod. */
export async function startSwarm(): Promise<Cluster> {
  const cluster = await startCluster({ controllers: true });
  try {
    await addNodes(cluster.client, 'min_size');
    for (const object of objectsOf(ENVIRONMENT)) accepted(await cluster.client.apply(object));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Adds the nodes that are not there, as a cluster autoscaler or a node group does. */
export async function addNodes(client: KubeClient, size: 'min_size' | 'max_size'): Promise<void> {
  const there = new Set((await client.list('v1', 'Node')).map(({ metadata }) => metadata.name));
  await Promise.all(
    nodesOf(ENVIRONMENT, REGION, size)
      .filter(({ metadata }) => !there.has(metadata.name))
      .map(async (node) => accepted(await client.create(node))),
  );
}

/** The body of an answer that is no refusal. @throws with the server's own words */
export function accepted({ status, body }: Answer): KubeObject {
  if (status >= 300) throw new Error(`HTTP ${status}: ${body.message ?? ''}`);
  return body as unknown as KubeObject;
}
