import { CleanUp } from '../harness/clean-up';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { pause, until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { JetStream } from '../servers/jet-stream';
import { NatsClient } from '../servers/nats-client';
import { type NatsServer, startNatsServer } from '../servers/nats-server';
import { batchAgent, byQueue, eachMinute, endOf, type Job, jobsOf, podsOf, poolNode, report, TENANT } from './batch-jobs';
import { startKeda } from './keda';
import { createAll, NAMESPACE, namespaceObject, untilCondition } from './objects';
import { consumerOf, STREAM } from './queue-workers';
import { BatchTrigger } from '../../../constructs/batch/batch-trigger';
import { Duration } from 'cdk8s';

const ACME = { name: TENANT, password: 'acme-password' };

const TWO_MINUTES = 130_000;

/** Looks of KEDA at the queue, a second each, in which a wrong count would show. */
const LOOKS_MS = 6000;

const CONTROLLED = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'crds'] as const;

withComponents([...CONTROLLED], 'batch agents by the clock', () => {
  const cleanUp = new CleanUp();
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = cleanUp.add(await startCluster({ controllers: true }));
    await createAll(cluster.client, [
      namespaceObject(NAMESPACE),
      ...eachMinute('report'),
      ...eachMinute('long').map(withoutDeadline),
      ...eachMinute('disrupted', { retries: 0 }),
      ...eachMinute('broken', { retries: 0 }),
    ]);
  });
  afterAll(() => cleanUp.run());

  const firstOf = (name: string): Promise<Job> =>
    until(`a job of ${name}`, async () => (await jobsOf(cluster.client, name)).find(({ status: { active } }) => active === 1), 90_000);

  const untilEnd = (name: string, wanted: string, timeoutMs = 90_000): Promise<string> =>
    until(
      `${name} to be ${wanted}`,
      async () => {
        const ends = (await jobsOf(cluster.client, name)).map(endOf);
        if (ends.includes(wanted)) return wanted;
        throw new Error(JSON.stringify(ends));
      },
      timeoutMs,
    );

  test('the controller starts a job at its minute, with one pod that the policy of the agent selects', async () => {
    const { metadata } = await firstOf('report');
    expect(metadata.name).toMatch(/^report-\d+$/);
    expect(await podsOf(cluster.client, 'report')).toHaveLength(1);
  });

  test('a pod that loses its node is replaced and is no failure, even where no retry is allowed', async () => {
    const { client } = cluster;
    const job = await firstOf('disrupted');
    const [pod] = await podsOf(client, 'disrupted');
    await report(client, pod === undefined ? [] : [pod], { phase: 'Failed', conditions: [{ type: 'DisruptionTarget', status: 'True' }] });
    await until('another pod', async () =>
      (await podsOf(client, 'disrupted')).some(({ status }) => status.phase === 'Pending') ? true : undefined,
    );
    const [after] = (await jobsOf(client, 'disrupted')).filter(({ metadata }) => metadata.name === job.metadata.name);
    expect(after?.status.failed ?? 0).toBe(0);
    expect(after === undefined ? 'gone' : endOf(after)).toBeUndefined();
  });

  test('a pod that fails of itself is a failure, and without retries the end of its job', async () => {
    await firstOf('broken');
    await report(cluster.client, await podsOf(cluster.client, 'broken'), { phase: 'Failed' });
    expect(await untilEnd('broken', 'Failed BackoffLimitExceeded', 30_000)).toMatch(/^Failed/);
    expect((await jobsOf(cluster.client, 'broken')).map(({ status: { failed } }) => failed)).toContain(1);
  });

  test('a job that is not done by its deadline is ended, before the next is due', async () => {
    await untilEnd('report', 'Failed DeadlineExceeded', TWO_MINUTES);
    expect((await jobsOf(cluster.client, 'report')).filter((job) => endOf(job) === undefined).length).toBeLessThanOrEqual(1);
  });

  test('a run that is due while the one before goes on is left out', async () => {
    const { client } = cluster;
    const left = await until(
      'a run that is left out',
      async () => {
        const events = (await client.list('v1', 'Event', NAMESPACE)) as (KubeObject & {
          reason: string;
          involvedObject: { name: string };
        })[];
        return events.find(({ reason, involvedObject }) => involvedObject.name === 'long' && reason === 'JobAlreadyActive');
      },
      TWO_MINUTES,
    );
    expect(left.reason).toBe('JobAlreadyActive');
    expect(await jobsOf(client, 'long')).toHaveLength(1);
  });

  test('a node of its pool is what it waits for: with one, the job is done', async () => {
    await createAll(cluster.client, [poolNode()]);
    await untilEnd('long', 'Complete CompletionsReached');
    const [pod] = await podsOf(cluster.client, 'long');
    expect(pod).toMatchObject({ spec: { nodeName: 'batch-node' }, status: { phase: 'Succeeded' } });
  });
});

