import { LLM_GATEWAY_PLACE } from '../../src/features/llm/places';
import type { Chart } from 'cdk8s';
import { BusClientPolicy, type BusClientPolicyProps } from '../../constructs/bus/bus-client-policy';
import { planned } from '../../constructs/kinds/planned';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { EnvoyGatewayClass } from '../../constructs/llm/envoy-gateway-class';
import { LlmGateway } from '../../constructs/llm/llm-gateway';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import type { BusClientPlan } from '../../src/features/bus/clients';
import type { TokenAlertsPlan } from '../../src/features/llm/alerts';
import { tokenBudgetReport } from '../../src/features/llm/report';
import { platformUserSecret } from '../../src/features/secrets/plan';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { ServiceWiring } from './service';

/** The gateway with its class and its alerts, and what the publisher of token budgets needs where agents hear of theirs; nothing where no agent calls models. */
export const LLM: ServiceWiring = {
  cluster: (chart, { llmGateway: gateway }) => {
    if (gateway !== undefined) new EnvoyGatewayClass(chart('gateway-class'), 'GatewayClass', { name: gateway.gatewayClass });
  },
  platform: (chart, { llmGateway: gateway, nats, secretStore }, environment) => {
    if (gateway === undefined) return;
    const scope = chart(LLM_GATEWAY_PLACE.service);
    new LlmGateway(scope, 'LlmGateway', planned(gateway));
    const { ruleLabels } = environment.observability;
    const alerts: TokenAlertsPlan = { tenants: gateway.tenants, namespace: PLATFORM_NAMESPACE, labels: ruleLabels };
    new BudgetAlerts(scope, 'BudgetAlerts', planned(alerts));
    if (nats?.publisher !== undefined && secretStore !== undefined)
      addPublisher(chart(nats.publisher.name), nats.publisher, environment, secretStore);
  },
  reports: ({ llmGateway: gateway }, { system, name }): Readonly<Record<string, string>> =>
    gateway === undefined ? {} : { 'budgets.md': tokenBudgetReport(`${system}/${name}`, gateway) },
};

/** Whoever runs the publisher of token budgets needs its key and the authority as files, and a way to the bus and to Prometheus. */
function addPublisher(scope: Chart, client: BusClientPlan, { system, name }: EnvironmentPlan, secretStore: string): void {
  new StoredSecret(scope, 'Credentials', planned(platformUserSecret(client.name, { system, environment: name }, secretStore)));
  new BusClientPolicy(scope, 'Policy', planned<BusClientPolicyProps>(client));
}
