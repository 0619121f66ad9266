import { Duration } from 'cdk8s';
import { lost } from '../admission/lost';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { withComponents } from '../harness/require';
import { byQueue, eachMinute } from './batch-jobs';
import { createAll, NAMESPACE, namespaceObject } from './objects';

const SERVERS = ['kube-apiserver', 'kube-apiserver-1.33', 'kube-apiserver-1.30'] as const;

const OBJECTS: readonly KubeObject[] = [
  ...eachMinute('report', { task: { p99: Duration.seconds(30) }, spot: false, terminationGracePeriod: Duration.seconds(10) }),
  ...byQueue('packed', 'nats-headless.platform.svc.cluster.local:8222', 3, 2),
];

for (const server of SERVERS) {
  withComponents(['etcd', server, 'crds'], `batch agents before ${server}`, () => {
    let cluster: Cluster;

    beforeAll(async () => {
      cluster = await startCluster({ server, crds: ['keda-v2.20.2'] });
      await createAll(cluster.client, [namespaceObject(NAMESPACE)]);
    });
    afterAll(async () => {
      await cluster.stop();
    });

    test('all their objects are accepted, and kept as they were sent', async () => {
      const found: string[] = [];
      for (const object of OBJECTS) {
        const { status, body } = await cluster.client.create(object);
        if (status !== 201) found.push(`${object.kind}: ${status} ${body.message ?? ''}`);
        else found.push(...lost(object, body).map((place) => `${object.kind} ${place}`));
      }
      expect(OBJECTS.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['CronJob', 'ScaledJob']));
      expect(found).toEqual([]);
    });

    test('applied twice, nothing of them changes', async () => {
      const generations: unknown[] = [];
      for (const object of OBJECTS) {
        for (let times = 0; times < 2; times++) {
          const { status, body } = await cluster.client.apply(object);
          generations.push([status, (body['metadata'] as { generation?: number }).generation ?? 1]);
        }
      }
      expect(generations).toEqual(generations.map(() => [200, 1]));
    });

    test.each([
      ['a policy for failed pods without the status of its condition', withoutStatus, /onPodConditions\[0\]\.status/],
      [
        'a replacement before the first pod is gone',
        (job: Job) => ({ ...job, podReplacementPolicy: 'TerminatingOrFailed' }),
        /podReplacementPolicy/,
      ],
      ['pods that start again in place', restarting, /restartPolicy/],
    ] as const)('%s is refused of a CronJob', async (_, change, words) => {
      const [cron] = OBJECTS.filter(({ kind }) => kind === 'CronJob').map((object) => changed(object, change));
      const { status, body } = await cluster.client.create(cron ?? namespaceObject('none'), { dryRun: true });
      // Kubernetes 1.36 fills the status in
      const fills = server === 'kube-apiserver' && change === withoutStatus;
      expect(status).toBe(fills ? 201 : 422);
      if (!fills) expect(body.message).toMatch(words);
    });
  });
}

interface Job {
  readonly template: { readonly spec: object };
}

function changed(object: KubeObject, change: (job: Job) => object): KubeObject {
  const spec = object['spec'] as { readonly jobTemplate: { readonly spec: Job } };
  const { jobTemplate } = spec;
  return {
    ...object,
    metadata: { ...object.metadata, name: 'changed' },
    spec: { ...spec, jobTemplate: { ...jobTemplate, spec: change(jobTemplate.spec) } },
  };
}

function withoutStatus(job: Job): object {
  return { ...job, podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } };
}

function restarting(job: Job): object {
  return { ...job, template: { ...job.template, spec: { ...job.template.spec, restartPolicy: 'OnFailure' } } };
}
