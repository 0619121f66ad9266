import type { App } from 'cdk8s';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { TenantAlerts } from '../../constructs/observability/tenant-alerts';

/** Unit tests of promtool for the alerts of an App, if it has any; the file of rules beside them is `spec` of its PrometheusRule. */
export function alertTests(app: App, namespace: string): string | undefined {
  const isAlerts = (construct: unknown): construct is TenantAlerts | BudgetAlerts =>
    construct instanceof TenantAlerts || construct instanceof BudgetAlerts;
  return app.node.findAll().find(isAlerts)?.ruleTests(`${namespace}.rules.yaml`);
}
