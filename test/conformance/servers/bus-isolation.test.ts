import { type BusAccount, memberUser, type BusUser } from '../../../src/core/bus/account';
import { subjectCovers } from '../../../src/core/bus/subject-algebra';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { accountNamed, busFixture, CONTROL, type Fixture, MEMBERS, POOL, TENANTS } from './bus-accounts';
import { type Attempt, attempt, attemptsOnAccount, attemptsOnUser, type Outcome } from './bus-attempts';
import { type BusClient, loginAll } from './bus-client';
import { type BusServers, startBus } from './bus-server';
import { fingerprint, provision, publishTask, takeOne } from './bus-work';

const ACCOUNTS = [...TENANTS, POOL] as const;

/** In this order, after all others. */
const DESTRUCTIVE = ['message delete', 'consumer delete', 'stream purge', 'stream delete'];

/** Attempts that nobody answers even where they are allowed: subscriptions, what is sent without a request, and what is not there. */
const SILENT = [
  'acknowledgement',
  'acknowledgement, new form',
  'acknowledgements',
  'all inboxes',
  'answers of services',
  'calls to tools',
  'consumer next, by domain', // a domain exists in own accounts alone
  'everything',
  'inbox',
  'reply of a service',
  'requests to JetStream',
  'speaking for another', // the last of them is a call to a tool that nobody offers
  'stream direct read', // the streams allow none
  'stream subjects',
  'system events',
  'system request', // of another account, whatever one holds
  'system user info',
];

