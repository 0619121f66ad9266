import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { locateOrFail } from '../harness/components';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** A NATS account with JetStream and one user of the same name. */
export interface NatsAccount {
  readonly name: string;
  readonly password: string;
}

export interface NatsPlace {
  /** Of clients. */
  readonly port: number;
  /** Of `/jsz` and `/healthz`. */
  readonly monitoringPort: number;
}

export interface NatsServer extends Running, NatsPlace {}

export interface NatsOptions {
  readonly accounts: readonly NatsAccount[];
  /** Account of clients that name no user. @default - such clients are refused */
  readonly anonymous?: string;
  /** Where a server that is started again finds its clients. @default - free ports */
  readonly place?: NatsPlace;
}

/** Starts a server with JetStream; streams are kept in the folder, so that a server started there again has them. */
export async function startNatsServer(folder: string, options: NatsOptions): Promise<NatsServer> {
  const { port, monitoringPort } = options.place ?? (await freePlace());
  const file = join(folder, 'nats-server.conf');
  writeFileSync(file, natsConfiguration(folder, options, { port, monitoringPort }), { mode: 0o600 });
  const running = await startProcess({
    name: 'nats-server',
    args: ['-c', file],
    folder,
    ready: () => isHealthy(monitoringPort),
  });
  return { ...running, port, monitoringPort };
}

/** https://docs.nats.io/running-a-nats-service/configuration */
export function natsConfiguration(folder: string, { accounts, anonymous }: NatsOptions, { port, monitoringPort }: NatsPlace): string {
  const lines = [
    'server_name: conformance',
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitoringPort}"`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}, max_mem: 64MB, max_file: 256MB }`,
    'accounts {',
    ...accounts.map(({ name, password }) => {
      const user = `{ user: ${JSON.stringify(name)}, password: ${JSON.stringify(password)} }`;
      return `  ${JSON.stringify(name)} { jetstream: enabled, users: [${user}] }`;
    }),
    '}',
    ...(anonymous === undefined ? [] : [`no_auth_user: ${JSON.stringify(anonymous)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What `nats-server -t` says against a configuration; `undefined` if it accepts it. */
export function natsConfigurationProblem(folder: string, text: string, env: Readonly<Record<string, string>> = {}): string | undefined {
  const file = join(folder, 'checked.conf');
  writeFileSync(file, text, { mode: 0o600 });
  const { status, stderr, error } = spawnSync(locateOrFail('nats-server'), ['-t', '-c', file], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw error;
  return status === 0 ? undefined : stderr;
}

async function freePlace(): Promise<NatsPlace> {
  const [port = 0, monitoringPort = 0] = await freePorts(2);
  return { port, monitoringPort };
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/healthz' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', reject);
  });
}
