import type { Chart } from 'cdk8s';
import { planned } from '../../constructs/kinds/planned';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { LlmGateway } from '../../constructs/llm/llm-gateway';
import type { TokenAlertsPlan } from '../../src/features/llm/alerts';
import type { LlmGatewayPlan } from '../../src/features/llm/plan';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';

/** The gateway and its alerts. */
export function addLlmGateway(scope: Chart, gateway: LlmGatewayPlan, ruleLabels: Readonly<Record<string, string>>): void {
  new LlmGateway(scope, 'LlmGateway', planned(gateway));
  const alerts: TokenAlertsPlan = { tenants: gateway.tenants, namespace: PLATFORM_NAMESPACE, labels: ruleLabels };
  new BudgetAlerts(scope, 'BudgetAlerts', planned(alerts));
}
