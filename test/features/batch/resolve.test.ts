import { App, Chart, Testing } from 'cdk8s';
import { Target } from '../../../constructs/kinds/target';
import { TenantNamespace } from '../../../constructs/tenancy/tenant-namespace';
import { demandOf, quotaFor } from '../../../src/features/quota/quota';
import { Problems } from '../../../src/kernel/problems';
import type { BatchAgentSpec } from '../../../src/features/batch/spec';
import { BATCH_AGENT } from '../../../src/features/batch/schema';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import type { Findings } from '../../../src/kernel/findings';
import { resolve } from '../../../src/resolve/resolve';
import { resolveBatchAgents } from '../../../src/features/batch/resolve';
import type { AgentPlan } from '../../../src/features/agent/plan';
import type { Home } from '../../../src/features/agent/resolve';
import type { BatchPlan } from '../../../src/features/batch/plan';
import { resolveFrame } from '../../../src/resolve/frame';
import { read as readAs } from '../../../src/kernel/read';
import { record } from '../../../src/kernel/schema';
import { ENVIRONMENT } from '../../../src/resolve/schema';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import { planned } from '../../../constructs/kinds/planned';
import { changed, valid } from '../../resolve/fixture';

const NIGHTLY: BatchAgentSpec = {
  image: `registry.example.com/shop/nightly-report:1.0.0@sha256:${'a'.repeat(64)}`,
  resources: { cpu: '1', memory: '2Gi', ephemeralStorage: '5Gi' },
  task: { p50: '20m', p99: '60m' },
  schedule: '30 3 * * *',
  timeZone: 'America/New_York',
  resumable: true,
  needs: ['database'],
};

const { schedule: _, timeZone: __, ...ANY } = NIGHTLY;
const QUEUED: BatchAgentSpec = {
  ...ANY,
  needs: ['bus'],
  consumes: { subjects: ['tasks.report.>'] },
  maxRunning: 4,
  perJob: 5,
};