withComponents(['nats-server'], 'the rendered bus', () => {
  const folder = temporaryFolder('bus-');
  let clients: BusClient[] = [];
  let fixture: Fixture;
  let servers: BusServers;

  const account = (name: string): BusAccount => accountNamed(fixture, name);
  const as = (name: string, user: string): BusClient => {
    const client = clients.find((one) => one.account === name && one.user === user);
    if (client === undefined) throw new Error(`nobody is logged in as ${name}/${user}`);
    return client;
  };
  const grants = (client: BusClient): BusUser => {
    const user = account(client.account).users.find(({ name }) => name === client.user);
    if (user === undefined) throw new Error(`no user ${client.user}`);
    return user;
  };
  /** Whether the attempt lies in what the user holds by declaration, in its own account. */
  const isOwn = (client: BusClient, { side, subject }: Attempt): boolean => grants(client)[side].some((own) => subjectCovers(own, subject));

  beforeAll(async () => {
    fixture = busFixture(1);
    servers = await startBus(folder.path, fixture.accounts);
    clients = await loginAll(servers, fixture, fixture.accounts);
    for (const name of [...ACCOUNTS, CONTROL]) await provision(as(name, 'provisioner'), account(name));
    const gateway = as('PLATFORM', 'tool-gateway').connection;
    gateway.subscribe('tools.*.>', { callback: (_error, message) => void message.respond(`answer to ${message.subject}`) });
    await gateway.flush();
  });
  afterAll(async () => {
    await Promise.all(clients.map(({ connection }) => connection.close()));
    await servers.stop();
    folder.remove();
  });

  test('is accepted by the check of the server', () => {
    expect(servers.problem).toBeUndefined();
  });

  test.each(ACCOUNTS)(
    'works in %s: each declared subject is kept, each declared consumer takes it, with the stock client',
    async (name) => {
      for (const agent of ['product-search', 'order-tracking']) {
        await publishTask(as(name, 'agent-coordinator'), `tasks.${agent}.a.b`, `of ${name}`);
        expect(await takeOne(as(name, `agent-${agent}`), 'TASKS', agent)).toEqual({ subject: `tasks.${agent}.a.b`, text: `of ${name}` });
      }
      expect(ACCOUNTS.flatMap((one) => account(one).users.flatMap((user) => as(one, user.name).refusals))).toEqual([]);
    },
  );

  test.each(MEMBERS)('works for the member %s: its task is taken by the pool’s agent, its result by itself', async (member) => {
    const own = as(POOL, memberUser(member));
    await publishTask(own, `tasks.product-search.${member}.a`, `of ${member}`);
    expect(await takeOne(as(POOL, 'agent-product-search'), 'TASKS', 'product-search')).toEqual({
      subject: `tasks.product-search.${member}.a`,
      text: `of ${member}`,
    });
    await publishTask(as(POOL, 'agent-product-search'), `results.${member}.a`, `for ${member}`);
    expect(await takeOne(own, 'RESULTS', member)).toEqual({ subject: `results.${member}.a`, text: `for ${member}` });
    expect(own.refusals).toEqual([]);
  });

  test.each(ACCOUNTS)('shows the tool gateway that %s asks, and brings the answer back', async (name) => {
    const answer = await as(name, 'agent-product-search').connection.request('tools.web.search', 'query', { timeout: 2000 });
    expect(answer.string()).toBe(`answer to tools.${name}.web.search`);
    expect(as('PLATFORM', 'tool-gateway').refusals).toEqual([]);
  });

  describe('with work waiting in every account', () => {
    const everyAttempt = (name: string): Attempt[] => [
      ...attemptsOnAccount(account(name)),
      ...account(name).users.flatMap((user) => attemptsOnUser(account(name), user)),
    ];

    beforeAll(async () => {
      for (const name of [...ACCOUNTS, CONTROL]) {
        for (const agent of ['product-search', 'order-tracking']) {
          for (const index of [1, 2, 3]) await publishTask(as(name, 'agent-coordinator'), `tasks.${agent}.waiting`, `task ${index}`);
        }
      }
      for (const member of MEMBERS) await publishTask(as(POOL, 'agent-product-search'), `results.${member}.waiting`, `for ${member}`);
    });

    test.each([
      ['acme', { tried: 684, refused: 651, own: 33 }],
      ['globex', { tried: 684, refused: 651, own: 33 }],
      [POOL, { tried: 972, refused: 927, own: 45 }],
    ])('fails every attempt of all other accounts’ users on %s; what they hold of their own stays there', async (victim, expected) => {
      const before = await fingerprint(as(victim, 'provisioner'), account(victim));
      const attackers = clients.filter((client) => client.account !== victim && client.account !== CONTROL);
      const tally = await attackAll(attackers, () => everyAttempt(victim));
      expect(tally).toEqual({ ...expected, succeeded: [] });
      expect(await fingerprint(as(victim, 'provisioner'), account(victim))).toEqual(before);
    });

    test.each([
      ['acme', 196],
      ['globex', 196],
      [POOL, 673],
    ])('fails every attempt of the users of %s on each other beyond what each declares: %d', async (name, tried) => {
      const before = await fingerprint(as(name, 'provisioner'), account(name));
      const attackers = clients.filter((client) => client.account === name);
      const tally = await attackAll(attackers, (attacker) =>
        [
          ...attemptsOnAccount(account(name)),
          ...account(name)
            .users.filter((user) => user.name !== attacker.user)
            .flatMap((user) => attemptsOnUser(account(name), user)),
        ].filter((one) => !isOwn(attacker, one)),
      );
      expect(tally).toEqual({ tried, refused: tried, own: 0, succeeded: [] });
      expect(await fingerprint(as(name, 'provisioner'), account(name))).toEqual(before);
    });

    test('a member declares nothing that is also another member’s', () => {
      const members = MEMBERS.map((id) => as(POOL, memberUser(id)));
      const shared = members.flatMap((one) =>
        account(POOL)
          .users.filter(({ name }) => name.startsWith(memberUser('')) && name !== one.user)
          .flatMap((other) => attemptsOnUser(account(POOL), other).filter((attempted) => isOwn(one, attempted))),
      );
      expect(shared).toEqual([]);
    });

    test('the same attempts are let through where one user holds everything: the API answers, subscriptions stand', async () => {
      const careless = as(CONTROL, 'careless');
      const attempts = everyAttempt(CONTROL);
      const outcomes = new Map<string, Outcome>();
      // what is deleted cannot be tried again
      for (const one of [
        ...attempts.filter(({ kind }) => !DESTRUCTIVE.includes(kind)),
        ...DESTRUCTIVE.flatMap((kind) => attempts.find((other) => other.kind === kind) ?? []),
      ]) {
        outcomes.set(one.kind, (await attempt(careless, one)).outcome);
      }
      const kindsOf = (wanted: Outcome): string[] => [...outcomes].filter(([, outcome]) => outcome === wanted).map(([kind]) => kind);
      expect(kindsOf('refused')).toEqual([]);
      expect(kindsOf('nothing').sort()).toEqual(SILENT);
      expect(kindsOf('answered').length).toBe(outcomes.size - SILENT.length);
    });
  });

  test('who holds everything hears and forges: the silent attempts have their effect', async () => {
    const [careless, coordinator] = [as(CONTROL, 'careless'), as(CONTROL, 'agent-coordinator')];
    const heard: string[] = [];
    const everything = careless.connection.subscribe('>', { callback: (_error, { subject }) => void heard.push(subject) });
    const forged: string[] = [];
    coordinator.connection.subscribe(`${coordinator.inbox}.>`, { callback: (_error, message) => void forged.push(message.string()) });
    await Promise.all([careless.connection.flush(), coordinator.connection.flush()]);
    coordinator.connection.publish('tasks.order-tracking.heard', 'a task');
    await coordinator.connection.flush();
    careless.connection.publish(`${coordinator.inbox}.abcdef`, 'forged');
    await careless.connection.flush();
    await until('both to arrive', () =>
      Promise.resolve(heard.includes('tasks.order-tracking.heard') && forged.length > 0 ? true : undefined),
    );
    everything.unsubscribe();
    expect(forged).toEqual(['forged']);
  });

  interface Tally {
    tried: number;
    refused: number;
    /** In what the attacker holds in its own account, where it stayed. */
    own: number;
    readonly succeeded: string[];
  }

  async function attackAll(attackers: readonly BusClient[], attemptsOf: (attacker: BusClient) => readonly Attempt[]): Promise<Tally> {
    const tally: Tally = { tried: 0, refused: 0, own: 0, succeeded: [] };
    await Promise.all(
      attackers.map(async (attacker) => {
        for (const one of attemptsOf(attacker)) {
          const { outcome, answer } = await attempt(attacker, one);
          tally.tried++;
          if (outcome === 'refused') tally.refused++;
          else if (isOwn(attacker, one)) tally.own++;
          else tally.succeeded.push(`${attacker.account}/${attacker.user} ${one.side} ${one.subject}: ${answer ?? outcome}`);
        }
      }),
    );
    return tally;
  }
});
