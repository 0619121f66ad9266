import { readFileSync } from 'node:fs';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { App, Chart, Testing } from 'cdk8s';
import { JetStreamAccount } from '../../../constructs/bus/jet-stream-account';
import type { BusAccount } from '../../../src/features/bus/account';
import { BUS_TLS_SECRET } from '../../../src/features/bus/places';
import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { startNack } from '../ecosystem/nack';
import { CleanUp } from '../harness/clean-up';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { login } from './bus-client';
import { type BusServers, startBus } from './bus-server';
import { SECOND, TENANT, VersionedBus } from './bus-versions';

const NAMESPACE = 'platform';
/** Nobody listens there. */
const UNUSED_PORT = 1;
/** NACK looks at everything again in this time; nothing that happens later is its doing. */
const SYNC_MS = 6000;

const exclusive = (active: 'blue' | 'green' | 'none'): QueueSwitch => ({ kind: 'blue-green', active, exclusive: true });

withComponents(['etcd', 'kube-apiserver', 'crds', 'nats-server', 'nack'], 'the second version’s consumer under NACK', () => {
  const cleanUp = new CleanUp();
  const folder = temporaryFolder('bus-canary-nack-');
  const bus = new VersionedBus();
  let cluster: Cluster;
  let servers: BusServers;
  let manager: JetStreamManager;

  beforeAll(async () => {
    cleanUp.then(() => {
      folder.remove();
    });
    const blue = bus.with(exclusive('blue'));
    servers = cleanUp.add(await startBus(folder.path, blue.accounts));
    cluster = cleanUp.add(await startCluster({ crds: ['nack-v0.22.4', 'external-secrets-v2.9.0'] }));
    const seed = new TextDecoder().decode(blue.keys.get(`${TENANT}/provisioner`)?.getSeed());
    const secret = (name: string, data: Readonly<Record<string, string>>): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: NAMESPACE },
      stringData: data,
    });
    for (const object of [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      secret(BUS_TLS_SECRET, { 'ca.crt': readFileSync(servers.authority.certificate, 'utf8') }),
      secret(`bus-${TENANT}-provisioner`, { seed }),
      ...rendered(blue.tenant),
    ]) {
      const { status, body } = await cluster.client.create(object);
      if (status !== 201) throw new Error(`${object.kind} ${object.metadata.name}: HTTP ${status}: ${body.message ?? ''}`);
    }
    cleanUp.add(await startNack(cluster, UNUSED_PORT));
    const { connection } = await login(servers, blue, TENANT, 'provisioner');
    cleanUp.then(() => connection.close());
    manager = await jetstreamManager(connection, { checkAPI: false });
  });
  afterAll(() => cleanUp.run());

  test('is made paused', async () => {
    const info = await until('the consumer', () => manager.consumers.info('TASKS', SECOND));
    expect(info).toMatchObject({ paused: true, config: { pause_until: '2100-01-01T00:00:00Z' } });
  });

  test('stays paused when its resource no longer says so, and with a date that is past', async () => {
    await apply(bus.with(exclusive('green')).tenant);
    expect(await paused()).toBe(true);
    const past = { spec: { pauseUntil: '2020-01-01T00:00:00Z' } };
    expect((await cluster.client.patch(consumerOf(bus.with(exclusive('green')).tenant), past)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, SYNC_MS));
    expect(await paused()).toBe(true);
  });

  test('is resumed by one request that the provisioner’s user may make, and NACK leaves it so', async () => {
    expect(await manager.consumers.resume('TASKS', SECOND)).toMatchObject({ paused: false });
    await new Promise((resolve) => setTimeout(resolve, SYNC_MS));
    expect(await paused()).toBe(false);
  });

  test('is not paused again by its resource, but by the same request', async () => {
    await apply(bus.with(exclusive('none')).tenant);
    expect(await paused()).toBe(false);
    expect(await manager.consumers.pause('TASKS', SECOND, new Date('2100-01-01T00:00:00Z'))).toMatchObject({ paused: true });
    expect(await paused()).toBe(true);
  });

  test('needs nothing that its user is refused', () => {
    expect(servers.log().match(/(Publish|Subscription) Violation.*/g) ?? []).toEqual([]);
  });

  const paused = async (): Promise<boolean> => (await manager.consumers.info('TASKS', SECOND)).paused === true;

  /** Puts the rendered consumer of the second version in place of what is there, and waits until NACK has looked at it. */
  async function apply(account: BusAccount): Promise<void> {
    const object = consumerOf(account);
    const spec = object['spec'] as Readonly<Record<string, unknown>>;
    // null removes a field: https://datatracker.ietf.org/doc/html/rfc7386
    const answer = await cluster.client.patch(object, { spec: { pauseUntil: null, ...spec } });
    expect(answer.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, SYNC_MS));
  }

  /** What the construct renders, with the servers of this test. */
  function rendered(account: BusAccount): KubeObject[] {
    const chart = new Chart(new App(), `bus-${account.name}`, { namespace: NAMESPACE });
    const [port = 0] = servers.ports;
    new JetStreamAccount(chart, 'Account', { account, secretStore: 'store', remoteKey: 'key', server: `tls://127.0.0.1:${port}` });
    return Testing.synth(chart) as KubeObject[];
  }

  function consumerOf(account: BusAccount): KubeObject {
    const found = rendered(account).find(({ metadata }) => metadata.name === `${TENANT}-tasks-${SECOND}`);
    if (found === undefined) throw new Error('no consumer of the second version');
    return found;
  }
});
