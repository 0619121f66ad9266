import { jetstreamManager } from '@nats-io/jetstream';
import { BUDGET_PUBLISHER, BUDGETS_HEARD, budgetGrant, budgetSubject } from '../../../src/features/bus/budget-notice';
import { type BusAccount, PLATFORM_ACCOUNT } from '../../../src/features/bus/account';
import { accountsConfiguration } from '../../../src/features/bus/configuration';
import { configTextOf } from '../../environments/rendered';
import { CleanUp } from '../harness/clean-up';
import { pause, until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { startBudgetWorker, type BudgetedBus, type BudgetWorker } from './budget-worker';
import { accountNamed } from './bus-accounts';
import { listenersIn } from './bus-attempts';
import { type BusClient, login } from './bus-client';
import { type CommittedBus, committedBus, onOneServer, readAccounts } from './bus-committed';
import { type RunningBus, runBus } from './bus-running';
import type { BudgetState } from './bus-uses';
import { provision, publishTask } from './bus-work';

const NAMESPACES = { acme: 'tenant-acme', 'shared-tenants': 'shared-tenants' } as const;
const ACCOUNTS = ['acme', 'shared-tenants'] as const;
const SEARCH = 'product-search';

/** The part of the agent's committed configuration file that is about the bus. */
function busOf(account: keyof typeof NAMESPACES, agent: string): Partial<BudgetedBus> {
  return (JSON.parse(configTextOf('prod', NAMESPACES[account], agent)) as { readonly bus: Partial<BudgetedBus> }).bus;
}

/** That of the agent that takes messages. */
function searchBus(account: keyof typeof NAMESPACES): BudgetedBus {
  const { stream, consumer, budget } = busOf(account, SEARCH);
  if (stream === undefined || consumer === undefined || budget === undefined) throw new Error(`${account}/${SEARCH} is told of no budget`);
  return { stream, consumer, budget };
}

withComponents(['nats-server'], 'token budgets on the committed bus of swarm/prod (000-25, 000-29)', () => {
  const cleanUp = new CleanUp();
  let committed: CommittedBus;
  let running: RunningBus;

  const as = (account: string, user: string): BusClient => running.as(account, user);
  const say = async (account: string, agent: string, state: BudgetState): Promise<void> => {
    const { connection } = as(PLATFORM_ACCOUNT, BUDGET_PUBLISHER);
    connection.publish(budgetSubject(account, agent), state);
    await connection.flush();
  };
  /** Everything that a user hears under a subject, as it is shown to it. */
  const hear = async ({ connection }: BusClient, subject: string): Promise<string[]> => {
    const heard: string[] = [];
    const own = connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) heard.push(`${message.subject} ${message.string()}`);
      },
    });
    await connection.flush();
    cleanUp.then(() => {
      own.unsubscribe();
    });
    return heard;
  };

  beforeAll(async () => {
    committed = onOneServer(committedBus('prod'));
    running = await runBus(committed, committed.text, cleanUp);
    for (const name of ACCOUNTS) await provision(as(name, 'provisioner'), accountNamed(committed, name));
  });
  afterAll(() => cleanUp.run());

  test('each agent that has a budget is told under the subject in its file, with the name of its own account and agent left out', async () => {
    const told = ACCOUNTS.flatMap((account) =>
      accountNamed(committed, account).users.flatMap((user) => listenersIn([user]).map((agent) => ({ account, agent, user: user.name }))),
    );
    expect(told.map(({ account, user }) => `${account}/${user}`)).toEqual([
      'acme/agent-coordinator',
      'acme/agent-product-search',
      'shared-tenants/agent-coordinator',
      'shared-tenants/agent-product-search',
    ]);
    const heard = await Promise.all(
      told.map(({ account, agent, user }) => hear(as(account, user), busOf(account, agent).budget?.subject ?? '')),
    );
    // everybody gets a word of its own number of times
    for (const [index, { account, agent }] of told.entries())
      for (let times = 0; times <= index; times++) await say(account, agent, 'open');
    await until('the last to hear', () => Promise.resolve(heard[3]?.length === 4 ? true : undefined));
    expect(heard).toEqual(told.map(({ agent }, index) => Array<string>(index + 1).fill(`budget.${agent} open`)));
    expect(running.clients.flatMap(({ refusals }) => refusals)).toEqual([]);
  });

  test('what an agent or a member says of budgets, under either name, nobody hears', async () => {
    const heard = await Promise.all(ACCOUNTS.map((account) => hear(as(account, `agent-${SEARCH}`), budgetGrant(SEARCH))));
    const liars = running.clients.filter(({ account, user }) => account !== PLATFORM_ACCOUNT && user !== `agent-${SEARCH}`);
    for (const { connection } of liars) {
      for (const subject of [budgetGrant(SEARCH), ...ACCOUNTS.map((account) => budgetSubject(account, SEARCH))])
        connection.publish(subject, 'spent');
      await connection.flush();
    }
    await pause();
    expect(heard).toEqual([[], []]);
    const refused = liars.map(({ refusals }) => refusals.splice(0).filter((text) => /publish/i.test(text)).length);
    expect(refused).toEqual(liars.map(() => 1 + ACCOUNTS.length));
  });

  describe.each(ACCOUNTS)('a worker of %s that does what its file says', (account) => {
    const texts = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `task-${from + index}`);
    const send = async (tasks: readonly string[]): Promise<void> => {
      for (const text of tasks) await publishTask(as(account, 'agent-coordinator'), `tasks.${SEARCH}.budget`, text);
    };
    /** Messages of the queue that nobody finished: what was handed back counts as delivered, and waits all the same. */
    const waiting = async (): Promise<number> => {
      const manager = await jetstreamManager(as(account, 'provisioner').connection, { checkAPI: false });
      const { num_pending: pending, num_ack_pending: delivered } = await manager.consumers.info('TASKS', SEARCH);
      return pending + delivered;
    };
    const untilFinished = (worker: BudgetWorker, tasks: number): Promise<true> =>
      until(`${tasks} tasks to be finished, not ${worker.finished.length}`, () =>
        Promise.resolve(worker.finished.length >= tasks ? true : undefined),
      );
    let clock = 0;
    let worker: BudgetWorker;

    beforeEach(async () => {
      clock = 1_000_000;
      worker = await startBudgetWorker(as(account, `agent-${SEARCH}`), searchBus(account), () => clock);
    });
    afterEach(() => worker.stop());

    test('stops pulling when it is spent and goes on when it is open: what waits stays in the queue, and none is lost', async () => {
      expect(searchBus(account)).toMatchObject({
        stream: 'TASKS',
        consumer: SEARCH,
        budget: { subject: `budget.${SEARCH}`, staleAfterSeconds: 180, whenSpent: 'stop-pulling' },
      });
      await send(texts(0, 10));
      await untilFinished(worker, 10);
      await say(account, SEARCH, 'spent');
      await until('the worker to be told', () => Promise.resolve(worker.told.length === 1 ? true : undefined));
      await send(texts(10, 30));
      await pause();
      // a pull that was under way gets one message, which goes back
      expect([worker.finished.length, worker.handedBack.length <= 1, await waiting()]).toEqual([10, true, 20]);
      await say(account, SEARCH, 'open');
      await untilFinished(worker, 30);
      expect([[...worker.finished].sort(), await waiting()]).toEqual([texts(0, 30).sort(), 0]);
    });

    test('goes on where nobody repeats the word for 180 seconds, and not a millisecond before', async () => {
      await say(account, SEARCH, 'spent');
      await until('the worker to be told', () => Promise.resolve(worker.told.length === 1 ? true : undefined));
      await send(texts(0, 5));
      clock += 179_999;
      await pause();
      expect([worker.finished, await waiting()]).toEqual([[], 5]);
      clock += 1;
      await untilFinished(worker, 5);
      expect([...worker.finished].sort()).toEqual(texts(0, 5));
    });

    test('goes on working whatever is said to others', async () => {
      const [other = ''] = ACCOUNTS.filter((name) => name !== account);
      await say(other, SEARCH, 'spent');
      await say(account, 'coordinator', 'spent');
      await send(texts(0, 5));
      await untilFinished(worker, 5);
      expect(worker.told).toEqual([]);
    });

    test('takes an answer that another agent had sent to it for no state', async () => {
      const { connection } = as(account, 'agent-coordinator');
      const heard = await hear(as(account, `agent-${SEARCH}`), budgetGrant(SEARCH));
      // inside one account, permissions bind what is published and not where the answer is sent: the stream acknowledges to there
      connection.publish(`tasks.${SEARCH}.budget`, 'spent', { reply: budgetGrant(SEARCH) });
      await until('the answer', () => Promise.resolve(heard.length > 0 ? true : undefined));
      expect(heard).toEqual([expect.stringMatching(/^budget\.product-search \{"stream":"TASKS",.*"seq":\d+\}$/)]);
      await send(texts(0, 3));
      await untilFinished(worker, 4);
      expect([worker.told, [...worker.finished].sort()]).toEqual([[], ['spent', ...texts(0, 3)]]);
    });
  });

  test('two agents of one account can send a third the word, but not under its subject: it is no state', async () => {
    const worker = await startBudgetWorker(as('acme', `agent-${SEARCH}`), searchBus('acme'), () => 0);
    const heard = await hear(as('acme', `agent-${SEARCH}`), budgetGrant(SEARCH));
    await publishTask(as('acme', 'agent-coordinator'), 'tasks.order-tracking.budget', 'spent');
    const other = as('acme', 'agent-order-tracking');
    other.connection.publish('$JS.API.CONSUMER.MSG.NEXT.TASKS.order-tracking', '{"batch":1}', { reply: budgetGrant(SEARCH) });
    await other.connection.flush();
    await until('the message', () => Promise.resolve(heard.length > 0 ? true : undefined));
    await worker.stop();
    expect([heard, worker.told]).toEqual([['tasks.order-tracking.budget spent'], []]);
  });

  test('whoever publishes cannot hear what others are told, nor ask anything', async () => {
    const publisher = as(PLATFORM_ACCOUNT, BUDGET_PUBLISHER);
    const heard = await hear(publisher, BUDGETS_HEARD);
    await say('acme', SEARCH, 'open');
    publisher.connection.publish('tools.acme.web.search', 'query');
    await publisher.connection.flush();
    await pause();
    expect([
      heard,
      publisher.refusals.splice(0).map((text) => text.toLowerCase().replace(/.*(publish|subscription).*"(.*)".*/s, '$1 $2')),
    ]).toEqual([[], ['subscription budget.>', 'publish tools.acme.web.search']]);
  });
});

