import { randomBytes } from 'node:crypto';
import { OWN, ownMemoryObjects } from '../../environments/own-memory-fixture';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { fill } from './memory-acl';
import { RedisClient } from './redis-client';
import { type RedisServer, startRedisServer } from './redis-server';

interface AclSecret {
  readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
  readonly target: { readonly template: { readonly data: Readonly<Record<string, string>> } };
}

/** What the store would hold: one value for each entry and property, whoever asks for it. */
const STORE = new Map<string, string>();

function stored(key: string, property: string): string {
  const entry = `${key} ${property}`;
  const value = STORE.get(entry) ?? randomBytes(24).toString('base64url');
  STORE.set(entry, value);
  return value;
}

const objects = ownMemoryObjects(OWN, (services) => ({ ...services, redis: { ...services.redis, release: '7.0' } }));

/** The users' file of an instance as External Secrets makes it of the rendered one. */
function usersOf(instance: string): string[] {
  const found = objects.find(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === `${instance}-acl`);
  if (found === undefined) throw new Error(`no users of ${instance}`);
  const { data, target } = found.spec as unknown as AclSecret;
  const passwords = Object.fromEntries(data.map(({ secretKey, remoteRef: { key, property } }) => [secretKey, stored(key, property)]));
  return fill(target.template.data['users.acl'] ?? '', passwords)
    .trimEnd()
    .split('\n');
}

const INSTANCES = ['redis-state', 'redis-state-acme', 'redis-cache', 'redis-cache-acme'];
/** Users and where the agents or the member find their password, as rendered for them. */
const PASSWORDS: Readonly<Record<string, string>> = {
  acme: 'swarm/prod/tenant-acme/memory',
  'shared-tenants': 'swarm/prod/shared-tenants/memory',
  birch: 'swarm/prod/shared-tenants/memory-member-birch',
};

withComponents(['redis-server'], 'the memory: a tenant with an instance of its own', () => {
  const folders = INSTANCES.map((name) => temporaryFolder(`${name}-`));
  const servers = new Map<string, RedisServer>();

  beforeAll(async () => {
    for (const [index, name] of INSTANCES.entries()) {
      servers.set(name, await startRedisServer(folders[index]?.path ?? '', usersOf(name)));
    }
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
    for (const folder of folders) folder.remove();
  });

  const answers = async (instance: string, user: string, ...commands: string[][]): Promise<string[]> => {
    const client = RedisClient.connect(servers.get(instance)?.port ?? 0);
    const said: string[] = [];
    for (const words of [['AUTH', user, stored(PASSWORDS[user] ?? '', 'password')], ...commands]) said.push(await client.command(...words));
    client.close();
    return said;
  };

  test('the agents of acme ask the store for the password that its own instances know', () => {
    const secrets = objects.filter(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.namespace === 'tenant-acme');
    const keys = secrets.flatMap(({ spec }) => (spec as unknown as AclSecret).data.map(({ remoteRef }) => remoteRef.key));
    expect(keys).toContain(PASSWORDS['acme']);
  });

  test.each(['redis-state-acme', 'redis-cache-acme'])('%s lets acme work with its keys, and no other', async (instance) => {
    expect(
      await answers(
        instance,
        'acme',
        ['SET', 'tenant:acme:x', '1'],
        ['GET', 'tenant:acme:x'],
        ['SET', 'tenant:birch:x', '1'],
        ['FLUSHALL'],
      ),
    ).toEqual(['OK', 'OK', '1', expect.stringMatching(/^NOPERM /), expect.stringMatching(/^NOPERM /)]);
  });

  test.each([
    ['redis-state', 'acme'],
    ['redis-cache', 'acme'],
    ['redis-state-acme', 'shared-tenants'],
    ['redis-state-acme', 'birch'],
    ['redis-cache-acme', 'shared-tenants'],
    ['redis-cache-acme', 'birch'],
  ])('%s fails to let %s in, with the right password', async (instance, user) => {
    expect(await answers(instance, user, ['GET', `tenant:${user}:x`])).toEqual([
      expect.stringMatching(/^WRONGPASS /),
      expect.stringMatching(/^NOAUTH /),
    ]);
  });

  test.each([
    ['redis-state', 'shared-tenants'],
    ['redis-cache', 'birch'],
  ])('%s lets %s work as before', async (instance, user) => {
    expect(await answers(instance, user, ['SET', 'tenant:birch:x', '2'], ['GET', 'tenant:birch:x'])).toEqual(['OK', 'OK', '2']);
  });
});
