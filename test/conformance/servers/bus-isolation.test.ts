import { budgetGrant } from '../../../src/features/bus/budget-notice';
import { type BusAccount, memberUser } from '../../../src/features/bus/account';
import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { accountNamed, busFixture, CONTROL, type Fixture, MEMBERS, POOL, TENANTS } from './bus-accounts';
import { besiege, HARMLESS, isOwn, summary, type Tally } from './bus-attacks';
import { attempt, attemptsOn, attemptsOnUser, isByDomain, type Outcome } from './bus-attempts';
import type { BusClient } from './bus-client';
import { type RunningBus, runBus, toolAnswer } from './bus-running';
import { provision, publishTask, takeOne } from './bus-work';

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
  'everything',
  'inbox',
  'key-value watch',
  'object store',
  'reply of a service',
  'requests to JetStream',
  'speaking for another', // the last of them is a call to a tool that nobody offers
  'state of a budget',
  'state of all budgets',
  'state of all budgets of the account',
  'state of all budgets, token by token',
  'stream direct read', // the streams allow none
  'stream subjects',
  'system events',
  'system events of the account',
  'system request', // of another account, whatever one holds
  'system streams of the account',
  'system user info',
];

withComponents(['nats-server'], 'the rendered bus', () => {
  const cleanUp = new CleanUp();
  const tallies: Tally[] = [];
  let fixture: Fixture;
  let running: RunningBus;

  const account = (name: string): BusAccount => accountNamed(fixture, name);
  const as = (name: string, user: string): BusClient => running.as(name, user);

  beforeAll(async () => {
    fixture = busFixture(1);
    running = await runBus(fixture, fixture.accounts, cleanUp);
    for (const name of [...ACCOUNTS, CONTROL]) await provision(as(name, 'provisioner'), account(name));
  });
  afterAll(async () => {
    process.stdout.write(summary('two tenants and a pool of three', tallies));
    await cleanUp.run();
  });

  test('is accepted by the check of the server', () => {
    expect(running.servers.problem).toBeUndefined();
  });

  test.each(ACCOUNTS)(
    'works in %s: each declared subject is kept, each declared consumer takes it, with the stock client',
    async (name) => {
      for (const agent of ['product-search', 'order-tracking']) {
        await publishTask(as(name, 'agent-coordinator'), `tasks.${agent}.a.b`, `of ${name}`);
        expect(await takeOne(as(name, `agent-${agent}`), 'TASKS', agent)).toEqual({ subject: `tasks.${agent}.a.b`, text: `of ${name}` });
      }
      expect(running.clients.flatMap(({ refusals }) => refusals)).toEqual([]);
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
    expect(answer.string()).toBe(toolAnswer(name, 'tools.web.search'));
    expect(as('PLATFORM', 'tool-gateway').refusals).toEqual([]);
  });

  describe('with work waiting in every account', () => {
    // again before each: what users hold of their own they may change, in their own account
    beforeEach(async () => {
      for (const name of [...ACCOUNTS, CONTROL]) {
        await provision(as(name, 'provisioner'), account(name));
        for (const agent of ['product-search', 'order-tracking']) {
          for (const index of [1, 2, 3]) await publishTask(as(name, 'agent-coordinator'), `tasks.${agent}.waiting`, `task ${index}`);
        }
      }
      for (const member of MEMBERS) await publishTask(as(POOL, 'agent-product-search'), `results.${member}.waiting`, `for ${member}`);
    });

    test.each([
      ['acme', { others: 1274, own: 32, within: 344 }],
      ['globex', { others: 1274, own: 32, within: 344 }],
      [POOL, { others: 1730, own: 44, within: 1100 }],
    ])('fails every attempt on %s, of all others and of its own users on each other: %j', async (victim, expected) => {
      const attackers = running.clients.filter((client) => client.account !== CONTROL);
      const { others, within, before, after } = await besiege({ ...running, clients: attackers }, victim);
      tallies.push(others, within);
      expect([...others.succeeded, ...within.succeeded]).toEqual([]);
      expect(within.harmless).toEqual({});
      expect({ others: others.tried, own: others.harmless[HARMLESS.own], within: within.tried }).toEqual(expected);
      expect(after).toEqual(before);
    });

    test('a member declares nothing that is also another member’s', () => {
      const members = MEMBERS.map((id) => as(POOL, memberUser(id)));
      const shared = members.flatMap((one) =>
        account(POOL)
          .users.filter(({ name }) => name.startsWith(memberUser('')) && name !== one.user)
          .flatMap((other) => attemptsOnUser(account(POOL), other).filter((attempted) => isOwn(fixture, one, attempted))),
      );
      expect(shared).toEqual([]);
    });

    test('the same attempts are let through where one user holds everything: the API answers, subscriptions stand', async () => {
      const careless = as(CONTROL, 'careless');
      const attempts = attemptsOn(account(CONTROL)).filter((one) => !isByDomain(one)); // a domain exists in own accounts alone
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
    for (const own of [`${coordinator.inbox}.>`, budgetGrant('coordinator')]) {
      coordinator.connection.subscribe(own, { callback: (_error, message) => void forged.push(message.string()) });
    }
    await Promise.all([careless.connection.flush(), coordinator.connection.flush()]);
    coordinator.connection.publish('tasks.order-tracking.heard', 'a task');
    await coordinator.connection.flush();
    careless.connection.publish(`${coordinator.inbox}.abcdef`, 'forged');
    careless.connection.publish(budgetGrant('coordinator'), 'spent');
    await careless.connection.flush();
    await until('both to arrive', () =>
      Promise.resolve(heard.includes('tasks.order-tracking.heard') && forged.length > 1 ? true : undefined),
    );
    everything.unsubscribe();
    expect(forged).toEqual(['forged', 'spent']);
  });
});
