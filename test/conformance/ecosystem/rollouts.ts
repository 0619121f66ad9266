import type { Cluster } from '../harness/control-plane';
import { answersOk } from '../harness/http-probe';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** CRDs of a Rollout and of what analyses it. */
export const ROLLOUTS_CRDS = 'argo-rollouts-v1.9.1';

/**
 * Starts Argo Rollouts' controller; it has no flag that keeps its metrics and its health check on loopback.
 *
 * https://argo-rollouts.readthedocs.io/en/stable/installation/
 */
export async function startRollouts({ kubeconfig, folder }: Cluster): Promise<Running> {
  const [metrics = 0, health = 0] = await freePorts(2);
  return startProcess({
    name: 'rollouts-controller',
    folder,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--namespace=argo-rollouts',
      '--leader-elect=false',
      `--metricsPort=${metrics}`,
      `--healthzPort=${health}`,
      '--qps=100',
      '--burst=200',
    ],
    ready: () => answersOk(`http://127.0.0.1:${health}/healthz`),
  });
}
