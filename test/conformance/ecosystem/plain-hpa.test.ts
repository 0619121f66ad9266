import { Duration } from 'cdk8s';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { ScalingPolicy } from '../../../constructs/scaling/scaling-behavior';
import { type AggregatedApi, startAggregatedApi } from '../harness/aggregated-api';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { CleanUp } from '../harness/clean-up';
import { type Condition, createAll, NAMESPACE, namespaceObject, nodeObject, statusOf } from './objects';
import { tooFast } from '../controllers/rate-limit';
import { ReplicaWatch, replicasOf } from '../controllers/replica-watch';
import { scaledWorker } from './workers';

const NAME = 'product-search';

const UP = { pods: 2, percent: 0, periodS: 5 };

const DOWN = { pods: 3, percent: 0, periodS: 5 };

const OBJECTS = scaledWorker(NAMESPACE, NAME, {
  engine: 'prometheus-adapter',
  queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search' },
  backlog: QueueBacklog.perReplica(50),
  maxReplicas: 7,
  behavior: {
    scaleUp: { policies: [ScalingPolicy.pods(UP.pods, Duration.seconds(UP.periodS))] },
    scaleDown: {
      stabilizationWindow: Duration.seconds(0),
      policies: [ScalingPolicy.pods(DOWN.pods, Duration.seconds(DOWN.periodS))],
    },
  },
});

const HPA: KubeObject = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: NAME, namespace: NAMESPACE } };

/** As prometheus-adapter answers: https://github.com/kubernetes/metrics/blob/master/pkg/apis/external_metrics/v1beta1/types.go */
const valueList = (value: number) => ({
  kind: 'ExternalMetricValueList',
  apiVersion: 'external.metrics.k8s.io/v1beta1',
  metadata: {},
  items: [{ metricName: 'jetstream_consumer_unfinished', metricLabels: {}, timestamp: new Date().toISOString(), value: String(value) }],
});

withComponents(
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'crds'],
  'a queue scaler without KEDA, on a served metric',
  () => {
    const cleanUp = new CleanUp();
    let cluster: Cluster;
    let api: AggregatedApi;
    let watch: ReplicaWatch;
    /** Unfinished messages; `undefined` as long as nobody knows. */
    let backlog: number | undefined = 40;

    beforeAll(async () => {
      cluster = cleanUp.add(await startCluster({ controllers: true, aggregation: true, crds: [] }));
      api = cleanUp.add(
        await startAggregatedApi(cluster, {
          group: 'external.metrics.k8s.io',
          version: 'v1beta1',
          answer: () => {
            if (backlog === undefined) throw new Error('the exporter is gone');
            return { status: 200, body: valueList(backlog) };
          },
        }),
      );
      watch = cleanUp.add(new ReplicaWatch(cluster.client, NAMESPACE));
      await createAll(cluster.client, [nodeObject('node'), namespaceObject(NAMESPACE), ...OBJECTS]);
    });
    afterAll(() => cleanUp.run());

    const untilReplicas = async (wanted: number): Promise<void> => {
      await until(`${wanted} replicas`, () => Promise.resolve(watch.now(NAME) === wanted ? true : undefined), 60_000);
    };

    const active = async (): Promise<Condition | undefined> => {
      const { conditions = [] } = (await statusOf(cluster.client, HPA)) as { readonly conditions?: readonly Condition[] };
      return conditions.find(({ type }) => type === 'ScalingActive');
    };

    test('asks for the one consumer by all three labels, in the namespace of the workload', async () => {
      const url = await until('the first question', () => Promise.resolve(api.requests()[0]));
      expect(url.pathname).toBe(`/apis/external.metrics.k8s.io/v1beta1/namespaces/${NAMESPACE}/jetstream_consumer_unfinished`);
      expect(url.searchParams.get('labelSelector')).toBe('account=acme,consumer_name=product-search,stream_name=TASKS');
      const taken = await until('the metric to be taken', async () => ((await active())?.status === 'True' ? active() : undefined));
      expect(taken.reason).toBe('ValidMetricFound');
    });

    test('follows the backlog up to the most, at the pace of its behavior', async () => {
      const start = Date.now();
      backlog = 340;
      await untilReplicas(7);
      const counts = watch.since(start, NAME);
      expect(replicasOf(counts)).toEqual([1, 3, 5, 7]);
      expect(tooFast(watch.since(0, NAME), UP, DOWN)).toEqual([]);
    });

    test('stays where it is while the metric is lost', async () => {
      const start = Date.now();
      backlog = undefined;
      expect(await until('the loss to be seen', async () => ((await active())?.status === 'False' ? active() : undefined))).toMatchObject({
        reason: 'FailedGetExternalMetric',
      });
      expect(replicasOf(watch.since(start, NAME))).toEqual([7]);
    });

    test('follows the backlog back to the least, at the pace of its behavior', async () => {
      const start = Date.now();
      backlog = 0;
      await untilReplicas(1);
      const counts = watch.since(start, NAME);
      expect(replicasOf(counts)).toEqual([7, 4, 1]);
      expect(tooFast(watch.since(0, NAME), UP, DOWN)).toEqual([]);
    });
  },
);
