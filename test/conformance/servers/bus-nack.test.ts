import { readFileSync } from 'node:fs';
import { jetstreamManager } from '@nats-io/jetstream';
import { App, Chart, Testing } from 'cdk8s';
import { JetStreamAccount } from '../../../constructs/jet-stream-account';
import type { BusAccount } from '../../../src/core/bus/account';
import { BUS_TLS_SECRET } from '../../../src/core/bus/places';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { type Running, temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { startNack } from '../ecosystem/nack';
import { accountNamed, busFixture, type Fixture, POOL } from './bus-accounts';
import { type BusClient, login } from './bus-client';
import { type BusServers, startBus } from './bus-server';

const NAMES = ['acme', POOL] as const;
const NAMESPACE = 'platform';
const SECOND = 1e9;
/** Nobody listens there. */
const UNUSED_PORT = 1;

withComponents(['etcd', 'kube-apiserver', 'crds', 'nats-server', 'nack'], 'the rendered streams under NACK', () => {
  const folder = temporaryFolder('bus-nack-');
  const clients: BusClient[] = [];
  let cluster: Cluster;
  let fixture: Fixture;
  let servers: BusServers;
  let nack: Running;
  let objects: KubeObject[];

  const secret = (name: string, data: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE },
    stringData: data,
  });

  beforeAll(async () => {
    fixture = busFixture(1);
    servers = await startBus(folder.path, fixture.accounts);
    cluster = await startCluster({ crds: ['nack-v0.22.4', 'external-secrets-v2.9.0'] });
    objects = NAMES.flatMap((name) => render(accountNamed(fixture, name), servers));
    const seeds = NAMES.map((name) =>
      secret(`bus-${name}-provisioner`, { seed: new TextDecoder().decode(fixture.keys.get(`${name}/provisioner`)?.getSeed()) }),
    );
    const tls = secret(BUS_TLS_SECRET, { 'ca.crt': readFileSync(servers.authority.certificate, 'utf8') });
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    for (const object of [namespace, tls, ...seeds, ...objects]) {
      const { status, body } = await cluster.client.create(object);
      if (status !== 201) throw new Error(`${object.kind} ${object.metadata.name}: HTTP ${status}: ${body.message ?? ''}`);
    }
    // resources say with which account they are made: what it dials of itself is never used
    nack = await startNack(cluster, UNUSED_PORT);
  });
  afterAll(async () => {
    await Promise.all(clients.map(({ connection }) => connection.close()));
    await nack.stop();
    await cluster.stop();
    await servers.stop();
    folder.remove();
  });

  const made = (): KubeObject[] => objects.filter(({ kind }) => kind === 'Stream' || kind === 'Consumer');

  test('are made, all of them, by the provisioners’ users over TLS', async () => {
    expect(made().map(({ kind }) => kind)).toEqual([
      'Stream',
      'Consumer',
      'Consumer',
      'Stream',
      ...Array<string>(2).fill('Consumer'),
      'Stream',
      ...Array<string>(3).fill('Consumer'),
    ]);
    for (const object of made()) await untilReady(object);
  });

  test.each(NAMES)('of %s have exactly the declared values', async (name) => {
    const client = await login(servers, fixture, name, 'provisioner');
    clients.push(client);
    const manager = await jetstreamManager(client.connection, { checkAPI: false });
    for (const stream of accountNamed(fixture, name).streams) {
      expect((await manager.streams.info(stream.name)).config).toMatchObject({
        subjects: stream.subjects,
        retention: stream.retention,
        storage: 'file',
        num_replicas: stream.replicas,
        max_bytes: stream.maxBytes,
        max_age: stream.maxAgeS * SECOND,
        duplicate_window: stream.duplicateWindowS * SECOND,
        discard: stream.retention === 'workqueue' ? 'new' : 'old',
        allow_direct: false,
      });
      for (const consumer of stream.consumers) {
        expect((await manager.consumers.info(stream.name, consumer.name)).config).toMatchObject({
          durable_name: consumer.name,
          filter_subject: consumer.filterSubjects[0],
          ack_policy: 'explicit',
          ack_wait: consumer.ackWaitS * SECOND,
          ...(consumer.backoffS !== undefined && { backoff: consumer.backoffS.map((seconds) => seconds * SECOND) }),
          max_deliver: consumer.maxDeliver,
          max_ack_pending: consumer.maxAckPending,
          max_waiting: 512,
          num_replicas: stream.replicas,
          replay_policy: 'instant',
          deliver_policy: 'all',
        });
      }
    }
  });

  test('follow a changed value, and stay when their resource goes', async () => {
    const consumer = made().find(({ metadata }) => metadata.name === 'acme-tasks-order-tracking');
    const client = clients.find(({ account }) => account === 'acme');
    if (consumer === undefined || client === undefined) throw new Error('nothing to change');
    const manager = await jetstreamManager(client.connection, { checkAPI: false });
    const answer = await cluster.client.patch(consumer, { spec: { maxAckPending: 77 } });
    expect(answer.status).toBe(200);
    await until('the new value', async () =>
      (await manager.consumers.info('TASKS', 'order-tracking')).config.max_ack_pending === 77 ? true : undefined,
    );
    await cluster.client.remove(consumer);
    await until('the resource to be gone', async () => ((await cluster.client.get(consumer)).status === 404 ? true : undefined));
    expect((await manager.consumers.info('TASKS', 'order-tracking')).config.max_ack_pending).toBe(77);
  });

  test('need nothing that their user is refused', () => {
    expect(servers.log().match(/(Publish|Subscription) Violation.*/g) ?? []).toEqual([]);
  });

  async function untilReady(object: KubeObject): Promise<void> {
    await until(`${object.kind} ${object.metadata.name} to be ready`, async () => {
      const { status } = (await cluster.client.get(object)).body as {
        readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
      };
      if (status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true) return true;
      throw new Error(JSON.stringify(status));
    });
  }
});

/** What the construct renders, with the servers of this test. */
function render(account: BusAccount, servers: BusServers): KubeObject[] {
  const chart = new Chart(new App(), `bus-${account.name}`, { namespace: NAMESPACE });
  const [port = 0] = servers.ports;
  new JetStreamAccount(chart, 'Account', { account, secretStore: 'store', remoteKey: 'key', server: `tls://127.0.0.1:${port}` });
  return Testing.synth(chart) as KubeObject[];
}