/** Shapes that batch agents have in common with the others. */
interface Outcome {
  readonly batch: readonly BatchPlan[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads and resolves batch agents as a tenant of the fixture has them. */
function settle(
  batch: Readonly<Record<string, unknown>>,
  environment: EnvironmentSpec = valid(),
  agents: readonly AgentPlan[] = [],
): Outcome {
  const findings: Findings = { problems: Problems.of('shop/prod'), warnings: Problems.of('shop/prod') };
  const read: Readonly<Record<string, BatchAgentSpec>> = readAs(batch, record('', BATCH_AGENT), findings.problems.at('batch'));
  const frame = resolveFrame(readAs(environment, ENVIRONMENT, findings.problems), findings);
  const resolved = resolveBatchAgents(read, agents, HOME, frame, findings);
  const lines = (list: Problems): string[] => list.list.map(({ place, rule }) => `${place}: ${rule}`);
  return { batch: resolved, problems: lines(findings.problems), warnings: lines(findings.warnings) };
}

/** The tenant whose they are. */
const HOME: Home = {
  id: 'acme',
  namespace: 'tenant-acme',
  email: 'acme@example.com',
  members: undefined,
  calls: { of: () => [], to: () => [] },
  ownMemory: false,
};

test('a report of the night has every number derived', () => {
  const { batch, problems, warnings } = settle({ 'nightly-report': NIGHTLY });
  expect([problems, warnings]).toEqual([[], []]);
  expect(batch).toMatchObject([
    {
      name: 'nightly-report',
      trigger: { kind: 'schedule', cron: '30 3 * * *', timeZone: 'America/New_York', overlap: 'forbid', startingS: 3600 },
      consumes: undefined,
      retries: 2,
      deadlineS: 11_730,
      graceS: 110,
      peakPods: 1,
      nodePool: { name: 'batch', capacity: 'spot' },
    },
  ]);
  // what the quota is made from: one pod, and a tenth
  expect(quotaFor(demandOf(batch))).toEqual({ cpu: '2', memory: '3Gi', ephemeralStorage: '6Gi', pods: 2 });
});

test('a worker of a queue has its consumer, and counts as many pods as may run', () => {
  const { batch, problems } = settle({ report: QUEUED });
  expect(problems).toEqual([]);
  expect(batch).toMatchObject([
    {
      trigger: { kind: 'queue', maxRunning: 4, perJob: 5, naksOnSigterm: true },
      consumes: { stream: 'TASKS', consumer: 'report', subjects: ['tasks.report.>'], ackWaitS: 5400, maxAckPending: 5 },
      retries: 0,
      deadlineS: 300 + 5 * 3600,
      peakPods: 4,
    },
  ]);
});

test('without a zone it is UTC, where no clock changes', () => {
  const { timeZone: ___, ...rest } = NIGHTLY;
  const { batch, warnings } = settle({ report: { ...rest, schedule: '0 2 * * *' } });
  expect(batch).toMatchObject([{ trigger: { timeZone: 'UTC' } }]);
  expect(warnings).toEqual([]);
});

test('02:00 in New York is warned of, and so is a task that is lost with its node', () => {
  expect(settle({ report: { ...NIGHTLY, schedule: '0 2 * * *', resumable: false } }).warnings).toEqual([
    'batch.report.task.p99: batch-resumable',
    'batch.report.schedule: cron-clock-change',
  ]);
});

test.each([
  ['where a person waits', { ...NIGHTLY, interactive: true }, ['interactive: batch-interactive']],
  ['on a day that no month has', { ...NIGHTLY, schedule: '0 2 31 2 *' }, ['schedule: cron']],
  ['in a zone that is none', { ...NIGHTLY, timeZone: 'EST5EDT+1' }, ['timeZone: time-zone']],
  ['with a deadline of a day', { ...NIGHTLY, deadline: '23h' }, ['deadline: batch-deadline']],
  ['with a deadline below its task', { ...NIGHTLY, deadline: '59m' }, ['deadline: batch-deadline']],
  ['with a deadline that is no duration', { ...NIGHTLY, deadline: 'long' }, ['deadline: duration']],
  ['each half hour', { ...NIGHTLY, schedule: '*/30 * * * *' }, ['deadline: batch-deadline']],
  ['to start 9 s late', { ...NIGHTLY, startingDeadline: '9s' }, ['startingDeadline: starting-deadline']],
  ['with Allow', { ...NIGHTLY, overlap: 'allow' }, ['overlap: unknown-value']],
  ['on a stream that is none', { ...QUEUED, consumes: { subjects: ['a'], stream: 'A.B' } }, ['consumes.stream: jetstream-name']],
  ['with an ack wait that is no duration', { ...QUEUED, consumes: { subjects: ['a'], ackWait: 'long' } }, ['consumes.ackWait: duration']],
  ['to start late by no duration', { ...NIGHTLY, startingDeadline: 'late' }, ['startingDeadline: duration']],
  ['to start late by half seconds', { ...NIGHTLY, startingDeadline: '10500ms' }, ['startingDeadline: whole-seconds']],
  ['with a grace period that is no duration', { ...NIGHTLY, terminationGracePeriod: 'long' }, ['terminationGracePeriod: duration']],
  ['with a schedule of another type', { ...NIGHTLY, schedule: 5 }, ['schedule: wrong-type']],
  ['with a queue of another type', { ...QUEUED, consumes: 5 }, ['consumes: wrong-type']],
  ['with a bound of another type', { ...QUEUED, maxRunning: '4' }, ['maxRunning: wrong-type']],
  ['in a pool that there is not', { ...NIGHTLY, nodePool: 'bulk' }, ['nodePool: unknown-reference']],
  [
    'with a schedule and what is of a queue',
    { ...NIGHTLY, maxRunning: 1, naksOnSigterm: true },
    ['maxRunning: batch-trigger', 'naksOnSigterm: batch-trigger'],
  ],
  [
    'with a queue and what is of a schedule',
    { ...QUEUED, timeZone: 'UTC', overlap: 'forbid', startingDeadline: '10s' },
    ['timeZone: batch-trigger', 'overlap: batch-trigger', 'startingDeadline: batch-trigger'],
  ],
  ['without a trigger', ANY, [': batch-trigger']],
  ['with two', { ...NIGHTLY, consumes: QUEUED.consumes, needs: ['bus'], maxRunning: 1 }, [': batch-trigger']],
  ['with keys of the other trigger', { ...NIGHTLY, perJob: 2 }, ['perJob: batch-trigger']],
  ['with a zone for a queue', { ...QUEUED, timeZone: 'UTC' }, ['timeZone: batch-trigger']],
  ['without a bound', { ...QUEUED, maxRunning: undefined }, ['maxRunning: batch-running']],
  ['with 1001 at once', { ...QUEUED, maxRunning: 1001 }, ['maxRunning: whole-number']],
  ['without the bus', { ...QUEUED, needs: [] }, ['needs: needs-bus']],
  ['with a grace period that spot does not give', { ...NIGHTLY, terminationGracePeriod: '111s' }, ['terminationGracePeriod: spot-grace']],
  ['on a pool that is none', { ...NIGHTLY, nodePool: 'batsh' }, ['nodePool: unknown-reference']],
  ['from a foreign registry', { ...NIGHTLY, image: NIGHTLY.image.replace('example.com/shop', 'example.org') }, ['image: image-registry']],
])('fails %s', (_title, spec, wanted) => {
  expect(settle({ report: spec }).problems).toEqual(wanted.map((line) => `batch.report${line.startsWith(':') ? '' : '.'}${line}`));
});

test('fails on a queue where the scaler is not KEDA', () => {
  const environment = changed({ scaler: 'prometheus-adapter' });
  expect(settle({ report: QUEUED }, environment).problems).toEqual(['batch.report.consumes: batch-queue-scaler']);
  expect(settle({ report: NIGHTLY }, environment).problems).toEqual([]);
});

test('fails under the name of an agent, and on the consumer of another', () => {
  const { agents } = resolve(valid()).tenants.find(({ id }) => id === 'acme') ?? { agents: [] };
  expect(agents.map(({ name }) => name)).toEqual(['chat', 'search']);
  expect(settle({ chat: NIGHTLY }, valid(), agents).problems).toEqual(['batch.chat: unique-agent']);
  expect(settle({ report: { ...QUEUED, consumes: { subjects: ['a'], consumer: 'search' } } }, valid(), agents).problems).toEqual([
    'batch.report.consumes: unique-consumer',
  ]);
  expect(settle({ a: QUEUED, b: { ...QUEUED, consumes: { subjects: ['a'], consumer: 'a' } } }).problems).toEqual([
    'batch.b.consumes: unique-consumer',
  ]);
});

test('what was resolved is what is rendered, and the quota of its namespace holds it', () => {
  const { batch } = settle({ 'nightly-report': NIGHTLY, 'queue-report': QUEUED });
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  const namespace = new Chart(app, 'namespace');
  new TenantNamespace(namespace, 'Namespace', { tenant: 'acme', quota: quotaFor(demandOf(batch)) });
  const charts = batch.map((one) => {
    const chart = new Chart(app, one.name, { namespace: 'tenant-acme' });
    new BatchAgent(chart, 'Agent', planned(one));
    return chart;
  });
  expect(namespace.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  const objects = charts.flatMap((chart) => Testing.synth(chart) as { readonly kind: string; readonly spec: unknown }[]);
  const pod = {
    priorityClassName: 'tenant-batch',
    tolerations: [{ key: 'cdk8s-agents/pool', operator: 'Equal', value: 'batch', effect: 'NoSchedule' }],
  };
  expect(objects.find(({ kind }) => kind === 'CronJob')).toMatchObject({
    metadata: { name: 'nightly-report', annotations: { email: 'acme@example.com' } },
    spec: { timeZone: 'America/New_York', jobTemplate: { spec: { activeDeadlineSeconds: 11_730, template: { spec: pod } } } },
  });
  expect(objects.find(({ kind }) => kind === 'ScaledJob')).toMatchObject({
    metadata: { name: 'queue-report' },
    spec: {
      maxReplicaCount: 4,
      jobTargetRef: { template: { spec: pod } },
      triggers: [{ metadata: { account: 'acme', lagThreshold: '5' } }],
    },
  });
});
