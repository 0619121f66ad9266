import { Chart, Duration } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { ExternalHost } from '../../../constructs/network/external-host';
import { BatchTrigger } from '../../../constructs/batch/batch-trigger';
import { warningsOf } from '../warnings';
import { chartFor, configOf, only, problemsOf, rendered, VALID } from '../agent/agent-fixture';
import { at, batch, queued } from './batch-fixture';

interface Job {
  readonly activeDeadlineSeconds: number;
  readonly backoffLimit: number;
  readonly template: {
    readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
    readonly spec: Record<string, unknown>;
  };
}

function cronJob(chart: Chart): Record<string, unknown> & { readonly jobTemplate: { readonly spec: Job } } {
  return only(chart, 'CronJob').spec as ReturnType<typeof cronJob>;
}

function jobOf(chart: Chart): Job {
  return cronJob(chart).jobTemplate.spec;
}

const LABELS = {
  'app.kubernetes.io/component': 'batch',
  'app.kubernetes.io/instance': 'nightly-report',
  'app.kubernetes.io/managed-by': 'cdk8s-agents',
  'app.kubernetes.io/name': 'nightly-report',
  'app.kubernetes.io/version': '2.4.1',
  'cdk8s-agents/tenant': 'acme',
  'cdk8s-agents/workload': 'acme-nightly-report',
  owner: 'team-acme',
};

