import { secondsOf } from '../kinds/seconds';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Alert } from '../../src/features/observability/alert';
import { renderedAlert, ruleTestFile } from '../../src/features/observability/rule-file';
import { planTenantAlerts, type TenantAlertsPlan } from '../../src/features/observability/tenant-alerts';
import { Problems } from '../../src/kernel/problems';
import { planOf } from '../kinds/planned';
import type { AlertedQueue, TenantAlertsProps } from './alert-props';
import type { PrometheusRuleSpec } from './prometheus-rule-kinds';
import { written } from '../kinds/door';

export type { AlertedAgent, AlertedJob, AlertedPrescale, AlertedQueue, TenantAlertsProps } from './alert-props';

const NAME = 'tenant-alerts';

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
    props = written(this, 'TenantAlertsProps', props);
    const plan = planOf<TenantAlertsPlan>(props) ?? planOfProps(this, props);
    const { tenant, namespace, alerts, labels, annotations } = plan;
    this.alerts = alerts;
    this.owner = { tenant, namespace };
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: NAME,
        namespace,
        labels: { ...labels },
        annotations: { ...annotations },
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

/** @throws InvalidInputError */
function planOfProps(scope: Construct, { agents, jobs = [], ...props }: TenantAlertsProps): TenantAlertsPlan {
  const problems = Problems.of(scope.node.path);
  const plan = planTenantAlerts(problems, {
    ...props,
    namespace: props.namespace ?? Chart.of(scope).namespace ?? '',
    agents: agents.map(({ rolloutWithin, queue, ...agent }) => ({
      ...agent,
      ...(rolloutWithin !== undefined && { rolloutWithinS: secondsOf(rolloutWithin) }),
      ...(queue !== undefined && { queue: queueOf(queue) }),
    })),
    jobs: jobs.map(({ name, deadline, startingDeadline }) => ({
      name,
      deadlineS: secondsOf(deadline),
      startingDeadlineS: secondsOf(startingDeadline),
    })),
  });
  problems.throwIfAny();
  return plan;
}

function queueOf({ ackWait, backoff, oldest, ...consumer }: AlertedQueue) {
  return {
    ...consumer,
    ackWaitS: secondsOf(ackWait),
    ...(backoff !== undefined && { backoffS: backoff.map((each) => secondsOf(each)) }),
    ...(oldest !== undefined && { oldestS: secondsOf(oldest) }),
  };
}
