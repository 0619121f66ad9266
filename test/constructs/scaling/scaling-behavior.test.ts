import { Duration } from 'cdk8s';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { type ScalingBehavior, ScalingPolicy, type ScalingRules } from '../../../constructs/scaling/scaling-behavior';
import { only, problemsOf, workload } from './scaling-fixture';

function define(behavior: ScalingBehavior, kubernetes = '1.35') {
  const { chart, target } = workload('product-search', {}, { kubernetes });
  const queue = { account: 'acme', stream: 'TASKS', consumer: 'product-search' };
  new QueueDepthHpa(chart, 'Scale', {
    target,
    queue,
    backlog: QueueBacklog.perReplica(50),
    maxReplicas: 20,
    behavior,
    engine: 'prometheus-adapter',
  });
  return only(chart, 'HorizontalPodAutoscaler').spec['behavior'];
}

test('renders what is stated and nothing else', () => {
  const policies = [ScalingPolicy.percent(100, Duration.seconds(60)), ScalingPolicy.pods(4, Duration.seconds(60))];
  expect(
    define({
      scaleUp: { stabilizationWindow: Duration.minutes(1), policies, selectPolicy: 'Max' },
      scaleDown: { selectPolicy: 'Disabled', tolerance: 0.571 },
    }),
  ).toEqual({
    scaleUp: {
      stabilizationWindowSeconds: 60,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 100, periodSeconds: 60 },
        { type: 'Pods', value: 4, periodSeconds: 60 },
      ],
    },
    scaleDown: { selectPolicy: 'Disabled', tolerance: '0.571' },
  });
});

test('keeps a window and a tolerance of zero: zero is an answer', () => {
  expect(define({ scaleUp: { stabilizationWindow: Duration.seconds(0), tolerance: 0 } })).toEqual({
    scaleUp: { stabilizationWindowSeconds: 0, tolerance: '0' },
  });
});

describe('limits', () => {
  const window = (stabilizationWindow: Duration): ScalingRules => ({ stabilizationWindow });
  const policy = (value: number, period: Duration): ScalingRules => ({ policies: [ScalingPolicy.pods(value, period)] });
  const empty = 'states nothing, yet changes how fast the count moves';

  test.each<[string, ScalingRules, string[]]>([
    ['a window of an hour', window(Duration.hours(1)), []],
    [
      'a window beyond',
      window(Duration.seconds(3601)),
      ['stabilizationWindow: stabilization-window: must be whole seconds from 0 to 3600, got 3601 s'],
    ],
    [
      'a fractional window',
      window(Duration.millis(1500)),
      ['stabilizationWindow: stabilization-window: must be whole seconds from 0 to 3600, got 1.5 s'],
    ],
    ['a period of a second', policy(1, Duration.seconds(1)), []],
    ['a period of half an hour', policy(1, Duration.minutes(30)), []],
    ['no period', policy(1, Duration.seconds(0)), ['policies[0].period: policy-period: must be whole seconds from 1 to 1800, got 0 s']],
    [
      'a period beyond',
      policy(1, Duration.seconds(1801)),
      ['policies[0].period: policy-period: must be whole seconds from 1 to 1800, got 1801 s'],
    ],
    ['a policy of nothing', policy(0, Duration.seconds(15)), ['policies[0].value: whole-number: must be a whole number >= 1, got 0']],
    ['no policy', { policies: [] }, ['policies: scaling-policies: states no policy']],
    ['a negative tolerance', { tolerance: -0.1 }, ['tolerance: tolerance: must be 0 or more, in whole thousandths, got -0.1']],
    ['an unknown tolerance', { tolerance: NaN }, ['tolerance: tolerance: must be 0 or more, in whole thousandths, got NaN']],
    ['too fine a tolerance', { tolerance: 0.0005 }, ['tolerance: tolerance: must be 0 or more, in whole thousandths, got 0.0005']],
    ['nothing', {}, [`: empty-behavior: ${empty}`]],
  ])('%s', (_case, rules, expected) => {
    const at = (direction: string) => expected.map((text) => `behavior.${direction}${text.startsWith(':') ? '' : '.'}${text}`);
    expect(problemsOf(() => define({ scaleUp: rules }))).toEqual(at('scaleUp'));
    expect(problemsOf(() => define({ scaleDown: rules }))).toEqual(at('scaleDown'));
  });

  test.each([
    [
      '1.34',
      [
        'behavior.scaleDown.tolerance: target-version: a tolerance per direction (HPAConfigurableTolerance) needs Kubernetes 1.35, the target is Kubernetes 1.34',
      ],
    ],
    ['1.35', []],
  ])('a tolerance on Kubernetes %s', (kubernetes, expected) => {
    expect(problemsOf(() => define({ scaleDown: { tolerance: 0.2 } }, kubernetes))).toEqual(expected);
  });
});
