import { nodesOf } from '../controllers/nodes';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { JetStream } from '../servers/jet-stream';
import { NatsClient } from '../servers/nats-client';
import { type NatsServer, startNatsServer } from '../servers/nats-server';
import { CleanUp } from '../harness/clean-up';
import { kedaMetric } from './external-metric';
import { startKeda } from './keda';
import { type Condition, createAll, NAMESPACE, namespaceObject, nodeObject, statusOf, untilCondition } from './objects';
import { AGENT, declaredConsumer, installProductSearch, scaledObject, TENANT_NAMESPACE } from './product-search';
import { consumerOf, ELASTIC, elasticWorker, nextMinute, SALE, saleWorker, STREAM } from './queue-workers';
import { DEFAULT_LIMIT, tooFast } from '../controllers/rate-limit';
import { replicasOf, ReplicaWatch } from '../controllers/replica-watch';

const ACME = { name: 'acme', password: 'acme-password' };

const ACCOUNTS = { accounts: [ACME], anonymous: ACME.name };

const METRIC = `s0-nats-jetstream-${STREAM}`;

/** More than 30 replicas hold at 8 messages each. */
const SEARCHES = 260;

/** As many as nine replicas hold at 10 messages each. */
const ELASTIC_TASKS = 90;

const IN_FLIGHT = 20;

const MINUTE_MS = 60_000;

const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'crds'] as const;

