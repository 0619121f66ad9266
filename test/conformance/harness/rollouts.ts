import type { Cluster } from './control-plane';
import { answersOk } from './http-probe';
import { freePorts } from './ports';
import { type Running, startProcess } from './process';

/** CRDs of a Rollout and of what analyses it. */
export const ROLLOUTS_CRDS = 'argo-rollouts-v1.9.1';

/**
 * Starts Argo Rollouts' controller in its namespace, which is made; it has no flag that keeps its metrics and its health check on loopback.
 *
 * https://argo-rollouts.readthedocs.io/en/stable/installation/
 */
export async function startRollouts({ client, kubeconfig, folder }: Cluster): Promise<Running> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argo-rollouts' } };
  const { status, body } = await client.apply(namespace);
  if (status >= 300) throw new Error(`namespace of Argo Rollouts: HTTP ${status}: ${body.message ?? ''}`);
  const [metrics = 0, health = 0] = await freePorts(2);
  return startProcess({
    name: 'rollouts-controller',
    folder,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--namespace=${namespace.metadata.name}`,
      '--leader-elect=false',
      `--metricsPort=${metrics}`,
      `--healthzPort=${health}`,
      '--qps=100',
      '--burst=200',
    ],
    ready: () => answersOk(`http://127.0.0.1:${health}/healthz`),
  });
}
