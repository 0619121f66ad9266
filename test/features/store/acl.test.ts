import { aclLine, MEMORY_OPERATORS, operatorLine } from '../../../src/features/store/acl';
import { aclFileTemplate, exporterPasswordTemplate, templateKey } from '../../../src/features/store/acl-template';
import { poolMemoryUsers, tenantMemoryUser } from '../../../src/features/store/user';
import { redisConf } from '../../../src/features/store/configuration';
import { checkCommand, checkMemoryVersion, REDIS_VERSIONS, checkReloadKeepsClients } from '../../../src/features/store/versions';

const HASH = 'a'.repeat(64);

test('a tenant has its keys and channels, and every word of its line is chosen', () => {
  expect(aclLine(tenantMemoryUser('acme'), '7.0', HASH)).toBe(
    `user acme on #${HASH} resetkeys resetchannels ~tenant:acme:* &tenant:acme:* -@all +@read +@write +@transaction -@admin -@dangerous -@scripting ` +
      '-dbsize -randomkey -scan -lolwut +auth +hello +reset +quit +ping +echo +command +client|getname +client|id +client|info +client|reply ' +
      '+client|setname +publish +subscribe +unsubscribe +psubscribe +punsubscribe +spublish +ssubscribe +sunsubscribe',
  );
});

test('the agents of a pool have the keys of the pool and of every member', () => {
  const [pool] = poolMemoryUsers('shared-tenants', ['dune', 'birch']);
  expect(
    aclLine(pool ?? tenantMemoryUser('x'), '7.0', HASH)
      .split(' ')
      .filter((word) => /^[~&]/.test(word)),
  ).toEqual([
    '~tenant:shared-tenants:*',
    '&tenant:shared-tenants:*',
    '~tenant:birch:*',
    '&tenant:birch:*',
    '~tenant:dune:*',
    '&tenant:dune:*',
  ]);
});

test('scripts are open to whoever chose them, and only the commands that run their own', () => {
  const words = (scripting: boolean) => aclLine(tenantMemoryUser('acme', scripting), '7.0', HASH).split(' ');
  expect(words(true).filter((word) => !words(false).includes(word))).toEqual([
    '+eval',
    '+eval_ro',
    '+evalsha',
    '+evalsha_ro',
    '+script|exists',
    '+script|load',
  ]);
});

test.each(REDIS_VERSIONS)('a line for %s names nothing that the release does not know, and no later release loses a word', (version) => {
  const words = aclLine(tenantMemoryUser('acme', true), version, HASH)
    .split(' ')
    .filter((word) => /^[+-][a-z]/.test(word))
    .map((word) => word.slice(1));
  expect(words.map((word) => checkCommand(word, version))).toEqual(words.map(() => undefined));
  expect(words.includes('client|setinfo')).toBe(version !== '7.0');
});

test('operators have no key, no channel, and known commands only', () => {
  expect(MEMORY_OPERATORS.map((operator) => operatorLine(operator, HASH))).toEqual([
    `user platform.exporter on #${HASH} resetkeys resetchannels -@all +ping +info +latency|latest +latency|histogram +slowlog|len`,
    `user platform.probe on #${HASH} resetkeys resetchannels -@all +ping`,
    `user platform.reloader on #${HASH} resetkeys resetchannels -@all +acl|load +config|set`,
  ]);
  expect(MEMORY_OPERATORS.flatMap(({ commands }) => commands.filter((command) => checkCommand(command, '7.0') !== undefined))).toEqual([]);
});

test('fails for a command of a later release, with both releases and what the server would do', () => {
  expect(checkCommand('client|setinfo', '7.2')).toBeUndefined();
  expect(checkCommand('client|setinfo', '7.0')).toEqual({
    rule: 'memory-command',
    problem: `'client|setinfo' came with Redis 7.2, the server is 7.0 and would not start (Unknown command or category name in ACL)`,
    fix: 'leave it out, or run Redis 7.2',
  });
});

