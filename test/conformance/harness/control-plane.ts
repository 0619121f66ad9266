import { type ApiServer, type ServerName, startApiServer } from './api-server';
import { startControllers } from './controllers';
import { crdsOfDist, seedStore, untilServed } from './crds';
import { startEtcd } from './etcd';
import type { Authority } from './keys';
import type { KubeClient } from './kube-client';
import { type Running, temporaryFolder } from './process';

/** A cluster of processes on loopback: no containers, no real nodes. */
export interface Cluster {
  readonly client: KubeClient;
  /** E.g. `1.33`. */
  readonly minor: string;
  /** File with the cluster administrator's token. */
  readonly kubeconfig: string;
  /** Goes away with the cluster. */
  readonly folder: string;
  readonly url: string;
  /** Signs certificates that the API server trusts. */
  readonly authority: Authority;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** @default 'kube-apiserver', the newest minor */
  readonly server?: ServerName;
  /** Stems of files in the folder of CRDs, e.g. `keda-v2.20.2`. @default those that rendered objects need */
  readonly crds?: readonly string[];
  /** Kubernetes' controllers, its scheduler and kwok, with quick scaling. @default false */
  readonly controllers?: boolean;
  /** Whether APIServices work. @default false */
  readonly aggregation?: boolean;
}

/**
 * Starts etcd and an API server with CRDs, and controllers if asked.
 *
 * @throws if a process does not become ready; nothing is left behind
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { server = 'kube-apiserver', crds = crdsOfDist(), controllers = false, aggregation = false } = options;
  const folder = temporaryFolder('cluster-');
  const running: Running[] = [];
  let api: ApiServer | undefined;
  const stop = async (): Promise<void> => {
    api?.client.close();
    // those that use it before the store: a server without one only fills its log
    for (const one of running.splice(0).reverse()) await one.stop();
    folder.remove();
  };
  try {
    await seedStore(folder.path, server, crds);
    const etcd = await startEtcd(folder.path);
    running.push(etcd.running);
    api = await startApiServer(server, folder.path, etcd.url, aggregation);
    running.push(api.running);
    await untilServed(api.client, crds);
    if (controllers) running.push(...(await startControllers(api, folder.path)));
    const { client, kubeconfig, url, authority } = api;
    return { client, minor: await minorOf(client), kubeconfig, folder: folder.path, url, authority, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function minorOf(client: KubeClient): Promise<string> {
  const { body } = await client.request('GET', '/version');
  const { major, minor } = body as { readonly major?: string; readonly minor?: string };
  return `${major ?? ''}.${minor ?? ''}`;
}
