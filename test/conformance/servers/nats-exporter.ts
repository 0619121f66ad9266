import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { delimiter, join } from 'node:path';
import { variable } from '../harness/components';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';

/** Path of prometheus-nats-exporter; `undefined` if this machine has none. `go install` builds it in three minutes. */
export function exporterPath(): string | undefined {
  const folders = [variable('KUBEBUILDER_ASSETS') ?? '', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'prometheus-nats-exporter'))
    .find(existsSync);
}

/** One sample of a series. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An exporter that runs until it is stopped. */
export interface Exporter {
  readonly scrape: () => Promise<Sample[]>;
  readonly stop: () => void;
}

/** Starts one beside a server, with the arguments of the rendered container but for its port and the server's address. */
export async function startExporter(path: string, rendered: readonly string[], monitoringPort: number): Promise<Exporter> {
  const [port = 0] = await freePorts(1);
  const flags = rendered.filter((arg) => !/^-port=|^http:/.test(arg));
  const child: ChildProcess = spawn(path, [`-port=${port}`, ...flags, `http://127.0.0.1:${monitoringPort}/`], { stdio: 'ignore' });
  const scrape = async (): Promise<Sample[]> => samplesOf(await read(port));
  await until('prometheus-nats-exporter to answer', () => scrape().catch(() => undefined));
  return { scrape, stop: () => void child.kill() };
}

function read(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/metrics' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => {
        resolve(text);
      });
    }).on('error', reject);
  });
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', content = '']) => [label, content] as const);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}
