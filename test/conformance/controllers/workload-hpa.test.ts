import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { ScalingPolicy } from '../../../constructs/scaling/scaling-behavior';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { Target } from '../../../constructs/kinds/target';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { type AggregatedApi, startAggregatedApi } from '../harness/aggregated-api';
import { startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { type ComponentName, withComponents } from '../harness/require';
import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { podMetrics } from './pod-metrics';
import { type RateLimit, tooFast } from './rate-limit';
import { replicasOf, ReplicaWatch } from './replica-watch';
import { accepted, addNodes } from './swarm';
import { pods } from './workloads';

const NEEDS: readonly ComponentName[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'crds'];

const NAMESPACE = 'scaled';
/** The agent's Deployment. */
const NAME = 'search';

const [MIN, MAX] = [2, 10];

/** Pods per period; the period is longer than one round of the autoscaler, so that it has to wait. */
const UP: RateLimit = { pods: 3, percent: 0, periodS: 5 };
const DOWN: RateLimit = { pods: 4, percent: 0, periodS: 5 };

/** More than all replicas can take at 70 % of 250m each. */
const HEAVY_MILLIS = 4000;

/** An agent and its autoscaler, as a team renders them. */
function rendered(): KubeObject[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  const chart = new Chart(app, NAMESPACE, { namespace: NAMESPACE, labels: { owner: 'team-scaled' } });
  const image = `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`;
  const target = new AgentDeployment(chart, 'Search', { image, task: { p99: Duration.seconds(20) } });
  const policy = ({ pods: count, periodS }: RateLimit) => ({
    stabilizationWindow: Duration.seconds(0),
    policies: [ScalingPolicy.pods(count, Duration.seconds(periodS))],
  });
  const behavior = { scaleUp: policy(UP), scaleDown: policy(DOWN) };
  new WorkloadHpa(chart, 'Scale', { target, minReplicas: MIN, maxReplicas: MAX, metrics: [ScalingMetric.cpu(70)], behavior });
  return Testing.synth(chart) as KubeObject[];
}

withComponents(NEEDS, 'a WorkloadHpa on CPU', () => {
  const cleanUp = new CleanUp();
  let metrics: AggregatedApi;
  let watch: ReplicaWatch;
  let load = 0;

  beforeAll(async () => {
    const cluster = cleanUp.add(await startCluster({ controllers: true, aggregation: true, crds: [] }));
    const { client } = cluster;
    const answer = async (): Promise<{ status: number; body: unknown }> => ({ status: 200, body: podMetrics(await pods(client), load) });
    metrics = cleanUp.add(await startAggregatedApi(cluster, { group: 'metrics.k8s.io', version: 'v1beta1', answer }));
    await addNodes(client, 'min_size');
    accepted(await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }));
    watch = cleanUp.add(new ReplicaWatch(client, NAMESPACE));
    for (const object of rendered()) accepted(await client.apply(object));
  });
  afterAll(() => cleanUp.run());

  /** What was added just before may be taken again at once, so the pace of a change follows from all that went before. */
  const allCounts = (): ReturnType<ReplicaWatch['since']> => watch.since(0, NAME);

  /** Changes the load and sees every count until the one that is wanted. */
  const countsUnder = async (millis: number, wanted: number): Promise<ReturnType<ReplicaWatch['since']>> => {
    const start = Date.now();
    load = millis;
    await until(`${wanted} replicas`, () => Promise.resolve(watch.now(NAME) === wanted ? true : undefined), 60_000);
    return watch.since(start, NAME);
  };

  test('takes the count to its minimum, as nothing that was applied states one', async () => {
    await countsUnder(0, MIN);
    expect(replicasOf(allCounts())).toEqual([1, MIN]);
  });

  test('rises to its maximum under load, in steps of its policy', async () => {
    const counts = await countsUnder(HEAVY_MILLIS, MAX);
    expect(replicasOf(counts)).toEqual([...replicasOf(counts)].sort((a, b) => a - b));
    expect(counts.length).toBeGreaterThan((MAX - MIN) / UP.pods);
    expect(tooFast(allCounts(), UP, DOWN)).toEqual([]);
    expect(new Set(metrics.requests().map(({ pathname }) => pathname))).toEqual(
      new Set([`/apis/metrics.k8s.io/v1beta1/namespaces/${NAMESPACE}/pods`]),
    );
  });

  test('falls to its minimum when the load is gone, in steps of its policy', async () => {
    const counts = await countsUnder(0, MIN);
    expect(counts.length).toBeGreaterThan((MAX - MIN) / DOWN.pods);
    expect(tooFast(allCounts(), UP, DOWN)).toEqual([]);
  });
});
