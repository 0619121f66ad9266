import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { JetStream } from '../servers/jet-stream';
import { NatsClient } from '../servers/nats-client';
import { startNatsServer } from '../servers/nats-server';
import { CleanUp } from '../harness/clean-up';
import { NACK_CRDS, startNack } from './nack';
import { createAll, NAMESPACE, namespaceObject, untilCondition } from './objects';

const ACME = { name: 'acme', password: 'acme-password' };

const object = (kind: string, name: string, spec: Readonly<Record<string, unknown>>): KubeObject => ({
  apiVersion: 'jetstream.nats.io/v1beta2',
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});

const STREAM = object('Stream', 'tasks', { name: 'TASKS', subjects: ['tasks.>'], retention: 'workqueue', storage: 'file' });

const CONSUMER = object('Consumer', 'search', {
  streamName: 'TASKS',
  durableName: 'search',
  filterSubject: 'tasks.search.>',
  ackPolicy: 'explicit',
  ackWait: '45s',
  maxDeliver: 7,
});

const { ackWait: _left, ...WITHOUT_ACK_WAIT } = CONSUMER['spec'] as Readonly<Record<string, unknown>>;

/** The same, but for what is left to the definition's default. */
const HASTY = object('Consumer', 'hasty', { ...WITHOUT_ACK_WAIT, durableName: 'hasty', filterSubject: 'tasks.hasty.>' });

withComponents(['etcd', 'kube-apiserver', 'crds', 'nats-server', 'nack'], 'NACK', () => {
  const cleanUp = new CleanUp();
  const folder = temporaryFolder('nack-');
  let cluster: Cluster;
  let nats: NatsClient;

  beforeAll(async () => {
    cleanUp.then(() => {
      folder.remove();
    });
    cluster = cleanUp.add(await startCluster({ crds: [NACK_CRDS] }));
    const server = cleanUp.add(await startNatsServer(folder.path, { accounts: [ACME], anonymous: ACME.name }));
    nats = await NatsClient.connect(server.port, { user: ACME.name, password: ACME.password });
    cleanUp.then(() => {
      nats.close();
    });
    await createAll(cluster.client, [namespaceObject(NAMESPACE), STREAM]);
    cleanUp.add(await startNack(cluster, server.port));
    await untilCondition(cluster.client, STREAM, 'Ready');
  });
  afterAll(() => cleanUp.run());

  test('makes a consumer of a stream that has exactly what was declared', async () => {
    await createAll(cluster.client, [CONSUMER]);
    await untilCondition(cluster.client, CONSUMER, 'Ready');
    const { config } = await new JetStream(nats).consumer('TASKS', 'search');
    expect(config).toMatchObject({ ack_wait: 45e9, max_deliver: 7, ack_policy: 'explicit', filter_subject: 'tasks.search.>' });
  });

  test('gives a consumer that states no ackWait one nanosecond: it always has to be stated', async () => {
    await createAll(cluster.client, [HASTY]);
    await untilCondition(cluster.client, HASTY, 'Ready');
    const { config } = await new JetStream(nats).consumer('TASKS', 'hasty');
    expect(config).toMatchObject({ ack_wait: 1, max_deliver: 7 });
  });
});
