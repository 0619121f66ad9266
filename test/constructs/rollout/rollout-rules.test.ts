import { App, Chart, Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { CanaryRollout } from '../../../constructs/rollout/canary-rollout';
import { HttpRouter } from '../../../constructs/rollout/http-router';
import type { BlueGreenRolloutProps, CanaryRolloutProps, RolloutAnalysisProps } from '../../../constructs/rollout/rollout-props';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { Target } from '../../../constructs/kinds/target';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { InvalidInputError } from '../../../src/kernel/problems';
import { problemsOf, VALID } from '../agent/agent-fixture';
import { blueGreen, canary, rolloutChart, ROUTER, SERVING } from './rollout-fixture';

const seconds = (amount: number): Duration => Duration.seconds(amount);
const analysis = (props: RolloutAnalysisProps): Partial<CanaryRolloutProps & BlueGreenRolloutProps> => ({ analysis: props });
const router = (...hostnames: string[]): HttpRouter => HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'gateway', hostnames });

describe.each([
  ['CanaryRollout', canary],
  ['BlueGreenRollout', blueGreen],
])('%s', (_, make) => {
  test.each<readonly [title: string, target: string | undefined, problems: string[]]>([
    ['without Argo Rollouts', undefined, [' target-version']],
    ['with Argo Rollouts 1.8', '1.8', [' target-version']],
    ['with Argo Rollouts 1.9', '1.9', []],
    ['with Argo Rollouts 1.10', '1.10', []],
  ])('on a target %s: %j', (_title, target, problems) => {
    expect(problemsOf(() => make({}, target === undefined ? bareChart() : rolloutChart(target)))).toEqual(problems);
  });

  test('fails on a queue worker, whether or not it serves as well, and says what to use', () => {
    const consumes = { stream: 'TASKS' };
    expect(problemsOf(() => make({ consumes, needs: ['bus'] }))).toEqual(['consumes rollout-traffic']);
    const worker = (): unknown => make({ consumes, needs: ['bus'] }, rolloutChart(), 'servesTo');
    expect(problemsOf(worker)).toEqual(['consumes rollout-traffic']);
    expect(worker).toThrow('use QueueCanary or QueueBlueGreen');
  });

  test('fails on an agent that nobody calls, but not on one that a peer calls', () => {
    expect(problemsOf(() => make({}, rolloutChart(), 'servesTo'))).toEqual(['servesTo rollout-traffic']);
    const chart = rolloutChart();
    const callers = [plus.Pods.all(chart, 'Callers')];
    expect(problemsOf(() => make({ callers }, chart, 'servesTo'))).toEqual([]);
  });

  test('fails on an agent without metrics', () => {
    expect(problemsOf(() => make({}, rolloutChart(), 'metrics'))).toEqual(['metrics rollout-metrics']);
  });

  test('fails on an agent whose namespace nobody knows', () => {
    const app = new App();
    Target.set(app, { kubernetes: '1.33', argoRollouts: '1.9' });
    expect(problemsOf(() => make({}, new Chart(app, 'somewhere')))).toEqual(['namespace rollout-namespace']);
    expect(problemsOf(() => make({ namespace: 'tenant-acme' }, new Chart(app, 'named')))).toEqual([]);
  });

  test.each<readonly [title: string, props: RolloutAnalysisProps, problems: string[]]>([
    ['window of no whole checks', { window: seconds(910) }, ['analysis analysis-window']],
    ['interval of 29 s', { window: seconds(290), interval: seconds(29) }, ['analysis analysis-window']],
    ['interval of 30 s', { window: seconds(900), interval: seconds(30) }, []],
    ['window of two days', { window: Duration.days(2), interval: Duration.hours(1) }, ['analysis analysis-window']],
    ['failureLimit that cannot be exceeded', { failureLimit: 15 }, ['analysis analysis-window']],
    ['failureLimit below zero', { failureLimit: -1 }, ['analysis analysis-window']],
    ['threshold of 0 %', { threshold: 0 }, ['analysis analysis-rates']],
    ['threshold of 100 %', { threshold: 100 }, ['analysis analysis-rates']],
    ['threshold that is no number', { threshold: Number.NaN }, ['analysis analysis-rates']],
    ['healthy version at the threshold', { healthyErrors: 1 }, ['analysis analysis-rates']],
    ['bad version at the threshold', { badErrors: 1 }, ['analysis analysis-rates']],
    ['address without a scheme', { prometheus: 'prometheus:9090' }, ['analysis.prometheus prometheus']],
    ['address with credentials', { prometheus: 'http://me:word@prometheus:9090' }, ['analysis.prometheus prometheus']],
    ['counter with a selector', { total: 'a{b="c"}', failed: '' }, ['analysis.total counter-name', 'analysis.failed counter-name']],
  ])('judges an analysis with a %s', (_title, props, problems) => {
    expect(problemsOf(() => make(analysis(props)))).toEqual(problems);
  });

  test.each([
    [20, []],
    [21, ['analysis.interval analysis-scrapes']],
  ])('with metrics read every %d s and a check a minute: %j', (scrape, problems) => {
    expect(problemsOf(() => make({ metrics: { interval: seconds(scrape) } }))).toEqual(problems);
  });

  test.each([0, -1, Number.NaN, Infinity])('fails on a rate of %d', (rate) => {
    expect(problemsOf(() => make({ rate }))).toEqual(['rate rate']);
  });

  test('fails on an analysis that cannot decide, with both chances and what would', () => {
    const props = { rate: 100, analysis: { threshold: 1, healthyErrors: 0.9, badErrors: 1.1, failureLimit: 0 } };
    expect(problemsOf(() => make(props))).toEqual(['analysis canary-power']);
    expect(() => make(props)).toThrow(/canary-power: .*a healthy version \(0\.9 % failures\) is stopped with a chance of/);
  });

  test('fails on what fails in any agent, and says all at once', () => {
    expect(problemsOf(() => make({ image: 'search:latest', rate: 0 }, rolloutChart('1.8'), 'metrics'))).toEqual([
      'image image-pinned',
      'metrics rollout-metrics',
      'rate rate',
      ' target-version',
    ]);
  });

  test.each([
    [261_000, []],
    [263_000, ['config annotation-size']],
  ])('with a configuration file of about %d bytes, which travels in an annotation: %j', (size, problems) => {
    expect(problemsOf(() => make({ config: { a: 'x '.repeat(size / 2) } }))).toEqual(problems);
  });

  test('fails on an annotation that is the configuration file of the pods', () => {
    expect(problemsOf(() => make({ annotations: { 'cdk8s-agents/config': '{}' } }))).toEqual([
      'annotations.cdk8s-agents/config annotation',
    ]);
  });
});

