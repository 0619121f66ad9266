import { App, Chart, Duration } from 'cdk8s';
import { AgentCredentials } from '../../constructs/agent/agent-credentials';
import { AgentDeployment } from '../../constructs/agent/agent-deployment';
import type { AgentProps } from '../../constructs/agent/agent-props';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { ExternalHost } from '../../constructs/network/external-host';
import { BlueGreenRollout } from '../../constructs/rollout/blue-green-rollout';
import { CanaryRollout } from '../../constructs/rollout/canary-rollout';
import { QueueBlueGreen } from '../../constructs/rollout/queue-blue-green';
import { QueueCanary } from '../../constructs/rollout/queue-canary';
import { QueueDepthHpa, type QueueScaler } from '../../constructs/scaling/queue-depth-hpa';
import type { QueueVersionsProps } from '../../constructs/rollout/queue-next-props';
import { BatchAgent } from '../../constructs/batch/batch-agent';
import { planned } from '../../constructs/kinds/planned';
import { Target } from '../../constructs/kinds/target';
import { TenantNamespace } from '../../constructs/tenancy/tenant-namespace';
import { APP_LABEL, MANAGED_BY, OWNER_LABEL } from '../../src/kernel/labels';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { ScalePlan } from '../../src/features/scaling/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import { tenantObservability } from './observability';

/** Wires one tenant or pool: its namespace, then one chart, and so one file, for each agent. */
export function tenantApp(tenant: TenantPlan, environment: EnvironmentPlan): App {
  const app = new App();
  Target.set(app, environment.target);
  const labels = {
    [OWNER_LABEL]: tenant.owner,
    [APP_LABEL.partOf]: environment.system,
    [APP_LABEL.managedBy]: MANAGED_BY,
    [environment.labels.tenant]: tenant.id,
  };
  new TenantNamespace(new Chart(app, '00-namespace', { labels }), 'Namespace', planned(tenant.boundary));
  for (const agent of tenant.agents) {
    const chart = new Chart(app, agent.name, { namespace: tenant.namespace, labels });
    agentWorkload(chart, agent);
  }
  tenantObservability(app, labels, tenant, environment);
  for (const batch of tenant.batch) {
    const chart = new Chart(app, batch.name, { namespace: tenant.namespace, labels });
    agentCredentials(chart, batch);
    new BatchAgent(chart, 'Agent', planned(batch));
  }
  return app;
}

/** The agent by the way in which its next version replaces it. */
function agentWorkload(chart: Chart, agent: AgentPlan): void {
  const { rollout, scale } = agent;
  const proof = agentCredentials(chart, agent);
  switch (rollout.kind) {
    case 'rolling': {
      const deployment = new AgentDeployment(chart, 'Agent', planned(agent));
      scaler(chart, deployment, scale);
      break;
    }
    case 'canary':
      new CanaryRollout(chart, 'Agent', planned(agent));
      break;
    case 'blue-green':
      new BlueGreenRollout(chart, 'Agent', planned(agent));
      break;
    case 'queue': {
      const versions: QueueVersionsProps = {
        ...agentProps(agent, proof),
        scale: planned(scale),
        comparison: planned(rollout),
      };
      const { switch: queueSwitch } = rollout;
      switch (queueSwitch.kind) {
        case 'canary':
          new QueueCanary(chart, 'Agent', { ...versions, weight: queueSwitch.weight });
          break;
        case 'blue-green':
          new QueueBlueGreen(chart, 'Agent', { ...versions, active: queueSwitch.active, exclusive: queueSwitch.exclusive });
      }
    }
  }
}

/** The Secret that an agent proves itself with, if it does. */
function agentCredentials(chart: Chart, { credentials }: Pick<AgentPlan, 'credentials'>): AgentCredentials | undefined {
  return credentials === undefined ? undefined : new AgentCredentials(chart, 'Credentials', planned(credentials));
}

/** For the one way that has no plan yet of both versions. */
function agentProps(agent: AgentPlan, credentials: AgentCredentials | undefined): AgentProps {
  const { consumes, scale, nodePool, annotations: given } = agent;
  return {
    name: agent.name,
    ...(agent.tenant !== undefined && { tenant: agent.tenant }),
    ...(agent.labelDomain !== undefined && { labelDomain: agent.labelDomain }),
    ...(given !== undefined && { annotations: given }),
    image: agent.image,
    resources: AgentResources.of(agent.resources),
    task: { p99: seconds(agent.taskP99S), concurrency: agent.concurrency },
    ...(consumes !== undefined && {
      consumes: {
        account: consumes.account,
        stream: consumes.stream,
        consumer: consumes.consumer,
        subjects: [...consumes.subjects],
        ackWait: seconds(consumes.ackWaitS),
        maxAckPending: consumes.maxAckPending,
      },
    }),
    publishes: [...agent.publishes],
    needs: [...agent.needs],
    ownMemory: agent.memoryOwner !== undefined,
    budgetNotice: agent.budgetNotice,
    hosts: agent.hosts.map(({ cidrs, port }) => ExternalHost.ranges([...cidrs], port)),
    servesTo: [...agent.servesTo],
    metrics: {},
    ...replicasOf(scale),
    ...(agent.minAvailable !== undefined && { minAvailable: String(agent.minAvailable) }),
    terminationGracePeriod: Duration.seconds(agent.graceS),
    ...(agent.priorityClassName !== undefined && { priorityClassName: agent.priorityClassName }),
    ...(credentials !== undefined && { credentials }),
    ...(nodePool !== undefined && { nodePool: nodePool.name, nodePoolTainted: nodePool.tainted }),
    env: agent.env,
    config: { ...agent.settings },
  };
}

/** What scales the pods of a workload; nothing does where people choose the count. */
function scaler(chart: Chart, target: AgentDeployment, scale: ScalePlan): QueueDepthHpa | undefined {
  switch (scale.kind) {
    case 'fixed':
      return undefined;
    case 'queue': {
      const { consumer: queue } = target;
      // resolve refuses queue scaling without a consumer
      return queue && new QueueDepthHpa(chart, 'Scale', planned({ target, queue, scale } satisfies QueueScaler));
    }
  }
}

/** What a fixed count is, as props say it. */
function replicasOf(scale: ScalePlan): Pick<AgentProps, 'replicas'> {
  switch (scale.kind) {
    case 'fixed':
      return { replicas: scale.replicas };
    case 'queue':
      return {};
  }
}

function seconds(amount: number): Duration {
  return Duration.millis(Math.round(amount * 1000));
}
