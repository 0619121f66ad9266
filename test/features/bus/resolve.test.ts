import type { BusAccount } from '../../../src/features/bus/account';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import { publicKey } from '../../corpus/builders';
import { ABSENT, changed, found, problemsOf, SEARCH } from '../../resolve/fixture';
import { image, USERS, withLlmGateway, withServices } from '../../resolve/services-fixture';

const NATS = 'services.nats';
const MI = 2 ** 20;

/** The pool is on the bus too: its agent takes what members send. */
const POOL_USERS = { 'agent-chat': publicKey('pool-chat'), 'member-cedar': publicKey('cedar'), 'member-dune': publicKey('dune') };
const withPool = (): EnvironmentSpec =>
  changed(
    {
      'pools.0.agents.chat.needs': ['bus'],
      'pools.0.agents.chat.consumes': { subjects: ['tasks.chat.>'] },
      'pools.0.agents.chat.baseRate': 1,
      'pools.0.agents.chat.replicas': 2,
      [`${NATS}.users`]: { ...USERS, shared: { ...POOL_USERS, provisioner: publicKey('shared-provisioner') } },
    },
    withServices(),
  );
const busOf = (spec: EnvironmentSpec) => resolve(spec).services?.nats;
function accountOf(name: string, spec: EnvironmentSpec): BusAccount {
  const account = busOf(spec)?.accounts.find((one) => one.name === name);
  if (account === undefined) throw new Error(`no account ${name}`);
  return account;
}

describe('connections of an account', () => {
  const connections = (changes: Readonly<Record<string, unknown>>) =>
    accountOf('acme', changed(changes, withServices())).limits.connections;

  test.each<[string, Readonly<Record<string, unknown>>, number]>([
    // each of 30 may have one on its way out beside it, and the provisioner has two
    ['twice its largest count', {}, 2 * 30 + 2],
    ['twice a count that is fixed', { [`${SEARCH}.scaling`]: ABSENT, [`${SEARCH}.replicas`]: 5 }, 2 * 5 + 2],
    [
      'with a tenth for a second version',
      { [`${SEARCH}.rollout`]: { kind: 'canary', weight: 10, image: image('search') } },
      2 * (30 + 3) + 2,
    ],
  ])('are %s', (_, changes, expected) => {
    expect(connections(changes)).toBe(expected);
  });

  test('of the platform are twice those of the gateway to tools, and two of who says what is spent', () => {
    const of = (spec: EnvironmentSpec) => accountOf('PLATFORM', spec);
    expect(of(withServices()).limits.connections).toBe(2 * 2);
    expect(of(changed({ 'services.toolGateway.replicas': 5 }, withServices())).limits.connections).toBe(2 * 5);
    const told = changed(
      { [`${SEARCH}.needs`]: ['bus', 'tools', 'llm-gateway'], [`${NATS}.users.platform.budget-publisher`]: publicKey('publisher') },
      withLlmGateway(),
    );
    expect(of(told).limits.connections).toBe(2 * 2 + 2);
    expect(of(told).users.map(({ name }) => name)).toEqual(['tool-gateway', 'budget-publisher']);
    expect(busOf(told)?.publisher).toEqual({ name: 'budget-publisher', hosts: [], asksPrometheus: true });
    expect(accountOf('acme', told).users[0]?.subscribe).toEqual(['_INBOX_acme_agent-search.>', 'budget.search']);
  });
});

test('a pool has a log of answers for a day, with a consumer and four connections for each member', () => {
  const { streams, users } = accountOf('shared', withPool());
  // 1 a second × 3600 s × 4096 bytes are less than the least, 64 Mi
  expect(streams).toEqual([
    {
      ...{ name: 'TASKS', subjects: ['tasks.chat.>'], retention: 'workqueue', replicas: 3 },
      ...{ maxBytes: 64 * MI, maxAgeS: 259_200, duplicateWindowS: 120 },
      consumers: [expect.objectContaining({ name: 'chat', filterSubjects: ['tasks.chat.>'], maxDeliver: 5 })],
    },
    {
      ...{ name: 'RESULTS', subjects: ['results.>'], retention: 'limits', replicas: 3 },
      ...{ maxBytes: 64 * MI, maxAgeS: 86_400, duplicateWindowS: 120 },
      consumers: ['cedar', 'dune'].map((name) => ({
        ...{ name, filterSubjects: [`results.${name}.>`] },
        ...{ ackWaitS: 30, maxDeliver: 5, maxAckPending: 1000 },
      })),
    },
  ]);
  expect(users.map(({ name, own }) => [name, own?.connections])).toEqual([
    ['agent-chat', undefined],
    ['member-cedar', 4],
    ['member-dune', 4],
    ['provisioner', undefined],
  ]);
});

test('answers live no longer than other messages', () => {
  const ages = (maxAge: string) =>
    accountOf('shared', changed({ [`${NATS}.maxAge`]: maxAge }, withPool())).streams.map(({ maxAgeS }) => maxAgeS);
  expect([ages('24h'), ages('86399s'), ages('25h')]).toEqual([
    [86_400, 86_400],
    [86_399, 86_399],
    [90_000, 86_400],
  ]);
});

test('a queue is a step larger with the first byte that a step does not hold', () => {
  const bytesOf = (messageBytes: number, outage = '1s') =>
    accountOf(
      'acme',
      changed({ [`${NATS}.messageBytes`]: messageBytes, [`${NATS}.outage`]: outage, [`${SEARCH}.baseRate`]: 64 }, withServices()),
    ).streams[0]?.maxBytes;
  // 64 a second for a second
  expect([bytesOf(1), bytesOf(MI), bytesOf(MI, '2s'), bytesOf(MI - 1, '2s')]).toEqual([64 * MI, 64 * MI, 128 * MI, 128 * MI]);
  expect(bytesOf(524_289, '2s')).toBe(128 * MI);
});

