import { Redis } from 'ioredis';
import { sha256 } from '../../../src/kernel/checksum';
import { aclLine, MEMORY_OPERATORS } from '../../../src/features/store/acl';
import { poolMemoryUsers, tenantMemoryUser } from '../../../src/features/store/user';
import { checkCommand } from '../../../src/features/store/versions';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { renderedAcl } from './memory-acl';
import { type Attempts, attemptsOf, commandsOf, type Party } from './memory-attempts';
import { type ServerCommand, serverCommands } from './memory-commands';
import { HARMLESS, HARMLESS_SCRIPTS } from './memory-harmless';
import { RedisClient } from './redis-client';
import { type RedisServer, startRedisServer } from './redis-server';

const USERS = [
  tenantMemoryUser('acme'),
  tenantMemoryUser('acme2'),
  tenantMemoryUser('globex', true),
  ...poolMemoryUsers('shared-tenants', ['birch', 'cedar', 'dune']),
];
const ACL = renderedAcl(
  USERS.map(({ name, prefixes, scripting, covers }) => ({
    name,
    prefixes: [...prefixes],
    scripting,
    covers: [...covers],
    remoteKey: `swarm/test/${name}/memory`,
  })),
);
const LINES = (ACL.files['users.acl'] ?? '').trimEnd().split('\n');

/** Sees everything, so that tests can look; the prefix of the one who is let do too much is that of the measured mistake. */
const WATCHER = 'watcher-of-the-test';
const CARELESS: Party = { name: 'careless', prefix: 'tenant:acme' };
const TEST_LINES = [
  `user ${WATCHER} on >${WATCHER} ~* &* +@all`,
  `user ${CARELESS.name} on >${CARELESS.name} ~tenant:acme* &* -@all +@read +@write +@connection +@pubsub -@dangerous -@admin`,
];

const parties = USERS.map(({ name, prefixes, covers }) => ({ name, prefix: prefixes[0] ?? '', covers }));
const othersOf = (name: string): Party[] => {
  const own = parties.find((party) => party.name === name);
  return parties.filter((party) => party.name !== name && own?.covers.includes(party.name) !== true);
};
const passwordOf = (name: string): string => ACL.passwords[name.replaceAll('-', '_')] ?? '';

