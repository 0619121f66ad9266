import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { RedisClient } from './redis-client';
import { type RedisServer, startRedisServer } from './redis-server';

/** One user a tenant, who reads and writes keys of its own prefix; nobody else. */
const USERS = ['user default off', 'user acme on >acme-password ~acme:* -@all +@read +@write +@connection -@dangerous'];

withComponents(['redis-server'], 'redis-server', () => {
  const folder = temporaryFolder('redis-');
  let server: RedisServer;
  let client: RedisClient;

  beforeAll(async () => {
    server = await startRedisServer(folder.path, USERS);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });
  beforeEach(() => {
    client = RedisClient.connect(server.port);
  });
  afterEach(() => {
    client.close();
  });

  test('lets a user of the ACL file read and write its own keys', async () => {
    expect(await client.command('AUTH', 'acme', 'acme-password')).toBe('OK');
    expect(await client.command('SET', 'acme:session', 'päckchen')).toBe('OK');
    expect(await client.command('GET', 'acme:session')).toBe('päckchen');
    expect(await client.command('GET', 'acme:nothing')).toBe('');
  });

  test.each([
    ['another tenant’s key', ['GET', 'globex:session'], 'NOPERM'],
    ['a dangerous command', ['FLUSHALL'], 'NOPERM'],
    ['an administrator’s command', ['ACL', 'LIST'], 'NOPERM'],
  ])('fails to let that user touch %s', async (_, command, refusal) => {
    await client.command('AUTH', 'acme', 'acme-password');
    expect(await client.command(...command)).toMatch(new RegExp(`^${refusal} `));
  });

  test('fails to let anybody in who is not in the file, or names a wrong password', async () => {
    expect(await client.command('GET', 'acme:session')).toMatch(/^NOAUTH /);
    expect(await client.command('AUTH', 'globex', 'acme-password')).toMatch(/^WRONGPASS /);
    expect(await client.command('AUTH', 'acme', 'globex-password')).toMatch(/^WRONGPASS /);
  });

  test('fails to start with an ACL file that names a command Redis does not have', async () => {
    const own = temporaryFolder('redis-broken-');
    try {
      await expect(startRedisServer(own.path, ['user acme on nopass ~* +gett'])).rejects.toThrow('Unknown command or category name in ACL');
    } finally {
      own.remove();
    }
  });
});
