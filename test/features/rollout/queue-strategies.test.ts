import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import {
  blueGreenSwitch,
  canarySwitch,
  planQueueRollout,
  type QueueRolloutInput,
  type RolloutContext,
} from '../../../src/features/rollout/strategies';
import { Problems } from '../../../src/kernel/problems';

const DIGEST = `@sha256:${'a'.repeat(64)}`;
const CONTEXT: RolloutContext = { target: { kubernetes: '1.33', nats: '2.14' }, rate: 30, rateAt: 'baseRate' };

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

/** What a plan comes to, and what is said on the way, warnings last. */
function said<Plan>(plan: (findings: { problems: Problems; warnings: Problems }) => Plan): readonly [Plan, string[]] {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const planned = plan({ problems, warnings });
  return [planned, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]];
}

describe('two versions of a queue worker', () => {
  const CANARY: QueueSwitch = { kind: 'canary', weight: 10 };
  const OWN = `registry.example.com/shop/a:1${DIGEST}`;
  const queue = (input: Partial<QueueRolloutInput> = {}, context: Partial<RolloutContext> = {}) =>
    said((findings) =>
      planQueueRollout(
        findings,
        { switch: CANARY, ownImage: OWN, subjects: ['tasks.a'], concurrency: 4, counts: { min: 2, max: 20 }, ...input },
        { ...CONTEXT, ...context },
        { image: 'image', analysis: 'comparison', update: 'update', subject: (index) => `subjects.${index}` },
      ),
    );
  const PLAN = {
    kind: 'queue',
    switch: CANARY,
    update: { maxSurge: '25%', maxUnavailable: 0 },
    image: OWN,
    // 20 × 4 × 1.25
    maxAckPending: 100,
    // one look at the whole window
    analysis: {
      prometheus: 'http://prometheus-operated.monitoring.svc.cluster.local:9090',
      total: 'agent_tasks_total',
      failed: 'agent_tasks_failed_total',
      windowS: 900,
      intervalS: 900,
      count: 1,
      threshold: 0.01,
      healthyRate: 0.001,
      badRate: 0.05,
      rate: 30,
      failureLimit: 0,
    },
    redeliveries: 0.1,
    natsMetricPrefix: 'jetstream',
    severity: 'warning',
  };

  test('of which nothing is said: 20 and ⌈5⌉ pods, and 2 and ⌈0.5⌉', () => {
    expect(queue()).toEqual([{ rollout: PLAN, peakPods: 25 + 3 }, []]);
  });

  test('of which all is said', () => {
    const image = `registry.example.com/shop/a:2${DIGEST}`;
    const input = {
      image,
      update: { maxSurge: 1 },
      maxAckPending: 7,
      redeliveries: 7,
      natsMetricPrefix: 'nats',
      severity: 'critical',
    } as const;
    expect(queue(input)).toEqual([
      {
        rollout: { ...PLAN, ...input, update: { maxSurge: 1, maxUnavailable: 0 }, redeliveries: 0.07 },
        peakPods: 21 + 3,
      },
      [],
    ]);
  });

  const green = (active: 'blue' | 'green' | 'none', exclusive: boolean): QueueSwitch => ({ kind: 'blue-green', active, exclusive });
  test.each<readonly [string, Partial<QueueRolloutInput>, Partial<RolloutContext>, readonly string[], number]>([
    ['no message', { switch: { kind: 'canary', weight: 0 } }, { rate: 0.01 }, [], 25 + 2],
    ['one percent', { switch: { kind: 'canary', weight: 1 } }, { rate: 0.01 }, ['comparison: canary-power'], 25 + 2],
    ['all messages', { switch: { kind: 'canary', weight: 100 } }, {}, [], 50],
    ['a weight that is none', { switch: { kind: 'canary', weight: 101 } }, { rate: 0.01 }, ['weight: queue-weight'], 50],
    ['a switch', { switch: green('blue', false) }, {}, [], 50],
    ['a switch of too few tasks', { switch: green('blue', false) }, { rate: 0.01 }, ['comparison: canary-power'], 50],
    ['nobody active', { switch: green('none', false) }, {}, ['active: switch-active'], 50],
    ['a pause', { switch: green('none', true) }, {}, [], 50],
    [
      'a pause before NATS can',
      { switch: green('blue', true) },
      { target: { kubernetes: '1.33', nats: '2.10' } },
      ['exclusive: target-version'],
      50,
    ],
    ['no pause before NATS can', { switch: green('blue', false) }, { target: { kubernetes: '1.33', nats: '2.10' } }, [], 50],
    [
      'subjects of next versions',
      { subjects: ['a', 'next.a', 'b', 'next.b'] },
      {},
      ['subjects.1: next-subject', 'subjects.3: next-subject'],
      28,
    ],
    ['an image without a digest', { image: 'a:1', registries: [] }, {}, ['image: image-pinned'], 28],
    ['an image of somebody else', { image: OWN, registries: ['registry.example.com/other'] }, {}, ['image: image-registry'], 28],
    ['an image of its registry', { image: OWN, registries: ['registry.example.com/shop'] }, {}, [], 28],
    ['its own image, which was judged where it is written', { ownImage: 'a:1', registries: [] }, {}, [], 28],
    ['an update that cannot be', { update: { maxSurge: '0%' } }, {}, ['update: rolling-update'], 28],
    ['an update that is none', { update: { maxUnavailable: 'x' } }, {}, ['update.maxUnavailable: pod-share'], 28],
    ['no redelivery', { redeliveries: 0 }, {}, ['comparison.redeliveries: analysis-rates'], 28],
    ['all redelivered', { redeliveries: 100 }, {}, ['comparison.redeliveries: analysis-rates'], 28],
    ['next to all redelivered', { redeliveries: 99.9 }, {}, [], 28],
    ['a window of 30 s', { analysis: { windowS: 30 } }, { rate: 1000 }, [], 28],
    ['a window of less', { analysis: { windowS: 29 } }, { rate: 0.01 }, ['comparison.window: analysis-window'], 28],
    ['a window of half seconds', { analysis: { windowS: 30.5 } }, {}, ['comparison.window: analysis-window'], 28],
    ['a window of a day', { analysis: { windowS: 86_400 } }, {}, [], 28],
    ['a window of more', { analysis: { windowS: 86_401 } }, {}, ['comparison.window: analysis-window'], 28],
    ['a threshold of nothing', { analysis: { threshold: 0 } }, {}, ['comparison: analysis-rates'], 28],
    ['no rate', {}, { rate: undefined }, ['warning comparison: canary-power'], 28],
  ])('with %s', (_, input, context, words, peakPods) => {
    const [plan, found] = queue(input, context);
    expect([found, plan.peakPods]).toEqual([words, peakPods]);
  });

  test('are switched as said, else by a tenth, or not at all', () => {
    expect([canarySwitch(), canarySwitch(0), canarySwitch(100)].map(({ weight }) => weight)).toEqual([10, 0, 100]);
    expect([blueGreenSwitch(), blueGreenSwitch('green', true)]).toEqual([green('blue', false), green('green', true)]);
  });
});