test.each([0, 1, 99, 100, 10.5, Number.NaN])('a canary of %d %', (weight) => {
  const problems = weight === 1 || weight === 99 ? [] : ['weight canary-weight'];
  expect(problemsOf(() => canary({ weight, router: ROUTER, rate: 1e5 }))).toEqual(problems);
});

test.each<readonly [surge: string, problems: string[]]>([
  ['0', ['maxSurge rolling-update']],
  ['0%', ['maxSurge rolling-update']],
  ['1', []],
  ['1%', []],
  ['101%', ['maxSurge pod-share']],
  ['some', ['maxSurge pod-share']],
])('a canary with a surge of %s: %j', (maxSurge, problems) => {
  expect(problemsOf(() => canary({ maxSurge }))).toEqual(problems);
});

test.each<readonly [title: string, router: HttpRouter, problems: string[]]>([
  ['a Gateway without a name', HttpRouter.gateway({ gateway: '', gatewayNamespace: 'gateway' }), ['router.gateway gateway-name']],
  ['no namespace', HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'Gate' }), ['router.gatewayNamespace dns-label']],
  ['no hostname in a list of them', router(), ['router.hostnames hostnames']],
  ['the same hostname twice', router('a.example.com', 'a.example.com'), ['router.hostnames hostnames']],
  ['17 hostnames', router(...Array.from({ length: 17 }, (_, index) => `a${index}.example.com`)), ['router.hostnames hostnames']],
  ['16 hostnames', router(...Array.from({ length: 16 }, (_, index) => `a${index}.example.com`)), []],
  ['any host of a domain', router('*.example.com'), []],
  ['an address', router('203.0.113.1'), ['router.hostnames[0] hostnames']],
  ['a star within', router('a.*.example.com'), ['router.hostnames[0] hostnames']],
])('a route with %s', (_, given, problems) => {
  expect(problemsOf(() => canary({ router: given }))).toEqual(problems);
});

