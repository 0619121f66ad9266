import { BUDGET_PUBLISHER } from '../../../src/features/bus/budget-notice';
import { PLATFORM_ACCOUNT, RESULTS_STREAM, TOOL_GATEWAY } from '../../../src/features/bus/account';
import { ACCOUNTS_FILE, accountsConfiguration } from '../../../src/features/bus/configuration';
import { inboxPrefix } from '../../../src/features/bus/grants';
import { CleanUp } from '../harness/clean-up';
import { withComponents } from '../harness/require';
import { accountNamed } from './bus-accounts';
import { besiege, grantsOf, sharedIn, summary, type Tally } from './bus-attacks';
import { type CommittedBus, committedBus, committedFile, onOneServer, readAccounts } from './bus-committed';
import { forgeReplies, isMember } from './bus-forged-replies';
import { type RunningBus, runBus } from './bus-running';
import { stateOf } from './bus-state';
import { BusUses, grantsIn } from './bus-uses';

const POOL = 'shared-tenants';
const ACCOUNTS = ['acme', POOL] as const;

/**
 * What a user holds that is an attempt on somebody else of its account: the provisioner makes and looks at everything, the pool's
 * coordinator may send any member's tasks, tools are called in the account's name. Members hold nothing of each other.
 */
const SHARED: Readonly<Record<(typeof ACCOUNTS)[number], readonly string[]>> = {
  acme: [
    'agent-product-search publish tools.acme.web.search',
    'provisioner publish $JS.API.CONSUMER.INFO.TASKS.order-tracking',
    'provisioner publish $JS.API.CONSUMER.INFO.TASKS.product-search',
    'provisioner publish $JS.API.STREAM.INFO.TASKS',
    'provisioner publish $JS.API.STREAM.UPDATE.TASKS',
  ],
  'shared-tenants': [
    'agent-coordinator publish tasks.product-search.birch.forged',
    'agent-coordinator publish tasks.product-search.cedar.forged',
    'agent-coordinator publish tasks.product-search.dune.forged',
    'agent-product-search publish tools.shared-tenants.web.search',
    'provisioner publish $JS.API.CONSUMER.INFO.RESULTS.birch',
    'provisioner publish $JS.API.CONSUMER.INFO.RESULTS.cedar',
    'provisioner publish $JS.API.CONSUMER.INFO.RESULTS.dune',
    'provisioner publish $JS.API.CONSUMER.INFO.TASKS.product-search',
    'provisioner publish $JS.API.STREAM.INFO.RESULTS',
    'provisioner publish $JS.API.STREAM.INFO.TASKS',
    'provisioner publish $JS.API.STREAM.UPDATE.RESULTS',
    'provisioner publish $JS.API.STREAM.UPDATE.TASKS',
  ],
};

