import { App, Chart } from 'cdk8s';
import { PlatformNamespace } from '../../constructs/tenancy/platform-namespace';
import { PriorityClasses } from '../../constructs/tenancy/priority-classes';
import { PrometheusAdapterRules } from '../../constructs/scaling/prometheus-adapter-rules';
import { Target } from '../../constructs/kinds/target';
import { TenantGuard } from '../../constructs/tenancy/tenant-guard';
import { NAMESPACE_CHART } from '../../src/features/delivery/layout';
import { APP_LABEL, OWNER_LABEL } from '../../src/kernel/labels';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import { SHARED_SERVICES } from './shared-services';

/** What the cluster has once: priority classes, the guard of the tenant label, and what shared services have of the kind. */
export function clusterApp(environment: EnvironmentPlan): App {
  const app = new App();
  Target.set(app, environment.target);
  new PriorityClasses(chart(app, 'priority-classes', environment), 'PriorityClasses');
  new TenantGuard(chart(app, 'tenant-guard', environment), 'TenantGuard', { labelDomain: environment.labelDomain });
  const { services } = environment;
  if (services !== undefined) for (const { cluster } of SHARED_SERVICES) cluster?.((id) => chart(app, id, environment), services);
  return app;
}

/** The shared services in their namespace, and what serves queue depth where KEDA does not. */
export function platformApp(environment: EnvironmentPlan): App {
  const app = new App();
  Target.set(app, environment.target);
  if (environment.services?.inPlatform === true) new PlatformNamespace(chart(app, NAMESPACE_CHART, environment), 'Namespace');
  if (environment.scaler === 'prometheus-adapter') {
    new PrometheusAdapterRules(chart(app, 'prometheus-adapter-rules', environment), 'Rules', {
      natsMetricPrefix: environment.natsMetricPrefix,
    });
  }
  const { services } = environment;
  if (services !== undefined)
    for (const { platform } of SHARED_SERVICES) platform((id) => chart(app, id, environment), services, environment);
  return app;
}

function chart(app: App, id: string, { system }: EnvironmentPlan): Chart {
  return new Chart(app, id, { labels: { [OWNER_LABEL]: 'team-platform', [APP_LABEL.partOf]: system } });
}
