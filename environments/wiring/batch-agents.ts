import { type Chart, Duration } from 'cdk8s';
import type { AgentCredentials } from '../../constructs/agent/agent-credentials';
import { ExternalHost } from '../../constructs/network/external-host';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { BatchAgent } from '../../constructs/batch/batch-agent';
import { BatchTrigger } from '../../constructs/batch/batch-trigger';
import { hearsBudget } from '../../src/features/bus/budget-notice';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import type { BatchPlan } from '../../src/features/batch/plan';
import { memberSettings } from './members';

/** Wires one batch agent into its chart. */
export function batchAgent(
  chart: Chart,
  tenant: Omit<TenantPlan, 'agents' | 'quota'>,
  batch: BatchPlan,
  environment: Pick<EnvironmentPlan, 'labelDomain' | 'services'>,
  credentials: AgentCredentials | undefined,
): BatchAgent {
  const { nodePool } = batch;
  const { email } = tenant;
  return new BatchAgent(chart, 'Agent', {
    name: batch.name,
    tenant: tenant.id,
    labelDomain: environment.labelDomain,
    ...(email !== undefined && { annotations: { email } }),
    image: batch.image,
    resources: AgentResources.of(batch.resources),
    task: { p50: seconds(batch.taskP50S), p99: seconds(batch.taskP99S), concurrency: batch.concurrency },
    trigger: triggerOf(tenant.id, batch),
    retries: batch.retries,
    deadline: Duration.seconds(batch.deadlineS),
    resumable: batch.resumable,
    terminationGracePeriod: Duration.seconds(batch.graceS),
    publishes: [...batch.publishes],
    needs: [...batch.needs],
    ownMemory: tenant.ownMemory && batch.needs.includes('memory'),
    budgetNotice: toldOnBus(environment) && hearsBudget(batch.needs),
    hosts: batch.hosts.map(({ cidrs, port }) => ExternalHost.ranges([...cidrs], port)),
    priorityClassName: 'tenant-batch',
    ...(credentials !== undefined && { credentials }),
    nodePool: nodePool.name,
    nodePoolTainted: nodePool.tainted,
    spot: nodePool.capacity === 'spot',
    env: { TENANT_ID_MODE: tenant.members === undefined ? 'namespace' : 'envelope' },
    config: { ...batch.settings, ...memberSettings(tenant.members, batch.needs) },
  });
}

/** Whether state of budgets is told: there are budgets, and the bus is ours. */
export function toldOnBus({ services }: Pick<EnvironmentPlan, 'services'>): boolean {
  return services?.llmGateway !== undefined;
}

function triggerOf(account: string, { trigger, consumes }: BatchPlan): BatchTrigger {
  if (trigger.kind === 'schedule') {
    const { cron, timeZone, overlap, startingS } = trigger;
    return BatchTrigger.schedule({ cron, timeZone, overlap, startingDeadline: Duration.seconds(startingS) });
  }
  const { maxRunning, perJob, naksOnSigterm } = trigger;
  return BatchTrigger.queue({
    account,
    stream: consumes?.stream ?? '',
    ...(consumes !== undefined && {
      consumer: consumes.consumer,
      subjects: [...consumes.subjects],
      ackWait: seconds(consumes.ackWaitS),
      maxAckPending: consumes.maxAckPending,
    }),
    maxRunning,
    perJob,
    naksOnSigterm,
  });
}

function seconds(amount: number): Duration {
  return Duration.millis(Math.round(amount * 1000));
}
