import { App, Chart } from 'cdk8s';
import { AgentCredentials } from '../../constructs/agent/agent-credentials';
import { configMapName } from '../../constructs/agent/agent-mounts';
import { AgentDeployment } from '../../constructs/agent/agent-deployment';
import type { AgentWorkload } from '../../constructs/agent/agent-workload';
import { BlueGreenRollout } from '../../constructs/rollout/blue-green-rollout';
import { CanaryRollout } from '../../constructs/rollout/canary-rollout';
import { QueueBlueGreen } from '../../constructs/rollout/queue-blue-green';
import { QueueCanary } from '../../constructs/rollout/queue-canary';
import { QueueDepthHpa, type QueueScaler } from '../../constructs/scaling/queue-depth-hpa';
import { BatchAgent } from '../../constructs/batch/batch-agent';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { planned } from '../../constructs/kinds/planned';
import { Target } from '../../constructs/kinds/target';
import { TenantNamespace } from '../../constructs/tenancy/tenant-namespace';
import { NAMESPACE_CHART, OWN_CHART } from '../../src/features/delivery/layout';
import { APP_LABEL, MANAGED_BY, OWNER_LABEL } from '../../src/kernel/labels';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { QueueSwitch } from '../../src/features/bus/queue-versions';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { ScalePlan } from '../../src/features/scaling/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import type { Problems } from '../../src/kernel/problems';
import type { Extension } from './extension';
import { addObjects, applyPatches } from './hatches';
import type { NewChart } from './service';
import { tenantObservability } from './observability';
import { setCallers } from '../../constructs/network/callers';

/** Wires one tenant or pool: its namespace, then one chart, and so one file, for each agent. */
export function tenantApp(tenant: TenantPlan, environment: EnvironmentPlan, problems: Problems, extension: Extension = {}): App {
  const app = new App();
  Target.set(app, environment.target);
  setCallers(app, environment.callers);
  const labels = {
    [OWNER_LABEL]: tenant.owner,
    [APP_LABEL.partOf]: environment.system,
    [APP_LABEL.managedBy]: MANAGED_BY,
    [environment.labels.tenant]: tenant.id,
  };
  new TenantNamespace(new Chart(app, NAMESPACE_CHART, { labels }), 'Namespace', planned(tenant.boundary));
  const newChart: NewChart = (id) => new Chart(app, id, { namespace: tenant.namespace, labels });
  for (const agent of tenant.agents) {
    const chart = newChart(agent.name);
    agentWorkload(chart, agent);
    extension.agent?.(chart, agent, tenant, environment);
  }
  tenantObservability(app, labels, tenant, environment);
  for (const batch of tenant.batch) {
    const chart = newChart(batch.name);
    addSecrets(chart, batch);
    new BatchAgent(chart, 'Agent', planned(batch));
    extension.agent?.(chart, batch, tenant, environment);
  }
  openHatches(app, tenant, newChart, problems);
  extension.tenant?.(newChart, tenant, environment);
  return app;
}

/** Adds a tenant's own objects, then changes what there is: of each agent, and last of all of it. */
function openHatches(app: App, { agents, batch, hatches }: TenantPlan, newChart: NewChart, problems: Problems): void {
  const charts = app.node.children.filter((child) => Chart.isChart(child));
  const chartOf = (id: string): Chart => charts.find(({ node }) => node.id === id) ?? newChart(id);
  for (const { chart, objects } of hatches) if (objects.length > 0) addObjects(chartOf(chart ?? OWN_CHART), objects);
  const configs = [...agents, ...batch].map(configMapName);
  const outward = [...hatches].sort((a, b) => Number(a.chart === undefined) - Number(b.chart === undefined));
  for (const { chart, patches } of outward) applyPatches([chart === undefined ? app : chartOf(chart)], patches, configs, problems);
}

/** The agent by the way in which its next version replaces it. */
function agentWorkload(chart: Chart, agent: AgentPlan): AgentWorkload | QueueCanary | QueueBlueGreen {
  const { rollout, scale } = agent;
  addSecrets(chart, agent);
  switch (rollout.kind) {
    case 'rolling':
      return scaled(chart, new AgentDeployment(chart, 'Agent', planned(agent)), scale);
    case 'canary':
      return new CanaryRollout(chart, 'Agent', planned(agent));
    case 'blue-green':
      return new BlueGreenRollout(chart, 'Agent', planned(agent));
    case 'queue':
      return queueVersions(chart, agent, rollout.switch);
  }
}

/** The Secrets of an agent: what it proves itself with, and its files. */
function addSecrets(chart: Chart, { credentials, storedFiles }: Pick<AgentPlan, 'credentials' | 'storedFiles'>): void {
  if (storedFiles !== undefined) new StoredSecret(chart, 'Secrets', planned(storedFiles));
  if (credentials !== undefined) new AgentCredentials(chart, 'Credentials', planned(credentials));
}

/** A queue worker and its next version, by which of them gets new messages. */
function queueVersions(chart: Chart, agent: AgentPlan, { kind }: QueueSwitch): QueueCanary | QueueBlueGreen {
  switch (kind) {
    case 'canary':
      return new QueueCanary(chart, 'Agent', planned(agent));
    case 'blue-green':
      return new QueueBlueGreen(chart, 'Agent', planned(agent));
  }
}

/** A workload, with what scales its pods; nothing does where people choose the count. */
function scaled(chart: Chart, target: AgentDeployment, scale: ScalePlan): AgentDeployment {
  switch (scale.kind) {
    case 'fixed':
      return target;
    case 'queue': {
      const { consumer: queue } = target;
      // resolve refuses queue scaling without a consumer
      if (queue !== undefined) new QueueDepthHpa(chart, 'Scale', planned({ target, queue, scale } satisfies QueueScaler));
      return target;
    }
  }
}
