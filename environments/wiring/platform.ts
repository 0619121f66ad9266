import { App, Chart } from 'cdk8s';
import { PlatformNamespace } from '../../constructs/tenancy/platform-namespace';
import { PriorityClasses } from '../../constructs/tenancy/priority-classes';
import { PrometheusAdapterRules } from '../../constructs/scaling/prometheus-adapter-rules';
import { Target } from '../../constructs/kinds/target';
import { TenantGuard } from '../../constructs/tenancy/tenant-guard';
import { NAMESPACE_CHART, OWN_CHART } from '../../src/features/delivery/layout';
import { APP_LABEL, OWNER_LABEL } from '../../src/kernel/labels';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { OwnObject } from '../../src/features/objects/plan';
import { addObjects } from './hatches';
import type { NewChart } from './service';
import { SHARED_SERVICES } from './shared-services';
import { setCallers } from '../../constructs/network/callers';

/** What the cluster has once: priority classes, the guard of the tenant label, and what shared services have of the kind. */
export function clusterApp(environment: EnvironmentPlan, further?: (chart: NewChart, environment: EnvironmentPlan) => void): App {
  const app = new App();
  Target.set(app, environment.target);
  setCallers(app, environment.callers);
  new PriorityClasses(chart(app, 'priority-classes', environment), 'PriorityClasses');
  new TenantGuard(chart(app, 'tenant-guard', environment), 'TenantGuard', { labelDomain: environment.labelDomain });
  const { services } = environment;
  const newChart: NewChart = (id) => chart(app, id, environment);
  if (services !== undefined) for (const { cluster } of SHARED_SERVICES) cluster?.(newChart, services);
  ownObjects(newChart, ofCluster(environment));
  further?.(newChart, environment);
  return app;
}

/** The shared services in their namespace, and what serves queue depth where KEDA does not. */
export function platformApp(environment: EnvironmentPlan, further?: (chart: NewChart, environment: EnvironmentPlan) => void): App {
  const app = new App();
  Target.set(app, environment.target);
  setCallers(app, environment.callers);
  const own = ofPlatform(environment);
  if (environment.services?.inPlatform === true || own.length > 0)
    new PlatformNamespace(chart(app, NAMESPACE_CHART, environment), 'Namespace');
  if (environment.scaler === 'prometheus-adapter' && scalesOnQueues(environment)) {
    new PrometheusAdapterRules(chart(app, 'prometheus-adapter-rules', environment), 'Rules', {
      natsMetricPrefix: environment.natsMetricPrefix,
      namespace: environment.callers.monitoring.namespace,
    });
  }
  const { services } = environment;
  const newChart: NewChart = (id) => chart(app, id, environment);
  if (services !== undefined) for (const { platform } of SHARED_SERVICES) platform(newChart, services, environment);
  ownObjects(newChart, own);
  further?.(newChart, environment);
  return app;
}

/** Without an agent that does, nobody asks the adapter for the depth of a queue, and there may be no bus to have any. */
function scalesOnQueues({ tenants }: EnvironmentPlan): boolean {
  return tenants.some(({ agents }) => agents.some(({ scale }) => scale.kind !== 'fixed'));
}

/** What says a namespace is of the platform's, and what says none of the cluster. */
function ofPlatform({ hatches: { objects } }: EnvironmentPlan): OwnObject[] {
  return objects.filter(({ metadata }) => metadata.namespace !== undefined);
}

function ofCluster({ hatches: { objects } }: EnvironmentPlan): OwnObject[] {
  return objects.filter(({ metadata }) => metadata.namespace === undefined);
}

function ownObjects(newChart: NewChart, objects: readonly OwnObject[]): void {
  if (objects.length > 0) addObjects(newChart(OWN_CHART), objects);
}

function chart(app: App, id: string, { system }: EnvironmentPlan): Chart {
  return new Chart(app, id, { labels: { [OWNER_LABEL]: 'team-platform', [APP_LABEL.partOf]: system } });
}
