import { ApiObject, App, Chart, Duration } from 'cdk8s';
import type * as plus from 'cdk8s-plus-28';
import { chartFor, only, problemsOf, rendered } from '../agent/agent-fixture';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import { at, batch, NIGHTLY, queued } from './batch-fixture';

test('fails at the place of its trigger with what is no trigger', () => {
  expect(problemsOf(() => at({ cron: 5 as unknown as string }))).toEqual(['trigger.cron wrong-type']);
  expect(problemsOf(() => queued({ maxRunning: '5' as unknown as number }))).toEqual(['trigger.maxRunning wrong-type']);
});

test('tells whom it calls who it is, and of no namespace where none is known', () => {
  const told = (chart: Chart): unknown[] => {
    const calls: unknown[] = [];
    const callee = {
      callAddress: () => ({ name: 'api', namespace: 'shop', podLabels: { a: 'b' }, port: 80 }),
      admitCaller: (caller: unknown) => void calls.push(caller),
    };
    batch({ calls: [callee] }, chart);
    return calls;
  };
  const me = { name: 'nightly-report', podLabels: { 'cdk8s-agents/workload': 'acme-nightly-report' }, port: 0 };
  expect(told(chartFor())).toEqual([{ ...me, namespace: 'tenant-acme' }]);
  expect(told(new Chart(new App(), 'nowhere'))).toEqual([{ ...me, namespace: '' }]);
});

describe('others that select its pods', () => {
  const beside = (kind: string, matchLabels: object | undefined, namespace = 'tenant-acme'): string[] => {
    const { chart, agent } = batch();
    const spec = matchLabels === undefined ? {} : { selector: { matchLabels } };
    new ApiObject(chart, 'Other', { apiVersion: 'apps/v1', kind, metadata: { name: 'other', namespace }, spec });
    return agent.node.validate().map((line) => line.split("'").slice(0, 2).join("'"));
  };
  const LABEL = { 'cdk8s-agents/workload': 'acme-nightly-report' };

  test.each(['Deployment', 'StatefulSet', 'Rollout'])('a %s is refused', (kind) => {
    expect(beside(kind, LABEL)).toEqual([`pod-labels-taken: ${kind} 'other`]);
  });

  test.each<readonly [string, string, object | undefined, string]>([
    ['another kind', 'Job', LABEL, 'tenant-acme'],
    ['other pods', 'Deployment', { 'cdk8s-agents/workload': 'acme-other' }, 'tenant-acme'],
    ['some of them and others', 'Deployment', { ...LABEL, a: 'b' }, 'tenant-acme'],
    ['nothing', 'Deployment', undefined, 'tenant-acme'],
    ['those of another namespace', 'Deployment', LABEL, 'other'],
  ])('%s is not', (_, kind, labels, namespace) => {
    expect(beside(kind, labels, namespace)).toEqual([]);
  });
});

describe('is rendered as props say', () => {
  test('on a schedule', () => {
    const { chart } = at(
      { overlap: 'forbid', startingDeadline: Duration.seconds(77) },
      {
        retries: 1,
        keepFor: Duration.hours(1),
        keepSucceeded: 4,
        keepFailed: 5,
        deadline: Duration.hours(2),
        terminationGracePeriod: Duration.seconds(9),
      },
    );
    expect(only(chart, 'CronJob').spec).toMatchObject({
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 77,
      successfulJobsHistoryLimit: 4,
      failedJobsHistoryLimit: 5,
      jobTemplate: {
        spec: {
          activeDeadlineSeconds: 7200,
          backoffLimit: 1,
          ttlSecondsAfterFinished: 3600,
          template: { spec: { terminationGracePeriodSeconds: 9 } },
        },
      },
    });
  });

  test('on a queue, without what it does not say', () => {
    const { spec } = only(queued({ monitoringEndpoint: 'nats:8222' }, { keepSucceeded: 4, keepFailed: 5 }).chart, 'ScaledJob');
    expect(spec).not.toHaveProperty('pollingInterval');
    expect(spec).toMatchObject({
      minReplicaCount: 0,
      successfulJobsHistoryLimit: 4,
      failedJobsHistoryLimit: 5,
      triggers: [{ type: 'nats-jetstream', metadata: { lagThreshold: '1', natsServerMonitoringEndpoint: 'nats:8222' } }],
    });
  });

  test('with annotations of its own beside those that keep its node', () => {
    const template = (props: Parameters<typeof batch>[0]): unknown =>
      (only(batch(props).chart, 'CronJob').spec['jobTemplate'] as { spec: { template: { metadata: { annotations?: object } } } }).spec
        .template.metadata.annotations;
    expect(template({ annotations: { a: 'b' } })).toEqual({ a: 'b' });
    expect(template({ annotations: { a: 'b' }, resumable: false })).toEqual({
      a: 'b',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
  });

  test('on any node, where no pool is said', () => {
    const { nodePool: _nodePool, ...rest } = NIGHTLY;
    const chart = chartFor();
    new BatchAgent(chart, 'NightlyReport', { ...rest, spot: false });
    const pod = (only(chart, 'CronJob').spec['jobTemplate'] as { spec: { template: { spec: object } } }).spec.template.spec;
    for (const key of ['affinity', 'tolerations']) expect(pod).not.toHaveProperty(key);
  });

  test('with files of its own and as the account that it is given', () => {
    const { agent, chart } = batch({ namespace: 'elsewhere' });
    expect(rendered(chart).map(({ metadata }) => metadata.namespace)).toEqual(Array(4).fill('elsewhere'));
    expect([agent.name, agent.selectorLabels, agent.deadlineSeconds, agent.consumer]).toEqual([
      'nightly-report',
      { 'cdk8s-agents/workload': 'acme-nightly-report' },
      11_730,
      undefined,
    ]);
    expect(agent.podLabels).toMatchObject({ owner: 'team-acme', 'app.kubernetes.io/instance': 'nightly-report' });
    expect(agent.toPodSelector()).toBe(agent);
    const config: plus.PodSelectorConfig = agent.toPodSelectorConfig();
    expect(config.labelSelector._toKube()).toEqual({ matchLabels: agent.selectorLabels });
    expect(config.namespaces?.names).toEqual(['elsewhere']);
    expect(agent.toNetworkPolicyPeerConfig().podSelector).toEqual(config);
  });
});
