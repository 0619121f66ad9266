import { join } from 'node:path';
import type { ApiServer } from './api-server';
import { answersOk } from './http-probe';
import { until } from './poll';
import { freePorts } from './ports';
import { type Running, startProcess } from './process';

/** What a fake node does to pods and to itself. */
const STAGES = join(__dirname, '..', 'controllers', 'stages.yaml');

/** Without these the first ServiceAccount takes five seconds more. */
const FAST_CLIENT = ['--kube-api-qps=300', '--kube-api-burst=600'];

/** Scaling is watched, so it may not take the minutes that it takes outside. */
const QUICK_SCALING = ['--horizontal-pod-autoscaler-sync-period=3s', '--horizontal-pod-autoscaler-downscale-stabilization=10s'];

/**
 * Starts Kubernetes' own controllers, its scheduler, and fake nodes and pods (kwok), all at once.
 *
 * @throws with the first error after all of them have been stopped
 */
export async function startControllers(api: ApiServer, folder: string): Promise<Running[]> {
  const ports = await freePorts(3);
  const [manager, scheduler, kwok] = ports as [number, number, number];
  const started = await Promise.allSettled([
    startManager(api, folder, manager),
    startScheduler(api, folder, scheduler),
    startKwok(api, folder, kwok),
  ]);
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    await until('the first ServiceAccount', async () => ((await api.client.request('GET', path)).status === 200 ? true : undefined));
  } catch (error) {
    await Promise.all(running.map((one) => one.stop()));
    throw error;
  }
  return running;
}

/** Of everything that Kubernetes builds on its component base. */
function commonFlags(kubeconfig: string, folder: string, port: number): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    '--leader-elect=false',
    ...FAST_CLIENT,
  ];
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ */
function startManager({ kubeconfig, authority, serviceAccountKey }: ApiServer, folder: string, port: number): Promise<Running> {
  return startProcess({
    name: 'kube-controller-manager',
    folder,
    args: [
      ...commonFlags(kubeconfig, folder, port),
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${serviceAccountKey.key}`,
      `--root-ca-file=${authority.certificate}`,
      `--cluster-signing-cert-file=${authority.certificate}`,
      `--cluster-signing-key-file=${authority.key}`,
      '--allocate-node-cidrs=false',
      ...QUICK_SCALING,
    ],
    ready: () => answersOk(`https://127.0.0.1:${port}/healthz`),
  });
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/ */
function startScheduler({ kubeconfig }: ApiServer, folder: string, port: number): Promise<Running> {
  return startProcess({
    name: 'kube-scheduler',
    folder,
    args: [...commonFlags(kubeconfig, folder, port)],
    ready: () => answersOk(`https://127.0.0.1:${port}/healthz`),
  });
}

/** https://kwok.sigs.k8s.io/docs/user/configuration/ */
function startKwok({ kubeconfig }: ApiServer, folder: string, port: number): Promise<Running> {
  return startProcess({
    name: 'kwok',
    folder,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--manage-all-nodes=true',
      '--cidr=10.244.0.0/16',
      '--node-ip=10.0.0.1',
      '--node-lease-duration-seconds=40',
      `--server-address=127.0.0.1:${port}`,
      `--config=${STAGES}`,
    ],
    ready: () => answersOk(`http://127.0.0.1:${port}/healthz`),
  });
}