withComponents(['nats-server'], 'token budgets that come to a bus that runs', () => {
  /** The accounts as they would be without budgets. */
  const withoutBudgets = (text: string): BusAccount[] =>
    readAccounts(text).map((account) => ({
      ...account,
      budgets: false,
      users: account.users
        .filter(({ name }) => name !== BUDGET_PUBLISHER)
        .map((user) => ({ ...user, subscribe: user.subscribe.filter((subject) => !subject.startsWith(budgetGrant(''))) })),
    }));

  test.each([
    ['to accounts that are there', withoutBudgets],
    ['with an account', (text: string) => readAccounts(text).filter(({ name }) => name !== 'acme')],
  ])('%s are told after the first reload, and nobody is disconnected', async (_, before) => {
    const cleanUp = new CleanUp();
    try {
      const bus = onOneServer(committedBus('prod'));
      const accounts = before(bus.text);
      const running = await runBus({ ...bus, accounts }, accountsConfiguration(accounts), cleanUp);
      const as = async (account: string, user: string): Promise<BusClient> => {
        const client = await login(running.servers, bus, account, user);
        cleanUp.then(() => client.connection.close());
        return client;
      };
      running.servers.reload(bus.text);
      await until('the reload', () => Promise.resolve(running.servers.log().includes('Reloaded server configuration') ? true : undefined));
      const [publisher, agent] = [await as(PLATFORM_ACCOUNT, BUDGET_PUBLISHER), await as('acme', `agent-${SEARCH}`)];
      const heard: string[] = [];
      agent.connection.subscribe(budgetGrant(SEARCH), { callback: (_error, message) => void heard.push(message.string()) });
      await agent.connection.flush();
      publisher.connection.publish(budgetSubject('acme', SEARCH), 'spent');
      await publisher.connection.flush();
      await until('the word', () => Promise.resolve(heard.length > 0 ? true : undefined));
      expect([heard, agent.refusals, running.clients.filter(({ connection }) => connection.isClosed())]).toEqual([['spent'], [], []]);
    } finally {
      await cleanUp.run();
    }
  });
});
