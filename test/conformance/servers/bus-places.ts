import { join } from 'node:path';
import type { KeyFiles } from '../harness/keys';
import { replacedIn } from './bus-committed';

/** Where one server of a test listens and keeps its files. */
export interface BusPlace {
  readonly home: string;
  readonly clientPort: number;
  readonly monitoringPort: number;
  readonly clusterPort: number;
}

/** Certificates of all servers of a test. */
export interface BusCertificates {
  readonly authority: KeyFiles;
  readonly server: KeyFiles;
}

/**
 * A committed `nats.conf` with addresses and files of this machine, and nothing else changed; a server alone has no cluster.
 *
 * @param routes cluster ports of all servers
 */
export function placedServer(text: string, place: BusPlace, { authority, server }: BusCertificates, routes: readonly number[]): string {
  const { home, clientPort, monitoringPort, clusterPort } = place;
  const isAlone = routes.length === 1;
  const swaps: [part: string, by: string, times?: number][] = [
    ['/etc/nats-tls/tls.crt', server.certificate, isAlone ? 1 : 2],
    ['/etc/nats-tls/tls.key', server.key, isAlone ? 1 : 2],
    ['/data/jetstream', join(home, 'data')],
    ['/var/run/nats/nats.pid', join(home, 'nats.pid')],
    ['0.0.0.0:4222', `127.0.0.1:${clientPort}`],
    ['0.0.0.0:8222', `127.0.0.1:${monitoringPort}`],
    ...(isAlone
      ? []
      : ([
          ['/etc/nats-tls/ca.crt', authority.certificate],
          ['0.0.0.0:6222', `127.0.0.1:${clusterPort}`],
          ...routes.map((port, index): [string, string] => [
            `nats-${index}.nats-headless.platform.svc.cluster.local:6222`,
            `localhost:${port}`,
          ]),
        ] satisfies [string, string][])),
  ];
  return swaps.reduce((changed, [part, by, times]) => replacedIn(changed, part, by, times), isAlone ? withoutCluster(text) : text);
}

function withoutCluster(text: string): string {
  const [block] = /^cluster \{\n(?: .*\n|\n)*\}\n/m.exec(text) ?? [];
  if (block === undefined) throw new Error('no cluster');
  return replacedIn(text, block, '');
}
