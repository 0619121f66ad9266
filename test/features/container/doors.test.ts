import { App, Chart, Duration } from 'cdk8s';
import { AgentDeployment, BatchAgent, BatchTrigger, Target } from '../../../constructs/index';
import { durationS } from '../../../src/kernel/duration';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import { changed, ORDERS, problemsOf } from '../../resolve/fixture';

/** What an image must serve, and what is run of it: both doors refuse the same with the same words, for agents that stay and for those that end. */

const IMAGE = `registry.example.com/shop/orders:1.0.0@sha256:${'a'.repeat(64)}`;

type Written = Readonly<Record<string, unknown>>;

const PROGRAMS: readonly (readonly [name: string, written: Written, rules: readonly string[]])[] = [
  ['root', { uid: 0 }, ['uid run-as-root']],
  ['a user above all', { uid: 2_147_483_648 }, ['uid whole-number']],
  ['a group below all', { gid: -1 }, ['gid whole-number']],
  ['a program without a name', { command: [''] }, ['command[0] arguments']],
  ['no argument', { args: [] }, ['args arguments']],
  ['arguments above what Linux takes', { args: ['x'.repeat(100_000), 'y'.repeat(32_000)] }, ['args argument-size']],
  ['a name that is none', { env: { 'a=b': 'x' } }, [`env['a=b'] env-name`]],
  ['a variable of ours', { env: { PYTHONUNBUFFERED: '0' } }, ['env.PYTHONUNBUFFERED env-reserved']],
  ['a credential', { env: { STRIPE_TOKEN: 'abc' } }, ['env.STRIPE_TOKEN literal-secret']],
  ['a folder that is no path', { writable: { cache: '1Mi' } }, ['writable.cache mount-path']],
  ['a folder of no size', { writable: { '/cache': '1' } }, [`writable['/cache'] quantity`]],
  ['a folder in the configuration', { writable: { '/etc/agent/x': '1Mi' } }, [`writable['/etc/agent/x'] mount-path`]],
  // 1Gi of the class, 256Mi of /tmp
  ['folders that are too large', { writable: { '/cache': '769Mi' } }, ['writable writable-size']],
  ['more promised than used', { requests: { cpu: '251m' } }, ['requests.cpu request-limit']],
  ['memory promised of no quantity', { requests: { memory: '1m' } }, ['requests.memory quantity']],
  ['storage promised above its class', { requests: { ephemeralStorage: '1025Mi' } }, ['requests.ephemeralStorage request-limit']],
  ['a pull secret that is no name', { pullSecrets: ['a', 'A'] }, ['pullSecrets[1] dns-name']],
  ['a runtime class that is no name', { runtimeClass: 'gVisor' }, ['runtimeClass dns-name']],
  ['an annotation that is none', { serviceAccountAnnotations: { 'a b': 'c' } }, [`serviceAccountAnnotations['a b'] annotation`]],
  ['a label of nodes that is none', { nodeLabels: { disk: 'a b' } }, ['nodeLabels.disk node-selector']],
  ['a taint without a key', { tolerations: [{ key: '' }] }, ['tolerations[0] node-selector']],
];

const SERVED: readonly (readonly [name: string, written: Written, rules: readonly string[]])[] = [
  ['port 0', { port: 0 }, ['port whole-number']],
  ['a port above all', { port: 65_536 }, ['port whole-number']],
  ['a path that is none', { probes: { path: 'healthz' } }, ['probes.path probe-path']],
  ['a path of one probe that is none', { probes: { live: { path: 'a b' } } }, ['probes.live.path probe-path']],
  ['a path beside a command', { probes: { ready: { path: '/a', command: ['a'] } } }, ['probes.ready.command one-probe']],
  ['no failure', { probes: { start: { failures: 0 } } }, ['probes.start.failures whole-number']],
  ['a broken second', { probes: { start: { period: '1500ms' } } }, ['probes.start.period whole-seconds']],
  ['a start of more than an hour', { probes: { start: { period: '61s', failures: 60 } } }, ['probes.start start-time']],
  ['a probe that is off and asked', { probes: { live: { off: true, timeout: '3s' } } }, ['probes.live one-probe']],
  ['metrics on no port', { metrics: { port: 0 } }, ['metrics.port whole-number']],
  ['metrics on no path', { metrics: { path: 'metrics' } }, ['metrics.path metrics-path']],
  ['metrics read twice a second', { metrics: { interval: '500ms' } }, ['metrics.interval whole-seconds']],
];

