import { writeFileSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { createUser, type KeyPair } from '@nats-io/nkeys';
import { prod } from '../../../environments/swarm/prod';
import { readTenantFiles } from '../../../src/cli/tenant-files';
import { PLATFORM_ACCOUNT, PROVISIONER } from '../../../src/core/bus/account';
import { joinDataFiles } from '../../../src/model/data-file';
import { resolve } from '../../../src/model/resolve';
import { ENVIRONMENTS, objectOf } from '../../environments/rendered';
import { CleanUp } from '../harness/clean-up';
import { makeAuthority } from '../harness/keys';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import type { Fixture } from './bus-accounts';
import { type BusClient, loginAll } from './bus-client';
import { startBus } from './bus-server';
import { provision, publishTask, takeOne } from './bus-work';
import { natsConfigurationProblem } from './nats-server';

const TENANTS = absolute(__dirname, '..', '..', '..', 'tenants', 'swarm');

/** Of a stream in the swarm, which has three servers. */
const COPIES = 3;

/** The accounts of swarm/prod with keys of the test: as rendered, but for small streams with one copy. */
function swarmWithKeys(): Fixture {
  const { services } = prod;
  if (services === undefined) throw new Error('swarm/prod has no services');
  const keys = new Map<string, KeyPair>();
  const nkey = (id: string, user: string): string => {
    const pair = createUser();
    keys.set(`${id === 'platform' ? PLATFORM_ACCOUNT : id}/${user}`, pair);
    return pair.getPublicKey();
  };
  const users = Object.fromEntries(
    Object.entries(services.nats.users).map(([id, own]) => [
      id,
      Object.fromEntries(Object.keys(own).map((user) => [user, nkey(id, user)])),
    ]),
  );
  const written = { ...prod, services: { ...services, nats: { ...services.nats, users, outage: '10s' } } };
  const { spec, sources } = joinDataFiles(written, readTenantFiles(TENANTS));
  const accounts = (resolve(spec, sources).services?.nats.accounts ?? []).map((account) => ({
    ...account,
    limits: { ...account.limits, fileBytes: account.limits.fileBytes / COPIES },
    streams: account.streams.map((stream) => ({ ...stream, replicas: 1 })),
  }));
  return { accounts, keys };
}

withComponents(['nats-server'], 'the bus of the swarm', () => {
  const cleanUp = new CleanUp();
  const folder = temporaryFolder('bus-rendered-');
  cleanUp.then(() => {
    folder.remove();
  });
  afterAll(() => cleanUp.run());

  /** The committed files of an environment; only the places of files are other ones. */
  const checked = (environment: string, change: (accounts: string) => string): string | undefined => {
    const { data = {} } = objectOf(environment, 'ConfigMap', 'platform', 'nats-config');
    const authority = makeAuthority(folder.path, `ca-${environment}`);
    const { certificate, key } = authority.issue('nats', ['localhost']);
    writeFileSync(join(folder.path, 'accounts.conf'), change(data['accounts.conf'] ?? ''));
    const server = (data['nats.conf'] ?? '')
      .replaceAll('/etc/nats-tls/tls.crt', certificate)
      .replaceAll('/etc/nats-tls/tls.key', key)
      .replaceAll('/etc/nats-tls/ca.crt', authority.certificate)
      .replace('/data/jetstream', join(folder.path, 'data'))
      .replace('/var/run/nats/nats.pid', join(folder.path, 'nats.pid'));
    return natsConfigurationProblem(folder.path, server, { POD_NAME: 'nats-0' });
  };

  test.each(ENVIRONMENTS)('of %s is taken by nats-server -t, as it is committed', (environment) => {
    expect(checked(environment, (text) => text)).toBeUndefined();
  });

  test('fails the same check with one brace less', () => {
    expect(checked('prod', (text) => text.replace('accounts {', 'accounts'))).toMatch(/parse error|unexpected|expected/i);
  });

  test('lets every user in, and every agent publish and take what it declares', async () => {
    const swarm = swarmWithKeys();
    const servers = await startBus(folder.path, swarm.accounts);
    cleanUp.add(servers);
    const clients = await loginAll(servers, swarm, swarm.accounts);
    cleanUp.then(async () => {
      await Promise.all(clients.map(({ connection }) => connection.close()));
    });
    const as = (account: string, user: string): BusClient => {
      const found = clients.find((client) => client.account === account && client.user === user);
      if (found === undefined) throw new Error(`nobody is logged in as ${account}/${user}`);
      return found;
    };
    for (const account of swarm.accounts.filter(({ streams }) => streams.length > 0))
      await provision(as(account.name, PROVISIONER), account);

    const order = await publishTask(as('acme', 'agent-coordinator'), 'tasks.order-tracking.eu.42', 'where is it?');
    expect(order).toBe(1);
    expect(await takeOne(as('acme', 'agent-order-tracking'), 'TASKS', 'order-tracking')).toEqual({
      subject: 'tasks.order-tracking.eu.42',
      text: 'where is it?',
    });
    await publishTask(as('acme', 'agent-coordinator'), 'tasks.product-search.shoes', 'red');
    expect((await takeOne(as('acme', 'agent-product-search'), 'TASKS', 'product-search')).text).toBe('red');

    // a member sends as itself, the pool's agent takes it and answers, and the member takes its own answer
    await publishTask(as('shared-tenants', 'member-birch'), 'tasks.product-search.birch.hats', 'blue');
    expect((await takeOne(as('shared-tenants', 'agent-product-search'), 'TASKS', 'product-search')).text).toBe('blue');
    await publishTask(as('shared-tenants', 'agent-product-search'), 'results.birch.hats', 'none left');
    expect((await takeOne(as('shared-tenants', 'member-birch'), 'RESULTS', 'birch')).text).toBe('none left');
    expect(clients.flatMap(({ refusals }) => refusals)).toEqual([]);
  });
});
