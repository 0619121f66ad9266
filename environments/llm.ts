import { type Chart, Duration } from 'cdk8s';
import { BudgetAlerts } from '../constructs/budget-alerts';
import { LlmCallerKeys } from '../constructs/llm-caller-keys';
import { LlmGateway } from '../constructs/llm-gateway';
import type { ResolvedLlm } from '../src/model/resolved-budget';

/** What the gateway needs of the environment around it. */
export interface LlmSurroundings {
  readonly system: string;
  /** Of the environment. */
  readonly name: string;
  readonly labelDomain: string;
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
}

/** Renders the gateway and its alerts into the platform's chart; returns the report of budgets, Markdown. */
export function addLlmGateway(scope: Chart, llm: ResolvedLlm, { system, name, labelDomain, secretStore }: LlmSurroundings): string {
  const { provider, callers, limits } = llm;
  const tenants = [...llm.tenants];
  const gateway = new LlmGateway(scope, 'LlmGateway', {
    gatewayClassName: llm.gatewayClass,
    secretStore,
    image: llm.image,
    processorImage: llm.processorImage,
    longestRequest: Duration.seconds(llm.longestRequestS),
    replicas: llm.replicas,
    parallelRequests: llm.parallelRequests,
    labelDomain,
    provider: {
      schema: provider.schema,
      hostname: provider.hostname,
      ranges: [...provider.cidrs],
      models: [...provider.models],
      storeKey: `${system}/${name}/platform/llm-provider`,
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
  new BudgetAlerts(scope, 'BudgetAlerts', { tenants });
  return gateway.report(`${system}/${name}`);
}
