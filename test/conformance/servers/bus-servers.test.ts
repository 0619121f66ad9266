import { TOOL_GATEWAY } from '../../../src/features/bus/account';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { accountNamed, busFixture } from './bus-accounts';
import { type BusClient, login } from './bus-client';
import { type BusServers, startBus } from './bus-server';
import { provision, publishTask, takeOne } from './bus-work';

withComponents(['nats-server'], 'the rendered servers', () => {
  const clients: BusClient[] = [];
  const folder = temporaryFolder('bus-servers-');
  let servers: BusServers | undefined;

  afterEach(async () => {
    await Promise.all(clients.splice(0).map(({ connection }) => connection.close()));
    await servers?.stop();
  });
  afterAll(() => {
    folder.remove();
  });

  test('take over a new tenant and the loss of one by a reload; nobody else is disconnected', async () => {
    const fixture = busFixture(1);
    const without = fixture.accounts.filter(({ name }) => name !== 'globex');
    const bus = (servers = await startBus(temporaryFolder('bus-reload-').path, without));
    const acme = await login(bus, fixture, 'acme', 'agent-product-search');
    const gateway = await login(bus, fixture, 'PLATFORM', TOOL_GATEWAY);
    clients.push(acme, gateway);
    gateway.connection.subscribe('tools.*.>', { callback: (_error, message) => void message.respond(message.subject) });
    const events: string[] = [];
    void (async () => {
      for await (const { type } of acme.connection.status()) events.push(type);
    })();
    await expect(login(bus, fixture, 'globex', 'agent-product-search')).rejects.toThrow();

    bus.reload(fixture.accounts);
    const globex = await until('the new tenant', () => login(bus, fixture, 'globex', 'agent-product-search'));
    clients.push(globex);
    // the server starts no import of an account that a reload brings: tools come with the second
    await expect(globex.connection.request('tools.web.search', '', { timeout: 1000 })).rejects.toThrow('no responders');
    bus.reload(fixture.accounts);
    await until('the new tenant’s tools', () => globex.connection.request('tools.web.search', '', { timeout: 500 }).then(() => true));
    for (const client of [acme, globex]) {
      const answer = await client.connection.request('tools.web.search', '', { timeout: 2000 });
      expect(answer.string()).toBe(`tools.${client.account}.web.search`);
    }

    bus.reload(without);
    await until('the tenant that left to be put out', async () => {
      const answer = globex.connection.request('tools.web.search', '', { timeout: 500 }).then(
        () => 'answered',
        () => 'refused',
      );
      return (await answer) === 'refused' ? true : undefined;
    });
    expect((await acme.connection.request('tools.web.search', '', { timeout: 2000 })).string()).toBe('tools.acme.web.search');
    expect(events.filter((type) => type === 'disconnect' || type === 'reconnect')).toEqual([]);
  });

  test('let the tool gateway answer by its one grant for answers, and not without it', async () => {
    const fixture = busFixture(1);
    const platform = accountNamed(fixture, 'PLATFORM');
    const mute = { ...platform, users: platform.users.map((user) => ({ ...user, publish: [] })) };
    const bus = (servers = await startBus(temporaryFolder('bus-mute-').path, [
      ...fixture.accounts.filter(({ name }) => name !== 'PLATFORM'),
      mute,
    ]));
    const [acme, gateway] = [
      await login(bus, fixture, 'acme', 'agent-product-search'),
      await login(bus, fixture, 'PLATFORM', TOOL_GATEWAY),
    ];
    clients.push(acme, gateway);
    gateway.connection.subscribe('tools.*.>', { callback: (_error, message) => void message.respond(message.subject) });
    await gateway.connection.flush();
    await expect(acme.connection.request('tools.web.search', '', { timeout: 1000 })).rejects.toThrow();
    expect(gateway.refusals.map((text) => text.replace(/_R_\..*"/, '_R_…"'))).toEqual(['Permissions Violation for Publish to "_R_…"']);
  });

  test('three of them know each other by certificate, keep three copies, and go on when one is gone', async () => {
    const fixture = busFixture(3);
    const bus = (servers = await startBus(folder.path, fixture.accounts, 3));
    expect(bus.problem).toBeUndefined();
    const provisioner = await login(bus, fixture, 'acme', 'provisioner');
    clients.push(provisioner);
    await until('a leader', () => provision(provisioner, accountNamed(fixture, 'acme')).then(() => true));
    const coordinator = await login(bus, fixture, 'acme', 'agent-coordinator');
    const worker = await login(bus, fixture, 'acme', 'agent-product-search');
    clients.push(coordinator, worker);
    await publishTask(coordinator, 'tasks.product-search.before', 'before');
    await bus.stopOne(2);
    await until('a publisher to be served again', () => publishTask(coordinator, 'tasks.product-search.after', 'after'));
    const taken = new Set<string>();
    await until('both tasks', async () => {
      taken.add((await takeOne(worker, 'TASKS', 'product-search')).text);
      return taken.size === 2 ? true : undefined;
    });
    expect([...taken].sort()).toEqual(['after', 'before']);
  });
});
