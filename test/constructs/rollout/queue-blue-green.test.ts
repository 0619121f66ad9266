import { problemsOf } from '../scaling/scaling-fixture';
import { alertsOf, blueGreen, canary, chartOf, named, names, objects, WORKER } from './queue-versions-fixture';

test('changing a canary to blue-green changes the class and nothing that the version before renders (000-20)', () => {
  const before = (chart: ReturnType<typeof chartOf>) => objects(chart).filter(({ metadata }) => !/-next|-versions/.test(metadata.name));
  expect(before(blueGreen().chart)).toEqual(before(canary().chart));
});

test('both versions have all their pods: either takes over at once', () => {
  const { chart } = blueGreen();
  const bounds = (name: string) => {
    const { minReplicaCount, maxReplicaCount } = named(chart, 'ScaledObject', name).spec;
    return [minReplicaCount, maxReplicaCount];
  };
  expect([bounds('search'), bounds('search-next')]).toEqual([
    [2, 30],
    [2, 30],
  ]);
});

test.each(['search', 'search-next'])('%s keeps one pod where nobody says how many', (name) => {
  const { chart } = blueGreen({ scale: { backlog: WORKER.scale.backlog, maxReplicas: 30 } });
  expect(named(chart, 'ScaledObject', name).spec).toMatchObject({ minReplicaCount: 1, maxReplicaCount: 30 });
});

test.each([
  ['blue', false, [], false],
  ['green', false, [100], true],
  ['blue', true, [], false],
  ['none', true, [100], false], // nobody is judged who is paused
  ['green', true, [100], true],
] as const)('%s, exclusive %s: mapped %j, judged %s', (active, exclusive, weights, judged) => {
  const { chart, versions } = blueGreen({ active, exclusive });
  expect(versions.switch).toEqual({ kind: 'blue-green', active, exclusive });
  expect(versions.mappings.map(({ targets }) => targets[0]?.weight)).toEqual(weights);
  expect(names(chart).includes('PrometheusRule search-versions')).toBe(judged);
});

test('alerts name the change that switches back', () => {
  for (const { annotations } of Object.values(alertsOf(blueGreen({ active: 'green' }).chart))) {
    expect(annotations['description']).toContain('sets `rollout.active: blue` of search of tenant acme');
  }
});

test('is blue unless it says otherwise, so that the word alone switches nothing', () => {
  expect(blueGreen().versions.mappings).toEqual([]);
});

test('fails exclusive on a server that cannot pause a consumer, and nobody active where versions do not exclude each other', () => {
  expect(problemsOf(() => blueGreen({ exclusive: true }, chartOf('2.10')))).toEqual([
    'exclusive: target-version: a consumer paused until promotion (pauseUntil) needs NATS 2.11, the target is NATS 2.10',
  ]);
  expect(problemsOf(() => blueGreen({ exclusive: true }, chartOf('2.11')))).toEqual([]);
  expect(problemsOf(() => blueGreen({ active: 'none' }))).toEqual([
    "active: switch-active: 'none' stops no version, because the versions do not exclude each other",
  ]);
});
