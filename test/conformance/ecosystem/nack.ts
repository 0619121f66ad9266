import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Cluster } from '../harness/control-plane';
import { answersOk } from '../harness/http-probe';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** CRDs of streams and consumers. */
export const NACK_CRDS = 'nack-v0.22.4';

/** Its metrics are there, on all interfaces: there is no flag against it. */
const METRICS_PORT = 8080;

/**
 * Starts NACK as a client of the anonymous account of a nats-server; waits for the one of another run to end.
 *
 * https://github.com/nats-io/nack#control-loop
 */
export async function startNack({ kubeconfig, folder }: Cluster, natsPort: number): Promise<Running> {
  await until(`port ${METRICS_PORT} to be free for NACK's metrics`, () => isFree(METRICS_PORT), 60_000);
  const [health = 0] = await freePorts(1);
  return startProcess({
    name: 'nack',
    folder,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '-s',
      `nats://127.0.0.1:${natsPort}`,
      '--control-loop',
      `--cache-dir=${join(folder, 'nack')}`,
      '--sync-interval=5s',
      `--health-probe-bind-address=127.0.0.1:${health}`,
    ],
    ready: () => answersOk(`http://127.0.0.1:${health}/readyz`),
  });
}

function isFree(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
