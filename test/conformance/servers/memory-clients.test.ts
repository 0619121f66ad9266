import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { renderedAcl } from './memory-acl';
import { pythonWithRedis } from './memory-python';
import { type RedisServer, startRedisServer } from './redis-server';

const ACL = renderedAcl([
  { name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'swarm/test/tenant-acme/memory' },
  { name: 'acme2', prefixes: ['tenant:acme2:'], remoteKey: 'swarm/test/tenant-acme2/memory' },
  { name: 'globex', prefixes: ['tenant:globex:'], scripting: true, remoteKey: 'swarm/test/tenant-globex/memory' },
]);
const LINES = (ACL.files['users.acl'] ?? '').trimEnd().split('\n');
const [acme, acme2, globex] = ['acme', 'acme2', 'globex'].map((name) => ({
  username: name,
  password: ACL.passwords[name] ?? '',
  prefix: `tenant:${name}:`,
})) as [Login, Login, Login];

interface Login {
  readonly username: string;
  readonly password: string;
  readonly prefix: string;
}

/** Stock clients, as agents use them. */
withComponents(['redis-server'], 'the memory: stock clients of Node', () => {
  const folder = temporaryFolder('memory-clients-');
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedisServer(folder.path, LINES);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const connect = ({ username, password }: Login): Redis =>
    new Redis({ port: server.port, username, password, enableReadyCheck: false, lazyConnect: true, maxRetriesPerRequest: 0 });

  test('ioredis works on its own keys and channels, and is refused those of a tenant whose id begins alike', async () => {
    const [client, subscriber, curious] = [connect(acme), connect(acme), connect(acme)];
    const heard = new Promise<string>((resolve) =>
      subscriber.on('message', (_, message) => {
        resolve(message);
      }),
    );
    await subscriber.subscribe(`${acme.prefix}c`);
    expect(await client.set(`${acme.prefix}k`, 'v')).toBe('OK');
    expect(await client.get(`${acme.prefix}k`)).toBe('v');
    expect(await client.multi().incr(`${acme.prefix}n`).incr(`${acme.prefix}n`).exec()).toEqual([
      [null, 1],
      [null, 2],
    ]);
    await client.publish(`${acme.prefix}c`, 'hello');
    expect(await heard).toBe('hello');
    await expect(client.get(`${acme2.prefix}k`)).rejects.toThrow('NOPERM');
    await expect(client.publish(`${acme2.prefix}c`, 'x')).rejects.toThrow('NOPERM');
    await expect(curious.psubscribe('*')).rejects.toThrow('NOPERM');
    await expect(client.scan(0)).rejects.toThrow('NOPERM');
    for (const one of [client, subscriber, curious]) one.disconnect();
  });

  test('node-redis works on its own keys and channels, and is refused those of others', async () => {
    const { username, password, prefix } = acme;
    const client = createClient({ socket: { host: '127.0.0.1', port: server.port }, username, password });
    const subscriber = client.duplicate();
    for (const one of [client, subscriber]) {
      one.on('error', () => undefined);
      await one.connect();
    }
    const heard = new Promise<string>((resolve, reject) => {
      subscriber.subscribe(`${prefix}c`, resolve).catch(reject);
    });
    expect(await client.set(`${prefix}k2`, 'v')).toBe('OK');
    expect(await client.get(`${prefix}k2`)).toBe('v');
    expect(await client.multi().incr(`${prefix}n2`).incr(`${prefix}n2`).exec()).toEqual([1, 2]);
    await client.ping();
    await client.publish(`${prefix}c`, 'hello');
    expect(await heard).toBe('hello');
    await expect(client.get(`${acme2.prefix}k`)).rejects.toThrow('NOPERM');
    await expect(client.publish(`${acme2.prefix}c`, 'x')).rejects.toThrow('NOPERM');
    await expect(client.keys('*')).rejects.toThrow('NOPERM');
    client.destroy();
    subscriber.destroy();
  });
});

const scratch = temporaryFolder('memory-python-');
const found = pythonWithRedis(scratch.path);

withComponents(
  ['redis-server'],
  'the memory: redis-py',
  () => {
    let server: RedisServer;

    beforeAll(async () => {
      server = await startRedisServer(scratch.path, LINES);
    });
    afterAll(async () => {
      await server.stop();
      scratch.remove();
    });

    const seenBy = ({ username, password, prefix }: Login): unknown =>
      JSON.parse(
        execFileSync(
          'python' in found ? found.python : '',
          [join(__dirname, 'memory-client.py'), String(server.port), username, prefix, acme2.prefix],
          { input: `${password}\n`, encoding: 'utf8', timeout: 60_000 },
        ),
      );

    test.each([
      ['without scripts, so that a lock is taken but not given back', acme, 'NOPERM'],
      ['with scripts, so that locks work', globex, 'None'],
    ])('works on its own keys and channels, and is refused those of others, %s', (_, login, unlocked) => {
      expect(seenBy(login)).toEqual({
        ping: true,
        set: true,
        get: '1',
        pipeline: [1, 2],
        stream: `${login.prefix}s`,
        subscribe: 'None',
        subscribed: 'subscribe',
        publish: 1,
        message: 'hello',
        lock: true,
        unlock: unlocked,
        'foreign get': 'NOPERM',
        'foreign set': 'NOPERM',
        'foreign publish': 'NOPERM',
        'foreign subscribe': 'sent',
        keys: 'NOPERM',
        scan: 'NOPERM',
      });
    });
  },
  'lacks' in found ? found.lacks : undefined,
);
