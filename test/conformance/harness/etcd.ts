import { join } from 'node:path';
import { freePorts } from './ports';
import { answersOk } from './http-probe';
import { type Running, startProcess } from './process';

/** A store alone on loopback. */
export interface Etcd {
  readonly url: string;
  readonly running: Running;
}

/** Folder of the data, below the folder that it is started in. */
export const ETCD_DATA = 'etcd';

/** Starts etcd on what `folder` holds of it already. https://etcd.io/docs/v3.6/op-guide/configuration/ */
export async function startEtcd(folder: string): Promise<Etcd> {
  const [client, peer, metrics] = (await freePorts(3)).map((port) => `http://127.0.0.1:${port}`) as [string, string, string];
  const running = await startProcess({
    name: 'etcd',
    folder,
    args: [
      '--name=t',
      `--data-dir=${join(folder, ETCD_DATA)}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=t=${peer}`,
      `--listen-metrics-urls=${metrics}`,
      '--log-level=warn',
    ],
    ready: () => answersOk(`${metrics}/readyz`),
  });
  return { url: client, running };
}
