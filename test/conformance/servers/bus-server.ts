import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusAccount } from '../../../src/features/bus/account';
import { ACCOUNTS_FILE, accountsConfiguration, SERVER_FILE } from '../../../src/features/bus/configuration';
import { answersOk } from '../harness/http-probe';
import { type KeyFiles, makeAuthority } from '../harness/keys';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';
import { committedFile } from './bus-committed';
import { type BusPlace, placedServer } from './bus-places';
import { natsConfigurationProblem } from './nats-server';

/** Servers that run the rendered files. */
export interface BusServers {
  /** Of clients, one a server. */
  readonly ports: readonly number[];
  readonly monitoringPorts: readonly number[];
  readonly authority: KeyFiles;
  /** What `nats-server -t` says against the files of the first; `undefined` if nothing. */
  readonly problem: string | undefined;
  log(): string;
  /** Gives all servers other accounts, as a changed ConfigMap and the reloader do. */
  reload(accounts: BusText): void;
  /** Ends one of them. */
  stopOne(index: number): Promise<void>;
  stop(): Promise<void>;
}

/** Accounts, or the text of their file. */
export type BusText = readonly BusAccount[] | string;

/** Starts servers, as a cluster if three, with the committed file of a server; only places are other ones. */
export async function startBus(folder: string, accounts: BusText, servers: 1 | 3 = 1): Promise<BusServers> {
  const authority = makeAuthority(folder, 'bus');
  const certificates = { authority, server: authority.issue('nats', ['localhost', '127.0.0.1']) };
  const ports = await freePorts(servers * 3);
  const places = Array.from({ length: servers }, (_, index): BusPlace => {
    const home = join(folder, `nats-${index}`);
    mkdirSync(home);
    const [clientPort = 0, monitoringPort = 0, clusterPort = 0] = ports.slice(index * 3);
    return { home, clientPort, monitoringPort, clusterPort };
  });
  const routes = places.map(({ clusterPort }) => clusterPort);
  const committed = committedFile('prod', SERVER_FILE);
  const running: Running[] = [];
  let problem: string | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  };
  try {
    const started = await Promise.allSettled(
      places.map(async (place, index) => {
        const { home, monitoringPort } = place;
        const file = join(home, SERVER_FILE);
        writeFileSync(join(home, ACCOUNTS_FILE), textOf(accounts));
        const text = placedServer(committed, place, certificates, routes);
        writeFileSync(file, text);
        if (index === 0) problem = natsConfigurationProblem(home, text, { POD_NAME: 'nats-0' });
        const one = await startProcess({
          name: 'nats-server',
          args: ['-c', file],
          env: { POD_NAME: `nats-${index}` },
          folder: home,
          ready: () => answersOk(`http://127.0.0.1:${monitoringPort}/healthz`),
        });
        running[index] = one;
      }),
    );
    for (const result of started) if (result.status === 'rejected') throw result.reason;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ports: places.map(({ clientPort }) => clientPort),
    monitoringPorts: places.map(({ monitoringPort }) => monitoringPort),
    authority,
    problem,
    log: () => running.map((one) => one.log()).join('\n'),
    reload: (changed) => {
      for (const { home } of places) {
        writeFileSync(join(home, ACCOUNTS_FILE), textOf(changed));
        process.kill(Number(readFileSync(join(home, 'nats.pid'), 'utf8')), 'SIGHUP');
      }
    },
    stopOne: async (index) => {
      await running[index]?.stop();
    },
    stop,
  };
}

function textOf(accounts: BusText): string {
  return typeof accounts === 'string' ? accounts : accountsConfiguration(accounts);
}
