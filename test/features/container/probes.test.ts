import {
  checkProbePath,
  longestStartS,
  planProbes,
  type ProbeInput,
  type ProbesInput,
  type ProbesPlan,
  progressDeadlineS,
} from '../../../src/features/container/probes';
import { Problems } from '../../../src/kernel/problems';

function planned(input: ProbesInput, port = 8080): { readonly plan: ProbesPlan; readonly found: readonly string[] } {
  const problems = Problems.of('agent');
  const plan = planProbes(problems, input, port);
  return { plan, found: problems.list.map(({ place, rule }) => `${place} ${rule}`) };
}

const http = (path: string, port = 8080) => ({ kind: 'http', path, port });

describe('without a word, the kubelet asks', () => {
  const { plan } = planned({});
  test('/startz every 5 s, 30 times', () => {
    expect(plan.start).toEqual({ question: http('/startz'), initialDelayS: 0, periodS: 5, timeoutS: 2, failures: 30 });
  });
  test('/readyz every 5 s, 3 times', () => {
    expect(plan.ready).toEqual({ question: http('/readyz'), initialDelayS: 0, periodS: 5, timeoutS: 2, failures: 3 });
  });
  test('/livez every 10 s, 6 times', () => {
    expect(plan.live).toEqual({ question: http('/livez'), initialDelayS: 0, periodS: 10, timeoutS: 2, failures: 6 });
  });
});

test('one path is that of all three, unless a probe has its own', () => {
  const { plan, found } = planned({ path: '/healthz', ready: { path: '/ready?deep=1' } }, 3000);
  expect([plan.start.question, plan.ready.question, plan.live?.question]).toEqual([
    http('/healthz', 3000),
    http('/ready?deep=1', 3000),
    http('/healthz', 3000),
  ]);
  expect(found).toEqual([]);
});

test('a probe has a port of its own, or a command in its place', () => {
  const { plan, found } = planned({ start: { command: ['/bin/started', '-q'] }, live: { port: 9000 } }, 3000);
  expect([plan.start.question, plan.live?.question]).toEqual([{ kind: 'exec', command: ['/bin/started', '-q'] }, http('/livez', 9000)]);
  expect(found).toEqual([]);
});

test('the question whether it lives may be turned off, and no other', () => {
  const { plan, found } = planned({ live: { off: true } });
  expect([plan.live, found]).toEqual([undefined, []]);
  expect(planned({ live: { off: false } }).plan.live?.question).toEqual(http('/livez'));
});

test.each<[string, ProbesInput, readonly string[]]>([
  ['a path without its root', { path: 'healthz' }, ['path probe-path']],
  ['a path of one probe with a space', { ready: { path: '/a b' } }, ['ready.path probe-path']],
  ['port 0', { ready: { port: 0 } }, ['ready.port whole-number']],
  ['port 65536', { ready: { port: 65_536 } }, ['ready.port whole-number']],
  ['no failure', { ready: { failures: 0 } }, ['ready.failures whole-number']],
  ['3601 failures', { ready: { failures: 3601 } }, ['ready.failures whole-number']],
  ['a period of half a second', { ready: { periodS: 0.5 } }, ['ready.period whole-seconds']],
  ['a period above an hour', { ready: { periodS: 3601 } }, ['ready.period whole-seconds']],
  ['a time for an answer above an hour', { live: { timeoutS: 3601 } }, ['live.timeout whole-seconds']],
  ['a delay of no whole seconds', { start: { initialDelayS: 1.5 } }, ['start.initialDelay whole-seconds']],
  ['a path beside a command', { ready: { path: '/a', command: ['a'] } }, ['ready.command one-probe']],
  ['a port beside a command', { ready: { port: 1, command: ['a'] } }, ['ready.command one-probe']],
  ['a command of nothing', { ready: { command: [] } }, ['ready.command arguments']],
  ['a program without a name', { ready: { command: [''] } }, ['ready.command[0] arguments']],
  ['a probe that is off and asked', { live: { off: true, path: '/a' } }, ['live one-probe']],
])('fails with %s', (_, input, expected) => {
  expect(planned(input).found).toEqual(expected);
});

test('takes the limits themselves', () => {
  const probe: ProbeInput = { path: '/', port: 65_535, initialDelayS: 3600, periodS: 3600, timeoutS: 3600, failures: 3600 };
  expect(planned({ ready: probe, live: { ...probe, port: 1, failures: 1, periodS: 1, timeoutS: 1, initialDelayS: 1 } }).found).toEqual([]);
});

describe('a start', () => {
  // 600 s is what Kubernetes gives a Deployment
  test.each([
    ['as usual', {}, 150, 600],
    ['one second longer', { initialDelayS: 1 }, 151, 601],
    ['an hour', { initialDelayS: 600, periodS: 10, failures: 300 }, 3600, 4050],
  ])('%s: a rollout waits as much longer', (_, start, longestS, deadlineS) => {
    const { plan, found } = planned({ start });
    expect([longestStartS(plan), progressDeadlineS(plan), found]).toEqual([longestS, deadlineS, []]);
  });

  test('fails where it may take more than an hour', () => {
    expect(planned({ start: { initialDelayS: 601, periodS: 10, failures: 300 } }).found).toEqual(['start start-time']);
  });
});

test.each(['/', '/healthz', '/a/b-c_d.e~f', '/a%20b', '/a?b=c&d=/e?', '/@v1:a;b,c'])('%s is a path', (path) => {
  expect(checkProbePath(path)).toBeUndefined();
});

test.each(['', 'healthz', '/a b', '/a%2', '/a#b', '/ä', '/a\nb', 'http://a/b', '/"'])('%j is no path', (path) => {
  expect(checkProbePath(path)?.rule).toBe('probe-path');
});
