import { Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { warningsOf } from '../warnings';
import { define, type Manifest, only, rendered } from '../agent/agent-fixture';
import { blueGreen, canary, rolloutChart, ROUTER } from './rollout-fixture';

const SELECTOR = { 'cdk8s-agents/workload': 'acme-search' };

test('gives the new version a tenth, judges it, and then everything', () => {
  const { replicas, strategy, selector, ...rest } = only(canary().chart, 'Rollout').spec;
  expect({ replicas, strategy, selector }).toEqual({
    replicas: 10,
    selector: { matchLabels: SELECTOR },
    strategy: {
      canary: {
        maxSurge: '25%',
        maxUnavailable: 0,
        steps: [
          { setWeight: 10 },
          {
            analysis: {
              templates: [{ templateName: 'search' }],
              args: [{ name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
            },
          },
        ],
      },
    },
  });
  expect(rest).toMatchObject({ minReadySeconds: 5, progressDeadlineAbort: true, progressDeadlineSeconds: 600, revisionHistoryLimit: 3 });
});

test('reads the failures of the new pods alone, for fifteen minutes', () => {
  const { chart } = canary();
  const { args, metrics } = only(chart, 'AnalysisTemplate').spec as { args: unknown; metrics: Record<string, unknown>[] };
  expect(args).toEqual([{ name: 'canary-hash' }]);
  expect(metrics).toHaveLength(1);
  const [{ provider, ...numbers } = {}] = metrics;
  expect(numbers).toEqual({
    name: 'error-rate',
    initialDelay: '60s',
    interval: '60s',
    count: 15,
    failureLimit: 0,
    successCondition: 'len(result) == 1 && !isNaN(result[0]) && result[0] <= 0.01',
  });
  const { address, query } = (provider as { prometheus: { address: string; query: string } }).prometheus;
  expect(address).toBe('http://prometheus-operated.monitoring.svc.cluster.local:9090');
  const series = [...query.matchAll(/(\w+)\{([^}]*\}\}[^}]*)\}/g)].map(([, name, labels]) => `${name ?? ''} ${labels ?? ''}`);
  const pods = 'namespace="tenant-acme",rollouts_pod_template_hash="{{args.canary-hash}}"';
  expect([...new Set(series)].sort()).toEqual([`agent_tasks_failed_total ${pods}`, `agent_tasks_total ${pods}`]);
});

test('has the label that tells versions apart on every series, and enough of them', () => {
  expect(only(canary().chart, 'PodMonitor').spec).toEqual({
    podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '10s' }],
    podTargetLabels: ['rollouts-pod-template-hash'],
    selector: { matchLabels: SELECTOR },
  });
});

test('takes other numbers and other counters', () => {
  const analysis = {
    prometheus: 'https://metrics.example.com/prometheus',
    total: 'http_requests_total',
    failed: 'http_errors_total',
    threshold: 0.7,
    window: Duration.minutes(30),
    interval: Duration.minutes(5),
    failureLimit: 1,
  };
  const [metric] = only(canary({ analysis }).chart, 'AnalysisTemplate').spec['metrics'] as Record<string, unknown>[];
  expect(metric).toMatchObject({ initialDelay: '300s', interval: '300s', count: 6, failureLimit: 1 });
  expect(metric?.['successCondition']).toBe('len(result) == 1 && !isNaN(result[0]) && result[0] <= 0.007');
  expect(JSON.stringify(metric?.['provider'])).toMatch(
    /https:\/\/metrics\.example\.com\/prometheus.*http_errors_total.*http_requests_total/,
  );
});

test.each([
  ['nine replicas: one of ten pods gets 60 of the 600 requests of a minute', 9, 60],
  ['twelve: one of twelve gets 50', 12, 50],
])('lets as many checks fail as a healthy version needs, at the least share that its autoscaler leaves it; at %s', (_, most, requests) => {
  const { chart, agent } = canary({ rate: 10 }, rolloutChart(), 'replicas');
  new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 8, maxReplicas: most, metrics: [ScalingMetric.cpu(70)] });
  expect(failureLimit(chart)).toBe(leastLimit(requests));
  expect([leastLimit(60), leastLimit(50)]).toEqual([3, 2]);
});

test('splits requests by a route of the Gateway API instead of pods', () => {
  const { chart } = canary({ router: ROUTER, replicas: 2 });
  expect((only(chart, 'Rollout').spec['strategy'] as { canary: object }).canary).toMatchObject({
    stableService: 'search',
    canaryService: 'search-canary',
    trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'search', namespace: 'tenant-acme' } } },
  });
  expect(only(chart, 'HTTPRoute')).toMatchObject({
    apiVersion: 'gateway.networking.k8s.io/v1',
    metadata: { name: 'search', namespace: 'tenant-acme' },
    spec: {
      parentRefs: [{ name: 'public', namespace: 'gateway' }],
      hostnames: ['search.example.com'],
      rules: [
        {
          backendRefs: [
            { name: 'search', port: 8080, weight: 100 },
            { name: 'search-canary', port: 8080, weight: 0 },
          ],
        },
      ],
    },
  });
  const services = rendered(chart).filter(({ kind }) => kind === 'Service');
  expect(services.map(({ metadata, spec }) => [metadata.name, spec['selector']])).toEqual([
    ['search', undefined],
    ['search-canary', undefined],
  ]);
});