describe('a key that is missing is asked for where it belongs, with who needs it', () => {
  test.each<[string, string, string, EnvironmentSpec]>([
    ['an agent', 'acme.agent-search', `the agent 'search' needs the bus`, withServices()],
    ['a tenant’s provisioner', 'acme.provisioner', `the streams of the tenant 'acme' are made by a user of its own`, withServices()],
    ['a pool’s provisioner', 'shared.provisioner', `the streams of the pool 'shared' are made by a user of its own`, withPool()],
    ['a member', 'shared.member-dune', `the member 'dune' sends tasks and takes results`, withPool()],
    ['the gateway to tools', 'platform.tool-gateway', 'the tool gateway answers on the bus', withServices()],
  ])('%s', (_, place, why, spec) => {
    expect(problemsOf(changed({ [`${NATS}.users.${place}`]: ABSENT }, spec))).toEqual([
      {
        place: `${NATS}.users.${place}`,
        rule: 'bus-user',
        problem: `${why}, but there is no public key for it`,
        fix: 'make a pair with `npx cdk8s-agents bus-user <file outside the repository>` and write what it prints',
      },
    ]);
  });

  test('who says what is spent', () => {
    const told = changed({ [`${SEARCH}.needs`]: ['bus', 'tools', 'llm-gateway'] }, withLlmGateway());
    expect(problemsOf(told).map(({ place, problem }) => [place, problem])).toEqual([
      [`${NATS}.users.platform.budget-publisher`, 'agents hear whether their token budgets are spent, but there is no public key for it'],
    ]);
  });

  test('all of an account that has none', () => {
    expect(found(changed({ [`${NATS}.users.acme`]: ABSENT }, withServices()))).toEqual([
      `${NATS}.users.acme.agent-search: bus-user`,
      `${NATS}.users.acme.provisioner: bus-user`,
    ]);
  });
});

describe('a key without its user', () => {
  const key = publicKey('other');
  test.each<[string, string, unknown, string]>([
    ['of no account', 'globex', { 'agent-a': key }, `there is no tenant or pool 'globex'`],
    ['of no user', 'acme.agent-serach', key, `there is no bus user 'agent-serach'`],
    ['of the platform, that it has not', 'platform.budget-publisher', key, `there is no bus user 'budget-publisher'`],
    ['under the name that the server has for the platform', 'PLATFORM', { 'tool-gateway': key }, `there is no tenant or pool 'PLATFORM'`],
  ])('fails %s', (_, place, value, problem) => {
    const written = problemsOf(changed({ [`${NATS}.users.${place}`]: value }, withServices()));
    expect(written.map((one) => [one.place, one.rule, one.problem])).toEqual([[`${NATS}.users.${place}`, 'unknown-reference', problem]]);
  });

  test('is not looked for while a tenant has other problems: its agents may yet have other names', () => {
    expect(found(changed({ [`${NATS}.users.globex`]: { 'agent-a': key }, 'tenants.1.owner': '' }, withServices()))).toEqual([
      'tenants.birch.owner: owner',
    ]);
  });
});

describe('a wrong number is one problem', () => {
  test.each<[string, unknown, string[]]>([
    ['outage', '24h', []],
    ['outage', '86401s', ['whole-seconds']],
    ['outage', '500ms', ['whole-seconds']],
    ['maxAge', '8760h', []],
    ['maxAge', '8761h', ['whole-seconds']],
    ['maxAge', 'long', ['duration']],
    ['servers', 2, ['quorum']],
  ])('%s = %j', (key, value, rules) => {
    const spec = changed({ [`${NATS}.${key}`]: value, [`${NATS}.messageBytes`]: 1 }, withServices());
    expect(found(spec)).toEqual(rules.map((rule) => `${NATS}.${key}: ${rule}`));
  });

  test('what a queue delivers again is judged where it is written', () => {
    // 23 × 3757 s are more than a day
    expect(found(changed({ [`${NATS}.maxAge`]: '24h', [`${SEARCH}.consumes.ackWait`]: '3757s' }, withServices()))).toEqual([
      'tenants.acme.agents.search.consumes.ackWait: redelivery-span',
    ]);
    expect(found(changed({ [`${NATS}.maxAge`]: '24h', [`${SEARCH}.consumes.ackWait`]: '3756s' }, withServices()))).toEqual([]);
  });

  test('the name of a consumer is that of its object, too', () => {
    expect(found(changed({ [`${SEARCH}.consumes.consumer`]: 'Search_1' }, withServices()))).toEqual([
      'tenants.acme.agents.search.consumes.consumer: dns-label',
    ]);
  });
});

describe('the API server that makes streams', () => {
  const reached = (changes: Readonly<Record<string, unknown>>) => busOf(changed(changes, withServices()))?.controller.hosts;

  test('is that of the bus, else that of the database', () => {
    expect(reached({ [`${NATS}.apiServer`]: { cidrs: ['10.9.0.0/16'], port: 6443 } })).toEqual([
      { name: undefined, cidrs: ['10.9.0.0/16'], port: 6443 },
    ]);
    expect(reached({})).toEqual([{ name: undefined, cidrs: ['10.0.0.0/16'], port: 443 }]);
  });

  test('fails to be known where neither says it', () => {
    expect(found(changed({ 'services.postgres': ABSENT }, withServices()))).toEqual([`${NATS}.apiServer: missing-key`]);
  });
});

test.each(['platform.tool-gateway', 'acme.agent-search'])('a key of %s that is none is refused where it is written', (user) => {
  expect(found(changed({ [`${NATS}.users.${user}`]: 'U' }, withServices()))).toEqual([`${NATS}.users.${user}: nkey`]);
});
