import { App, Chart, Duration, Testing } from 'cdk8s';
import { CanaryRollout } from '../../../constructs/rollout/canary-rollout';
import { ScalingPolicy } from '../../../constructs/scaling/scaling-behavior';
import { ObjectTarget, ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { Target } from '../../../constructs/kinds/target';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { quickened } from '../controllers/quick-analysis';
import { replicasOf, ReplicaWatch } from '../controllers/replica-watch';
import { accepted } from '../controllers/swarm';
import { type AggregatedApi, startAggregatedApi } from '../harness/aggregated-api';
import { CleanUp } from '../harness/clean-up';
import type { KubeObject } from '../harness/kube-client';
import { pause, until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { namespaceObject } from './objects';
import { type Rollout, ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';

const NAMESPACE = 'scaled';
const NAME = 'search';

const [MIN, MAX] = [4, 6];

/** Half of the requests: of five pods, three and three, so that a canary is one pod more than the count. */
const WEIGHT = 50;

/** Requests per second that a pod is to have. */
const PER_POD = 10;

const METRIC = 'requests_per_second';

const ROLLOUT: KubeObject = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: NAME, namespace: NAMESPACE } };
const HPA: KubeObject = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: NAME, namespace: NAMESPACE } };

/** A canary and its autoscaler, as a team renders them; the version stands in its configuration. */
function rendered(version: string, prometheus: string, checks?: number): KubeObject[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', argoRollouts: '1.9' });
  const chart = new Chart(app, NAMESPACE, { namespace: NAMESPACE, labels: { owner: 'team-scaled' } });
  const target = new CanaryRollout(chart, 'Search', {
    image: `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`,
    task: { p99: Duration.seconds(20) },
    servesTo: ['gateway'],
    metrics: {},
    config: { version },
    weight: WEIGHT,
  });
  const policies = [ScalingPolicy.pods(MAX, Duration.seconds(5))];
  new WorkloadHpa(chart, 'Scale', {
    target,
    minReplicas: MIN,
    maxReplicas: MAX,
    metrics: [ScalingMetric.object({ apiVersion: 'v1', kind: 'Service', name: NAME }, METRIC, ObjectTarget.averageValue(String(PER_POD)))],
    behavior: { scaleUp: { policies }, scaleDown: { stabilizationWindow: Duration.seconds(0), policies } },
  });
  return (Testing.synth(chart) as KubeObject[]).map((object) => quickened(object, prometheus, checks));
}

/** https://github.com/kubernetes/metrics/blob/master/pkg/apis/custom_metrics/v1beta2/types.go */
const valueList = (value: string) => ({
  kind: 'MetricValueList',
  apiVersion: 'custom.metrics.k8s.io/v1beta2',
  metadata: {},
  items: [
    {
      describedObject: { kind: 'Service', namespace: NAMESPACE, name: NAME, apiVersion: 'v1' },
      metric: { name: METRIC },
      timestamp: new Date().toISOString(),
      value,
    },
  ],
});

withComponents(ROLLOUT_COMPONENTS, 'a WorkloadHpa of a canary', () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;
  let metrics: AggregatedApi;
  let load = String(MIN * PER_POD);
  let counts: ReplicaWatch;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp, { aggregation: true });
    const answer = (): { status: number; body: unknown } => ({ status: 200, body: valueList(load) });
    metrics = cleanUp.add(await startAggregatedApi(world.cluster, { group: 'custom.metrics.k8s.io', version: 'v1beta2', answer }));
    accepted(await world.client.create(namespaceObject(NAMESPACE)));
    world.prometheus.answer('namespace=', [0.001]);
    for (const object of rendered('one', world.prometheus.address)) accepted(await world.client.apply(object));
    counts = cleanUp.add(new ReplicaWatch(world.client, NAMESPACE, ROLLOUT));
  });
  afterAll(() => cleanUp.run());

  const rollout = async (): Promise<Rollout> => accepted(await world.client.get(ROLLOUT)) as Rollout;

  const untilRollout = async (what: string, holds: (rollout: Rollout) => boolean): Promise<Rollout> =>
    until(
      `the Rollout to have ${what}`,
      async () => {
        const found = await rollout();
        if (found.status.observedGeneration === String(found.metadata.generation) && holds(found)) return found;
        throw new Error(JSON.stringify([found.spec.replicas, found.status]));
      },
      VERSION_MS,
    );

  /** Largest count that the Rollout was ever told to have. */
  const most = (): number => Math.max(...replicasOf(counts.since(0, NAME)));

  const settledAt = (count: number): Promise<Rollout> =>
    untilRollout(
      `${count} pods`,
      ({ spec, status }) => spec.replicas === count && status.HPAReplicas === count && status.phase === 'Healthy',
    );

  test(
    'takes the count of the Rollout, of which nothing that was applied states one, to its minimum',
    async () => {
      await settledAt(MIN);
      const { spec, status } = (await world.client.get(HPA)).body as {
        readonly spec: { readonly scaleTargetRef: object };
        readonly status: { readonly currentReplicas?: number };
      };
      expect([spec.scaleTargetRef, status.currentReplicas]).toEqual([
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: NAME },
        MIN,
      ]);
      expect(new Set(metrics.requests().map(({ pathname }) => pathname))).toEqual(
        new Set([`/apis/custom.metrics.k8s.io/v1beta2/namespaces/${NAMESPACE}/services/${NAME}/${METRIC}`]),
      );
    },
    VERSION_MS,
  );

  test(
    'scales the Rollout with its load',
    async () => {
      load = String(5 * PER_POD);
      expect((await settledAt(5)).status.replicas).toBe(5);
    },
    VERSION_MS,
  );

  test(
    'F81: takes the pods that a canary has above the count for its own where the load is within its tolerance, and never goes above the maximum',
    async () => {
      // 9 % above what five pods are to have, and 9 % below what six are: both are left as they are
      load = '54500m';
      for (let times = 0; times < 100; times++) await pause();
      expect((await rollout()).spec.replicas).toBe(5);
      for (const object of rendered('two', world.prometheus.address, 30)) accepted(await world.client.apply(object));
      await untilRollout('a pod more', ({ spec, status }) => status.HPAReplicas === MAX && spec.replicas === MAX);
      await settledAt(MAX);
      expect(most()).toBe(MAX);
    },
    2 * VERSION_MS,
  );

  test(
    'goes back to its minimum when the load is gone',
    async () => {
      load = '0';
      await settledAt(MIN);
      expect(most()).toBe(MAX);
    },
    VERSION_MS,
  );
});