withComponents([...COMPONENTS, 'nats-server', 'keda-operator', 'keda-adapter'], 'KEDA with a real queue', () => {
  const cleanUp = new CleanUp();
  const folder = temporaryFolder('nats-');
  let cluster: Cluster;
  let server: NatsServer;
  let nats: NatsClient;
  let search: ReplicaWatch;
  let workers: ReplicaWatch;
  let rendered: KubeObject;
  let elastic: KubeObject;
  let opens: Date;
  let published: number;

  beforeAll(async () => {
    cleanUp.then(() => {
      folder.remove();
    });
    cluster = cleanUp.add(await startCluster({ controllers: true, aggregation: true }));
    const { client } = cluster;
    server = await startNatsServer(folder.path, ACCOUNTS);
    // the one that runs at the end, which may be a later one
    cleanUp.then(() => server.stop());
    nats = await NatsClient.connect(server.port, { user: ACME.name, password: ACME.password });
    cleanUp.then(() => {
      nats.close();
    });
    await declareQueues(new JetStream(nats));
    await createAll(client, [nodeObject('node'), namespaceObject(NAMESPACE), ...nodesOf('prod', 'us-west-2', 'max_size')]);
    await installProductSearch(client);
    cleanUp.add(await startKeda(cluster));
    search = cleanUp.add(new ReplicaWatch(client, TENANT_NAMESPACE));
    workers = cleanUp.add(new ReplicaWatch(client, NAMESPACE));
    const endpoint = `127.0.0.1:${server.monitoringPort}`;
    rendered = scaledObject(endpoint);
    opens = nextMinute(20_000);
    const made = [...elasticWorker(ACME.name, endpoint), ...saleWorker(ACME.name, endpoint, opens)];
    [elastic = rendered] = made.filter(({ kind }) => kind === 'ScaledObject');
    await createAll(client, [rendered, ...made]);
    for (const object of [rendered, ...made.filter(({ kind }) => kind === 'ScaledObject')]) await untilCondition(client, object, 'Ready');
  });
  afterAll(() => cleanUp.run());

  const untilReplicas = async (watch: ReplicaWatch, name: string, wanted: number, timeoutMs = MINUTE_MS): Promise<void> => {
    await until(
      `${wanted} replicas of ${name}`,
      () => (watch.now(name) === wanted ? Promise.resolve(true) : Promise.reject(new Error(`${watch.now(name) ?? 'no'} replicas`))),
      timeoutMs,
    );
  };

  const lag = (object: KubeObject): Promise<string> =>
    kedaMetric(cluster.client, object.metadata.namespace ?? '', object.metadata.name, METRIC);

  const untilLag = async (object: KubeObject, wanted: number): Promise<void> => {
    await until(`a lag of ${wanted}`, async () => ((await lag(object)) === String(wanted) ? true : undefined));
  };

  test('takes the rendered ScaledObject and makes an autoscaler with its bounds, its triggers and its behavior', async () => {
    const [hpa, ...others] = await cluster.client.list('autoscaling/v2', 'HorizontalPodAutoscaler', TENANT_NAMESPACE);
    expect(others).toEqual([]);
    expect(hpa).toMatchObject({
      metadata: { name: `keda-hpa-${AGENT}` },
      spec: {
        minReplicas: 2,
        maxReplicas: 30,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: AGENT },
        behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
      },
    });
    const { metrics } = hpa?.['spec'] as { readonly metrics: readonly { readonly external: { readonly target: unknown } }[] };
    expect(metrics.map(({ external }) => external.target)).toEqual(
      ['8', '1', '1'].map((averageValue) => ({ type: 'AverageValue', averageValue })),
    );
  });

  test('keeps the least while nothing is queued', async () => {
    await untilLag(rendered, 0);
    // more in the windows that are rendered for it, at the end of November and in December
    await until('two replicas at least', () => Promise.resolve((search.now(AGENT) ?? 0) >= 2 ? true : undefined));
    expect(workers.now(ELASTIC.name)).toBe(1);
  });

  test('counts what waits and what is delivered but not yet acknowledged', async () => {
    published = Date.now();
    publish(nats, `tasks.${AGENT}.query`, SEARCHES);
    publish(nats, `tasks.${ELASTIC.name}.run`, ELASTIC_TASKS);
    await nats.flush();
    const pulled = await new JetStream(nats).pull(STREAM, AGENT, IN_FLIGHT);
    expect(pulled).toHaveLength(IN_FLIGHT);
    expect(await new JetStream(nats).consumer(STREAM, AGENT)).toMatchObject({
      num_pending: SEARCHES - IN_FLIGHT,
      num_ack_pending: IN_FLIGHT,
    });
    expect(await lag(rendered)).toBe(String(SEARCHES));
  });

  test('takes the rendered agent to its most, every replica available, no faster than four pods or double in 15 s', async () => {
    await untilReplicas(search, AGENT, 30, 90_000);
    const counts = search.since(published, AGENT);
    expect(replicasOf(counts).at(-1)).toBe(30);
    expect(tooFast(counts, DEFAULT_LIMIT, DEFAULT_LIMIT)).toEqual([]);
    const [deployment = rendered] = await cluster.client.list('apps/v1', 'Deployment', TENANT_NAMESPACE);
    await until('30 available replicas', async () =>
      (await statusOf(cluster.client, deployment))['availableReplicas'] === 30 ? true : undefined,
    );
  });

  test('follows a backlog up to the most and, once it is worked off, back to the least, at the pace of its behavior', async () => {
    await untilReplicas(workers, ELASTIC.name, ELASTIC.most);
    const stream = new JetStream(nats);
    await stream.acknowledge(await stream.pull(STREAM, ELASTIC.name, ELASTIC_TASKS));
    await untilReplicas(workers, ELASTIC.name, 1);
    const counts = workers.since(published, ELASTIC.name);
    expect(replicasOf(counts)).toEqual([1, 5, 9, 5, 1]);
    expect(tooFast(counts, ELASTIC.limit, ELASTIC.limit)).toEqual([]);
  });

  test('pre-scales when its window opens, and not before', async () => {
    await untilReplicas(workers, SALE.name, SALE.replicas, 90_000);
    const counts = workers.since(0, SALE.name);
    expect(replicasOf(counts.filter(({ atMs }) => atMs < opens.getTime()))).toEqual([1]);
    expect(counts.at(-1)).toMatchObject({ replicas: SALE.replicas });
  });

  test('falls back when the queue cannot be read: no less than the fallback, and no less than there is', async () => {
    const lost = Date.now();
    nats.close();
    await server.stop();
    for (const object of [rendered, elastic]) await untilCondition(cluster.client, object, 'Fallback');
    await untilReplicas(workers, ELASTIC.name, ELASTIC.fallback);
    expect(await lag(elastic)).toBe(String(ELASTIC.fallback * ELASTIC.backlog));
    expect(await lag(rendered)).toBe(String(30 * 8));
    expect(replicasOf(search.since(lost, AGENT))).toEqual([30]);
  });

  test('follows the queue again once it can be read', async () => {
    server = await startNatsServer(folder.path, { ...ACCOUNTS, place: server });
    await untilLag(rendered, SEARCHES);
    await untilReplicas(workers, ELASTIC.name, 1);
    const { conditions } = (await statusOf(cluster.client, elastic)) as { readonly conditions: readonly Condition[] };
    expect(conditions.find(({ type }) => type === 'Fallback')).toMatchObject({ status: 'False', reason: 'NoFallbackFound' });
  });
});

async function declareQueues(stream: JetStream): Promise<void> {
  await stream.createWorkQueue(STREAM, ['tasks.>']);
  for (const consumer of [declaredConsumer(), consumerOf(ELASTIC.name), consumerOf(SALE.name)]) await stream.createConsumer(consumer);
}

function publish(nats: NatsClient, subject: string, count: number): void {
  for (let number = 0; number < count; number++) nats.publish(subject, String(number));
}
