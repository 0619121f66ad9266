import { App, Chart, Duration } from 'cdk8s';
import { AgentCredentials } from '../constructs/agent-credentials';
import { AgentDeployment } from '../constructs/agent-deployment';
import { AgentResources } from '../constructs/agent-resources';
import { ExternalHost } from '../constructs/agent-egress';
import { QueueBacklog } from '../constructs/queue-backlog';
import { QueueDepthHpa } from '../constructs/queue-depth-hpa';
import { Target } from '../constructs/target';
import { TenantNamespace } from '../constructs/tenant-namespace';
import { APP_LABEL, MANAGED_BY, OWNER_LABEL } from '../src/core/labels';
import type { ResolvedAgent, ResolvedEnvironment, ResolvedScale, ResolvedTenant } from '../src/model/resolved';

/** Wires one tenant or pool: its namespace, then one chart, and so one file, for each agent. */
export function tenantApp(tenant: ResolvedTenant, environment: ResolvedEnvironment): App {
  const app = new App();
  Target.set(app, environment.target);
  const labels = {
    [OWNER_LABEL]: tenant.owner,
    [APP_LABEL.partOf]: environment.system,
    [APP_LABEL.managedBy]: MANAGED_BY,
    [environment.labels.tenant]: tenant.id,
  };
  new TenantNamespace(new Chart(app, '00-namespace', { labels }), 'Namespace', {
    tenant: tenant.id,
    name: tenant.namespace,
    quota: tenant.quota,
    labelDomain: environment.labelDomain,
    ...annotations(tenant),
  });
  for (const agent of tenant.agents) {
    const chart = new Chart(app, agent.name, { namespace: tenant.namespace, labels });
    const deployment = agentDeployment(chart, tenant, agent, environment);
    if (agent.scale.kind === 'queue') queueDepthHpa(chart, deployment, agent, agent.scale, environment);
  }
  return app;
}

function agentDeployment(chart: Chart, tenant: ResolvedTenant, agent: ResolvedAgent, environment: ResolvedEnvironment): AgentDeployment {
  const { consumes, scale } = agent;
  const credentials = agentCredentials(chart, tenant, agent, environment);
  return new AgentDeployment(chart, 'Agent', {
    name: agent.name,
    tenant: tenant.id,
    labelDomain: environment.labelDomain,
    ...annotations(tenant),
    image: agent.image,
    resources: AgentResources.of(agent.resources),
    task: { p50: seconds(agent.taskP50S), p99: seconds(agent.taskP99S), concurrency: agent.concurrency },
    ...(consumes !== undefined && {
      consumes: {
        account: tenant.id,
        stream: consumes.stream,
        consumer: consumes.consumer,
        subjects: [...consumes.subjects],
        ackWait: seconds(consumes.ackWaitS),
        maxAckPending: consumes.maxAckPending,
      },
    }),
    publishes: [...agent.publishes],
    needs: [...agent.needs],
    ownMemory: tenant.memory !== undefined && agent.needs.includes('memory'),
    hosts: agent.hosts.map(({ cidrs, port }) => ExternalHost.ranges([...cidrs], port)),
    servesTo: [...agent.servesTo],
    metrics: {},
    ...(scale.kind === 'fixed' && { replicas: scale.replicas }),
    rollingUpdate: { maxSurge: String(agent.rollout.maxSurge), maxUnavailable: String(agent.rollout.maxUnavailable) },
    ...(agent.minAvailable !== undefined && { minAvailable: String(agent.minAvailable) }),
    terminationGracePeriod: Duration.seconds(agent.graceS),
    priorityClassName: agent.interactive ? 'tenant-interactive' : 'tenant-standard',
    ...(credentials !== undefined && { credentials }),
    nodePool: agent.nodePool.name,
    nodePoolTainted: agent.nodePool.tainted,
    env: { TENANT_ID_MODE: tenant.members === undefined ? 'namespace' : 'envelope' },
    config: { ...agent.settings, ...(tenant.members !== undefined && { members: [...tenant.members] }) },
  });
}

/** Only where we render the services: elsewhere, who asks for what is somebody else's to say. */
function agentCredentials(
  chart: Chart,
  tenant: ResolvedTenant,
  agent: ResolvedAgent,
  { services, system, name, labels }: ResolvedEnvironment,
): AgentCredentials | undefined {
  const needs = agent.needs.filter((need) => need === 'bus' || need === 'memory' || need === 'database');
  if (services === undefined || needs.length === 0) return undefined;
  return new AgentCredentials(chart, 'Credentials', {
    agent: agent.name,
    tenant: tenant.id,
    members: [...(tenant.members ?? [])],
    needs,
    secretStore: services.secretStore,
    system,
    environment: name,
    labels: { [APP_LABEL.name]: agent.name, [APP_LABEL.component]: 'agent', [labels.workload]: `${tenant.id}-${agent.name}` },
    ...annotations(tenant),
  });
}

function queueDepthHpa(
  chart: Chart,
  target: AgentDeployment,
  agent: ResolvedAgent,
  scale: Extract<ResolvedScale, { kind: 'queue' }>,
  environment: ResolvedEnvironment,
): void {
  const { consumer: queue } = target;
  if (queue === undefined) return; // resolve refuses queue scaling without a consumer
  new QueueDepthHpa(chart, 'Scale', {
    target,
    queue,
    backlog: QueueBacklog.perReplica(scale.backlogPerReplica),
    minReplicas: scale.min,
    maxReplicas: scale.max,
    interactive: agent.interactive,
    engine: environment.scaler,
    prescale: scale.prescale.map(({ profile, start, end, timeZone, replicas }) => ({ name: profile, start, end, timeZone, replicas })),
    ...(scale.scaleDownWindowS !== undefined && {
      behavior: { scaleDown: { stabilizationWindow: Duration.seconds(scale.scaleDownWindowS) } },
    }),
  });
}

function annotations({ email }: ResolvedTenant): { annotations?: { readonly [key: string]: string } } {
  return email === undefined ? {} : { annotations: { email } };
}

function seconds(amount: number): Duration {
  return Duration.millis(Math.round(amount * 1000));
}
