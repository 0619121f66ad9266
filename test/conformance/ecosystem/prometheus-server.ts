import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { answersOk } from '../harness/http-probe';
import { freePorts } from '../harness/ports';
import { startProcess } from '../harness/process';

/** A real Prometheus that reads one target, every second. */
export interface PrometheusServer {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts Prometheus, and a target in this process.
 *
 * @param exposed what the target says at each scrape: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function startPrometheusServer(folder: string, exposed: () => string): Promise<PrometheusServer> {
  const target = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposed());
  });
  await new Promise<void>((resolve, reject) => {
    target.once('error', reject);
    target.listen(0, '127.0.0.1', resolve);
  });
  const [port = 0] = await freePorts(1);
  const configuration = join(folder, 'prometheus.yaml');
  const targets = [`127.0.0.1:${(target.address() as AddressInfo).port}`];
  // as a PodMonitor does it, the labels of the pods are those of the series
  const scrape = { job_name: 'agents', scrape_interval: '1s', scrape_timeout: '1s', honor_labels: true, static_configs: [{ targets }] };
  writeFileSync(configuration, stringify({ scrape_configs: [scrape] }));
  const stopTarget = async (): Promise<void> => {
    target.closeAllConnections();
    await new Promise((resolve) => target.close(resolve));
  };
  try {
    const running = await startProcess({
      name: 'prometheus',
      folder,
      args: [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      ready: () => answersOk(`http://127.0.0.1:${port}/-/ready`),
    });
    return {
      address: `http://127.0.0.1:${port}`,
      stop: async () => {
        await running.stop();
        await stopTarget();
      },
    };
  } catch (error) {
    await stopTarget();
    throw error;
  }
}
