import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registration, untilAvailable } from '../harness/aggregated-api';
import type { Cluster } from '../harness/control-plane';
import { answersOk } from '../harness/http-probe';
import type { KeyFiles } from '../harness/keys';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';
import { createAll, namespaceObject } from './objects';

const NAMESPACE = 'keda';

/** Where the operator's objects are, and that it looks at all namespaces. */
const PLACE = { POD_NAMESPACE: NAMESPACE, KEDA_CLUSTER_OBJECT_NAMESPACE: NAMESPACE, WATCH_NAMESPACE: '' };

/** Both ends of a scaling: who watches ScaledObjects, and who serves their metrics. */
export interface Keda {
  stop(): Promise<void>;
}

/**
 * Starts KEDA's operator and its adapter, which becomes the cluster's external metrics API; needs a cluster with `aggregation`.
 *
 * https://keda.sh/docs/latest/concepts/#architecture
 */
export async function startKeda(cluster: Cluster): Promise<Keda> {
  const { client, authority, folder } = cluster;
  const [bridge = 0, served = 0] = await freePorts(2);
  const [service, apiService] = registration(
    'keda-metrics-apiserver',
    'external.metrics.k8s.io',
    'v1beta1',
    served,
    readFileSync(authority.certificate),
  );
  const host = `${service.metadata.name}.${service.metadata.namespace ?? ''}.svc`;
  const keys = join(folder, 'keda');
  layOut(keys, authority.certificate, authority.issue('keda', ['127.0.0.1', host]));
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    // nobody answers for the group any more, and namespaces do not go away while that is so
    await client.remove(apiService);
    for (const one of running.splice(0).reverse()) await one.stop();
  };
  try {
    await createAll(client, [namespaceObject(NAMESPACE)]);
    running.push(await startOperator(cluster, keys, bridge));
    running.push(await startAdapter(cluster, keys, bridge, served));
    await createAll(client, [service, apiService]);
    await untilAvailable(client, apiService);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** The names that both look for, of a mounted Secret. */
function layOut(keys: string, authority: string, { key, certificate }: KeyFiles): void {
  mkdirSync(keys);
  copyFileSync(authority, join(keys, 'ca.crt'));
  copyFileSync(certificate, join(keys, 'tls.crt'));
  copyFileSync(key, join(keys, 'tls.key'));
}

/** https://github.com/kedacore/keda/blob/v2.20.2/cmd/operator/main.go */
async function startOperator({ kubeconfig, folder }: Cluster, keys: string, bridge: number): Promise<Running> {
  const [metrics = 0, health = 0] = await freePorts(2);
  return startProcess({
    name: 'keda-operator',
    folder,
    env: PLACE,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--metrics-bind-address=127.0.0.1:${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${health}`,
      `--metrics-service-bind-address=127.0.0.1:${bridge}`,
      `--cert-dir=${keys}`,
      '--enable-cert-rotation=false',
      '--leader-elect=false',
      '--kube-api-qps=100',
      '--kube-api-burst=200',
    ],
    ready: () => answersOk(`http://127.0.0.1:${health}/readyz`),
  });
}

/** Its own metrics are on all interfaces: there is no flag against it. https://github.com/kedacore/keda/blob/v2.20.2/cmd/adapter/main.go */
async function startAdapter({ kubeconfig, folder }: Cluster, keys: string, bridge: number, served: number): Promise<Running> {
  const [metrics = 0] = await freePorts(1);
  return startProcess({
    name: 'keda-adapter',
    folder,
    env: PLACE,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--lister-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${served}`,
      `--port=${metrics}`,
      `--cert-dir=${keys}`,
      `--tls-cert-file=${join(keys, 'tls.crt')}`,
      `--tls-private-key-file=${join(keys, 'tls.key')}`,
      `--client-ca-file=${join(keys, 'ca.crt')}`,
      `--metrics-service-address=127.0.0.1:${bridge}`,
    ],
    ready: () => answersOk(`https://127.0.0.1:${served}/readyz`),
  });
}
