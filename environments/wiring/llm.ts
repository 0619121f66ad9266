import { type App, type Chart, Duration } from 'cdk8s';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { LlmCallerKeys } from '../../constructs/llm/llm-caller-keys';
import { LlmGateway } from '../../constructs/llm/llm-gateway';
import { secretKey } from '../../src/features/secrets/keys';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { LlmGatewayPlan } from '../../src/features/llm/plan';

/** Renders the gateway and its alerts into the platform's chart. */
export function addLlmGateway(
  scope: Chart,
  llm: LlmGatewayPlan,
  { system, name, labelDomain, observability }: EnvironmentPlan,
  secretStore: string,
): void {
  const { provider, callers, limits } = llm;
  const tenants = [...llm.tenants];
  new LlmGateway(scope, 'LlmGateway', {
    gatewayClassName: llm.gatewayClass,
    secretStore,
    image: llm.image,
    processorImage: llm.processorImage,
    resources: AgentResources.of(llm.resources),
    processorResources: AgentResources.of(llm.processorResources),
    longestRequest: Duration.seconds(llm.longestRequestS),
    replicas: llm.replicas,
    parallelRequests: llm.parallelRequests,
    labelDomain,
    provider: {
      schema: provider.schema,
      hostname: provider.hostname,
      ranges: [...provider.cidrs],
      models: [...provider.models],
      storeKey: secretKey(system, name, PLATFORM_NAMESPACE, 'llm-provider'),
    },
    callers:
      callers.jwksUri === undefined
        ? LlmCallerKeys.inline(callers.issuer, callers.jwks ?? '')
        : LlmCallerKeys.remote(callers.issuer, callers.jwksUri, [...callers.cidrs]),
    limit: limits.limit,
    reservePercent: limits.reservePercent,
    oversubscription: limits.oversubscription,
    tenants,
  });
  const { ruleLabels } = observability;
  new BudgetAlerts(scope, 'BudgetAlerts', { tenants, ...(Object.keys(ruleLabels).length > 0 && { labels: ruleLabels }) });
}

/** The report of budgets, Markdown; `undefined` where there is no gateway. */
export function budgetReport(platform: App, { system, name }: EnvironmentPlan): string | undefined {
  const gateway = platform.node.findAll().find((construct): construct is LlmGateway => construct instanceof LlmGateway);
  return gateway?.report(`${system}/${name}`);
}