const OF_DURATIONS = new Set(['initialDelay', 'period', 'timeout', 'interval']);

/** The same as props say it: texts of durations are durations. */
function asProps(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  return Object.fromEntries(
    Object.entries(written).map(([key, value]: [string, unknown]) => [
      key,
      OF_DURATIONS.has(key) && typeof value === 'string' ? Duration.millis((durationS(value) ?? 0) * 1000) : asProps(value),
    ]),
  );
}

function byProps(make: (chart: Chart) => unknown): readonly Problem[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  try {
    make(new Chart(app, 'tenant-birch', { namespace: 'tenant-birch' }));
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

const agentByProps = (written: Written): readonly Problem[] =>
  byProps((chart) => {
    const props = { image: IMAGE, tenant: 'birch', replicas: 2, task: { p99: Duration.seconds(2) }, ...(asProps(written) as object) };
    return new AgentDeployment(chart, 'Orders', props);
  });

const batchByProps = (written: Written): readonly Problem[] =>
  byProps((chart) => {
    const trigger = BatchTrigger.schedule({ cron: '30 3 * * *' });
    const props = { image: IMAGE, tenant: 'birch', trigger, task: { p99: Duration.seconds(2) }, ...(asProps(written) as object) };
    return new BatchAgent(chart, 'Orders', props);
  });

function below(root: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, place: problem.place.slice(root.length + 1) }));
}

const SPEC = { image: IMAGE, task: { p50: '200ms', p99: '2s' } };
const agentBySpec = (written: Written): readonly Problem[] =>
  below('tenants.birch.agents.orders', problemsOf(changed({ [ORDERS]: { ...SPEC, ...written } })));
const batchBySpec = (written: Written): readonly Problem[] =>
  below(
    'tenants.birch.batch.nightly',
    problemsOf(changed({ 'tenants.1.batch': { nightly: { ...SPEC, schedule: '30 3 * * *', ...written } } })),
  );

const said = (problems: readonly Problem[]): string[] => problems.map(({ place, rule }) => `${place} ${rule}`);

test.each([...PROGRAMS, ...SERVED])('both doors refuse an agent with %s', (_, written, rules) => {
  const found = agentByProps(written);
  expect(said(found)).toEqual(rules);
  expect(agentBySpec(written)).toEqual(found);
});

test.each(PROGRAMS)('both doors refuse a batch agent with %s', (_, written, rules) => {
  const found = batchByProps(written);
  expect(said(found)).toEqual(rules);
  expect(batchBySpec(written)).toEqual(found);
});

test('both doors take a contract that is not ours', () => {
  const around = {
    requests: { cpu: '250m', memory: '100Mi' },
    writable: { '/cache': '700Mi', '/tmp': '324Mi' },
    pullSecrets: ['registry'],
    runtimeClass: 'gvisor',
    serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/api' },
    nodeLabels: { 'example.com/disk': 'ssd' },
    tolerations: [{ key: 'example.com/gpu' }, { key: 'a', value: 'b', effect: 'NoExecute' }],
  };
  const program = {
    ...around,
    command: ['/app/server'],
    args: ['-v'],
    env: { LOG_LEVEL: 'debug', 'Logging.Level': 'x' },
    uid: 1000,
    gid: 0,
  };
  const served = { port: 80, probes: { path: '/healthz', live: { off: true } }, metrics: { port: 80, path: '/stats', interval: '15s' } };
  expect([agentBySpec({ ...program, ...served }), agentByProps({ ...program, ...served })]).toEqual([[], []]);
  expect([batchBySpec(program), batchByProps(program)]).toEqual([[], []]);
});

test.each([
  ['port', 3000],
  ['probes', { path: '/healthz' }],
  ['metrics', { port: 9000 }],
])('a batch agent serves nothing: %s is no key of it', (key, value) => {
  expect(said(batchBySpec({ [key]: value }))).toEqual([`${key} unknown-key`]);
});

test('a variable that says how tenants are told apart is ours in an environment', () => {
  expect(said(agentBySpec({ env: { TENANT_ID_MODE: 'x' } }))).toEqual(['env.TENANT_ID_MODE env-reserved']);
});
