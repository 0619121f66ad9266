import { App, Chart } from 'cdk8s';
import { RedisAcl, type RedisAclUser } from '../../../constructs/store/redis-acl';
import { problemsOf } from '../agent/agent-fixture';
import { warningsOf } from '../warnings';
import { ACL, acl, find } from './redis-fixture';

interface Spec {
  readonly data: readonly unknown[];
  readonly secretStoreRef: unknown;
  readonly target: { readonly name: string; readonly template: { readonly data: Record<string, string> } };
}

const specOf = (name: string, ...input: Parameters<typeof acl>): Spec =>
  find(acl(...input), 'ExternalSecret', name).spec as unknown as Spec;
const user = (overrides: Partial<RedisAclUser>): RedisAclUser => ({
  name: 'globex',
  prefixes: ['tenant:globex:'],
  remoteKey: 'swarm/prod/tenant-globex/memory',
  ...overrides,
});

test('reads the password of every user by its own key, and those of operators by theirs', () => {
  const { data, secretStoreRef } = specOf('redis-state-acl');
  const operator = (name: string) => ({
    secretKey: `platform__${name}`,
    remoteRef: { key: 'swarm/prod/platform/redis-state', property: name },
  });
  expect(data).toEqual([
    operator('exporter'),
    operator('probe'),
    operator('reloader'),
    { secretKey: 'acme', remoteRef: { key: 'swarm/prod/tenant-acme/memory', property: 'password' } },
  ]);
  expect(secretStoreRef).toEqual({ kind: 'ClusterSecretStore', name: 'platform' });
});

test('the file of users has each password as its hash only', () => {
  const { data } = specOf('redis-state-acl').target.template;
  expect(Object.keys(data)).toEqual(['users.acl']);
  const values =
    (data['users.acl'] ?? '')
      .split('\n')
      .slice(1)
      .join('\n')
      .match(/\{\{.*?\}\}/g) ?? [];
  expect(values).toHaveLength(4);
  expect(values.filter((value) => !/^\{\{ \.\w+ \| sha256sum \}\}$/.test(value))).toEqual([]);
  expect(data['users.acl']).toContain(
    '\nuser acme on #{{ .acme | sha256sum }} resetkeys resetchannels ~tenant:acme:* &tenant:acme:* -@all ',
  );
});

test('the passwords of operators are files of a Secret of their own, in which no tenant’s is', () => {
  const { data, target } = specOf('redis-state-operators');
  expect(data).toHaveLength(3);
  expect(target.template.data).toEqual({
    probe: '{{ .platform__probe }}',
    reloader: '{{ .platform__reloader }}',
    'exporter.json': '{"rediss://platform.exporter@127.0.0.1:6379":{{ .platform__exporter | toJson }}}',
  });
});

test('each instance has a file of its own', () => {
  expect(acl({ role: 'cache' }).map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
    'platform/redis-cache-acl',
    'platform/redis-cache-operators',
  ]);
});

test('the file of a tenant’s own instance has its name, and the rule for ids holds for it', () => {
  expect(acl({ tenant: 'acme' }).map(({ metadata }) => metadata.name)).toEqual(['redis-state-acme-acl', 'redis-state-acme-operators']);
  expect(problemsOf(() => acl({ tenant: 'acme--2' }))).toEqual(['tenant id']);
});

test('names of commands follow the release', () => {
  const lineOf = (release: string) => specOf('redis-state-acl', { release }).target.template.data['users.acl'] ?? '';
  expect(lineOf('7.0')).not.toContain('client|setinfo');
  expect(lineOf('7.2')).toContain('+client|setinfo');
});

test('fails on everything that is wrong, all at once', () => {
  const users = [
    user({}),
    user({ name: 'acme', prefixes: ['tenant:acme'] }),
    user({ name: 'acme2', prefixes: ['tenant:globex:x:'], remoteKey: 'a b' }),
  ];
  expect(problemsOf(() => acl({ release: '6.2', users, operatorsRemoteKey: '/x', secretStore: 'A' }))).toEqual([
    'release memory-version',
    'users.1.prefixes.0 memory-prefix',
    'users.2.prefixes prefix-overlap',
    'users.2.remoteKey secret-key',
    'operatorsRemoteKey secret-key',
    'secretStore dns-label',
  ]);
});

test('fails where the file would not fit into a Secret, and holds just below', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => user({ name: `t${index}`, prefixes: [`tenant:t${index}:`] }));
  // the overlap of every pair is looked for, so the long part of a line is its prefixes
  const long = (count: number) => Array.from({ length: count }, (_, index) => `t${String(index).padStart(4, '0')}${'x'.repeat(120)}:`);
  const [few, lots] = [3000, 4500].map((count) => [user({ name: 't', prefixes: long(count) })]);
  expect(problemsOf(() => acl({ users: many(50) }))).toEqual([]);
  expect(problemsOf(() => acl({ users: few ?? [] }))).toEqual([]);
  expect(problemsOf(() => acl({ users: lots ?? [] }))).toEqual(['users secret-size']);
});

test('a user runs scripts only where it is said, and covers the keys of others only on purpose', () => {
  const lineOf = (scripting?: boolean) =>
    (
      specOf('redis-state-acl', { users: [user({ ...(scripting !== undefined && { scripting }) })] }).target.template.data['users.acl'] ??
      ''
    )
      .split('\n')
      .find((line) => line.startsWith('user globex '));
  expect(lineOf(true)).toContain(' +eval ');
  expect(lineOf()).toBe(lineOf(false));
  expect(lineOf()).not.toContain('+eval');
  const pool = user({ name: 'pool', prefixes: ['tenant:pool:', 'tenant:globex:'] });
  expect(problemsOf(() => acl({ users: [user({}), { ...pool, covers: ['globex'] }] }))).toEqual([]);
  expect(problemsOf(() => acl({ users: [user({}), pool] }))).toEqual(['users.1.prefixes prefix-overlap']);
});

test.each([
  ['7.2', ['memory-reload: Redis 7.2 disconnects every client']],
  ['7.4', []],
])('warns of release %s where a change of users disconnects every client', (release, expected) => {
  const found = warningsOf(new RedisAcl(new Chart(new App(), 'platform'), 'Acl', { ...ACL, release }));
  expect(found.map(({ text }) => text.split(' whenever')[0])).toEqual(expected);
});
