import { type App, Chart } from 'cdk8s';
import { planned } from '../../constructs/kinds/planned';
import { TenantAlerts } from '../../constructs/observability/tenant-alerts';
import { TenantDashboard } from '../../constructs/observability/tenant-dashboard';
import { type ObservedTenant, type ObservingEnvironment, planTenantObservability } from '../../src/features/observability/plan';

/** Id of the chart, and so name of the file. */
const FILE = 'observability';

/** A tenant's alerts and dashboard, a file of their own beside its agents'. */
export function tenantObservability(
  app: App,
  labels: { readonly [key: string]: string },
  tenant: ObservedTenant,
  environment: ObservingEnvironment,
): void {
  const chart = new Chart(app, FILE, { namespace: tenant.namespace, labels });
  const { alerts, dashboard } = planTenantObservability(tenant, environment);
  new TenantDashboard(chart, 'Dashboard', planned(dashboard));
  new TenantAlerts(chart, 'Alerts', planned(alerts));
}
