import type { ServiceStates } from '../../../src/features/external/state';
import { monitoringOf } from '../../../src/features/scaling/resolve';
import { Problems } from '../../../src/kernel/problems';
import { resolve } from '../../../src/resolve/resolve';
import { ABSENT, changed, CHAT, found, problemsOf, SEARCH } from '../../resolve/fixture';

const A = 'tenants.acme.agents.search';
const at = (change: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(change).map(([key, value]) => [`${SEARCH}.${key}`, value]));

const searchOf = (changes: Readonly<Record<string, unknown>>): unknown =>
  resolve(changed(changes))
    .tenants.flatMap(({ agents }) => agents)
    .find(({ name }) => name === 'search')?.scale;

const PROFILE = { multiplier: 2, start: '0 8 * * *', end: '0 9 * * *', timeZone: 'UTC' };

describe('one mistake is one problem, at its own place', () => {
  test.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    // a rate that is none is no load, for the largest count and for the windows
    ['a rate of nothing', at({ baseRate: 0 }), [`${A}.baseRate: rate`]],
    ['a rate beyond all', at({ baseRate: 1_000_001 }), [`${A}.baseRate: rate`]],
    [
      'a rate beyond all, and a time to empty the queue',
      at({ baseRate: 1_000_001, scaling: { min: 1, max: 30, drainedWithin: '1s' } }),
      [`${A}.baseRate: rate`],
    ],
    ['a rate of another type', at({ baseRate: 'many' }), [`${A}.baseRate: wrong-type`]],
    [
      'a time to empty the queue that is none',
      at({ 'scaling.drainedWithin': 'soon', 'scaling.onQueueDepth': ABSENT }),
      [`${A}.scaling.drainedWithin: duration`],
    ],
    ['a depth of another type', at({ 'scaling.onQueueDepth': 'deep' }), [`${A}.scaling.onQueueDepth: wrong-type`]],
    ['a window that is none', at({ 'scaling.scaleDownWindow': 'long' }), [`${A}.scaling.scaleDownWindow: duration`]],
    [
      'times of a task that are none, and a time to empty the queue',
      at({ 'task.mean': 'long', 'scaling.drainedWithin': '10s', 'scaling.onQueueDepth': ABSENT }),
      [`${A}.task.mean: duration`],
    ],
    ['a profile that could not be read', { 'profiles.sale': 'big' }, ['profiles.sale: wrong-type']],
    ['a profile of another type', at({ 'scaling.prescale': [{ profile: 5 }] }), [`${A}.scaling.prescale[0].profile: wrong-type`]],
    [
      'a profile that every object has',
      at({ 'scaling.prescale': [{ profile: 'toString' }] }),
      [`${A}.scaling.prescale[0].profile: unknown-reference`],
    ],
    ['scaling of another type', at({ scaling: 5 }), [`${A}.scaling: wrong-type`]],
    [
      'scaling of another type beside bounds of the environment',
      { ...at({ scaling: 5 }), scale: { acme: { search: { min: 1, max: 2, onQueueDepth: 1 } } } },
      [`${A}.scaling: wrong-type`],
    ],
    ['a target of another type and zero', { target: 5, ...at({ 'scaling.min': 0 }) }, ['target: wrong-type']],
    ['a count beside scaling', at({ replicas: 3 }), [`${A}.replicas: one-owner`]],
    ['a count of an environment that is none', { scale: { acme: { chat: { replicas: 0 } } } }, ['scale.acme.chat.replicas: whole-number']],
    [
      'a depth of an environment that is none',
      { scale: { acme: { search: { min: 1, max: 2, onQueueDepth: 0 } } } },
      ['scale.acme.search.onQueueDepth: whole-number'],
    ],
    [
      'a time of an environment that is none',
      { scale: { acme: { search: { min: 1, max: 30, drainedWithin: '1ms' } } } },
      ['scale.acme.search.drainedWithin: drain-objective'],
    ],
    [
      'a fixed count, and a depth of the agent that is none',
      { ...at({ 'scaling.onQueueDepth': 0 }), scale: { acme: { search: { replicas: 2 } } } },
      ['scale.acme.search.replicas: scale-kind', `${A}.scaling.onQueueDepth: whole-number`],
    ],
    [
      'bounds for a fixed count, and a count of the agent that is none',
      { [`${CHAT}.replicas`]: 0, scale: { acme: { chat: { min: 1, max: 2, onQueueDepth: 1 } } } },
      ['scale.acme.chat: scale-kind', 'tenants.acme.agents.chat.replicas: whole-number'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(found(changed(changes))).toEqual(expected);
  });

  test.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['a multiple just above one', { multiplier: 1.001 }, []],
    ['a multiple of one', { multiplier: 1 }, ['profiles.more.multiplier: multiplier']],
    ['a multiple of a thousand', { multiplier: 1000 }, []],
    ['a multiple of more', { multiplier: 1001 }, ['profiles.more.multiplier: multiplier']],
    ['a start that never comes', { start: '0 0 31 2 *' }, ['profiles.more.start: cron']],
    ['an end that never comes', { end: '0 0 31 2 *' }, ['profiles.more.end: cron']],
    ['no length, written with two spaces', { end: '0  8 * * *' }, ['profiles.more.end: prescale-window']],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, ['profiles.more.timeZone: time-zone']],
  ])('a profile of %s', (_, change, expected) => {
    expect(found(changed({ 'profiles.more': { ...PROFILE, ...change } }))).toEqual(expected);
  });

  test('a profile whose name is none, and another whose name is reserved for tenants only', () => {
    expect(found(changed({ 'profiles.Big': PROFILE }))).toEqual(['profiles.Big: id']);
    expect(found(changed({ 'profiles.platform': PROFILE }))).toEqual([]);
  });
});

