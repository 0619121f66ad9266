import { type BusAccount, memberUser } from '../../../src/features/bus/account';
import { reachOf } from '../../../src/features/bus/grants';
import { busReach } from '../../../src/features/bus/reach';
import { pause } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { accountNamed, busFixture, type Fixture, POOL, TENANTS } from './bus-accounts';
import { type BusClient, login } from './bus-client';
import { type BusServers, startBus } from './bus-server';
import { stateOf } from './bus-state';
import { provision, publishTask, takeOne } from './bus-work';

/** Where a member would have answers sent: requests that delete, and what is another member's. */
const TARGETS = [
  '$JS.API.STREAM.PURGE.TASKS',
  '$JS.API.STREAM.PURGE.RESULTS',
  '$JS.API.CONSUMER.DELETE.RESULTS.cedar',
  '$JS.API.STREAM.DELETE.TASKS',
  '$JS.API.STREAM.DELETE.RESULTS',
  'tasks.product-search.cedar.forged',
  'results.cedar.forged',
  `_INBOX_${POOL}_member-cedar.forged`,
];

/** Permissions bind what is published and not where the answer is sent. */
withComponents(['nats-server'], 'reply subjects on the bus', () => {
  const folders: { remove(): void }[] = [];
  const clients: BusClient[] = [];
  const running: BusServers[] = [];

  afterAll(async () => {
    await Promise.all(clients.map(({ connection }) => connection.close()));
    for (const servers of running) await servers.stop();
    for (const folder of folders) folder.remove();
  });

  /** A bus with work of all in it, and how to log in there. */
  async function busOf(fixture: Fixture): Promise<{ as: (account: string, user: string) => Promise<BusClient>; servers: BusServers }> {
    const folder = temporaryFolder('bus-');
    folders.push(folder);
    const servers = await startBus(folder.path, fixture.accounts);
    running.push(servers);
    const as = async (account: string, user: string): Promise<BusClient> => {
      const client = await login(servers, fixture, account, user);
      clients.push(client);
      return client;
    };
    for (const name of [POOL, ...TENANTS]) {
      await provision(await as(name, 'provisioner'), accountNamed(fixture, name));
      await publishTask(await as(name, 'agent-coordinator'), 'tasks.order-tracking.x', 'work');
    }
    await publishTask(await as(POOL, 'agent-product-search'), 'results.cedar.x', 'for cedar');
    return { as, servers };
  }

  /** Asks for what the member may ask for, with a reply subject that is not its own. */
  async function askWithReply(member: BusClient, reply: string, next: string, info: string): Promise<void> {
    member.connection.publish(next, JSON.stringify({ batch: 1, no_wait: true }), { reply });
    member.connection.publish(info, '', { reply });
    await member.connection.flush();
    await pause();
    await pause();
  }

  test('of a member reach nothing in the pool: neither its API, nor streams, nor another member', async () => {
    const fixture = busFixture(1);
    const { as, servers } = await busOf(fixture);
    const [birch, cedar] = [await as(POOL, memberUser('birch')), await as(POOL, memberUser('cedar'))];
    const agent = await as(POOL, 'agent-product-search');
    const heard: string[] = [];
    cedar.connection.subscribe(`${cedar.inbox}.>`, { callback: (_error, { subject }) => void heard.push(subject) });
    await cedar.connection.flush();
    const before = await stateOf(servers, POOL);
    const api = `$JS.${POOL}.API.CONSUMER`;
    for (const reply of TARGETS) await askWithReply(birch, reply, `${api}.MSG.NEXT.RESULTS.birch`, `${api}.INFO.RESULTS.birch`);
    expect(await stateOf(servers, POOL)).toEqual(before);

    // the stream acknowledges what it keeps
    for (const reply of TARGETS) birch.connection.publish('tasks.product-search.birch.x', 'payload', { reply });
    await birch.connection.flush();
    const taken: unknown[] = [];
    while (taken.length < TARGETS.length) taken.push(await takeOne(agent, 'TASKS', 'product-search'));
    expect(taken).toEqual(TARGETS.map(() => ({ subject: 'tasks.product-search.birch.x', text: 'payload' })));
    await expect(takeOne(agent, 'TASKS', 'product-search')).rejects.toThrow('nothing to take');
    expect(heard).toEqual([]);
    expect(birch.refusals).toEqual([]);
  });

  test('would delete everything if members were users of the pool’s account itself, and the rule says so', async () => {
    const fixture = busFixture(1);
    const accounts = fixture.accounts.map((account) => (account.name === POOL ? withoutOwnAccounts(account) : account));
    expect(
      busReach(accounts)
        .filter(({ place }) => place.startsWith(`${POOL}.member-`))
        .map(({ place }) => place),
    ).toEqual([`${POOL}.member-birch`, `${POOL}.member-cedar`, `${POOL}.member-dune`]);
    const { as, servers } = await busOf({ ...fixture, accounts });
    const birch = await as(POOL, memberUser('birch'));
    const api = '$JS.API.CONSUMER';
    await askWithReply(birch, '$JS.API.STREAM.PURGE.RESULTS', `${api}.MSG.NEXT.RESULTS.birch`, `${api}.INFO.RESULTS.birch`);
    expect(await stateOf(servers, POOL)).toMatchObject({ TASKS: { messages: 1 }, RESULTS: { messages: 0 } });
    await askWithReply(birch, '$JS.API.STREAM.DELETE.TASKS', `${api}.MSG.NEXT.RESULTS.birch`, `${api}.INFO.RESULTS.birch`);
    expect(Object.keys(await stateOf(servers, POOL))).toEqual(['RESULTS']);
    expect(birch.refusals).toEqual([]);
  });

  test('of a tenant’s worker reach its own account and no other', async () => {
    const fixture = busFixture(1);
    const { as, servers } = await busOf(fixture);
    const worker = await as('acme', 'agent-product-search');
    const before = await stateOf(servers, 'globex');
    const api = '$JS.API.CONSUMER';
    await askWithReply(worker, '$JS.API.STREAM.PURGE.TASKS', `${api}.MSG.NEXT.TASKS.product-search`, `${api}.INFO.TASKS.product-search`);
    expect(await stateOf(servers, 'acme')).toMatchObject({ TASKS: { messages: 0 } });
    expect(await stateOf(servers, 'globex')).toEqual(before);
  });
});

/** Members as plain users of the account, with the exact grants that they need. */
function withoutOwnAccounts(account: BusAccount): BusAccount {
  return {
    ...account,
    users: account.users.map(({ own: _own, ...user }) => ({ ...user, publish: reachOf({ ...user, ...(_own && { own: _own }) }) })),
  };
}
