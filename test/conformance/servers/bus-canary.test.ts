import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { BusAccount } from '../../../src/features/bus/account';
import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { binomialBounds } from './binomial-bounds';
import { type BusClient, login } from './bus-client';
import { startBus } from './bus-server';
import { POOL_OF_VERSIONS, SECOND, STABLE, TENANT, VersionedBus } from './bus-versions';
import { provision } from './bus-work';
import { type BusWorker, startWorker } from './bus-workers';

const MESSAGES = 20_000;
/** A fair server fails one run in a million. */
const ALPHA = 1e-6;
/** Messages on their way at one time. */
const WINDOW = 200;
const STREAM = 'TASKS';

const canary = (weight: number): QueueSwitch => ({ kind: 'canary', weight });
const exclusive = (active: 'blue' | 'green' | 'none'): QueueSwitch => ({ kind: 'blue-green', active, exclusive: true });

test('bounds of a fair count are those of the tables', () => {
  // both tails of ten fair coins: P(0) + P(10) = 2/1024, P(≤ 1) + P(≥ 9) = 22/1024
  expect(binomialBounds(10, 0.5, 0.01)).toEqual({ least: 1, most: 9 });
  expect(binomialBounds(10, 0.5, 0.03)).toEqual({ least: 2, most: 8 });
});

