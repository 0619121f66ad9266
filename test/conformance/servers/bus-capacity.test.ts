import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { BusStream } from '../../../src/features/bus/account';
import { checkConsumer, checkStream } from '../../../src/features/bus/rules';
import { type BusAccountLimits, checkLameDuck, type StreamSize, checkStreamsFitAccount } from '../../../src/features/bus/storage';
import { checkStreamReplicas } from '../../../src/features/bus/quorum';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { type Running, startProcess, temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { natsConfigurationProblem } from './nats-server';

const SERVERS = 3;
const MI = 2 ** 20;
const SECOND_NS = 1e9;
const LIMITS: BusAccountLimits = { name: 'acme', fileBytes: 60 * MI, memoryBytes: 6 * MI, connections: 10, streams: 20, consumers: 100 };

const STREAM: BusStream = {
  name: 'A',
  subjects: ['a'],
  retention: 'limits',
  replicas: 1,
  maxBytes: MI,
  maxAgeS: 60,
  duplicateWindowS: 60,
  consumers: [],
};

/** What one rule says and what the server does, side by side. */
withComponents(['nats-server'], 'capacity rules against a cluster', () => {
  const folder = temporaryFolder('bus-capacity-');
  const running: Running[] = [];
  let connection: NatsConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    const [clients, routes] = [await freePorts(SERVERS), await freePorts(SERVERS)];
    for (const [index, port] of clients.entries()) {
      const file = join(folder.path, `server-${index}.conf`);
      writeFileSync(file, configuration(folder.path, index, port, routes));
      running.push(await startProcess({ name: 'nats-server', args: ['-c', file], folder: folder.path, ready: () => answers(port) }));
    }
    connection = await connect({ servers: clients.map((port) => `127.0.0.1:${port}`), user: 'acme', pass: 'acme' });
    manager = await elected(connection);
  }, 60_000);
  afterAll(async () => {
    await connection.close();
    await Promise.all(running.map((server) => server.stop()));
    folder.remove();
  });
  afterEach(async () => {
    for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
  });

  const taken = async (make: () => Promise<unknown>): Promise<boolean> =>
    make().then(
      () => true,
      () => false,
    );
  const add = ({ name, maxBytes, replicas }: StreamSize): Promise<unknown> =>
    manager.streams.add({ name, subjects: [name], max_bytes: maxBytes, num_replicas: replicas, storage: StorageType.File });
  const size = (name: string, maxBytes: number, replicas: number): StreamSize => ({
    name,
    storage: 'file',
    maxBytes,
    replicas,
    consumers: 0,
  });

  test.each([
    [[size('A', 20 * MI, 3)], true],
    [[size('A', 20 * MI + 1, 3)], false],
    [[size('A', 20 * MI - 1, 3), size('B', 3, 1)], true],
    [[size('A', 20 * MI - 1, 3), size('B', 4, 1)], false],
  ])('an account holds its streams with all their copies (A24): %j', async (streams, fits) => {
    expect(checkStreamsFitAccount(streams, LIMITS).length === 0).toBe(fits);
    const made: boolean[] = [];
    for (const stream of streams) made.push(await taken(() => add(stream)));
    expect(made).toEqual(streams.map((_, index) => fits || index < streams.length - 1));
  });

  test('a cluster takes no more copies than it has servers (A23)', async () => {
    expect([checkStreamReplicas(3, SERVERS), checkStreamReplicas(5, SERVERS)?.rule]).toEqual([undefined, 'stream-replicas']);
    expect([await taken(() => add(size('A', MI, 3))), await taken(() => add(size('B', MI, 5)))]).toEqual([true, false]);
  });

  test.each([
    [[60], 1, true],
    [[60, 90], 2, true],
    [[60, 90, 120], 2, false],
  ])('waits of %j s with %s deliveries (A17)', async (backoffS, maxDeliver, holds) => {
    await add(size('A', MI, 1));
    const backoff = backoffS.map((waitS) => waitS * SECOND_NS);
    const [ackWaitS = 0] = backoffS;
    const rule = checkConsumer({ name: 'c', filterSubjects: ['A'], ackWaitS, maxDeliver, maxAckPending: 1, backoffS });
    const make = () => manager.consumers.add('A', { durable_name: 'c', max_deliver: maxDeliver, ack_wait: 90 * SECOND_NS, backoff });
    expect([rule === undefined, await taken(make)]).toEqual([holds, holds]);
    if (holds) expect((await manager.consumers.info('A', 'c')).config.ack_wait).toBe(60 * SECOND_NS);
  });

  test.each([
    [60, true],
    [61, false],
  ])('a duplicate window of %s s where messages live 60 s (A17)', async (windowS, holds) => {
    const stream = { name: 'A', subjects: ['a'], max_bytes: MI, max_age: 60 * SECOND_NS, duplicate_window: windowS * SECOND_NS };
    const made = await taken(() => manager.streams.add(stream));
    const rule = checkStream({ ...STREAM, duplicateWindowS: windowS });
    expect([rule === undefined, made]).toEqual([holds, holds]);
  });

  test.each([
    [30, true],
    [29, false],
  ])('a lame duck duration of %s s (A24)', (durationS, holds) => {
    const accepted = natsConfigurationProblem(folder.path, `lame_duck_duration: "${durationS}s"\n`) === undefined;
    expect([checkLameDuck(600, 10, durationS) === undefined, accepted]).toEqual([holds, holds]);
  });
});

function configuration(folder: string, index: number, port: number, routes: readonly number[]): string {
  const { fileBytes, memoryBytes, streams, consumers } = LIMITS;
  return `server_name: server-${index}
listen: "127.0.0.1:${port}"
jetstream { store_dir: ${JSON.stringify(join(folder, `server-${index}`))}, max_mem: 64MB, max_file: 256MB }
cluster { name: capacity, listen: "127.0.0.1:${routes[index] ?? 0}", routes: ${JSON.stringify(routes.map((route) => `nats://127.0.0.1:${route}`))} }
accounts {
  acme {
    jetstream { max_file: ${fileBytes}, max_mem: ${memoryBytes}, max_streams: ${streams}, max_consumers: ${consumers} }
    users: [{ user: acme, password: acme }]
  }
}
`;
}

async function answers(port: number): Promise<boolean> {
  const connection = await connect({ servers: `127.0.0.1:${port}`, user: 'acme', pass: 'acme', timeout: 500 });
  await connection.close();
  return true;
}

/** The manager, once the cluster has a leader and all its servers. */
function elected(connection: NatsConnection): Promise<JetStreamManager> {
  return until('a cluster that keeps a stream on every server', async () => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'READY', subjects: ['ready'], num_replicas: SERVERS, max_bytes: 1, storage: StorageType.Memory });
    await manager.streams.delete('READY');
    return manager;
  });
}