test.each<readonly [delayS: number, problems: string[]]>([
  [30, ['scaleDownDelay scale-down-delay']],
  [959, ['scaleDownDelay scale-down-delay']],
  [960, []],
  [960.5, ['scaleDownDelay scale-down-delay']],
])('old pods that stay for %d s while the new ones are watched for 15 minutes: %j', (delayS, problems) => {
  expect(problemsOf(() => blueGreen({ scaleDownDelay: Duration.millis(delayS * 1000) }))).toEqual(problems);
});

test.each([
  [canary, { router: ROUTER }, 56],
  [blueGreen, {}, 55],
])('the second Service leaves room in the name', (make, props, longest) => {
  const named = (length: number): string[] => problemsOf(() => make({ ...props, name: 'a'.repeat(length) }, rolloutChart(), 'tenant'));
  expect([named(longest), named(longest + 1)]).toEqual([[], ['name dns-label']]);
});

test('fails when rendered, with an autoscaler whose counts do not give the share', () => {
  const { chart, agent } = canary({}, rolloutChart(), 'replicas');
  expect(errorsOf(chart)).toEqual([expect.stringMatching(/^weight: canary-share: at 2 replicas, 10 % of the traffic would be 33\.3 %/)]);
  new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 3, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
  expect(errorsOf(chart)).toEqual([expect.stringMatching(/^weight: canary-share: at 3 replicas, 10 % of the traffic would be 25 %/)]);
});

test('fails when rendered, with an autoscaler that is not in the tree', () => {
  const { chart, agent } = canary({}, rolloutChart(), 'replicas');
  agent.markHasAutoscaler();
  expect(errorsOf(chart)).toEqual([expect.stringMatching(/^weight: canary-share: at 1 replica, /)]);
});

test('renders with an autoscaler whose every count gives the share', () => {
  const { chart, agent } = canary({}, rolloutChart(), 'replicas');
  new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 8, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
  expect(errorsOf(chart)).toEqual([]);
});

test('fails when rendered, with an analysis that cannot decide at the share that the counts give', () => {
  const { chart, agent } = canary({ rate: 0.1 }, rolloutChart(), 'replicas');
  new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas: 8, maxReplicas: 12, metrics: [ScalingMetric.cpu(70)] });
  expect(errorsOf(chart)).toEqual([expect.stringMatching(/^analysis: canary-power: 0 requests a check/)]);
});

test('fails beside a Deployment of the same pods, and names it', () => {
  const chart = rolloutChart();
  canary({}, chart);
  new AgentDeployment(chart, 'Old', { ...VALID, tenant: 'acme', name: 'search' });
  expect(errorsOf(chart)).toEqual([
    `name: one-controller: Deployment 'search' and Rollout 'search' take each other's pods for their own; remove one of them, or give them different names`,
  ]);
  const apart = rolloutChart();
  canary({}, apart);
  new AgentDeployment(apart, 'Old', { ...VALID, tenant: 'acme', name: 'old' });
  new CanaryRollout(apart, 'Elsewhere', { ...SERVING, name: 'search', namespace: 'other' });
  expect(errorsOf(apart)).toEqual([]);
});

/** A chart for a cluster without Argo Rollouts. */
function bareChart(): Chart {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  return new Chart(app, 'acme', { namespace: 'tenant-acme' });
}

/** What cdk8s would print before it renders anything. */
function errorsOf(chart: Chart): string[] {
  return chart.node.findAll().flatMap(({ node }) => node.validate());
}

test('a mistake in the input is an InvalidInputError', () => {
  expect(() => canary({ rate: 0 })).toThrow(InvalidInputError);
});

test('a router that lacks what it needs names itself, as it belongs to no construct yet', () => {
  expect(() => HttpRouter.gateway({ gatewayNamespace: 'gateway' } as never)).toThrow(
    /^HttpRouter\.gateway: 1 problem\n\ngateway\n {2}missing-key/,
  );
});
