import { objectsOf } from '../../environments/rendered';
import { CleanUp } from '../harness/clean-up';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { Answer, KubeClient, KubeObject } from '../harness/kube-client';
import { startPrometheus } from '../harness/prometheus';
import { startRollouts } from '../harness/rollouts';
import { nodesOf } from './nodes';
import { quickened } from './quick-analysis';

export const ENVIRONMENT = 'prod';

export const REGION = 'us-west-2';

/** Every query of the swarm's analyses names a namespace; all are told that a version is healthy. */
const ANY_QUERY = 'namespace=';

/**
 * A cluster with the node groups of the stack at their smallest, and everything that is rendered for swarm/prod.
 *
 * Rollouts are run by Argo Rollouts, and their analyses, which decide within seconds here, find every version healthy.
 */
export async function startSwarm(): Promise<Cluster> {
  const cleanUp = new CleanUp();
  try {
    const cluster = cleanUp.add(await startCluster({ controllers: true }));
    const { client } = cluster;
    const prometheus = cleanUp.add(await startPrometheus());
    prometheus.answer(ANY_QUERY, [0.001]);
    await addNodes(client, 'min_size');
    cleanUp.add(await startRollouts(cluster));
    for (const object of objectsOf(ENVIRONMENT)) accepted(await client.apply(quickened(object, prometheus.address)));
    return { ...cluster, stop: () => cleanUp.run() };
  } catch (error) {
    await cleanUp.run();
    throw error;
  }
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
