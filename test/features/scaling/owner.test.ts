import {
  checkFirstAutoscaler,
  type Autoscaler,
  checkCountIsFree,
  checkOneAutoscaler,
  checkMetricRequests,
} from '../../../src/features/scaling/owner';

const keda: Autoscaler = { kind: 'ScaledObject', name: 'search' };
const hpa: Autoscaler = { kind: 'HorizontalPodAutoscaler', name: 'search', resources: ['cpu'] };
const vpa = (...resources: string[]): Autoscaler => ({ kind: 'VerticalPodAutoscaler', name: 'right-size', resources });

test.each([
  [undefined, undefined],
  [0, `'search' fixes replicas at 0: every apply resets what the autoscaler chose`],
  [3, `'search' fixes replicas at 3: every apply resets what the autoscaler chose`],
])('replicas %s beside an autoscaler (A20)', (replicas, expected) => {
  expect(checkCountIsFree('search', replicas)?.problem).toBe(expected);
});

test.each([
  [false, undefined],
  [true, `'search' has an autoscaler already: two owners of one count undo each other`],
])('a second autoscaler: %s (A20)', (second, expected) => {
  expect(checkFirstAutoscaler('search', second)?.problem).toBe(expected);
});

test.each([
  ['none', [], []],
  ['one', [keda], []],
  ['one, and one that resizes what it does not follow', [hpa, vpa('memory')], []],
  ['one that resizes alone', [vpa('cpu', 'memory')], []],
  [
    'fails two owners',
    [keda, hpa],
    [`'search' has 2 autoscalers (ScaledObject 'search', HorizontalPodAutoscaler 'search'), and 1 may own its count`],
  ],
  [
    'fails one that resizes what the count follows',
    [hpa, vpa('cpu', 'memory')],
    [`VerticalPodAutoscaler 'right-size' sets cpu of 'search', which its count follows: each moves what the other measures`],
  ],
])('%s (A20)', (_case, autoscalers, expected) => {
  expect(checkOneAutoscaler('search', autoscalers).map(({ problem }) => problem)).toEqual(expected);
});

test.each([
  [[{ name: 'agent', requests: { cpu: '1' } }], undefined],
  [
    [{ name: 'agent', requests: { cpu: '1' } }, { name: 'proxy' }],
    `1 of 2 containers ('proxy') request no cpu, and the metric is a share of it`,
  ],
  [[{ name: 'agent', requests: { memory: '1Gi' } }], `1 of 1 containers ('agent') request no cpu, and the metric is a share of it`],
])('%j on use of CPU (A20)', (containers, expected) => {
  expect(checkMetricRequests('cpu', containers)?.problem).toBe(expected);
});
