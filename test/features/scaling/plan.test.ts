import {
  countsAt,
  countsOf,
  largestCount,
  planBounds,
  planFixedScale,
  type QueueScalePlan,
  scaledTo,
} from '../../../src/features/scaling/plan';
import { planPrescale, type PrescaleInput } from '../../../src/features/scaling/prescale';
import { planQueueScale, type QueueScaleInput } from '../../../src/features/scaling/queue';
import { Problems } from '../../../src/kernel/problems';

const TARGET = { kubernetes: '1.33', keda: '2.20' };
const PLACES = { min: 'min', max: 'max', backlog: 'backlog', prescaleName: 'name' };
const SALE: PrescaleInput = { name: 'sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'UTC' };
const { name: NAME, start: START, end: END, timeZone: ZONE } = SALE;

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

/** A count that follows a queue, and what was said of it, warnings last. */
function queue(input: Partial<QueueScaleInput>, target: Parameters<typeof planQueueScale>[2] = TARGET): [QueueScalePlan, string[]] {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const findings = { problems, warnings, prescale: problems.at('prescale') };
  const scale = planQueueScale(findings, { max: 20, backlog: { kind: 'messages', messages: 8 }, ...input }, target, PLACES);
  return [scale, [...lines(problems), ...lines(warnings)]];
}

const DRAINED = { kind: 'drained', messagesPerSecond: 10, withinS: 60 } as const;
const QUEUE: QueueScalePlan = {
  kind: 'queue',
  min: 1,
  max: 20,
  backlogPerReplica: 8,
  engine: 'keda',
  behavior: undefined,
  prescale: [],
  monitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
  fallbackReplicas: 1,
  metricType: undefined,
  cooldownS: undefined,
};

test('a count that follows a queue has one replica while it is empty, KEDA, and nothing besides', () => {
  expect(queue({})).toEqual([QUEUE, []]);
});

test.each<readonly [title: string, input: Partial<QueueScaleInput>, plan: Partial<QueueScalePlan>, said: readonly string[]]>([
  ['no replica', { min: 0 }, { min: 0, fallbackReplicas: 1 }, []],
  ['two replicas', { min: 2 }, { min: 2, fallbackReplicas: 2 }, []],
  ['a fallback of its own', { min: 2, fallbackReplicas: 5 }, { min: 2, fallbackReplicas: 5 }, []],
  ['another place to read', { monitoringEndpoint: 'nats:8222' }, { monitoringEndpoint: 'nats:8222' }, []],
  ['a cooldown before zero', { min: 0, cooldownS: 0 }, { min: 0, cooldownS: 0 }, []],
  ['less cooldown than none', { min: 0, cooldownS: -1 }, { min: 0, cooldownS: -1 }, ['cooldownPeriod: whole-number']],
  ['a cooldown that is never waited for', { cooldownS: 60 }, { cooldownS: 60 }, ['cooldownPeriod: cooldown-to-zero']],
  [
    'a window before replicas go',
    { scaleDownWindowS: 300 },
    {
      behavior: {
        scaleUp: undefined,
        scaleDown: { windowS: 300, policies: undefined, selectPolicy: undefined, tolerance: undefined },
      },
    },
    [],
  ],
  ['what a replica may hold as a time', { backlog: DRAINED }, { backlogPerReplica: 600 }, []],
  ['a time that cannot be met', { backlog: { ...DRAINED, withinS: 0.05 } }, { backlogPerReplica: 1 }, ['backlog: drain-objective']],
  ['no message', { backlog: { kind: 'messages', messages: 0 } }, { backlogPerReplica: 1 }, ['backlog: whole-number']],
  ['what could not be read', { backlog: undefined }, { backlogPerReplica: 1 }, []],
  ['a backlog at concurrency × 0.8', { backlog: { kind: 'messages', messages: 8 }, concurrency: 10 }, {}, []],
  ['a backlog above it', { concurrency: 9 }, {}, ['backlog: stable-backlog']],
  ['a backlog above that of how fast it works', { throughput: { concurrency: 9, meanS: 1 } }, {}, ['backlog: stable-backlog']],
  ['a concurrency that outweighs how fast it works', { concurrency: 10, throughput: { concurrency: 9, meanS: 1 } }, {}, []],
  ['a time, one task at a time', { backlog: { ...DRAINED, concurrency: 1 } }, { backlogPerReplica: 1 }, ['backlog: stable-backlog']],
  ['a time, two tasks at a time', { backlog: { ...DRAINED, concurrency: 2 } }, { backlogPerReplica: 1 }, []],
  ['no replica at all', { max: 0 }, { max: 1 }, ['max: whole-number']],
  [
    'a queue whose bound holds all tasks',
    { maxAckPending: 40, concurrency: 2, backlog: { kind: 'messages', messages: 1 } },
    { backlogPerReplica: 1 },
    [],
  ],
  [
    'a queue whose bound holds one task less',
    { maxAckPending: 39, concurrency: 2, backlog: { kind: 'messages', messages: 1 } },
    { backlogPerReplica: 1 },
    ['maxAckPending: max-ack-pending'],
  ],
  ['a bound of one', { max: 1, maxAckPending: 1, concurrency: 1, backlog: undefined }, { max: 1, backlogPerReplica: 1 }, []],
  ['a bound without tasks that are known', { maxAckPending: 1 }, {}, []],
  [
    'a bound and the tasks of a time',
    { maxAckPending: 19, backlog: { ...DRAINED, concurrency: 1 } },
    { backlogPerReplica: 1 },
    ['backlog: stable-backlog', 'maxAckPending: max-ack-pending'].reverse(),
  ],
  [
    'a bound and a time of no task: the time alone is wrong',
    { maxAckPending: 1, backlog: { ...DRAINED, concurrency: 0 } },
    { backlogPerReplica: 1 },
    ['backlog: drain-objective'],
  ],
  ['a bound beside a count that is none', { max: 0, maxAckPending: 1, concurrency: 10 }, { max: 1 }, ['max: whole-number']],
])('of a queue with %s', (_, input, plan, said) => {
  expect(queue(input)).toEqual([{ ...QUEUE, ...plan }, said]);
});

test.each([
  // 20 replicas finish 10 × 0.8 a second each
  [160, []],
  [161, ['backlog: drain-objective']],
])('at most the largest load that max carries: %d times one a second', (times, said) => {
  expect(queue({ backlog: DRAINED, throughput: { concurrency: 13, meanS: 1.3 }, largestLoad: { rate: 1, times } })[1]).toEqual([
    ...said,
    'backlog: stable-backlog',
  ]);
  // nothing follows where one of them is not known
  for (const unknown of [{ throughput: undefined }, { max: 0 }, { largestLoad: undefined }])
    expect(
      queue({ backlog: DRAINED, throughput: { concurrency: 10, meanS: 1 }, largestLoad: { rate: 1, times: 1e6 }, ...unknown })[1],
    ).not.toContain('backlog: drain-objective');
});

describe('by the engine', () => {
  const ADAPTER = { engine: 'prometheus-adapter' } as const;
  test.each<readonly [string, Partial<QueueScaleInput>, Parameters<typeof queue>[1], readonly string[]]>([
    ['the adapter at zero before Kubernetes can', { ...ADAPTER, min: 0 }, { kubernetes: '1.36' }, ['min: target-version']],
    ['the adapter at zero as soon as Kubernetes can', { ...ADAPTER, min: 0 }, { kubernetes: '1.37' }, []],
    ['the adapter at zero of a release that is none', { ...ADAPTER, min: 0 }, { kubernetes: 'new' }, []],
    ['the adapter at zero of a target that was not read', { ...ADAPTER, min: 0 }, undefined, []],
    ['the adapter at zero where a person waits', { ...ADAPTER, min: 0, interactive: true }, { kubernetes: '1.33' }, ['min: scale-to-zero']],
    [
      'the adapter with a schedule',
      { ...ADAPTER, prescale: [{ ...SALE, replicas: 2 }] },
      { kubernetes: '1.33' },
      ['prescale: prescale-engine'],
    ],
    ['the adapter with a schedule of a target that was not read', { ...ADAPTER, prescale: [{ ...SALE, replicas: 2 }] }, undefined, []],
    ['the adapter without a schedule', { ...ADAPTER, prescale: [] }, { kubernetes: '1.33' }, []],
    [
      'the adapter with what is for KEDA',
      { ...ADAPTER, monitoringEndpoint: 'no host', fallbackReplicas: 0, cooldownS: -1 },
      { kubernetes: '1.33' },
      ['monitoringEndpoint: keda-only', 'fallbackReplicas: keda-only', 'cooldownPeriod: keda-only'],
    ],
    ['KEDA at zero', { min: 0 }, { kubernetes: '1.33', keda: '2.19' }, []],
    ['an old KEDA at zero', { min: 0 }, { kubernetes: '1.33', keda: '2.18' }, ['min: target-version']],
    ['a KEDA that is none', { min: 0 }, { kubernetes: '1.33', keda: 'new' }, []],
    ['no KEDA', { min: 0 }, { kubernetes: '1.33' }, []],
  ])('%s', (_, input, target, said) => {
    const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
    const findings = { problems, warnings, prescale: problems.at('prescale') };
    planQueueScale(findings, { max: 20, backlog: undefined, ...input }, target, PLACES);
    expect(lines(problems)).toEqual(said);
  });

  test.each([
    ['2.17', 'AverageValue'],
    ['2.20', undefined],
  ])('the type of the metric is written for KEDA %s: %p', (keda, metricType) => {
    expect(queue({}, { kubernetes: '1.33', keda })[0].metricType).toBe(metricType);
    expect(queue(ADAPTER, { kubernetes: '1.33', keda })[0].metricType).toBeUndefined();
  });
});

describe('windows', () => {
  const plan = (windows: readonly Partial<PrescaleInput>[], context: Partial<Parameters<typeof planPrescale>[2]> = {}) => {
    const problems = Problems.of('test');
    const defaults = { max: 20, throughput: { concurrency: 10, meanS: 1 }, nameAt: 'profile', maxAt: 'max' };
    const planned = planPrescale(
      problems,
      windows.map((window) => ({ ...SALE, ...window })),
      { ...defaults, ...context },
    );
    return [planned.map(({ replicas }) => replicas), lines(problems)];
  };

  test.each<readonly [string, Partial<PrescaleInput>, Parameters<typeof plan>[1], number, readonly string[]]>([
    ['with replicas', { replicas: 7 }, {}, 7, []],
    ['with all replicas', { replicas: 20 }, {}, 20, []],
    ['with more than all', { replicas: 21 }, {}, 21, ['[0].replicas: prescale-max']],
    ['with more than a maximum that may not be compared with', { replicas: 21 }, { max: undefined }, 21, []],
    ['with none', { replicas: 0 }, {}, 0, ['[0].replicas: whole-number']],
    // ⌈33 ÷ (10 × 0.8)⌉
    ['with a load', { load: 33 }, {}, 5, []],
    ['with a load that max does not carry', { load: 1000 }, {}, 20, []],
    ['with a load and no maximum', { load: 1000 }, { max: undefined }, 125, []],
    ['with a load that cannot be used', { load: 'lost' }, {}, 1, []],
    ['with a load of who knows how fast', { load: 33 }, { throughput: undefined }, 1, []],
    ['with nothing', {}, {}, 1, ['[0].replicas: prescale-rate']],
  ])('%s', (_, window, context, replicas, said) => {
    expect(plan([window], context)).toEqual([[replicas], said]);
  });

  test('of one name are there once, and each has its own place', () => {
    const twice = [{ replicas: 1 }, { replicas: 2 }, { name: 'other', replicas: 30 }];
    expect(plan(twice)).toEqual([
      [1, 30],
      ['[1].profile: unique-prescale', '[2].replicas: prescale-max'],
    ]);
  });

  test('are what was written, with their replicas', () => {
    const problems = Problems.of('test');
    const context = { max: 20, throughput: undefined, nameAt: 'name', maxAt: 'max' };
    expect(planPrescale(problems, [{ ...SALE, replicas: 3 }], context)).toEqual([
      { name: NAME, start: START, end: END, timeZone: ZONE, replicas: 3 },
    ]);
  });
});

describe('bounds and fixed counts', () => {
  const bounds = (min: number | undefined, max: number): [object, string[]] => {
    const problems = Problems.of('test');
    return [planBounds(problems, { min, max }, { min: 'least', max: 'most' }), lines(problems)];
  };

  test.each([
    [undefined, 1, { min: 1, max: 1 }, []],
    [0, 1, { min: 0, max: 1 }, []],
    [0, 0, { min: 0, max: undefined }, ['most: whole-number']],
    [5, 5, { min: 5, max: 5 }, []],
    [5, 4, { min: 5, max: undefined }, ['most: whole-number']],
    [-1, 4, { min: -1, max: 4 }, ['least: whole-number']],
    // what is compared with a minimum that is none
    [100_001, 4, { min: 100_001, max: 4 }, ['least: whole-number']],
    [100_000, 100_000, { min: 100_000, max: 100_000 }, []],
    [1, 100_001, { min: 1, max: undefined }, ['most: whole-number']],
  ])('from %p to %d', (min, max, expected, said) => {
    expect(bounds(min, max)).toEqual([expected, said]);
  });

  test.each([
    [undefined, 2, []],
    [1, 1, []],
    [100_000, 100_000, []],
    [0, 1, ['replicas: whole-number']],
    [100_001, 1, ['replicas: whole-number']],
    [1.5, 1, ['replicas: whole-number']],
  ])('%p replicas are %d', (replicas, expected, said) => {
    const problems = Problems.of('test');
    expect([planFixedScale(problems, replicas), lines(problems)]).toEqual([{ kind: 'fixed', replicas: expected }, said]);
  });

  const fixed = { kind: 'fixed', replicas: 4 } as const;
  const scaled: QueueScalePlan = {
    ...QUEUE,
    min: 0,
    max: 8,
    fallbackReplicas: 4,
    cooldownS: 60,
    prescale: [{ ...SALE, replicas: 6 }],
  };

  test('are counted and said where they are written', () => {
    expect([countsOf(fixed), countsOf(scaled)]).toEqual([
      { min: 4, max: 4 },
      { min: 0, max: 8 },
    ]);
    expect([largestCount(fixed), largestCount(scaled)]).toEqual([4, 8]);
    expect([countsAt(fixed), countsAt(scaled)]).toEqual(['replicas', 'scaling.min']);
  });

  test('have a share of everything that is counted; a cooldown only where the share may be zero', () => {
    const half = (replicas: number): number => replicas / 2;
    expect(scaledTo(fixed, half)).toEqual({ kind: 'fixed', replicas: 2 });
    expect(scaledTo(scaled, half)).toEqual({ ...scaled, max: 4, fallbackReplicas: 2, prescale: [{ ...SALE, replicas: 3 }] });
    expect(scaledTo(scaled, (replicas) => Math.max(1, replicas))).toEqual({ ...scaled, min: 1, cooldownS: undefined });
  });
});