test.each(['client|nosuch', 'toString', ''])('fails for a command that is in no table: %s', (command) => {
  expect(checkCommand(command, '8.4')?.rule).toBe('memory-command');
});

test.each(['6.2', '7.1', '7', '7.0.15', '8.6', '', '7.2 '])('fails for a release that nobody has read: %s', (version) => {
  expect(checkMemoryVersion(version)?.problem).toBe(
    `must be a Redis release whose commands are known (7.0, 7.2, 7.4, 8.0, 8.2, 8.4), got '${version}'`,
  );
});

test('warns of a release that disconnects everybody when users change', () => {
  expect(REDIS_VERSIONS.map((version) => [version, checkReloadKeepsClients(version)?.rule])).toEqual([
    ['7.0', 'memory-reload'],
    ['7.2', 'memory-reload'],
    ['7.4', undefined],
    ['8.0', undefined],
    ['8.2', undefined],
    ['8.4', undefined],
  ]);
});

test('the file holds hashes that a template makes, one line a user, and nobody else may do anything', () => {
  const lines = aclFileTemplate([tenantMemoryUser('acme-corp')], '7.0').split('\n');
  expect(lines[0]).toMatch(/^\{\{- range .*regexMatch "\^\[A-Za-z0-9_-\]\{32,128\}\$".*\{\{- end -\}\}$/);
  expect(lines.slice(1).map((line) => line.split(' resetkeys')[0])).toEqual([
    'user default off',
    'user platform.exporter on #{{ .platform__exporter | sha256sum }}',
    'user platform.probe on #{{ .platform__probe | sha256sum }}',
    'user platform.reloader on #{{ .platform__reloader | sha256sum }}',
    'user acme-corp on #{{ .acme_corp | sha256sum }}',
    '',
  ]);
  expect(exporterPasswordTemplate('redis://127.0.0.1:6379')).toBe(
    '{"redis://platform.exporter@127.0.0.1:6379":{{ .platform__exporter | toJson }}}',
  );
});

test('no tenant’s id is known to templates by the name of an operator', () => {
  const keys = MEMORY_OPERATORS.map(({ name }) => templateKey(name));
  expect(['platform-probe', 'platform-reloader', 'platform-exporter'].map(templateKey).filter((key) => keys.includes(key))).toEqual([]);
});

describe('the server’s file', () => {
  const tls = { certificate: '/tls/tls.crt', key: '/tls/tls.key', authority: '/tls/ca.crt' };
  const input = { port: 6379, tls, maxmemoryBytes: 1024, maxclients: 100, aclFile: '/acl/users.acl', dataFolder: '/data' };
  const settings = (role: 'state' | 'cache') =>
    redisConf({ role, ...input })
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

  test('keeps state and never evicts it', () => {
    expect(settings('state')).toEqual([
      'bind * -::*',
      'protected-mode yes',
      // no plain port at all
      'port 0',
      'tls-port 6379',
      'tls-cert-file /tls/tls.crt',
      'tls-key-file /tls/tls.key',
      'tls-ca-cert-file /tls/ca.crt',
      'tls-auth-clients no',
      'tls-protocols "TLSv1.2 TLSv1.3"',
      'aclfile /acl/users.acl',
      'acl-pubsub-default resetchannels',
      'maxclients 100',
      'tcp-keepalive 60',
      'enable-debug-command no',
      'enable-module-command no',
      'enable-protected-configs no',
      'databases 1',
      'notify-keyspace-events ""',
      'maxmemory 1024',
      'maxmemory-policy noeviction',
      'maxmemory-clients 10%',
      'appendonly yes',
      'appendfsync everysec',
      'auto-aof-rewrite-percentage 100',
      'dir /data',
      'save ""',
      'daemonize no',
      'logfile ""',
      'loglevel notice',
    ]);
  });

  test('of a cache differs in eviction and persistence and nothing else', () => {
    expect(settings('cache').filter((line) => !settings('state').includes(line))).toEqual([
      'maxmemory-policy allkeys-lru',
      'appendonly no',
    ]);
  });
});
