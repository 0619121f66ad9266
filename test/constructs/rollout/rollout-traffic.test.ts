import { ApiObject } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { routerInput, httpRoute, HttpRouter } from '../../../constructs/rollout/http-router';
import { rolloutSpec, soleController, trafficOf, validationText } from '../../../constructs/rollout/rollout-objects';
import { alertsOf, chartOf, canary as queueCanary, named, names, WORKER } from './queue-versions-fixture';
import { canary, rolloutChart, SERVING } from './rollout-fixture';

describe('who reaches an agent', () => {
  const chart = rolloutChart();
  const callers = [plus.Pods.all(chart, 'All')];
  const { servesTo: _servesTo, metrics: _metrics, ...alone } = SERVING;

  test.each([
    ['nobody', alone, { consumes: false, calledAt: undefined, subjects: undefined, metrics: false, namespace: 'n' }],
    ['the gateway', SERVING, { consumes: false, calledAt: 'servesTo', subjects: undefined, metrics: true, namespace: 'n' }],
    ['others', { ...alone, callers }, { consumes: false, calledAt: 'callers', subjects: undefined, metrics: false, namespace: 'n' }],
    ['both', { ...SERVING, callers }, { consumes: false, calledAt: 'servesTo', subjects: undefined, metrics: true, namespace: 'n' }],
    [
      'nobody, by empty lists',
      { ...SERVING, servesTo: [], callers: [] },
      { consumes: false, calledAt: undefined, subjects: undefined, metrics: true, namespace: 'n' },
    ],
    [
      'a queue',
      { ...alone, consumes: { stream: 'S', subjects: ['a'] } },
      { consumes: true, calledAt: undefined, subjects: ['a'], metrics: false, namespace: 'n' },
    ],
  ])('%s', (_, props, expected) => {
    expect(trafficOf(props, 'n')).toEqual(expected);
  });
});

test('a route goes to the stable version alone, and names hosts only if there are any', () => {
  const services = { stable: 'a', canary: 'a-canary', port: 80 };
  const rules = [
    {
      backendRefs: [
        { name: 'a', port: 80, weight: 100 },
        { name: 'a-canary', port: 80, weight: 0 },
      ],
    },
  ];
  const router = { gateway: 'g', namespace: 'n' };
  expect(httpRoute({ ...router, hostnames: [] }, services)).toEqual({ parentRefs: [{ name: 'g', namespace: 'n' }], rules });
  expect(httpRoute({ ...router, hostnames: ['x'] }, services)).toEqual({
    parentRefs: [{ name: 'g', namespace: 'n' }],
    hostnames: ['x'],
    rules,
  });
  expect(routerInput(HttpRouter.gateway({ gateway: 'g', gatewayNamespace: 'n' }))).toEqual({
    gateway: 'g',
    namespace: 'n',
    namespaceAt: 'gatewayNamespace',
    hostnames: undefined,
  });
});

test('a Rollout states every bound', () => {
  const parts = { replicas: 3, selectorLabels: { a: 'b' }, template: {} as never, progressDeadlineS: 600, strategy: {} as never };
  expect(rolloutSpec(parts)).toEqual({
    minReadySeconds: 5,
    progressDeadlineAbort: true,
    progressDeadlineSeconds: 600,
    replicas: 3,
    revisionHistoryLimit: 3,
    selector: { matchLabels: { a: 'b' } },
    strategy: {},
    template: {},
  });
});

describe('one controller for the pods of a Rollout', () => {
  const LABEL = { 'cdk8s-agents/workload': 'acme-search' };
  const beside = (kind: string, spec: object, namespace = 'tenant-acme'): string[] => {
    const { chart, agent } = canary();
    new ApiObject(chart, 'Other', { apiVersion: 'apps/v1', kind, metadata: { name: 'other', namespace }, spec });
    return soleController(agent).map(({ place, violation: { rule, problem } }) => `${place}: ${rule}: ${problem}`);
  };
  const selector = { selector: { matchLabels: LABEL } };
  const found = (kind: string): string[] => [
    `name: one-controller: ${kind} 'other' and Rollout 'search' take each other's pods for their own`,
  ];

  test.each(['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Rollout'])('%s that selects them', (kind) => {
    expect(beside(kind, selector)).toEqual(found(kind));
  });

  test.each<readonly [string, string, object, readonly string[]]>([
    [
      'whose pods it selects',
      'Deployment',
      { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { ...LABEL, a: 'b' } } } },
      found('Deployment'),
    ],
    ['of other pods', 'Deployment', { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } }, []],
    ['of some of its labels and others', 'Deployment', { selector: { matchLabels: { ...LABEL, a: 'b' } } }, []],
    ['that selects nothing', 'Deployment', { selector: { matchLabels: {} } }, []],
    ['that says nothing', 'Deployment', {}, []],
    ['that is none', 'Service', selector, []],
  ])('beside one %s', (_, kind, spec, expected) => {
    expect(beside(kind, spec)).toEqual(expected);
  });

  test('in its own namespace alone', () => {
    expect(beside('Deployment', selector, 'other')).toEqual([]);
  });

  test('is told as place, rule, problem and fix', () => {
    expect(validationText({ place: 'a', violation: { rule: 'b', problem: 'c', fix: 'd' } })).toBe('a: b: c; d');
  });
});

describe('two versions of a queue worker', () => {
  test('stand in the namespace that they say, else in that of the chart', () => {
    const { chart } = queueCanary({ namespace: 'elsewhere' });
    expect(named(chart, 'PrometheusRule', 'search-versions').metadata.namespace).toBe('elsewhere');
    expect(named(queueCanary().chart, 'PrometheusRule', 'search-versions').metadata.namespace).toBe('tenant-acme');
    expect(names(queueCanary({ namespace: 'elsewhere' }, chartOf('2.14', '')).chart)).toContain('PrometheusRule search-versions');
  });

  test('are compared by the numbers of both consumers', () => {
    const { expr = '' } =
      alertsOf(queueCanary({ consumes: { ...WORKER.consumes, account: 'shop', stream: 'WORK' } }).chart)['AgentCanaryRedeliveries'] ?? {};
    expect([...new Set(expr.match(/\{[^}]*\}/g))]).toEqual(
      ['search-next', 'search'].map((name) => `{account="shop",consumer_name="${name}",is_consumer_leader="true",stream_name="WORK"}`),
    );
  });

  test('have no scaler where people choose their count', () => {
    const { scale: _scale, ...fixed } = WORKER;
    const { chart } = queueCanary({ ...fixed, replicas: 4, scale: undefined } as unknown as typeof WORKER);
    expect(names(chart).filter((name) => name.startsWith('ScaledObject'))).toEqual([]);
  });
});