test('without a router has one Service and no route', () => {
  const { chart } = canary();
  expect(only(chart, 'Service').spec['selector']).toEqual(SELECTOR);
  expect(rendered(chart).filter(({ kind }) => kind === 'HTTPRoute')).toEqual([]);
});

test.each([
  ['a canary', canary],
  ['blue and green', blueGreen],
])('of %s, each version keeps its own configuration file, at the same place and with the same content', (_, make) => {
  const config = { retries: 3 };
  const { chart } = make({ config });
  const plain = define({ config, tenant: 'acme', servesTo: ['gateway'], metrics: {} }).chart;
  expect(rendered(chart).filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
  const { metadata, spec } = only(chart, 'Rollout').spec['template'] as Template;
  expect(metadata.annotations).toEqual({ 'cdk8s-agents/config': only(plain, 'ConfigMap').data['agent.json'] });
  expect(spec.volumes[0]).toEqual({
    name: 'config',
    downwardAPI: { items: [{ path: 'agent.json', fieldRef: { fieldPath: `metadata.annotations['cdk8s-agents/config']` } }] },
  });
  const theirs = (only(plain, 'Deployment').spec['template'] as Template).spec;
  expect(spec.containers[0]?.volumeMounts).toEqual(theirs.containers[0]?.volumeMounts);
  expect(spec.topologySpreadConstraints).toMatchObject([{ matchLabelKeys: ['rollouts-pod-template-hash'] }]);
});

test('everything else that selects the pods is that of a Deployment, and covers both versions', () => {
  const others = ['ServiceAccount', 'NetworkPolicy', 'PodDisruptionBudget', 'Service'];
  const of = (objects: Manifest[]): Manifest[] => objects.filter(({ kind }) => others.includes(kind));
  const plain = define({ tenant: 'acme', servesTo: ['gateway'], metrics: {} }).chart;
  expect(of(rendered(canary().chart))).toEqual(of(rendered(plain)));
  expect(of(rendered(plain))).toHaveLength(4);
});

test('names the Rollout to autoscalers, which own the count from then on', () => {
  const { chart, agent } = canary({}, rolloutChart(), 'replicas');
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([2, false]);
  new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 8, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([undefined, true]);
  expect(only(chart, 'Rollout').spec).not.toHaveProperty('replicas');
  expect(only(chart, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual(ROLLOUT);
});

test('is scaled by KEDA on a queue that it does not take from itself', () => {
  const { chart, agent } = blueGreen({}, rolloutChart(), 'replicas');
  new QueueDepthHpa(chart, 'Scale', {
    target: agent,
    queue: { account: 'acme', stream: 'TASKS', consumer: 'behind' },
    backlog: QueueBacklog.perReplica(10),
    minReplicas: 2,
    maxReplicas: 10,
  });
  expect(only(chart, 'ScaledObject').spec['scaleTargetRef']).toEqual(ROLLOUT);
  expect(only(chart, 'Rollout').spec).not.toHaveProperty('replicas');
});

test('works with what cdk8s-plus selects, scales and patches', () => {
  const { chart, agent } = canary({}, rolloutChart(), 'replicas');
  new plus.HorizontalPodAutoscaler(chart, 'Hpa', { target: agent, maxReplicas: 12, minReplicas: 8 });
  expect(only(chart, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual(ROLLOUT);
  const { labelSelector } = agent.toPodSelectorConfig() as { readonly labelSelector: plus.LabelSelector };
  expect(labelSelector._toKube()).toEqual({ matchLabels: SELECTOR });
  agent.apiObject.metadata.addAnnotation('example.com/note', 'patched');
  expect(only(chart, 'Rollout').metadata.annotations).toEqual({ 'example.com/note': 'patched' });
});

test('warns where it is not known whether the analysis can decide, and only there', () => {
  const text =
    'analysis: canary-power: whether it can tell a bad version from a healthy one is unknown, because the rate of tasks is; give the agent its rate';
  expect(warningsOf(canary({}, rolloutChart(), 'rate').chart)).toEqual([{ path: 'acme/Search', text }]);
  expect(warningsOf(blueGreen({}, rolloutChart(), 'rate').chart)).toEqual([{ path: 'acme/Search', text }]);
  expect([...warningsOf(canary().chart), ...warningsOf(blueGreen().chart)]).toEqual([]);
});

const ROLLOUT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'search' };

interface Template {
  readonly metadata: { readonly annotations: unknown };
  readonly spec: {
    readonly volumes: readonly unknown[];
    readonly containers: readonly { readonly volumeMounts: unknown }[];
    readonly topologySpreadConstraints: unknown;
  };
}

function failureLimit(chart: Parameters<typeof only>[0]): unknown {
  return (only(chart, 'AnalysisTemplate').spec['metrics'] as { failureLimit: number }[])[0]?.failureLimit;
}

/** Fewest failed checks of 15 that a version with 0.1 % of failures exceeds in at most 5 of 100 cases, if one failure fails a check of `requests`. */
function leastLimit(requests: number): number {
  const fails = 1 - 0.999 ** requests;
  const ways = (chosen: number): number => (chosen === 0 ? 1 : (ways(chosen - 1) * (15 - chosen + 1)) / chosen);
  let within = 0;
  for (let failed = 0; failed <= 15; failed += 1) {
    within += ways(failed) * fails ** failed * (1 - fails) ** (15 - failed);
    if (1 - within <= 0.05) return failed;
  }
  return 15;
}
