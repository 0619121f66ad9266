import { secondsOf } from '../kinds/seconds';
import type { Duration } from 'cdk8s';
import type { TenantTokens } from '../../src/features/llm/buckets';
import { type LlmGatewayPlan, type LlmPlaces, type LlmTokensInput, planLlmGateway } from '../../src/features/llm/plan';
import type { TokenBudget } from '../../src/features/llm/spec';
import { checkListedTenants } from '../../src/features/llm/tenants';
import { checkSecretKey } from '../../src/features/secrets/keys';
import { labelKeys } from '../../src/kernel/labels';
import { checkDnsLabel, checkLabelDomain } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import { type AgentResources, checkResources } from '../resources/agent-resources';
import type { LlmCallerKeys } from './llm-caller-keys';

/** A model that may be asked for. */
export interface LlmModel {
  /** As requests name it, e.g. `gpt-4o-mini`; any other is answered with 404. */
  readonly name: string;
  /** Tokens of its context window: what one request and its answer take at most. */
  readonly contextTokens: number;
  /** US dollars per million tokens, the dearer of input and output; at most six decimals. */
  readonly usdPerMillionTokens: number;
}

/** Who answers. */
export interface LlmProvider {
  /** What its API speaks. */
  readonly schema: 'OpenAI' | 'Anthropic';
  /** DNS name, e.g. `api.openai.com`; its certificate must stand for it. */
  readonly hostname: string;
  /** @default 443 */
  readonly port?: number;
  /** Address ranges that the name resolves to: policies know no names. */
  readonly ranges: string[];
  /** 1 to 64. */
  readonly models: LlmModel[];
  /** Entry of the store that holds its key, `<system>/<environment>/<namespace>/<what>`. */
  readonly storeKey: string;
  /** Property of the entry. @default 'apiKey' */
  readonly storeProperty?: string;
}

/** What all engines of the gateway have in common. */
export interface LlmBudgetBasis {
  readonly provider: LlmProvider;
  /** By which keys callers' tokens are verified. */
  readonly callers: LlmCallerKeys;
  /** What the provider admits. */
  readonly limit: TokenBudget;
  /** Whole percent of it that is promised to no tenant and does not pass the gateway, from 0 to 99. @default 10 */
  readonly reservePercent?: number;
  /** Ratio of promised tokens to what passes, from 1 to 10. @default 1 */
  readonly oversubscription?: number;
  /** Tenants that may call; all others are refused. */
  readonly tenants: TenantTokens[];
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
}

/** Properties for `LlmGateway`. */
export interface LlmGatewayProps extends LlmBudgetBasis {
  /** GatewayClass of Envoy Gateway, which must run proxies in the Gateway's namespace. */
  readonly gatewayClassName: string;
  /** Namespace of Envoy Gateway and of its rate-limit service. @default 'envoy-gateway-system' */
  readonly controllerNamespace?: string;
  /** ClusterSecretStore with the provider's key. */
  readonly secretStore: string;
  /** Envoy by registry, tag and digest. */
  readonly image: string;
  /** The AI gateway's external processor by registry, tag and digest; it runs beside Envoy in each pod. */
  readonly processorImage: string;
  /** Longest that an answer takes, streams included; whole seconds. */
  readonly longestRequest: Duration;
  /** Proxies, at least 2. @default 2 */
  readonly replicas?: number;
  /**
   * Requests that one proxy has open at the provider, from 1; as many may wait. All of them may pass on top of a token budget. @default 16
   */
  readonly parallelRequests?: number;
  /** Largest request body. Each open request holds one in memory. @default '4Mi' */
  readonly maxRequestSize?: string;
  /** Of Envoy. @default AgentResources.large() */
  readonly resources?: AgentResources;
  /** Of the external processor. @default AgentResources.medium() */
  readonly processorResources?: AgentResources;
}

/** Where props have what a specification has elsewhere. */
export const LLM_PLACES: LlmPlaces = {
  limit: 'limit',
  reserve: 'reservePercent',
  gatewayClass: 'gatewayClassName',
  tenants: 'tenants',
  ranges: 'ranges',
  range: (index) => `ranges.${index}`,
  model: (_, index) => `models.${index}`,
  modelName: (_, index) => `models.${index}.name`,
  keys: { jwksUri: 'uri', ranges: 'ranges', range: (index) => `ranges.${index}` },
};

/** The plan of props. What an environment says once is checked here, and so is what only a list can repeat. */
export function planLlmGatewayProps(problems: Problems, props: LlmGatewayProps): LlmGatewayPlan {
  const { resources, processorResources, labelDomain, secretStore, gatewayClassName, longestRequest, ...rest } = props;
  problems.rule('secretStore', checkDnsLabel(secretStore));
  if (resources !== undefined) checkResources(problems.at('resources'), resources);
  if (processorResources !== undefined) checkResources(problems.at('processorResources'), processorResources);
  const input = {
    ...rest,
    ...tokensInput(problems, props),
    resources: sizeOf(resources),
    processorResources: sizeOf(processorResources),
    gatewayClass: gatewayClassName,
    longestRequestS: secondsOf(longestRequest),
  };
  return planLlmGateway(problems, input, { tenantLabel: labelKeys(labelDomain).tenant, secretStore, registries: undefined }, LLM_PLACES);
}

/** What props say of tokens, whatever the engine. */
export function tokensInput(problems: Problems, { provider, callers, tenants, limit, ...rest }: LlmBudgetBasis): LlmTokensInput {
  problems.rule('labelDomain', checkLabelDomain(rest.labelDomain));
  problems.rule('provider.storeKey', checkSecretKey(provider.storeKey));
  const names = provider.models.map(({ name }) => name);
  names.forEach((name, index) => {
    const first = names.indexOf(name) === index;
    problems.that(first, `provider.models.${index}.name`, 'duplicate', `${shown(name)} is there more than once`, 'name each once');
  });
  checkListedTenants(problems.at('tenants'), tenants);
  const { ranges, ...answering } = provider;
  return {
    provider: { ...answering, cidrs: ranges },
    callers: { issuer: callers.issuer, jwksUri: callers.uri, jwks: callers.jwks, cidrs: callers.ranges },
    limit,
    reservePercent: rest.reservePercent,
    oversubscription: rest.oversubscription,
    tenants: tenants.map(({ name, namespace, budget, agents, members }, index) => ({
      name,
      namespace,
      problems: problems.at(`tenants.${index}`),
      tokenBudget: budget,
      agents: agents.map((agent) => ({ name: agent.name, place: `agents.${agent.name}`, calls: true, tokenBudget: agent.budget })),
      ...(members !== undefined && {
        members: members.map((member) => ({ name: member.name, place: `members.${member.name}`, tokenBudget: member.budget })),
      }),
    })),
  };
}

function sizeOf(resources: AgentResources | undefined): LlmGatewayPlan['resources'] | undefined {
  if (resources === undefined) return undefined;
  const { cpu, memory, ephemeralStorage } = resources;
  return { cpu, memory, ephemeralStorage };
}