withComponents(['redis-server'], 'the memory: users of the rendered ACL file', () => {
  const folder = temporaryFolder('memory-');
  let server: RedisServer;
  let watcher: Redis;
  let commands: ServerCommand[];
  let before: string[];
  const attempts = new Map<string, Attempts>();

  const login = async (name: string, password = passwordOf(name)): Promise<RedisClient> => {
    const client = RedisClient.connect(server.port);
    expect(await client.command('AUTH', name, password)).toBe('OK');
    return client;
  };
  const contents = async (): Promise<string[]> => {
    const keys = (await watcher.keys('*')).sort();
    return Promise.all(keys.map(async (key) => `${key} ${(await watcher.dumpBuffer(key)).toString('hex')}`));
  };

  beforeAll(async () => {
    server = await startRedisServer(folder.path, [...LINES, ...TEST_LINES]);
    watcher = new Redis({ port: server.port, username: WATCHER, password: WATCHER });
    commands = serverCommands(await watcher.call('COMMAND'));
    for (const { prefix } of parties) await watcher.set(`${prefix}x`, `of ${prefix}`);
    await watcher.call('FUNCTION', 'LOAD', `#!lua name=theirs\nredis.register_function('theirs', function() return 1 end)`);
    before = await contents();
    for (const party of parties) attempts.set(party.name, await attemptsOf(watcher, commands, party, othersOf(party.name)));
  });
  afterAll(async () => {
    watcher.disconnect();
    await server.stop();
    folder.remove();
  });

  test('the server said which commands it has: all of them, subcommands too', async () => {
    expect(commands.length).toBeGreaterThan(300);
    const top = new Set(commands.map(({ name }) => name.split('|')[0]));
    expect(top.size).toBe(await watcher.call('COMMAND', 'COUNT'));
  });

  test.each(parties.map(({ name }) => name))('fails to let %s near another’s keys and channels by any command', (name) => {
    const { leaks, foreignRefused, ownKeys } = attempts.get(name) as Attempts;
    expect(leaks).toEqual([]);
    // at least one refusal a command and other
    expect(foreignRefused).toBeGreaterThanOrEqual(ownKeys.length * othersOf(name).length);
    expect(ownKeys.length).toBeGreaterThan(140);
  });

  test.each(parties.map(({ name }) => name))(
    'every command without a key that %s may send is harmless, for a reason that is written down',
    (name) => {
      const scripting = USERS.find((user) => user.name === name)?.scripting === true;
      const table = scripting ? { ...HARMLESS, ...HARMLESS_SCRIPTS } : HARMLESS;
      expect([...(attempts.get(name) as Attempts).unchecked].sort()).toEqual(Object.keys(table).sort());
    },
  );

  test.each(parties.map(({ name }) => name))('fails when %s really sends what is refused, and nothing of anybody changes', async (name) => {
    const { mustFail } = attempts.get(name) as Attempts;
    const client = await login(name);
    const answers = await Promise.all(mustFail.map((words) => client.command(...words)));
    // two commands are locked for everybody, whatever the user
    expect(mustFail.filter((_, index) => !/^(NOPERM |ERR (MODULE|DEBUG) command not allowed)/.test(answers[index] ?? ''))).toEqual([]);
    client.close();
    expect(await contents()).toEqual(before);
    expect(await watcher.call('FUNCTION', 'LIST')).toHaveLength(1);
  });

  test('finds the leaks of the line that is usually written: a bare prefix, and categories with what is in them', async () => {
    const { leaks, unchecked } = await attemptsOf(watcher, commands, CARELESS, [{ name: 'acme2', prefix: 'tenant:acme2:' }]);
    expect(leaks).toEqual(expect.arrayContaining(['get tenant:acme2:x', 'set tenant:acme2:x 1', 'copy tenant:acmex tenant:acme2:x']));
    expect(unchecked).toEqual(
      expect.arrayContaining([
        'scan',
        'randomkey',
        'dbsize',
        'select',
        'subscribe',
        'psubscribe',
        'pubsub|channels',
        'client|tracking',
        'function|flush',
        'function|load',
      ]),
    );
  });

  test.each([
    ['names of channels', ['PUBSUB', 'CHANNELS']],
    ['subscribers of a channel', ['PUBSUB', 'NUMSUB', 'tenant:acme2:x']],
    ['names of keys as they change', ['CLIENT', 'TRACKING', 'ON', 'BCAST', 'PREFIX', 'tenant:acme2:']],
    ['names of keys', ['SCAN', '0']],
    ['names of keys by pattern', ['KEYS', 'tenant:acme2:*']],
    ['a key at random', ['RANDOMKEY']],
    ['how many keys there are', ['DBSIZE']],
    ['another numbered database', ['SELECT', '1']],
    ['a script', ['EVAL', `return redis.call('GET', 'tenant:acme2:x')`, '0']],
    ['a function of somebody', ['FCALL', 'theirs', '0']],
    ['everybody’s functions', ['FUNCTION', 'FLUSH']],
    ['everybody’s clients', ['CLIENT', 'LIST']],
    ['everybody’s commands', ['MONITOR']],
    ['slow commands with their values', ['SLOWLOG', 'GET']],
    ['figures of the server', ['INFO']],
    ['the configuration', ['CONFIG', 'GET', '*']],
    ['the users', ['ACL', 'LIST']],
  ])('fails to let acme see or use %s', async (_, words) => {
    const client = await login('acme');
    expect(await client.command(...words)).toMatch(/^NOPERM /);
    client.close();
  });

  test('fails to let a script of globex, who may run scripts, read another’s key, declared or not', async () => {
    const client = await login('globex');
    expect(await client.command('EVAL', `return redis.call('GET', KEYS[1])`, '1', 'tenant:globex:x')).toBe('of tenant:globex:');
    expect(await client.command('EVAL', `return redis.call('GET', KEYS[1])`, '1', 'tenant:acme:x')).toMatch(/^NOPERM /);
    expect(await client.command('EVAL', `return redis.call('GET', 'tenant:acme:x')`, '0')).toMatch(/can't access at least one of the keys/);
    expect(await client.command('EVAL', `return redis.call('PUBLISH', 'tenant:acme:c', 'x')`, '0')).toMatch(/can't (publish|access)/);
    expect(await client.command('EVAL', `return redis.call('FLUSHALL')`, '0')).toMatch(/can't run this command/);
    client.close();
  });

  test('lets the agents of a pool work for every member, and for nobody else', async () => {
    const client = await login('shared-tenants');
    expect(await client.command('GET', 'tenant:birch:x')).toBe('of tenant:birch:');
    expect(await client.command('GET', 'tenant:dune:x')).toBe('of tenant:dune:');
    expect(await client.command('GET', 'tenant:acme:x')).toMatch(/^NOPERM /);
    client.close();
  });

  test('fails to let anybody in without a name, with another’s password or with the hash', async () => {
    const client = RedisClient.connect(server.port);
    expect(await client.command('GET', 'tenant:acme:x')).toMatch(/^NOAUTH /);
    expect(await client.command('AUTH', passwordOf('acme'))).toMatch(/^WRONGPASS /);
    expect(await client.command('AUTH', 'acme', passwordOf('acme2'))).toMatch(/^WRONGPASS /);
    expect(await client.command('AUTH', 'acme', sha256(passwordOf('acme')))).toMatch(/^WRONGPASS /);
    client.close();
  });

  test.each(MEMORY_OPERATORS.map(({ name, commands: own }) => [name, own] as const))(
    '%s may send exactly its commands',
    async (name, own) => {
      // these are open to whoever is not even logged in
      const always = ['auth', 'hello', 'quit', 'reset'];
      expect((await commandsOf(watcher, commands, { name, prefix: 'x' })).sort()).toEqual([...own, ...always].sort());
    },
  );

  test('fails to start with a line for a newer release, which the rule refuses', async () => {
    const own = temporaryFolder('memory-newer-');
    const newer = aclLine(tenantMemoryUser('acme'), '7.2', sha256('x'));
    const unknown = newer.split(' ').filter((word) => word.startsWith('+') && checkCommand(word.slice(1), '7.0') !== undefined);
    try {
      expect(newer).toContain('+client|setinfo');
      await expect(startRedisServer(own.path, [newer])).rejects.toThrow('Unknown command or category name in ACL');
    } finally {
      own.remove();
    }
    expect(unknown).toEqual(expect.arrayContaining(['+client|setinfo']));
    // and it is that word alone that keeps it from starting
    const other = temporaryFolder('memory-older-');
    const started = await startRedisServer(other.path, [newer.replace(' +client|setinfo', '')]);
    await started.stop();
    other.remove();
  });
});
