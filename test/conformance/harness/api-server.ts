import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentName } from './components';
import { type Authority, type KeyFiles, makeAuthority } from './keys';
import { KubeClient } from './kube-client';
import { freePorts } from './ports';
import { type Running, startProcess } from './process';

/** API servers of the minors that are held up to. */
export type ServerName = Extract<ComponentName, `kube-apiserver${string}`>;

/** A running API server and what others need to speak to it. */
export interface ApiServer {
  readonly url: string;
  readonly client: KubeClient;
  /** File with the cluster administrator's token. */
  readonly kubeconfig: string;
  /** Signs certificates of servers and clients that the API server trusts. */
  readonly authority: Authority;
  readonly serviceAccountKey: KeyFiles;
  readonly running: Running;
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
export async function startApiServer(name: ServerName, folder: string, etcd: string, aggregation: boolean): Promise<ApiServer> {
  const [port] = (await freePorts(1)) as [number];
  const url = `https://127.0.0.1:${port}`;
  const token = randomBytes(16).toString('hex');
  const authority = makeAuthority(folder, 'ca');
  const serving = authority.issue('kube-apiserver', ['127.0.0.1', 'localhost']);
  const serviceAccountKey = makeAuthority(folder, 'service-accounts');
  const client = new KubeClient(url, readFileSync(authority.certificate), token);
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const running = await startProcess({
    name,
    folder,
    args: [
      `--etcd-servers=${etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      '--endpoint-reconciler-type=none',
      `--tls-cert-file=${serving.certificate}`,
      `--tls-private-key-file=${serving.key}`,
      `--client-ca-file=${authority.certificate}`,
      `--token-auth-file=${tokens}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--allow-privileged=true',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${serviceAccountKey.certificate}`,
      `--service-account-signing-key-file=${serviceAccountKey.key}`,
      '--service-cluster-ip-range=10.96.0.0/12',
      ...(aggregation ? aggregationFlags(folder) : []),
    ],
    ready: async () => (await client.request('GET', '/readyz')).status === 200,
  }).catch((error: unknown) => {
    client.close();
    throw error;
  });
  return { url, client, kubeconfig: writeKubeconfig(folder, url, authority, token), authority, serviceAccountKey, running };
}

/** https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/ */
function aggregationFlags(folder: string): string[] {
  const proxy = makeAuthority(folder, 'front-proxy-ca');
  const client = proxy.issue('front-proxy');
  return [
    `--requestheader-client-ca-file=${proxy.certificate}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${client.certificate}`,
    `--proxy-client-key-file=${client.key}`,
  ];
}

function writeKubeconfig(folder: string, server: string, authority: Authority, token: string): string {
  const file = join(folder, 'kubeconfig');
  const named = { name: 'conformance' };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ ...named, cluster: { server, 'certificate-authority': authority.certificate } }],
    users: [{ ...named, user: { token } }],
    contexts: [{ ...named, context: { cluster: named.name, user: named.name } }],
    'current-context': named.name,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
