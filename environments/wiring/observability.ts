import { type App, Chart, Duration } from 'cdk8s';
import { type AlertedAgent, TenantAlerts } from '../../constructs/observability/tenant-alerts';
import { TenantDashboard } from '../../constructs/observability/tenant-dashboard';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import { redeliveryOf } from '../../src/features/bus/resolve';
import type { RolloutPlan } from '../../src/features/rollout/plan';
import type { ScalePlan } from '../../src/features/scaling/plan';
import type { ObservabilityPlan } from '../../src/features/observability/plan';

/** Id of the chart, and so name of the file. */
const FILE = 'observability';

/** A tenant's alerts and dashboard, a file of their own beside its agents'. */
export function tenantObservability(
  app: App,
  labels: { readonly [key: string]: string },
  tenant: TenantPlan,
  environment: Pick<EnvironmentPlan, 'natsMetricPrefix'>,
  { ruleLabels, quotaPercent }: ObservabilityPlan,
): void {
  const chart = new Chart(app, FILE, { namespace: tenant.namespace, labels });
  const { natsMetricPrefix } = environment;
  new TenantDashboard(chart, 'Dashboard', {
    tenant: tenant.id,
    natsMetricPrefix,
    agents: tenant.agents.map(({ name, consumes, rollout }) => ({
      name,
      workload: workloadOf(rollout),
      ...(consumes !== undefined && { queue: { account: tenant.id, stream: consumes.stream, consumer: consumes.consumer } }),
    })),
  });
  new TenantAlerts(chart, 'Alerts', {
    tenant: tenant.id,
    natsMetricPrefix,
    quotaPercent,
    ...(Object.keys(ruleLabels).length > 0 && { labels: ruleLabels }),
    agents: tenant.agents.map((agent) => alertedAgent(agent, tenant.id)),
    jobs: tenant.batch.flatMap(({ name, deadlineS, trigger }) =>
      trigger.kind === 'schedule' ? [{ name, deadline: seconds(deadlineS), startingDeadline: seconds(trigger.startingS) }] : [],
    ),
  });
}

function alertedAgent({ name, consumes, scale, rollout }: AgentPlan, account: string): AlertedAgent {
  const redelivery = consumes === undefined ? undefined : redeliveryOf(consumes);
  return {
    name,
    workload: workloadOf(rollout),
    ...(consumes !== undefined && {
      queue: {
        account,
        stream: consumes.stream,
        consumer: consumes.consumer,
        ackWait: seconds(consumes.ackWaitS),
        ...(redelivery !== undefined && { maxDeliver: redelivery.maxDeliver }),
        ...(redelivery?.backoffS !== undefined && { backoff: redelivery.backoffS.map(seconds) }),
      },
    }),
    ...alertedScale(scale),
  };
}

/** What alerts have to know of who owns the count. */
function alertedScale(scale: ScalePlan): Pick<AlertedAgent, 'scaler' | 'prescale'> {
  switch (scale.kind) {
    case 'fixed':
      return {};
    case 'queue':
      return {
        scaler: scale.engine,
        // the queue's trigger is the first
        prescale: scale.prescale.map(({ name, replicas }, index) => ({ name, replicas, trigger: index + 1 })),
      };
  }
}

/** What controls the pods. */
function workloadOf({ kind }: RolloutPlan): 'Deployment' | 'Rollout' {
  switch (kind) {
    case 'rolling':
    case 'queue':
      return 'Deployment';
    case 'canary':
    case 'blue-green':
      return 'Rollout';
  }
}

function seconds(amount: number): Duration {
  return Duration.millis(Math.round(amount * 1000));
}
