import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Alert } from '../../src/features/observability/alert';
import { oldestAllowedS, queueAlerts } from '../../src/features/observability/queue-alerts';
import { jobAlerts } from '../../src/features/observability/job-alerts';
import { QUOTA_PERCENT, quotaNearlyFull } from '../../src/features/observability/quota-alert';
import { renderedAlert, ruleTestFile } from '../../src/features/observability/rule-file';
import { autoscalerBlind, prescaleMissed, rolloutStuck } from '../../src/features/observability/workload-alerts';
import { redeliverySpanS } from '../../src/features/bus/redelivery';
import { isDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { checkAccount } from '../../src/features/scaling/behavior';
import { shown } from '../../src/kernel/shown';
import { checkJetStreamName } from '../../src/features/bus/subjects';
import type { AlertedAgent, AlertedJob, AlertedQueue, TenantAlertsProps } from './alert-props';
import type { PrometheusRuleSpec } from './prometheus-rule-kinds';

export type { AlertedAgent, AlertedJob, AlertedPrescale, AlertedQueue, TenantAlertsProps } from './alert-props';

const NAME = 'tenant-alerts';
const DEFAULT_DELIVERIES = 5;
const DEFAULT_ROLLOUT_S = 60 * 60;
const MIN_S = 60;
/** Checked at run time for callers without TypeScript. */
const WORKLOADS: readonly string[] = ['Deployment', 'Rollout'];

/**
 * The alerts of one tenant: messages that wait too long or never end, a consumer without leader, a rollout that is stuck, an autoscaler
 * without figures, a planned window without its replicas, a scheduled job that failed or never began, a quota nearly used up.
 *
 * Every query names the tenant exactly. `ruleTests` proves that each alert fires and stays silent when it should. Alerts on token budgets
 * belong to the gateway.
 *
 * @example
 * new TenantAlerts(chart, 'Alerts', {
 *   tenant: 'acme',
 *   agents: [{
 *     name: 'product-search', scaler: 'keda', prescale: [{ name: 'flash-sale', replicas: 20, trigger: 1 }],
 *     queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search', ackWait: Duration.seconds(30) },
 *   }],
 * });
 */
export class TenantAlerts extends Construct {
  /** The PrometheusRule. */
  public readonly apiObject: ApiObject;

  private readonly alerts: readonly Alert[];
  private readonly owner: { readonly tenant: string; readonly namespace: string };

  /**
   * @throws InvalidInputError with every problem found.
   */
  constructor(scope: Construct, id: string, props: TenantAlertsProps) {
    super(scope, id);
    const { tenant, agents, jobs = [], quota = 'tenant', quotaPercent = QUOTA_PERCENT, labels, annotations } = props;
    const namespace = props.namespace ?? Chart.of(this).namespace ?? '';
    const problems = Problems.of(this.node.path);
    problems.that(isDnsLabel(tenant), 'tenant', 'dns-label', `must be a DNS label, got ${shown(tenant)}`, `write its id, e.g. 'acme'`);
    problems.that(
      isDnsLabel(namespace),
      'namespace',
      'dns-label',
      `must be a DNS label, got ${shown(namespace)}`,
      'give it here or to the chart',
    );
    problems.that(isDnsLabel(quota), 'quota', 'dns-label', `must be a DNS label, got ${shown(quota)}`, `write 'tenant'`);
    problems.integer('quotaPercent', quotaPercent, 1, 99);
    const seen = new Set<string>();
    agents.forEach((agent, index) => {
      const at = problems.at(`agents.${index}`);
      // Rule `duplicate-agent`: two agents with one name would have alerts with one name, and one of them is lost (our choice).
      at.that(!seen.has(agent.name), 'name', 'duplicate-agent', `there are two agents ${shown(agent.name)}`, 'give each its own name');
      seen.add(agent.name);
      checkAgent(agent, at);
    });
    jobs.forEach((job, index) => {
      checkJob(job, problems.at(`jobs.${index}`));
    });
    problems.throwIfAny();

    this.owner = { tenant, namespace };
    this.alerts = [
      ...agents.flatMap((agent) => alertsOf(agent, namespace, props)),
      ...jobs.flatMap((job) =>
        jobAlerts({ namespace, agent: job.name, deadlineS: job.deadline.toSeconds(), startingS: job.startingDeadline.toSeconds() }),
      ),
      quotaNearlyFull(namespace, quota, quotaPercent),
    ];
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: NAME,
        namespace,
        ...(labels !== undefined && { labels: { ...labels } }),
        ...(annotations !== undefined && { annotations: { ...annotations } }),
      },
      spec: {
        groups: [{ name: `${namespace}.${NAME}`, rules: this.alerts.map((alert) => renderedAlert(alert, this.owner)) }],
      } satisfies PrometheusRuleSpec,
    });
  }

  /**
   * A file for `promtool test rules`: every alert fires after its synthetic series and is silent after a healthy tenant's.
   *
   * @param ruleFile name of the file that holds `spec` of the PrometheusRule, beside this one
   */
  public ruleTests(ruleFile: string): string {
    return ruleTestFile(this.alerts, this.owner, ruleFile);
  }
}

