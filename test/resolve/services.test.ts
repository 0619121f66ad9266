import { createUser } from '@nats-io/nkeys';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { resolve } from '../../src/resolve/resolve';
import { ABSENT, changed, found, problemsOf, SEARCH, valid } from './fixture';
import { image, key, USERS, withServices } from './services-fixture';

/** One change of the services, and every problem that follows. */
const WRONG: readonly (readonly [string, string, unknown, readonly string[]])[] = [
  ['a user without a key', 'nats.users.acme', { provisioner: USERS.acme.provisioner }, ['services.nats.users.acme.agent-search: bus-user']],
  ['nobody to make streams', 'nats.users.acme', { 'agent-search': key() }, ['services.nats.users.acme.provisioner: bus-user']],
  [
    'no keys at all',
    'nats.users',
    {},
    ['acme.agent-search', 'acme.provisioner', 'platform.tool-gateway'].map((user) => `services.nats.users.${user}: bus-user`),
  ],
  [
    'a key of an agent that is not there',
    'nats.users.acme.agent-serach',
    key(),
    ['services.nats.users.acme.agent-serach: unknown-reference'],
  ],
  ['keys of a tenant that is not there', 'nats.users.globex', { provisioner: key() }, ['services.nats.users.globex: unknown-reference']],
  ['keys of a tenant that is not on the bus', 'nats.users.birch', { provisioner: key() }, ['services.nats.users.birch: unknown-reference']],
  ['a key one character short', 'nats.users.acme.agent-search', key().slice(0, 55), ['services.nats.users.acme.agent-search: nkey']],
  ['a key of an account', 'nats.users.acme.agent-search', `A${key().slice(1)}`, ['services.nats.users.acme.agent-search: nkey']],
  [
    'a key with a slip in it',
    'nats.users.acme.agent-search',
    slipped(USERS.acme.provisioner),
    ['services.nats.users.acme.agent-search: nkey'],
  ],
  ['two servers', 'nats.servers', 2, ['services.nats.servers: quorum']],
  ['messages of no size', 'nats.messageBytes', 0, ['services.nats.messageBytes: whole-number']],
  ['messages above a megabyte', 'nats.messageBytes', 2 ** 20 + 1, ['services.nats.messageBytes: whole-number']],
  ['an outage of more than a day', 'nats.outage', '25h', ['services.nats.outage: whole-seconds']],
  ['a disk without a unit', 'nats.disk', '20', ['services.nats.disk: quantity']],
  ['an image of another registry', 'nats.image', image('nats').replace('shop', 'other'), ['services.nats.image: image-registry']],
  ['an image without digest', 'redis.image', 'registry.example.com/shop/redis:7.4', ['services.redis.image: image-pinned']],
  [
    'a class beside resources',
    'redis.cache.resources',
    { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
    ['services.redis.cache.size: one-size'],
  ],
  ['a misspelt key', 'postgres.instance', 3, ['services.postgres.instance: unknown-key']],
  ['no instance', 'postgres.instances', 0, ['services.postgres.instances: whole-number']],
  ['an API server by nothing', 'postgres.apiServer', {}, ['services.postgres.apiServer: egress-host']],
  [
    'a schedule that is none',
    'postgres.backup',
    { objectStore: 'backups', schedule: 'daily', hosts: [] },
    ['services.postgres.backup.schedule: cron'],
  ],
  ['a store with a slash', 'secretStore', 'a/b', ['services.secretStore: dns-label']],
];

/** One letter is another; the checksum does not fit any more. */
function slipped(nkey: string): string {
  return nkey.slice(0, 10) + (nkey[10] === 'A' ? 'B' : 'A') + nkey.slice(11);
}

describe('shared services', () => {
  test('resolve, and nobody holds more on the bus than it declares', () => {
    const { services, warnings } = resolve(withServices());
    expect(services?.nats?.accounts.map(({ name }) => name)).toEqual(['acme', 'PLATFORM']);
    const [acme] = services?.nats?.accounts ?? [];
    expect(acme?.users.map(({ name, nkey }) => [name, nkey])).toEqual([
      ['agent-search', USERS.acme['agent-search']],
      ['provisioner', USERS.acme.provisioner],
    ]);
    expect(acme?.users[0]?.publish).toEqual([
      'tools.>',
      '$JS.API.CONSUMER.MSG.NEXT.TASKS.search',
      '$JS.API.CONSUMER.INFO.TASKS.search',
      '$JS.ACK.TASKS.search.>',
      '$JS.ACK.*.*.TASKS.search.>',
    ]);
    expect(warnings.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(['services.postgres: no-backup']);
  });

  test('bound a stream by what arrives while nobody works: rate × time × size, in steps of 64Mi', () => {
    const bytesFor = (change: Readonly<Record<string, unknown>>): number | undefined =>
      resolve(changed(change, withServices())).services?.nats?.accounts[0]?.streams[0]?.maxBytes;
    const step = 64 * 2 ** 20;
    // 20 messages a second × 3600 s × 4096 bytes = 294,912,000 bytes, above 4 steps
    expect(bytesFor({})).toBe(5 * step);
    // 64 × 2^20 bytes exactly: 16 a second × 1024 s × 4096
    expect(bytesFor({ [`${SEARCH}.baseRate`]: 16, 'services.nats.outage': '1024s' })).toBe(step);
    expect(bytesFor({ [`${SEARCH}.baseRate`]: 16, 'services.nats.outage': '1025s' })).toBe(2 * step);
    // a rate that is not known still gets a bound
    expect(bytesFor({ [`${SEARCH}.baseRate`]: ABSENT, [`${SEARCH}.scaling.prescale`]: ABSENT })).toBe(step);
  });

  test('count the connections of every pod at its peak', () => {
    const { services } = resolve(withServices());
    // search: 30 pods, each beside one that still ends; two for whoever makes the streams
    expect(services?.nats?.accounts[0]?.limits.connections).toBe(2 * 30 + 2);
    // chat: 2 + 1, of 4 each
    const { instance, acl } = services?.redis?.shared.state ?? {};
    expect([instance?.connections, acl?.users.map(({ name }) => name)]).toEqual([12, ['acme']]);
    expect([services?.postgres?.pooler.clients, services?.postgres?.tenants]).toEqual([0, []]);
  });

  test('deliver again after the ack wait, and each further time after twice as long', () => {
    const [consumer] = resolve(withServices()).services?.nats?.accounts[0]?.streams[0]?.consumers ?? [];
    expect(consumer).toMatchObject({ ackWaitS: 30, backoffS: [30, 60, 120, 240], maxDeliver: 5 });
  });

  test('fail where a message is too old before it is delivered for the last time', () => {
    // 1 + 2 + 4 + 8 + 8 ack waits, against three days: 259200 ÷ 23 = 11269.6
    const withAckWait = (ackWait: string): EnvironmentSpec => changed({ [`${SEARCH}.consumes.ackWait`]: ackWait }, withServices());
    expect(found(withAckWait('11269s'))).toEqual([]);
    expect(problemsOf(withAckWait('11270s')).map(({ place, problem }) => `${place}: ${problem}`)).toEqual([
      'tenants.acme.agents.search.consumes.ackWait: 5 deliveries take 259210 s, but messages live 259200 s',
    ]);
  });

  test.each(WRONG)('fail: %s', (_, place, value, expected) => {
    expect(found(changed({ [`services.${place}`]: value }, withServices()))).toEqual(expected);
  });

  test('fail, without repeating it, a seed where the public half belongs', () => {
    const seed = new TextDecoder().decode(createUser().getSeed());
    const problems = problemsOf(changed({ 'services.nats.users.acme.agent-search': seed }, withServices()));
    expect(problems.map(({ place, problem }) => [place, problem])).toEqual([
      ['services.nats.users.acme.agent-search', 'this is a seed, the private half of a key pair'],
    ]);
    expect(JSON.stringify(problems)).not.toContain(seed.slice(4));
  });

  test('fail for one key of two users', () => {
    const reused = changed({ 'services.nats.users.acme.agent-search': USERS.platform['tool-gateway'] }, withServices());
    expect(found(reused)).toEqual([expect.stringMatching(/^services\.nats\.users\..+: nkey-reuse$/)]);
  });

  test('ask nobody for keys whose agents are not sound yet: names may still change', () => {
    const broken = changed({ [`${SEARCH}.task.p99`]: 'long', 'services.nats.users': { platform: USERS.platform } }, withServices());
    expect(found(broken)).toEqual(['tenants.acme.agents.search.task.p99: duration']);
  });

  test('warn of subjects that no stream keeps, which is right for an event', () => {
    const { warnings } = resolve(changed({ [`${SEARCH}.publishes`]: ['results.search.>'] }, withServices()));
    expect(warnings.map(({ place, rule }) => `${place}: ${rule}`)).toEqual([
      'services.postgres: no-backup',
      'tenants.acme: unconsumed-subject',
    ]);
    expect(warnings[1]?.fix).toBe(
      'let an agent consume it if every message counts; an event that only whoever listens should hear needs nothing',
    );
  });

  test('are left out where somebody else renders them', () => {
    expect(resolve(valid()).services).toEqual({ secretStore: undefined, external: [], inPlatform: true });
  });
});
