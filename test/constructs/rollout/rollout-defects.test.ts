import { ApiObject, Chart } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { TenantNamespace } from '../../../constructs/tenancy/tenant-namespace';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { type Manifest, only, problemsOf, rendered, VALID } from '../agent/agent-fixture';
import { blueGreen, canary, rolloutChart, ROUTER, SERVING } from './rollout-fixture';

type Labels = Readonly<Record<string, string>>;

/** Labels of the pods that a Rollout makes: its template's, and the one that the controller adds. */
function podLabels(chart: Chart, version: string): Labels {
  const { metadata } = only(chart, 'Rollout').spec['template'] as { metadata: { labels: Labels } };
  return { ...metadata.labels, 'rollouts-pod-template-hash': version };
}

function selects(selector: unknown, labels: Labels): boolean {
  const { matchLabels = {} } = selector as { matchLabels?: Labels };
  return Object.keys(matchLabels).length > 0 && Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

const objects = (chart: Chart, kind: string): Manifest[] => rendered(chart).filter((object) => object.kind === kind);

test('000-07 canary and blue-green: the strategy is the class, the description stays the same', () => {
  const kinds = (make: (chart: Chart) => object): string[] => {
    const chart = rolloutChart();
    make(chart);
    return rendered(chart).map(({ kind }) => kind);
  };
  const { rate: _rate, ...agent } = SERVING;
  const rolling = kinds((chart) => new AgentDeployment(chart, 'Search', agent));
  const shared = ['ServiceAccount', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'PodMonitor'];
  expect([...rolling].sort()).toEqual([...shared, 'ConfigMap', 'Deployment'].sort());
  expect(kinds((chart) => canary({}, chart)).sort()).toEqual([...shared, 'AnalysisTemplate', 'Rollout'].sort());
  expect(kinds((chart) => blueGreen({}, chart)).sort()).toEqual([...shared, 'Service', 'AnalysisTemplate', 'Rollout'].sort());
});

test('000-19 a canary gets 10 %, is watched for 15 minutes and then gets everything', () => {
  const { chart } = canary();
  const { canary: strategy } = only(chart, 'Rollout').spec['strategy'] as { canary: { steps: object[] } };
  // a step after the last is 100 %
  expect(strategy.steps.map((step) => Object.keys(step))).toEqual([['setWeight'], ['analysis']]);
  const [metric] = only(chart, 'AnalysisTemplate').spec['metrics'] as { initialDelay: string; interval: string; count: number }[];
  // the controller takes the first sample after the delay and each other an interval later
  expect(Number.parseInt(metric?.initialDelay ?? '') + ((metric?.count ?? 0) - 1) * Number.parseInt(metric?.interval ?? '')).toBe(15 * 60);
});

test('000-20 blue-green: two full versions, one switch', () => {
  const { blueGreen: strategy } = only(blueGreen().chart, 'Rollout').spec['strategy'] as { blueGreen: Record<string, unknown> };
  expect(strategy).toMatchObject({ activeService: 'search', previewService: 'search-preview', autoPromotionEnabled: true });
  expect(strategy).not.toHaveProperty('previewReplicaCount');
});

test.each([
  [2, ['weight canary-share']],
  [3, ['weight canary-share']],
  [5, ['weight canary-share']],
  [9, []],
  [10, []],
])('F4 10 %% of the pods at %d replicas: %j', (replicas, problems) => {
  expect(problemsOf(() => canary({ replicas }))).toEqual(problems);
  expect(problemsOf(() => canary({ replicas, router: ROUTER }))).toEqual([]);
});

test('F4 a share that pods cannot give is refused with the share it would be, and with what gives it', () => {
  expect(() => canary({ replicas: 2 })).toThrow(/10 % of the traffic would be 33\.3 % \(1 canary, 2 stable\)/);
  expect(() => canary({ replicas: 2 })).toThrow(/replicas or more, write weight \d+, split the traffic with a router/);
});

test.each([
  ['canary', canary],
  ['blue-green', blueGreen],
])('F19 of a %s, the disruption budget holds for the pods of both versions and never blocks a drain for ever', (_, make) => {
  const { chart } = make();
  const { selector, ...budget } = only(chart, 'PodDisruptionBudget').spec;
  expect(budget).toEqual({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  expect(['old', 'new'].map((version) => selects(selector, podLabels(chart, version)))).toEqual([true, true]);
  expect(selects(only(chart, 'NetworkPolicy').spec['podSelector'], podLabels(chart, 'new'))).toBe(true);
  expect(selects(only(chart, 'PodMonitor').spec['selector'], podLabels(chart, 'new'))).toBe(true);
});

test('F57 the Services that a strategy names are there, and the autoscaler points at the Rollout', () => {
  for (const make of [
    (chart: Chart) => blueGreen({}, chart, 'replicas'),
    (chart: Chart) => canary({ router: ROUTER }, chart, 'replicas'),
  ]) {
    const { chart, agent } = make(rolloutChart());
    new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 2, maxReplicas: 10, metrics: [ScalingMetric.cpu(70)] });
    const { apiVersion, kind, metadata, spec } = only(chart, 'Rollout');
    const named = JSON.stringify(spec['strategy']).match(/(?<=Service":")[^"]+/g) ?? [];
    expect(named).toHaveLength(2);
    expect(objects(chart, 'Service').map(({ metadata: { name } }) => name)).toEqual(expect.arrayContaining(named));
    expect(only(chart, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual({ apiVersion, kind, name: metadata.name });
    expect(objects(chart, 'Deployment')).toEqual([]);
  }
});

test('F75 there is one controller for each selector', () => {
  for (const { chart } of [canary(), blueGreen()]) {
    const controllers = rendered(chart).filter(({ kind }) => ['Deployment', 'StatefulSet', 'Rollout', 'ReplicaSet'].includes(kind));
    expect(controllers.map(({ kind }) => kind)).toEqual(['Rollout']);
  }
  const chart = rolloutChart();
  const { agent } = blueGreen({}, chart);
  new AgentDeployment(chart, 'Old', { ...VALID, tenant: 'acme', name: 'search' });
  expect(agent.node.validate()).toEqual([expect.stringMatching(/^name: one-controller: Deployment 'search'/)]);
});

/** CPU and pods that the quota of the namespace holds, and what it counts of Rollouts. */
function quotaOf(make: (chart: Chart) => unknown): (string | undefined)[] {
  const chart = rolloutChart();
  const namespace = new TenantNamespace(chart, 'Tenant', { tenant: 'acme' });
  make(chart);
  const quota = namespace.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.name === 'tenant')
    .map((object) => object.toJson() as Manifest)
    .find(({ kind }) => kind === 'ResourceQuota');
  const hard = quota?.spec['hard'] as Record<string, string> | undefined;
  return [hard?.['requests.cpu'], hard?.['pods'], hard?.['count/rollouts.argoproj.io']];
}

/** A tenth more, rounded up to whole cores and whole pods. */
const room = (pods: number): string[] => [String(Math.ceil(pods * 1.1 - 1e-9)), String(Math.ceil(pods * 1.1 - 1e-9))];

describe('F57, F81 the quota holds the pods of the peak', () => {
  const resources = AgentResources.of({ cpu: '1', memory: '1Gi' });

  test.each<readonly [title: string, pods: number, make: (chart: Chart) => unknown]>([
    ['a canary at its count and the surge', 10 + 3, (chart) => canary({ resources }, chart)],
    ['a canary with a surge of one', 10 + 1, (chart) => canary({ resources, maxSurge: '1' }, chart)],
    ['a canary with a router twice', 2 * 10, (chart) => canary({ resources, router: ROUTER }, chart)],
    ['blue and green twice', 2 * 10, (chart) => blueGreen({ resources }, chart)],
  ])('%s: %d', (_, pods, make) => {
    expect(quotaOf(make)).toEqual([...room(pods), '2']);
  });

  test.each<readonly [title: string, pods: number, make: typeof canary | typeof blueGreen]>([
    ['a canary', 12 + 3, canary],
    ['blue-green', 2 * 12, blueGreen],
  ])('%s at the maximum of its autoscaler: %d', (_, pods, make) => {
    const scaled = (chart: Chart): void => {
      const { agent } = make({ resources }, chart, 'replicas');
      new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 8, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
    };
    expect(quotaOf(scaled)).toEqual([...room(pods), '2']);
  });

  test('without a Rollout none is admitted, and nothing is said of them where there is no such API', () => {
    const rolling = (chart: Chart): unknown => new AgentDeployment(chart, 'Search', { ...VALID, resources, replicas: 4 });
    expect(quotaOf(rolling)).toEqual([...room(4 + 1), '0']);
    const chart = rolloutChart();
    chart.node.setContext('cdk8s-agents/target', { kubernetes: '1.33' });
    const bare = new TenantNamespace(chart, 'Tenant', { tenant: 'acme' });
    const quota = bare.node.findAll().find((one): one is ApiObject => ApiObject.isApiObject(one) && one.kind === 'ResourceQuota');
    expect(JSON.stringify(quota?.toJson())).not.toContain('argoproj');
  });
});