test.each([
  [{}, 'neither'],
  [{ onQueueDepth: 8, drainedWithin: '10s' }, 'both'],
])('a scale with %j as its target is told what it got', (target, got) => {
  const [problem, ...more] = problemsOf(changed(at({ scaling: { min: 1, max: 30, ...target } })));
  expect(problem).toMatchObject({
    place: `${A}.scaling`,
    rule: 'one-target',
    problem: `must have exactly one of onQueueDepth and drainedWithin, got ${got}`,
  });
  expect(more).toEqual([]);
});

test('an environment without profiles has none that an agent could name, and needs none', () => {
  expect(found(changed({ profiles: ABSENT }))).toEqual([0, 1].map((index) => `${A}.scaling.prescale[${index}].profile: unknown-reference`));
  expect(found(changed({ profiles: ABSENT, ...at({ 'scaling.prescale': ABSENT }) }))).toEqual([]);
});

describe('the largest load is that of the largest profile the agent names', () => {
  // 10 tasks of a second each, 80 % busy: 8 a second and replica; 20 a second on an ordinary day, ten times that in the sale
  const drained = (max: number, prescale: readonly object[]) =>
    found(changed(at({ scaling: { min: 1, max, drainedWithin: '10s', prescale } })));
  test.each([
    [25, [{ profile: 'sale' }], []],
    [24, [{ profile: 'sale' }], ['drain-objective']],
    [24, [{ profile: 'holiday' }], []],
    [13, [{ profile: 'holiday' }], []],
    [12, [{ profile: 'holiday' }], ['drain-objective']],
    [24, [{ profile: 'holiday' }, { profile: 'sale' }], ['drain-objective']],
    [3, [], []],
    [2, [], ['drain-objective']],
  ])('max %d with %j: %j', (max, prescale, rules) => {
    expect(drained(max, prescale)).toEqual(rules.map((rule) => `${A}.scaling.drainedWithin: ${rule}`));
  });

  test('and says what it is and what it needs', () => {
    const spec = changed(at({ scaling: { min: 1, max: 24, drainedWithin: '10s', prescale: [{ profile: 'sale' }] } }));
    expect(problemsOf(spec).map(({ problem, fix }) => [problem, fix])).toEqual([
      ['20/s × 10 needs 25 replicas, but max is 24: the backlog would never drain', 'raise max to at least 25'],
    ]);
  });
});

describe('is resolved', () => {
  test('with everything that is written, windows by name', () => {
    expect(
      searchOf(
        at({
          scaling: {
            min: 0,
            max: 30,
            onQueueDepth: 8,
            scaleDownWindow: '10m',
            prescale: [{ profile: 'sale' }, { profile: 'holiday', replicas: 3 }],
          },
        }),
      ),
    ).toEqual({
      kind: 'queue',
      min: 0,
      max: 30,
      backlogPerReplica: 8,
      engine: 'keda',
      behavior: { scaleUp: undefined, scaleDown: { windowS: 600, policies: undefined, selectPolicy: undefined, tolerance: undefined } },
      prescale: [
        { name: 'holiday', start: '0 0 27 11 *', end: '0 0 1 1 *', timeZone: 'UTC', replicas: 3 },
        { name: 'sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 25 },
      ],
      monitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
      fallbackReplicas: 1,
      metricType: undefined,
      cooldownS: undefined,
    });
  });

  test('with replicas of its own where nothing is known of its rate', () => {
    expect(searchOf(at({ baseRate: ABSENT, 'scaling.prescale': [{ profile: 'sale', replicas: 3 }] }))).toMatchObject({
      prescale: [{ name: 'sale', replicas: 3 }],
    });
  });
});

test.each<readonly [string, object | undefined, string | undefined, readonly string[]]>([
  ['nobody', undefined, undefined, []],
  ['us', { kind: 'rendered' }, undefined, []],
  ['others, who say where', { kind: 'external', plan: { monitoring: 'nats.example.com:8222' } }, 'nats.example.com:8222', []],
  ['others, who do not say where', { kind: 'external', plan: {} }, undefined, ['scaling: bus-monitoring']],
  ['others, who say what is no place', { kind: 'external', plan: { monitoring: 'http://a' } }, undefined, []],
])('KEDA reads a bus that is run by %s', (_, state, expected, said) => {
  const problems = Problems.of('test');
  const states = new Map(state === undefined ? [] : [['bus', state]]) as unknown as ServiceStates;
  expect(monitoringOf(states, problems.at('scaling'))).toBe(expected);
  expect(problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(said);
});
