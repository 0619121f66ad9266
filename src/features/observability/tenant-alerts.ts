import type { Alert } from './alert';
import { jobAlerts } from './job-alerts';
import { type AlertedConsumer, oldestAllowedS, queueAlerts } from './queue-alerts';
import { quotaNearlyFull } from './quota-alert';
import { OBSERVABILITY } from './schema';
import { autoscalerBlind, type AlertedWindow, type AlertedWorkload, prescaleMissed, rolloutStuck, unavailable } from './workload-alerts';
import { NATS_METRIC_PREFIXES, type NatsMetricPrefix } from '../bus/metrics';
import { MAX_DELIVER, redeliveriesAtS, type Redelivery, redeliverySpanS } from '../bus/redelivery';
import { checkJetStreamName, checkAccount } from '../bus/subjects';
import { isDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** How long a Rollout may take that does not say. */
const DEFAULT_ROLLOUT_S = 60 * 60;
const MIN_S = 60;
/** Checked at run time for callers without TypeScript. */
const WORKLOADS: readonly string[] = ['Deployment', 'Rollout'];

/** The alerts of one tenant, complete. */
export interface TenantAlertsPlan {
  readonly tenant: string;
  readonly namespace: string;
  readonly alerts: readonly Alert[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is said of the alerts of one tenant. */
export interface AlertsInput {
  readonly tenant: string;
  readonly namespace: string;
  readonly agents: readonly AlertedAgentInput[];
  readonly jobs?: readonly AlertedJobInput[];
  readonly quota?: string;
  readonly quotaPercent?: number;
  readonly natsMetricPrefix?: NatsMetricPrefix;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface AlertedQueueInput {
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
  readonly ackWaitS: number;
  readonly backoffS?: readonly number[];
  readonly maxDeliver?: number;
  readonly oldestS?: number;
}

interface AlertedAgentInput {
  readonly name: string;
  readonly workload?: AlertedWorkload;
  readonly rolloutWithinS?: number;
  readonly queue?: AlertedQueueInput;
  readonly scaler?: 'keda' | 'prometheus-adapter';
  readonly prescale?: readonly AlertedWindow[];
}

interface AlertedJobInput {
  readonly name: string;
  readonly deadlineS: number;
  readonly startingDeadlineS: number;
}

/** Completes and checks the alerts of one tenant. Those that cannot be made are left out where a problem was recorded. */
export function planTenantAlerts(problems: Problems, input: AlertsInput): TenantAlertsPlan {
  const { tenant, namespace, agents, jobs = [], quota = 'tenant', labels = {}, annotations = {} } = input;
  const { natsMetricPrefix = NATS_METRIC_PREFIXES[0] } = input;
  problems.that(isDnsLabel(tenant), 'tenant', 'dns-label', `must be a DNS label, got ${shown(tenant)}`, `write its id, e.g. 'acme'`);
  problems.that(
    isDnsLabel(namespace),
    'namespace',
    'dns-label',
    `must be a DNS label, got ${shown(namespace)}`,
    'give it here or to the chart',
  );
  problems.that(isDnsLabel(quota), 'quota', 'dns-label', `must be a DNS label, got ${shown(quota)}`, `write 'tenant'`);
  const { min, max, default: usual } = OBSERVABILITY.shape.quotaPercent.said;
  const { quotaPercent = usual } = input;
  problems.integer('quotaPercent', quotaPercent, min, max);
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
  const alerts = [
    ...agents.flatMap((agent) => alertsOf(agent, namespace, natsMetricPrefix)),
    ...jobs.flatMap(({ name, deadlineS, startingDeadlineS }) =>
      jobAlerts({ namespace, agent: name, deadlineS, startingS: startingDeadlineS }),
    ),
    quotaNearlyFull(namespace, quota, quotaPercent),
  ];
  return { tenant, namespace, alerts, labels, annotations };
}

function alertsOf(agent: AlertedAgentInput, namespace: string, prefix: NatsMetricPrefix): Alert[] {
  const { name, workload = 'Deployment', rolloutWithinS = DEFAULT_ROLLOUT_S, queue, scaler, prescale = [] } = agent;
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
          oldestS: queue.oldestS ?? oldestAllowedS(queue.ackWaitS),
          ...deliveriesOf({ maxDeliver: MAX_DELIVER, ...queue }),
          prefix,
        })),
    unavailable(pods),
    rolloutStuck(pods, rolloutWithinS),
    ...(scaler === undefined ? [] : [autoscalerBlind(pods, scaler)]),
    ...prescale.map((window) => prescaleMissed(pods, window)),
  ];
}

/** When messages are delivered, in whole seconds. */
function deliveriesOf(redelivery: Redelivery): Pick<AlertedConsumer, 'secondDeliveryS' | 'lastDeliveryS' | 'redeliveryS'> {
  const { secondS, lastS } = redeliveriesAtS(redelivery);
  return { secondDeliveryS: Math.floor(secondS), lastDeliveryS: Math.ceil(lastS), redeliveryS: Math.ceil(redeliverySpanS(redelivery)) };
}

function checkAgent(
  { name, workload = 'Deployment', rolloutWithinS, queue, scaler, prescale = [] }: AlertedAgentInput,
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
  if (rolloutWithinS !== undefined) problems.integer('rolloutWithin', rolloutWithinS, MIN_S);
  if (queue !== undefined) checkQueue(queue, problems.at('queue'));
  // Rule `alert-prescale`: the alert asks KEDA whether a window was opened, so it needs KEDA and the name of the window.
  // https://keda.sh/docs/latest/scalers/cron/
  problems.that(
    prescale.length === 0 || scaler === 'keda',
    'prescale',
    'alert-prescale',
    `windows are opened by KEDA, and ${scaler === undefined ? 'no scaler is named' : `the agent is scaled by ${scaler}`}`,
    `write scaler: 'keda', or leave prescale out`,
  );
  prescale.forEach(({ name: window, replicas, trigger }, index) => {
    problems.that(window.trim() !== '', `prescale.${index}.name`, 'alert-prescale', 'has no name', `write e.g. 'flash-sale'`);
    problems.integer(`prescale.${index}.replicas`, replicas, 1);
    problems.integer(`prescale.${index}.trigger`, trigger, 0);
  });
}

function checkJob({ name, deadlineS, startingDeadlineS }: AlertedJobInput, problems: Problems): void {
  problems.that(isDnsLabel(name), 'name', 'dns-label', `must be a DNS label, got ${shown(name)}`, `write e.g. 'nightly-report'`);
  problems.integer('deadline', deadlineS, 1);
  problems.integer('startingDeadline', startingDeadlineS, 1);
}

/** Rule `alert-wait`: the alert on old messages compares with the ack wait, and with zero it would always fire (our choice). */
function checkQueue(
  { account, stream, consumer, ackWaitS, backoffS = [], maxDeliver, oldestS }: AlertedQueueInput,
  problems: Problems,
): void {
  problems.rule('account', checkAccount(account));
  problems.rule('stream', checkJetStreamName(stream));
  problems.rule('consumer', checkJetStreamName(consumer));
  for (const [place, waitS] of [['ackWait', ackWaitS] as const, ...backoffS.map((one, index) => [`backoff.${index}`, one] as const)]) {
    problems.that(waitS > 0, place, 'alert-wait', `must be above zero, got ${waitS} s`, 'write what the consumer has');
  }
  if (maxDeliver !== undefined) problems.integer('maxDeliver', maxDeliver, 1);
  if (oldestS !== undefined) problems.integer('oldest', oldestS, MIN_S);
}
