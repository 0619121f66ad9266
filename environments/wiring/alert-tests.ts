import type { App } from 'cdk8s';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { TenantAlerts } from '../../constructs/observability/tenant-alerts';
import { toYaml } from '../../src/render/yaml';

/** Unit tests of promtool for the alerts of an App, if it has any, and the file of rules that they name: `spec` of its PrometheusRule. */
export function alertTests(app: App, namespace: string): Readonly<Record<string, string>> {
  const isAlerts = (construct: unknown): construct is TenantAlerts | BudgetAlerts =>
    construct instanceof TenantAlerts || construct instanceof BudgetAlerts;
  const alerts = app.node.findAll().find(isAlerts);
  if (alerts === undefined) return {};
  const rules = `${namespace}.rules.yaml`;
  const { spec } = alerts.apiObject.toJson() as { readonly spec: unknown };
  return { [rules]: toYaml(spec), [`${namespace}.rules.test.json`]: alerts.ruleTests(rules) };
}
