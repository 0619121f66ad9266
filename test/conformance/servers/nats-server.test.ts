import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { JetStream } from './jet-stream';
import { NatsClient } from './nats-client';
import { natsConfiguration, natsConfigurationProblem, type NatsServer, startNatsServer } from './nats-server';

const ACME = { name: 'acme', password: 'acme-password' };
const GLOBEX = { name: 'globex', password: 'globex-password' };

const login = ({ name, password }: typeof ACME) => ({ user: name, password });

withComponents(['nats-server'], 'nats-server', () => {
  const folder = temporaryFolder('nats-');
  let server: NatsServer;

  beforeAll(async () => {
    server = await startNatsServer(folder.path, { accounts: [ACME, GLOBEX] });
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test('keeps accounts apart: one name of a stream and a consumer in each, and messages stay in theirs', async () => {
    const clients = await Promise.all([ACME, GLOBEX].map((account) => NatsClient.connect(server.port, login(account))));
    try {
      const streams = clients.map((client) => new JetStream(client));
      const declared = { stream: 'TASKS', consumer: 'search', subjects: ['tasks.search.>'], ackWaitSeconds: 30, maxAckPending: 7 };
      for (const stream of streams) {
        await stream.createWorkQueue('TASKS', ['tasks.>']);
        await stream.createConsumer(declared);
      }
      clients[0]?.publish('tasks.search.a', 'of acme');
      await clients[0]?.flush();
      const pulled = await Promise.all(streams.map((stream) => stream.pull('TASKS', 'search', 5)));
      expect(pulled.map((messages) => messages.map(({ text }) => text))).toEqual([['of acme'], []]);
      const before = await streams[0]?.consumer('TASKS', 'search');
      expect(before).toMatchObject({
        num_pending: 0,
        num_ack_pending: 1,
        config: { ack_wait: 30_000_000_000, max_ack_pending: 7, filter_subjects: ['tasks.search.>'] },
      });
      await streams[0]?.acknowledge(pulled[0] ?? []);
      expect(await streams[0]?.consumer('TASKS', 'search')).toMatchObject({ num_pending: 0, num_ack_pending: 0 });
    } finally {
      for (const client of clients) client.close();
    }
  });

  test('fails to let a user in with another account’s password', async () => {
    await expect(NatsClient.connect(server.port, { user: ACME.name, password: GLOBEX.password })).rejects.toThrow(
      'Authorization Violation',
    );
  });

  test('checks a configuration without starting: ours is valid', () => {
    const text = natsConfiguration(folder.path, { accounts: [ACME, GLOBEX], anonymous: ACME.name }, server);
    expect(natsConfigurationProblem(folder.path, text)).toBeUndefined();
  });

  test('fails the check of a configuration with a misspelt field', () => {
    const text = natsConfiguration(folder.path, { accounts: [ACME] }, server).replace('password:', 'pasword:');
    expect(natsConfigurationProblem(folder.path, text)).toContain('unknown field "pasword"');
  });
});
