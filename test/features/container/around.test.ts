import { type AroundInput, planAround } from '../../../src/features/container/around';
import { checkMetrics, type MetricsInput, planMetrics } from '../../../src/features/container/metrics';
import { metricsOf, probesOf } from '../../../src/features/container/resolve';
import { Problems } from '../../../src/kernel/problems';

const said = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place} ${rule}`);

function around(input: AroundInput) {
  const problems = Problems.of('agent');
  return { plan: planAround(problems, input), found: said(problems) };
}

test('without a word nothing stands around a program, and it runs anywhere', () => {
  expect(around({})).toEqual({
    plan: { pullSecrets: [], serviceAccountAnnotations: {}, runtimeClass: undefined, nodeLabels: {}, tolerations: [] },
    found: [],
  });
});

test('what is written is kept', () => {
  const written = {
    pullSecrets: ['registry', 'other.registry'],
    serviceAccountAnnotations: { 'example.com/role': 'x' },
    runtimeClass: 'gvisor',
    nodeLabels: { 'example.com/disk': 'ssd', empty: '' },
    tolerations: [{ key: 'example.com/gpu', value: 'yes', effect: 'NoSchedule' }, { key: 'spot' }],
  } as const;
  expect(around(written)).toEqual({ plan: written, found: [] });
});

test.each<[string, AroundInput, string[]]>([
  ['a Secret', { pullSecrets: ['a', 'A b'] }, ['pullSecrets[1] dns-name']],
  ['a RuntimeClass', { runtimeClass: 'gVisor' }, ['runtimeClass dns-name']],
  ['an empty RuntimeClass', { runtimeClass: '' }, ['runtimeClass dns-name']],
  ['the key of an annotation', { serviceAccountAnnotations: { 'a b': 'x' } }, [`serviceAccountAnnotations['a b'] annotation`]],
  [
    'a credential in an annotation',
    { serviceAccountAnnotations: { b: `ghp_${'x'.repeat(36)}`, a: 'fine' } },
    ['serviceAccountAnnotations.b literal-secret'],
  ],
  ['the key of a node label', { nodeLabels: { 'a/b/c': 'x' } }, [`nodeLabels['a/b/c'] node-selector`]],
  ['the value of a node label', { nodeLabels: { disk: 'a b' } }, ['nodeLabels.disk node-selector']],
  ['two node labels, in order', { nodeLabels: { z: '-', a: '-' } }, ['nodeLabels.a node-selector', 'nodeLabels.z node-selector']],
  ['the key of a taint', { tolerations: [{ key: 'a' }, { key: '' }] }, ['tolerations[1] node-selector']],
  ['the value of a taint', { tolerations: [{ key: 'a', value: 'b c' }] }, ['tolerations[0] node-selector']],
])('fails for %s that is none', (_, input, found) => {
  expect(around(input).found).toEqual(found);
});

describe('metrics', () => {
  test('are read at /metrics of port 9090 as often as Prometheus likes', () => {
    expect(planMetrics({})).toEqual({ port: 9090, path: '/metrics', intervalS: undefined });
    expect(planMetrics({ port: 1, path: '/', intervalS: 5 })).toEqual({ port: 1, path: '/', intervalS: 5 });
  });

  test.each<[MetricsInput, string[]]>([
    [{}, []],
    [{ port: 1, path: '/', intervalS: 1 }, []],
    [{ port: 65_535, path: '/a-b_c.d~e/F9', intervalS: 3600 }, []],
    [{ port: 0 }, ['port whole-number']],
    [{ port: 65_536 }, ['port whole-number']],
    [{ path: '' }, ['path metrics-path']],
    [{ path: 'metrics' }, ['path metrics-path']],
    [{ path: '/a b' }, ['path metrics-path']],
    [{ path: '/a?b' }, ['path metrics-path']],
    [{ intervalS: 0 }, ['interval whole-seconds']],
    [{ intervalS: 0.5 }, ['interval whole-seconds']],
    [{ intervalS: 3601 }, ['interval whole-seconds']],
    [{ port: 0, path: '', intervalS: 0 }, ['port whole-number', 'path metrics-path', 'interval whole-seconds']],
  ])('%j', (metrics, found) => {
    const problems = Problems.of('agent');
    checkMetrics(problems, metrics);
    expect(said(problems)).toEqual(found);
  });

  test('of a spec have their interval in seconds', () => {
    const problems = Problems.of('agent');
    expect(metricsOf({ port: 1, path: '/m', interval: '1m' }, problems)).toEqual({ port: 1, path: '/m', intervalS: 60 });
    expect(metricsOf(undefined, problems)).toEqual({ port: undefined, path: undefined, intervalS: undefined });
    expect(metricsOf({ interval: 'often' }, problems)).toEqual({ port: undefined, path: undefined, intervalS: undefined });
    expect(said(problems)).toEqual(['metrics.interval duration']);
  });
});

test('probes of a spec have their times in seconds, and each time that is none a problem at its place', () => {
  const problems = Problems.of('agent');
  expect(
    probesOf({ path: '/h', start: { initialDelay: '1s', period: '2s', timeout: '3s', failures: 4 }, live: { off: true } }, problems),
  ).toEqual({
    path: '/h',
    start: { initialDelayS: 1, periodS: 2, timeoutS: 3, failures: 4 },
    ready: undefined,
    live: { off: true, initialDelayS: undefined, periodS: undefined, timeoutS: undefined },
  });
  const bad = { initialDelay: 'a', period: 'b', timeout: 'c' };
  expect(said(problems)).toEqual([]);
  probesOf({ start: bad, ready: bad, live: bad }, problems);
  expect(said(problems)).toEqual(
    ['start', 'ready', 'live'].flatMap((probe) => ['initialDelay', 'period', 'timeout'].map((key) => `${probe}.${key} duration`)),
  );
});