withComponents(['nats-server'], 'the committed bus of swarm/prod', () => {
  const cleanUp = new CleanUp();
  const tallies: Tally[] = [];
  let committed: CommittedBus;
  let running: RunningBus;

  const usesOf = (account: string): BusUses => new BusUses(accountNamed(running.bus, account), (user) => running.as(account, user));
  const refusals = (): string[] =>
    running.clients.flatMap(({ account, user, refusals: own }) => own.map((text) => `${account}/${user}: ${text}`));

  beforeAll(async () => {
    committed = onOneServer(committedBus('prod'));
    running = await runBus(committed, committed.text, cleanUp);
  });
  afterAll(async () => {
    process.stdout.write(summary('swarm/prod, its own accounts', tallies));
    await cleanUp.run();
  });

  test('is accepted by the check of the server', () => {
    expect(running.servers.problem).toBeUndefined();
  });

  test('is read whole: what was read prints the committed text again, byte by byte', () => {
    const text = committedFile('prod', ACCOUNTS_FILE);
    expect(accountsConfiguration(readAccounts(text))).toBe(text);
  });

  test('has keys of the test, one for each user, and nothing else is changed', () => {
    const [before, after] = [committedFile('prod', ACCOUNTS_FILE).split('\n'), committed.text.split('\n')];
    const changed = after.filter((line, index) => line !== before[index]).map((line) => line.replace(/U[A-Z2-7]{55}$/, 'U…').trim());
    expect(changed).toEqual(Array<string>(running.clients.length).fill('nkey: U…'));
    expect([after.length, committed.keys.size]).toEqual([before.length, running.clients.length]);
  });

  test.each(ACCOUNTS)(
    'works in %s: every grant of every user, every declared subject and consumer, with the stock client',
    async (name) => {
      const uses = usesOf(name);
      await uses.provision();
      await uses.callTools();
      await uses.hearBudgets(running.as(PLATFORM_ACCOUNT, BUDGET_PUBLISHER), 'open');
      await uses.take(await uses.publish());
      expect(uses.used).toEqual(grantsIn(accountNamed(running.bus, name)));
      expect(refusals()).toEqual([]);
    },
  );

  test('works for the tool gateway, which heard and answered all of them: each of its grants', async () => {
    const gateway = running.as(PLATFORM_ACCOUNT, TOOL_GATEWAY);
    const { publish, subscribe } = grantsOf(running.bus, gateway);
    expect([publish, subscribe]).toEqual([['_R_.>'], ['tools.*.>', `${inboxPrefix(PLATFORM_ACCOUNT, TOOL_GATEWAY)}.>`]]);
    gateway.connection.subscribe(`${gateway.inbox}.>`).unsubscribe();
    await gateway.connection.flush();
    expect(refusals()).toEqual([]);
  });

  test('lets whoever says what is spent do that, and nothing else (000-25, 000-29)', () => {
    const { publish, subscribe } = grantsOf(running.bus, running.as(PLATFORM_ACCOUNT, BUDGET_PUBLISHER));
    expect([publish, subscribe]).toEqual([['budget.*.*'], [`${inboxPrefix(PLATFORM_ACCOUNT, BUDGET_PUBLISHER)}.>`]]);
  });

  test.each(ACCOUNTS)('lets users of %s hold of each other what is listed, and nothing more', (name) => {
    expect(sharedIn(running.bus, name)).toEqual(SHARED[name]);
  });

  describe('with work waiting in every account', () => {
    // again before each: what users hold of their own they may change, in their own account
    beforeEach(async () => {
      for (const name of ACCOUNTS) {
        const uses = usesOf(name);
        await uses.provision();
        const published = await uses.publish();
        // a puller whose consumer is empty gets an answer without content
        await uses.take(new Map([...published].filter(([place]) => place.startsWith(`${RESULTS_STREAM}.`))));
      }
    });

    test.each([
      ['the users of acme', 'acme', false, [POOL], 108],
      ['agents of the pool', POOL, false, ['acme'], 96],
      ['members of the pool', POOL, true, ACCOUNTS, 168],
    ])('fails to let %s reach others by naming their subjects for the answer', async (_who, account, members, victims, asked) => {
      const askers = running.clients.filter((client) => client.account === account && isMember(client) === members);
      const before = await Promise.all(victims.map((name) => stateOf(running.servers, name)));
      expect(await forgeReplies(running, askers, victims)).toEqual({ asked, crossed: [] });
      expect(refusals()).toEqual([]);
      expect(await Promise.all(victims.map((name) => stateOf(running.servers, name)))).toEqual(before);
    });

    test.each([
      ['acme', { others: 784, within: 344 }],
      [POOL, { others: 924, within: 838 }],
      [PLATFORM_ACCOUNT, { others: 350, within: 64 }],
    ])('fails every attempt on %s, of all others and of its own users on each other: %j', async (victim, tried) => {
      const { others, within, before, after } = await besiege(running, victim);
      tallies.push(others, within);
      expect([...others.succeeded, ...within.succeeded]).toEqual([]);
      expect(within.harmless).toEqual({});
      expect({ others: others.tried, within: within.tried }).toEqual(tried);
      expect(after).toEqual(before);
      // there is something to lose
      const messages = Object.fromEntries(Object.entries(before).map(([name, stream]) => [name, stream.messages > 0]));
      expect(messages).toEqual(Object.fromEntries(accountNamed(running.bus, victim).streams.map(({ name }) => [name, true])));
    });
  });
});