withComponents(['nats-server'], 'two versions of a queue worker', () => {
  const cleanUp = new CleanUp();
  afterEach(() => cleanUp.run());

  /** Servers with two versions, streams and consumers made as declared, and everybody logged in. */
  async function started(queueSwitch: QueueSwitch) {
    const folder = temporaryFolder('bus-canary-');
    cleanUp.then(() => {
      folder.remove();
    });
    const bus = new VersionedBus();
    const fixture = bus.with(queueSwitch);
    const servers = cleanUp.add(await startBus(folder.path, fixture.accounts));
    const as = async (account: string, user: string): Promise<BusClient> => {
      const client = await login(servers, fixture, account, user);
      cleanUp.then(() => client.connection.close());
      return client;
    };
    const managers = new Map<string, JetStreamManager>();
    for (const account of fixture.accounts) {
      const provisioner = await as(account.name, 'provisioner');
      await provision(provisioner, account);
      managers.set(account.name, await jetstreamManager(provisioner.connection, { checkAPI: false }));
    }
    const manager = (account: string): JetStreamManager => {
      const found = managers.get(account);
      if (found === undefined) throw new Error(`no account ${account}`);
      return found;
    };
    const worker = async (consumer: string): Promise<BusWorker> =>
      cleanUp.add(await startWorker(servers, fixture, { account: TENANT, user: 'agent-search', stream: STREAM, consumer }));
    const reload = (next: QueueSwitch | undefined): BusAccount => {
      const changed = bus.with(next);
      servers.reload(changed.accounts);
      return changed.tenant;
    };
    return { servers, as, manager, worker, reload };
  }

  /** Publishes with the stock client and waits for each to be kept. @returns how often publishing failed */
  async function publish({ connection }: BusClient, subject: string, texts: readonly string[]): Promise<number> {
    const client = jetstream(connection);
    let failed = 0;
    for (let first = 0; first < texts.length; first += WINDOW) {
      const batch = texts.slice(first, first + WINDOW);
      await Promise.all(batch.map((text) => client.publish(subject, text, { timeout: 10_000 }).catch(() => failed++)));
    }
    return failed;
  }

  const texts = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

  async function lengthOf(manager: JetStreamManager, consumer: string): Promise<number> {
    return (await manager.consumers.info(STREAM, consumer)).num_pending;
  }

  test.each([10, 50])('share %d per cent of 20,000 messages as declared', async (weight) => {
    const { as, manager } = await started(canary(weight));
    expect(await publish(await as(TENANT, 'agent-coordinator'), 'tasks.search.eu.1', texts('m', MESSAGES))).toBe(0);
    const second = await lengthOf(manager(TENANT), SECOND);
    expect((await lengthOf(manager(TENANT), STABLE)) + second).toBe(MESSAGES);
    const { least, most } = binomialBounds(MESSAGES, weight / 100, ALPHA);
    process.stdout.write(`${weight} %: ${second} of ${MESSAGES}, fair is ${least} to ${most}\n`);
    expect(second).toBeGreaterThanOrEqual(least);
    expect(second).toBeLessThanOrEqual(most);
  });

  test.each([0, 10, 100])('share %d per cent of what members of a pool send through their imports', async (weight) => {
    const count = 4000;
    const { as, manager } = await started(canary(weight));
    const member = await as(POOL_OF_VERSIONS, 'member-birch');
    expect(await publish(member, 'tasks.search.birch.1', texts('m', count))).toBe(0);
    expect(await publish(member, 'next.tasks.search.birch.1', ['chosen'])).toBe(1); // nobody picks a version
    const second = await lengthOf(manager(POOL_OF_VERSIONS), SECOND);
    expect((await lengthOf(manager(POOL_OF_VERSIONS), STABLE)) + second).toBe(count);
    const { least, most } = weight % 100 === 0 ? { least: weight * 40, most: weight * 40 } : binomialBounds(count, weight / 100, ALPHA);
    expect(second).toBeGreaterThanOrEqual(least);
    expect(second).toBeLessThanOrEqual(most);
  });

  test('lose nothing and handle nothing twice while the weight changes under traffic, and stay connected', async () => {
    const { as, manager, worker, reload } = await started(canary(10));
    const coordinator = await as(TENANT, 'agent-coordinator');
    let disconnects = 0;
    void (async () => {
      for await (const { type } of coordinator.connection.status()) if (type === 'disconnect') disconnects++;
    })();
    const [stable, second] = [await worker(STABLE), await worker(SECOND)];
    const each = 8000;
    const stages = [50, 100, 0];
    let failed = await publish(coordinator, 'tasks.search.eu.1', texts('before', each));
    for (const weight of stages) {
      const traffic = publish(coordinator, 'tasks.search.eu.1', texts(`to-${weight}`, each));
      setTimeout(() => reload(canary(weight)), 300);
      failed += await traffic;
    }
    const all = each * (stages.length + 1);
    await until('all to be handled', () => Promise.resolve(stable.handled.size + second.handled.size >= all ? true : undefined));
    // what comes after the roll-back is the first version's
    failed += await publish(coordinator, 'tasks.search.eu.1', texts('after', 500));
    await until('the rest', () => Promise.resolve(stable.handled.size + second.handled.size >= all + 500 ? true : undefined));
    expect([...second.handled.keys()].filter((text) => text.startsWith('after'))).toEqual([]);
    expect(failed).toBe(0);
    const deliveries = [...stable.handled.values(), ...second.handled.values()].flat();
    const redelivered = deliveries.filter((count) => count > 1).length;
    process.stdout.write(`${all + 500} messages, ${second.handled.size} by the second version, ${redelivered} redelivered\n`);
    // the first delivery of each, once; anything more is a redelivery and says so
    expect(deliveries.filter((count) => count === 1)).toHaveLength(all + 500);
    expect([...stable.handled.keys()].filter((text) => second.handled.has(text))).toEqual([]);
    const info = await Promise.all([STABLE, SECOND].map((name) => manager(TENANT).consumers.info(STREAM, name)));
    expect(info.map(({ num_pending, num_ack_pending }) => num_pending + num_ack_pending)).toEqual([0, 0]);
    expect((await manager(TENANT).streams.info(STREAM)).state.messages).toBe(0);
    expect([disconnects, stable.lost(), second.lost()]).toEqual([0, 0, 0]);
    // at weight 0 nobody may choose the second version
    expect(await publish(coordinator, 'next.tasks.search.eu.1', ['chosen'])).toBe(1);
  });

  test('that exclude each other: the paused one takes nothing, and all of it once it is resumed', async () => {
    const { as, manager, worker } = await started(exclusive('none'));
    const coordinator = await as(TENANT, 'agent-coordinator');
    const [stable, second] = [await worker(STABLE), await worker(SECOND)];
    const sent = texts('m', 2000);
    expect(await publish(coordinator, 'tasks.search.eu.1', sent)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect([stable.handled.size, second.handled.size]).toEqual([0, 0]);
    expect(await manager(TENANT).consumers.info(STREAM, SECOND)).toMatchObject({ paused: true, num_pending: 2000, num_ack_pending: 0 });
    await manager(TENANT).consumers.resume(STREAM, SECOND);
    await until('all to be handled', () => Promise.resolve(second.handled.size === sent.length ? true : undefined));
    expect([...second.handled.values()].flat()).toEqual(sent.map(() => 1));
    expect(stable.handled.size).toBe(0);
  });

  test('leave the second one’s messages and consumer when it goes; the next rollout takes both over', async () => {
    const { as, manager, worker, reload, servers } = await started(canary(100));
    const coordinator = await as(TENANT, 'agent-coordinator');
    expect(await publish(coordinator, 'tasks.search.eu.1', texts('left', 10))).toBe(0);
    const [stream] = reload(undefined).streams;
    if (stream === undefined) throw new Error('no stream');
    // for a moment of a reload the account has no JetStream
    await until('the stream to be changed', () => manager(TENANT).streams.update(STREAM, { subjects: stream.subjects }));
    await until('the mapping to be gone', async () => {
      await publish(coordinator, 'tasks.search.eu.1', ['first']);
      return (await lengthOf(manager(TENANT), STABLE)) > 0 ? true : undefined;
    });
    // nobody of the account may look at it any more, the server itself does
    expect(await consumersOf(servers.monitoringPorts[0] ?? 0)).toEqual([STABLE, SECOND]);

    const [again] = reload(canary(0)).streams;
    if (again === undefined) throw new Error('no stream');
    await until('the stream to keep the second one’s subjects again', () =>
      manager(TENANT).streams.update(STREAM, { subjects: again.subjects }),
    );
    const second = await worker(SECOND);
    await until('all to be handled', () => Promise.resolve(second.handled.size === 10 ? true : undefined));
    expect([...second.handled.keys()].sort()).toEqual(texts('left', 10).sort());
  });
});

/** Names of the consumers of the tenant’s stream, as the server tells everybody who reaches its monitoring port. */
async function consumersOf(port: number): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/jsz?acc=${TENANT}&streams=true&consumers=true`);
  const { account_details: accounts } = (await answer.json()) as {
    readonly account_details: { readonly stream_detail: { readonly consumer_detail: { readonly name: string }[] }[] }[];
  };
  return accounts.flatMap(({ stream_detail: streams }) => streams.flatMap((one) => one.consumer_detail.map(({ name }) => name))).sort();
}