withComponents([...CONTROLLED, 'nats-server', 'keda-operator', 'keda-adapter'], 'batch agents by the queue', () => {
  const cleanUp = new CleanUp();
  const folder = temporaryFolder('nats-');
  let cluster: Cluster;
  let server: NatsServer;
  let nats: NatsClient;

  beforeAll(async () => {
    cleanUp.then(() => {
      folder.remove();
    });
    cluster = cleanUp.add(await startCluster({ controllers: true, aggregation: true }));
    server = cleanUp.add(await startNatsServer(folder.path, { accounts: [ACME], anonymous: ACME.name }));
    nats = await NatsClient.connect(server.port, { user: ACME.name, password: ACME.password });
    cleanUp.then(() => {
      nats.close();
    });
    const stream = new JetStream(nats);
    await stream.createWorkQueue(STREAM, ['tasks.>']);
    for (const name of ['packed', 'counted', 'recounted']) await stream.createConsumer(consumerOf(name));
    cleanUp.add(await startKeda(cluster));
    const endpoint = `127.0.0.1:${server.monitoringPort}`;
    const made = [
      ...byQueue('packed', endpoint, 3, 2),
      ...byQueue('counted', endpoint, 20, 1),
      ...byQueue('recounted', endpoint, 20, 1).map(accurate),
    ];
    await createAll(cluster.client, [namespaceObject(NAMESPACE), ...made]);
    for (const object of made.filter(({ kind }) => kind === 'ScaledJob')) await untilCondition(cluster.client, object, 'Ready');
  });
  afterAll(() => cleanUp.run());

  const publish = async (name: string, count: number): Promise<void> => {
    for (let number = 0; number < count; number++) nats.publish(`tasks.${name}.run`, String(number));
    await nats.flush();
  };

  const untilJobs = (name: string, wanted: number): Promise<boolean> =>
    until(
      `${wanted} jobs of ${name}`,
      async () => {
        const { length } = await jobsOf(cluster.client, name);
        if (length === wanted) return true;
        throw new Error(`${length} jobs`);
      },
      40_000,
    );

  const looks = async (): Promise<void> => {
    const end = Date.now() + LOOKS_MS;
    while (Date.now() < end) await pause();
  };

  test('there is no job while the queue is empty', async () => {
    await looks();
    expect(await jobsOf(cluster.client, 'packed')).toEqual([]);
  });

  test('there is a job for each handful of messages, and no more than may run at once', async () => {
    await publish('packed', 7);
    await untilJobs('packed', 3);
    await looks();
    expect(await jobsOf(cluster.client, 'packed')).toHaveLength(3);
    expect(await podsOf(cluster.client, 'packed')).toHaveLength(3);
  });

  test('messages that running jobs hold start no further job; as `accurate` counts, they do', async () => {
    const { client } = cluster;
    const stream = new JetStream(nats);
    for (const name of ['counted', 'recounted']) {
      await publish(name, 3);
      await until(`three jobs of ${name}`, async () => ((await podsOf(client, name)).length >= 3 ? true : undefined), 40_000);
      await report(client, await podsOf(client, name), { phase: 'Running' });
      expect(await stream.pull(STREAM, name, 3)).toHaveLength(3);
    }
    await until('a second job for a message', async () => ((await jobsOf(client, 'recounted')).length >= 6 ? true : undefined), 40_000);
    await looks();
    expect(await jobsOf(client, 'counted')).toHaveLength(3);
  });

  test('once the messages are acknowledged and the jobs done there is none but what is kept', async () => {
    const { client } = cluster;
    const stream = new JetStream(nats);
    await stream.acknowledge(await stream.pull(STREAM, 'packed', 7));
    await report(client, await podsOf(client, 'packed'), { phase: 'Succeeded' });
    await untilJobs('packed', 1);
    await looks();
    const jobs = await jobsOf(client, 'packed');
    expect(jobs.map(endOf)).toEqual(['Complete CompletionsReached']);
  });

  test('a job that was ended by its deadline is followed by another, because its message is still there', async () => {
    const { client } = cluster;
    const name = 'late';
    await new JetStream(nats).createConsumer(consumerOf(name));
    await createAll(client, byQueueWithDeadline(name, `127.0.0.1:${server.monitoringPort}`));
    await publish(name, 1);
    await until(
      'a job that was ended',
      async () => ((await jobsOf(client, name)).some((job) => endOf(job) === 'Failed DeadlineExceeded') ? true : undefined),
      60_000,
    );
    const next = await until('another', async () => (await jobsOf(client, name)).find((job) => endOf(job) === undefined), 30_000);
    expect(next.spec).toMatchObject({ activeDeadlineSeconds: 5, backoffLimit: 0 });
  });
});

function byQueueWithDeadline(name: string, monitoringEndpoint: string): KubeObject[] {
  return batchAgent(name, {
    needs: ['bus'],
    task: { p99: Duration.seconds(2) },
    deadline: Duration.seconds(5),
    trigger: BatchTrigger.queue({
      stream: STREAM,
      subjects: [`tasks.${name}.>`],
      maxRunning: 1,
      pollingInterval: Duration.seconds(1),
      monitoringEndpoint,
    }),
  });
}

/** A job that outlives its minute: the rules would not let it. */
function withoutDeadline(object: KubeObject): KubeObject {
  if (object.kind !== 'CronJob') return object;
  const spec = object['spec'] as { readonly jobTemplate: { readonly spec: object } };
  const { jobTemplate } = spec;
  return { ...object, spec: { ...spec, jobTemplate: { ...jobTemplate, spec: { ...jobTemplate.spec, activeDeadlineSeconds: 3600 } } } };
}

/** The strategy that is for queues which hide what is being worked on. */
function accurate(object: KubeObject): KubeObject {
  if (object.kind !== 'ScaledJob') return object;
  return { ...object, spec: { ...(object['spec'] as object), scalingStrategy: { strategy: 'accurate' } } };
}