describe('a batch agent by the clock', () => {
  test('is a CronJob with ServiceAccount, configuration and network policy, and nothing that waits for callers', () => {
    expect(rendered(batch().chart).map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
      'ServiceAccount nightly-report',
      'ConfigMap nightly-report-config',
      'NetworkPolicy nightly-report',
      'CronJob nightly-report',
    ]);
  });

  test('runs at its time in its zone, one run at a time, with every bound stated', () => {
    const { jobTemplate, ...rest } = cronJob(batch().chart);
    expect(rest).toEqual({
      schedule: '30 3 * * *',
      timeZone: 'America/New_York',
      concurrencyPolicy: 'Forbid',
      // an hour, of 23 on the shortest day
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
    });
    const { template, ...job } = jobTemplate.spec;
    expect(job).toEqual({
      // three attempts of an hour and five minutes, 10 s and 20 s between them
      activeDeadlineSeconds: 3 * 3900 + 30,
      backoffLimit: 2,
      completions: 1,
      parallelism: 1,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
      podReplacementPolicy: 'Failed',
      ttlSecondsAfterFinished: 604_800,
    });
    expect(template.metadata).toEqual({ labels: LABELS });
    expect(jobTemplate).toMatchObject({ metadata: { labels: LABELS } });
  });

  test('has a pod that ends: hardened as any agent, without probes, hooks, ports and spreading', () => {
    const { containers, volumes, ...pod } = jobOf(batch().chart).template.spec;
    expect(pod).toEqual({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'cdk8s-agents/pool', operator: 'In', values: ['batch'] }] }],
          },
        },
      },
      automountServiceAccountToken: false,
      dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
      enableServiceLinks: false,
      priorityClassName: 'tenant-batch',
      restartPolicy: 'Never',
      securityContext: {
        appArmorProfile: { type: 'RuntimeDefault' },
        fsGroup: 10_001,
        fsGroupChangePolicy: 'OnRootMismatch',
        runAsGroup: 10_001,
        runAsNonRoot: true,
        runAsUser: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      serviceAccountName: 'nightly-report',
      // what a spot node leaves
      terminationGracePeriodSeconds: 110,
      tolerations: [{ key: 'cdk8s-agents/pool', operator: 'Equal', value: 'batch', effect: 'NoSchedule' }],
    });
    const [container, ...others] = containers as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(Object.keys(container ?? {}).sort()).toEqual(
      ['env', 'image', 'imagePullPolicy', 'name', 'resources', 'securityContext', 'volumeMounts'].sort(),
    );
    const sized = { cpu: '1', memory: '2Gi', 'ephemeral-storage': '5Gi' };
    expect(container).toMatchObject({ resources: { limits: sized, requests: sized }, securityContext: { readOnlyRootFilesystem: true } });
    expect((volumes as { readonly name: string }[]).map(({ name }) => name)).toEqual(['config', 'tmp']);
  });

  test('may be called by nobody, and reaches what it needs', () => {
    const { chart } = batch({ needs: ['database'], hosts: [ExternalHost.ranges(['203.0.113.0/24'])] });
    const { spec } = only(chart, 'NetworkPolicy') as unknown as {
      readonly spec: { readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[] };
    };
    expect(spec).toMatchObject({
      podSelector: { matchLabels: { 'cdk8s-agents/workload': 'acme-nightly-report' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    // no rule admits nobody; an empty list means the same, but the server does not keep it
    expect(spec).not.toHaveProperty('ingress');
    expect(spec.egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[53, 53], [5432], [443]]);
  });

  test('knows from its configuration file when it is ended', () => {
    expect(configOf(batch({ config: { bucket: 'reports' } }).chart)).toEqual({
      agent: 'nightly-report',
      bucket: 'reports',
      concurrency: 1,
      job: { deadlineSeconds: 11_730 },
      tenant: 'acme',
    });
  });

  test('is in UTC unless it says otherwise', () => {
    const { chart } = batch({ trigger: BatchTrigger.schedule({ cron: '0 2 * * *' }) });
    expect(cronJob(chart)).toMatchObject({ timeZone: 'UTC' });
  });

  test('that ends the run before is asked to replace it', () => {
    expect(cronJob(at({ overlap: 'replace' }).chart)).toMatchObject({ concurrencyPolicy: 'Replace' });
  });

  test('that cannot go on from where it was keeps its node, and is warned of', () => {
    const { chart, agent } = batch({ resumable: false });
    expect(jobOf(chart).template.metadata.annotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
    expect(agent.warnings).toEqual([
      'batch-resumable: task p99 3600 s + margin 5 s = 3605 s, but a node that goes leaves 110 s: the task begins again; let it keep what is done and go on from there, and say resumable: true; or cut it into shorter tasks',
    ]);
    expect(warningsOf(chart).map(({ text }) => text)).toEqual(agent.warnings);
  });

  test('of a short task has nothing to lose: no warning, and its node may go', () => {
    const { chart, agent } = batch({ resumable: false, task: { p99: Duration.seconds(105) } });
    expect(agent.warnings).toEqual([]);
    expect(jobOf(chart).template).toMatchObject({ metadata: { labels: LABELS }, spec: { terminationGracePeriodSeconds: 110 } });
    expect(jobOf(chart).template.metadata.annotations).toBeUndefined();
  });

  test('at an hour that a change of clocks skips is warned of', () => {
    expect(at({ cron: '0 2 * * *' }).agent.warnings).toEqual([expect.stringMatching(/^cron-clock-change: .*2024-03-10/)]);
    expect(batch().agent.warnings).toEqual([]);
  });
});

describe('a batch agent by the queue', () => {
  test('is a ScaledJob that goes to none, counts what is in flight, and leaves running jobs alone', () => {
    const { chart } = queued({ perJob: 5, pollingInterval: Duration.seconds(10) }, { task: { p99: Duration.seconds(20), concurrency: 2 } });
    const { jobTargetRef, ...rest } = only(chart, 'ScaledJob').spec as { readonly jobTargetRef: Job };
    expect(rest).toEqual({
      minReplicaCount: 0,
      maxReplicaCount: 4,
      pollingInterval: 10,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      rollout: { strategy: 'gradual' },
      scalingStrategy: { strategy: 'default' },
      triggers: [
        {
          type: 'nats-jetstream',
          metadata: {
            account: 'acme',
            consumer: 'nightly-report',
            lagThreshold: '5',
            natsServerMonitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
            stream: 'TASKS',
          },
        },
      ],
    });
    // a node, and five messages two at a time: three rounds of 20 s
    expect(jobTargetRef).toMatchObject({ activeDeadlineSeconds: 360, backoffLimit: 0, template: { metadata: { labels: LABELS } } });
  });

  test('tells its worker what to take, as any consumer', () => {
    const { chart, agent } = queued({ perJob: 5 });
    expect(configOf(chart)).toMatchObject({
      bus: { stream: 'TASKS', consumer: 'nightly-report', subjects: ['tasks.report.>'], ackWaitSeconds: 5400, maxAckPending: 5 },
      job: { deadlineSeconds: 300 + 5 * 3600, messages: 5 },
    });
    expect(agent.consumer).toEqual({ account: 'acme', stream: 'TASKS', consumer: 'nightly-report' });
  });
});

describe('fails', () => {
  const REFUSED: readonly (readonly [string, () => unknown, readonly string[]])[] = [
    ['where a person waits', () => batch({ interactive: true }), ['interactive batch-interactive']],
    ['on a day that no month has', () => at({ cron: '0 2 31 2 *' }), ['trigger.cron cron']],
    ['in a zone that is an offset', () => at({ timeZone: '+02:00' }), ['trigger.timeZone time-zone']],
    ['where nothing bounds the runs', () => at({ overlap: 'Allow' as 'forbid' }), ['trigger.overlap unknown-value']],
    ['to start 9 s late', () => at({ startingDeadline: Duration.seconds(9) }), ['trigger.startingDeadline starting-deadline']],
    [
      'to start a day late',
      () => at({ startingDeadline: Duration.hours(23) }, { deadline: Duration.hours(2) }),
      ['trigger.startingDeadline starting-deadline'],
    ],
    ['to run a day long', () => batch({ deadline: Duration.hours(23) }), ['deadline batch-deadline']],
    ['to end before its task', () => batch({ deadline: Duration.seconds(3599) }), ['deadline batch-deadline']],
    ['to run an hour each half hour', () => at({ cron: '*/30 * * * *' }), ['deadline batch-deadline']],
    ['with a p99 of nothing', () => batch({ task: { p99: Duration.seconds(0) } }), ['task.p99 duration']],
    ['with a p50 of nothing', () => batch({ task: { p50: Duration.seconds(0), p99: Duration.minutes(60) } }), ['task.p50 duration']],
    [
      'with a p50 above its p99',
      () => batch({ task: { p50: Duration.seconds(3601), p99: Duration.minutes(60) } }),
      ['task.p99 task-times'],
    ],
    [
      'working on no task at a time',
      () => batch({ task: { p99: Duration.minutes(60), concurrency: 0 } }),
      ['task.concurrency whole-number'],
    ],
    [
      'working on more tasks at a time than a pod can',
      () => batch({ task: { p99: Duration.minutes(60), concurrency: 1001 } }),
      ['task.concurrency whole-number'],
    ],
    ['with half a retry', () => batch({ retries: 0.5 }), ['retries whole-number']],
    ['with 11 retries', () => batch({ retries: 11 }), ['retries whole-number']],
    [
      'with a grace period that no spot node gives',
      () => batch({ terminationGracePeriod: Duration.seconds(111) }),
      ['terminationGracePeriod spot-grace'],
    ],
    ['under a name of 53 characters', () => batch({ name: 'a'.repeat(53), tenant: 't' }), ['name dns-label']],
    ['with a setting of ours', () => batch({ config: { job: {} } }), ['config.job config-key']],
    ['with a memory of its own that it does not need', () => batch({ tenant: 'acme', ownMemory: true }), ['ownMemory own-memory']],
    ['without the bus', () => queued({}, { needs: [] }), ['needs needs-bus']],
    ['with no job at all', () => queued({ maxRunning: 0 }), ['trigger.maxRunning whole-number']],
    ['with 1001 jobs at once', () => queued({ maxRunning: 1001 }), ['trigger.maxRunning whole-number']],
    ['with no message for a job', () => queued({ perJob: 0 }), ['trigger.perJob whole-number']],
    ['with an ack wait below its task', () => queued({ ackWait: Duration.minutes(59) }), ['trigger.ackWait ack-wait']],
    ['with a worker that keeps its messages', () => queued({ naksOnSigterm: false }), ['terminationGracePeriod grace-ack-wait']],
    ['to read the queue at a URL', () => queued({ monitoringEndpoint: 'http://nats:8222' }), ['trigger.monitoringEndpoint host-port']],
    [
      'with everything wrong at once',
      () => at({ cron: '* *' }, { interactive: true, retries: -1 }),
      ['interactive batch-interactive', 'trigger.cron cron', 'retries whole-number'],
    ],
  ];

  test.each(REFUSED)('%s', (_, act, wanted) => {
    expect(problemsOf(act)).toEqual(wanted);
  });

  test.each([
    ['a name of 52 characters', () => batch({ name: 'a'.repeat(52), tenant: 't' })],
    ['a ScaledJob of 53', () => queued({}, { name: 'a'.repeat(53), tenant: 't' })],
    ['a p50 of its p99', () => batch({ task: { p50: Duration.minutes(60), p99: Duration.minutes(60) } })],
    ['the most tasks at a time', () => batch({ task: { p99: Duration.minutes(60), concurrency: 1000 } })],
    ['ten retries', () => at({ cron: '0 2 * * 1' }, { retries: 10 })],
    // the most pods that one consumer serves
    ['512 jobs at once', () => queued({ maxRunning: 512 })],
    ['a deadline of the task', () => batch({ deadline: Duration.seconds(3600) })],
    ['a grace period of 110 s on spot', () => batch({ terminationGracePeriod: Duration.seconds(110) })],
    ['a longer one elsewhere', () => batch({ terminationGracePeriod: Duration.seconds(3605), spot: false })],
  ])('but not with %s', (_, act) => {
    expect(problemsOf(act)).toEqual([]);
  });

  test('under the name of a Deployment of the same tenant, which would select its pods', () => {
    const chart = chartFor();
    const { agent } = batch({}, chart);
    expect(agent.node.validate()).toEqual([]);
    new AgentDeployment(new Chart(chart, 'Other', { namespace: 'tenant-acme' }), 'Agent', {
      ...VALID,
      name: 'nightly-report',
      tenant: 'acme',
    });
    expect(agent.node.validate()).toEqual([
      `pod-labels-taken: Deployment 'nightly-report' selects the pods of the batch agent 'nightly-report'; give one of them another name`,
    ]);
  });
});