function alertsOf(agent: AlertedAgent, namespace: string, { natsMetricPrefix = 'jetstream' }: TenantAlertsProps): Alert[] {
  const { name, workload = 'Deployment', rolloutWithin, queue, scaler, prescale = [] } = agent;
  const pods = { namespace, agent: name, workload };
  return [
    ...(queue === undefined
      ? []
      : queueAlerts({
          namespace,
          agent: name,
          account: queue.account,
          stream: queue.stream,
          consumer: queue.consumer,
          oldestS: queue.oldest?.toSeconds() ?? oldestAllowedS(queue.ackWait.toSeconds({ integral: false })),
          redeliveryS: Math.ceil(spanOf(queue)),
          prefix: natsMetricPrefix,
        })),
    rolloutStuck(pods, rolloutWithin?.toSeconds() ?? DEFAULT_ROLLOUT_S),
    ...(scaler === undefined ? [] : [autoscalerBlind(pods, scaler)]),
    ...prescale.map((window) => prescaleMissed(pods, window)),
  ];
}

function spanOf({ ackWait, backoff, maxDeliver = DEFAULT_DELIVERIES }: AlertedQueue): number {
  return redeliverySpanS({
    ackWaitS: ackWait.toSeconds({ integral: false }),
    ...(backoff !== undefined && { backoffS: backoff.map((wait) => wait.toSeconds({ integral: false })) }),
    maxDeliver,
  });
}

function checkAgent(
  { name, workload = 'Deployment', rolloutWithin, queue, scaler, prescale = [] }: AlertedAgent,
  problems: Problems,
): void {
  problems.that(isDnsLabel(name), 'name', 'dns-label', `must be a DNS label, got ${shown(name)}`, `write e.g. 'product-search'`);
  // Rule `alert-workload`: the alert asks for series of this kind, and another kind has no such series.
  // https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/deployment-metrics.md
  problems.that(
    WORKLOADS.includes(workload),
    'workload',
    'alert-workload',
    `must be 'Deployment' or 'Rollout', got ${shown(workload)}`,
    `write 'Deployment'`,
  );
  if (rolloutWithin !== undefined) problems.integer('rolloutWithin', rolloutWithin.toSeconds({ integral: false }), MIN_S);
  if (queue !== undefined) checkQueue(queue, problems.at('queue'));
  // Rule `alert-prescale`: the alert asks KEDA whether a window was opened, so it needs KEDA and the name of the window.
  // https://keda.sh/docs/latest/scalers/cron/
  problems.that(
    prescale.length === 0 || scaler === 'keda',
    'prescale',
    'alert-prescale',
    `windows are opened by KEDA, and the agent is scaled by ${scaler ?? 'nobody'}`,
    `write scaler: 'keda', or leave prescale out`,
  );
  prescale.forEach(({ name: window, replicas, trigger }, index) => {
    problems.that(window.trim() !== '', `prescale.${index}.name`, 'alert-prescale', 'has no name', `write e.g. 'flash-sale'`);
    problems.integer(`prescale.${index}.replicas`, replicas, 1);
    problems.integer(`prescale.${index}.trigger`, trigger, 0);
  });
}

function checkJob({ name, deadline, startingDeadline }: AlertedJob, problems: Problems): void {
  problems.that(isDnsLabel(name), 'name', 'dns-label', `must be a DNS label, got ${shown(name)}`, `write e.g. 'nightly-report'`);
  problems.integer('deadline', deadline.toSeconds({ integral: false }), 1);
  problems.integer('startingDeadline', startingDeadline.toSeconds({ integral: false }), 1);
}

/** Rule `alert-wait`: the alert on old messages compares with the ack wait, and with zero it would always fire (our choice). */
function checkQueue({ account, stream, consumer, ackWait, backoff = [], maxDeliver, oldest }: AlertedQueue, problems: Problems): void {
  problems.rule('account', checkAccount(account));
  problems.rule('stream', checkJetStreamName(stream));
  problems.rule('consumer', checkJetStreamName(consumer));
  for (const [place, wait] of [['ackWait', ackWait] as const, ...backoff.map((one, index) => [`backoff.${index}`, one] as const)]) {
    problems.that(
      wait.toMilliseconds({ integral: false }) > 0,
      place,
      'alert-wait',
      `must be above zero, got ${shown(wait.toHumanString())}`,
      'write what the consumer has',
    );
  }
  if (maxDeliver !== undefined) problems.integer('maxDeliver', maxDeliver, 1);
  if (oldest !== undefined) problems.integer('oldest', oldest.toSeconds({ integral: false }), MIN_S);
}
