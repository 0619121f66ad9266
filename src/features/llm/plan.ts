import { checkEgressCidr } from '../../kernel/cidr';
import { checkWholeSeconds, durationS } from '../../kernel/duration';
import { checkImage } from '../../kernel/images';
import { checkDnsLabel } from '../../kernel/names';
import { byText } from '../../kernel/order';
import { checkSecretProperty } from '../secrets/keys';
import { percentOf } from '../../kernel/percent';
import type { Problems } from '../../kernel/problems';
import { checkBytes } from '../../kernel/quantity';
import { EXTERNAL_HOST } from '../network/schema';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import { type InFlight, requestsInFlight } from './bound';
import { type Bucket, bucketsOf, checkBuckets, type TenantTokens } from './buckets';
import { callerOf } from './caller';
import { type CallerKeysInput, type CallerKeysPlan, type KeyPlaces, planCallerKeys } from './keys';
import { checkModel, checkModelCount, checkModelName, checkProviderHost, checkRanges } from './provider';
import { LLM_GATEWAY } from './schema';
import { checkProvider, checkTenants, type ProviderLimits } from './shares';
import type { TokenBudget } from './spec';
import { type TenantInput, tenantTokens } from './tenants';
import { checkTokenBudget } from './tokens';

/** A model, complete. */
export interface LlmModelPlan {
  readonly name: string;
  readonly contextTokens: number;
  readonly usdPerMillionTokens: number;
}

/** Who answers, complete. */
export interface LlmProviderPlan {
  readonly schema: 'OpenAI' | 'Anthropic';
  readonly hostname: string;
  readonly port: number;
  readonly cidrs: readonly string[];
  readonly models: readonly LlmModelPlan[];
  /** Entry of the secret store that holds its key, and the property of it. */
  readonly storeKey: string;
  readonly storeProperty: string;
}

/** Who may spend what at whom, whatever the engine that enforces it. */
export interface LlmTokensPlan {
  readonly provider: LlmProviderPlan;
  readonly callers: CallerKeysPlan;
  readonly limits: ProviderLimits;
  /** Tenants and pools with an agent that calls, sorted by name. */
  readonly tenants: readonly TenantTokens[];
  /** Every counter. */
  readonly buckets: readonly Bucket[];
  /** Subjects of tokens that are let in, sorted. */
  readonly subjects: readonly string[];
  /** Most tokens of one request and its answer. */
  readonly tokensPerRequest: number;
}

/** The gateway to language models and who may spend what on them, complete. */
export interface LlmGatewayPlan extends LlmTokensPlan {
  /** Key of the label that says whose a namespace is. */
  readonly tenantLabel: string;
  /** ClusterSecretStore with the provider's key. */
  readonly secretStore: string;
  readonly image: string;
  readonly processorImage: string;
  /** Of Envoy. */
  readonly resources: PodResources;
  readonly processorResources: PodResources;
  readonly gatewayClass: string;
  /** Namespace of Envoy Gateway and of its rate-limit service. */
  readonly controllerNamespace: string;
  readonly longestRequestS: number;
  readonly replicas: number;
  readonly parallelRequests: number;
  readonly inFlight: InFlight;
  /** Largest request body, a quantity. */
  readonly maxRequestSize: string;
}

/** The same for agentgateway, which is installed by others. */
export interface LlmAgentgatewayPlan extends LlmTokensPlan {
  readonly routeName: string;
  readonly rateLimitService: string;
  readonly rateLimitPort: number;
  /** AgentgatewayBackend that leads to the host of the keys; `undefined` where they are given. */
  readonly keysBackend: string | undefined;
}

/** What both doors bring of tokens; what may be left out has a default. */
export interface LlmTokensInput {
  readonly provider: Omit<LlmProviderPlan, 'port' | 'storeProperty'> & { readonly port?: number; readonly storeProperty?: string };
  readonly callers: CallerKeysInput;
  readonly limit: TokenBudget;
  readonly reservePercent?: number | undefined;
  readonly oversubscription?: number | undefined;
  readonly tenants: readonly TenantInput[];
}

/** What both doors bring of the gateway. */
export interface LlmGatewayInput extends LlmTokensInput {
  readonly image: string;
  readonly processorImage: string;
  readonly resources?: PodResources | undefined;
  readonly processorResources?: PodResources | undefined;
  readonly gatewayClass?: string | undefined;
  readonly controllerNamespace?: string | undefined;
  readonly longestRequestS?: number | undefined;
  readonly replicas?: number | undefined;
  readonly parallelRequests?: number | undefined;
  readonly maxRequestSize?: string | undefined;
}

/** What the environment says once, checked where it is written. */
export interface LlmContext {
  readonly tenantLabel: string;
  readonly secretStore: string;
  /** Allowed registries; `undefined` where none are known. */
  readonly registries: readonly string[] | undefined;
}

/** Where problems are said; whatever is not here has one name at both doors. */
export interface LlmPlaces {
  readonly limit: string;
  readonly reserve: string;
  readonly gatewayClass: string;
  /** Of all tenants together. */
  readonly tenants: string;
  /** Below the provider. */
  readonly ranges: string;
  readonly range: (index: number) => string;
  readonly model: (name: string, index: number) => string;
  /** Of a model's name. */
  readonly modelName: (name: string, index: number) => string;
  readonly keys: KeyPlaces;
}

const { reserve, oversubscription, gatewayClass, longestRequest, replicas, parallelRequests } = LLM_GATEWAY.shape;
/** What is not written. */
const DEFAULT = {
  reservePercent: percentOf(reserve.said.default) ?? NaN,
  oversubscription: oversubscription.said.default,
  gatewayClass: gatewayClass.said.default,
  longestRequestS: durationS(longestRequest.said.default) ?? NaN,
  replicas: replicas.said.default,
  parallelRequests: parallelRequests.said.default,
  /** HTTPS. */
  port: 443,
  storeProperty: 'apiKey',
  controllerNamespace: 'envoy-gateway-system',
  maxRequestSize: '4Mi',
} as const;
/** Classes of the two containers of a proxy's pod. */
export const LLM_SIZES = { proxy: 'large', processor: 'medium' } as const;
/** As long as the gateway's proxies wait for an answer at most. */
const MAX_REQUEST_S = 3600;
const PORT = EXTERNAL_HOST.shape.port.said;

/** Completes and checks the gateway that Envoy serves; the result may be used only if there was no problem. */
export function planLlmGateway(problems: Problems, input: LlmGatewayInput, context: LlmContext, places: LlmPlaces): LlmGatewayPlan {
  const tokens = planLlmTokens(problems, input, places);
  const plan = {
    ...tokens,
    tenantLabel: context.tenantLabel,
    secretStore: context.secretStore,
    image: input.image,
    processorImage: input.processorImage,
    resources: input.resources ?? RESOURCE_CLASSES[LLM_SIZES.proxy],
    processorResources: input.processorResources ?? RESOURCE_CLASSES[LLM_SIZES.processor],
    gatewayClass: input.gatewayClass ?? DEFAULT.gatewayClass,
    controllerNamespace: input.controllerNamespace ?? DEFAULT.controllerNamespace,
    longestRequestS: input.longestRequestS ?? DEFAULT.longestRequestS,
    replicas: input.replicas ?? DEFAULT.replicas,
    parallelRequests: input.parallelRequests ?? DEFAULT.parallelRequests,
    maxRequestSize: input.maxRequestSize ?? DEFAULT.maxRequestSize,
  };
  problems.rule(places.gatewayClass, checkDnsLabel(plan.gatewayClass));
  problems.rule('controllerNamespace', checkDnsLabel(plan.controllerNamespace));
  problems.integer('replicas', plan.replicas, replicas.said.min, replicas.said.max);
  problems.integer('parallelRequests', plan.parallelRequests, parallelRequests.said.min, parallelRequests.said.max);
  problems.rule('image', checkImage(plan.image, context.registries));
  problems.rule('processorImage', checkImage(plan.processorImage, context.registries));
  problems.rule('longestRequest', checkWholeSeconds(plan.longestRequestS, MAX_REQUEST_S));
  problems.rule('maxRequestSize', checkBytes(plan.maxRequestSize));
  const requests = requestsInFlight(plan.replicas, plan.parallelRequests);
  return { ...plan, inFlight: { requests, tokensPerRequest: tokens.tokensPerRequest } };
}

/** What both doors bring of agentgateway. */
export interface LlmAgentgatewayInput extends LlmTokensInput {
  readonly routeName: string;
  readonly rateLimitService: string;
  readonly rateLimitPort?: number | undefined;
  readonly keysBackend?: string | undefined;
}

/** Port of Envoy's rate-limit service. */
export const RATE_LIMIT_PORT = 8081;

/** Completes and checks token budgets at agentgateway; the result may be used only if there was no problem. */
export function planLlmAgentgateway(problems: Problems, input: LlmAgentgatewayInput, places: LlmPlaces): LlmAgentgatewayPlan {
  const tokens = planLlmTokens(problems, input, places);
  const { routeName, rateLimitService, rateLimitPort = RATE_LIMIT_PORT, keysBackend } = input;
  problems.rule('routeName', checkDnsLabel(routeName));
  problems.rule('rateLimitService', checkDnsLabel(rateLimitService));
  problems.integer('rateLimitPort', rateLimitPort, PORT.min, PORT.max);
  // Rule `keys-backend`: keys that are fetched need a backend that leads to them, and keys that are given need none.
  // https://agentgateway.dev/docs/
  problems.that(
    (tokens.callers.kind === 'fetched') === (keysBackend !== undefined),
    'keysBackend',
    'keys-backend',
    keysBackend === undefined ? 'the keys are read, but no backend leads to them' : 'a backend is given, but the keys are too',
    'give it for LlmCallerKeys.remote, and only then',
  );
  if (keysBackend !== undefined) problems.rule('keysBackend', checkDnsLabel(keysBackend));
  for (const { problems: at, members = [] } of input.tenants) {
    // Rule `engine-members`: agentgateway counts a call that names no member for no member at all, so the token budget would have a hole.
    // https://agentgateway.dev/docs/
    at.that(
      members.every(({ tokenBudget }) => tokenBudget === undefined),
      'members',
      'engine-members',
      'agentgateway would count a call that names no member nowhere',
      'use LlmGateway, or bound the pool alone',
    );
  }
  return { ...tokens, routeName, rateLimitService, rateLimitPort, keysBackend };
}

function planLlmTokens(problems: Problems, input: LlmTokensInput, places: LlmPlaces): LlmTokensPlan {
  const provider = planProvider(problems.at('provider'), input.provider, places);
  const callers = planCallerKeys(problems.at('callers'), input.callers, places.keys);
  const limits: ProviderLimits = {
    limit: input.limit,
    reservePercent: input.reservePercent ?? DEFAULT.reservePercent,
    oversubscription: input.oversubscription ?? DEFAULT.oversubscription,
  };
  const sound =
    !problems.standsIn(places.limit) &&
    checkTokenBudget(problems.at(places.limit), limits.limit) &&
    checkProvider(problems, limits, places.reserve);
  const tokensPerRequest = Math.max(0, ...provider.models.map(({ contextTokens }) => contextTokens));
  const checked = input.tenants.flatMap((tenant) => tenantTokens(tenant, tokensPerRequest) ?? []);
  const called = input.tenants.some(({ agents }) => agents.some(({ calls }) => calls));
  // Rule `llm-unused`: a gateway that no agent calls costs money and serves nothing (our choice).
  problems.that(called, places.tenants, 'llm-unused', `no agent needs 'llm-gateway'`, 'leave it out');
  const tenants = checked.map(({ tokens }) => tokens).sort((a, b) => byText(a.name, b.name));
  // counters cannot be computed from invalid numbers
  const buckets = sound && checked.every(({ held }) => held) ? bucketsOf(limits, tenants) : [];
  if (buckets.length > 0) {
    const budgets = Object.fromEntries(tenants.map(({ name, budget }) => [name, budget]));
    const at = new Map(input.tenants.map((tenant) => [tenant.name, tenant.problems.at('budget')]));
    checkTenants(problems.at(places.tenants), limits, budgets, (tenant) => at.get(tenant) ?? problems);
    for (const violation of checkBuckets(buckets)) problems.rule(places.tenants, violation);
  }
  const subjects = tenants.flatMap(({ namespace, agents }) => agents.map(({ name }) => callerOf(namespace, name)));
  return { provider, callers, limits, tenants, buckets, subjects: [...new Set(subjects)].sort(byText), tokensPerRequest };
}

/** Rules `models`, `model-name`, `whole-number`, `price`, `hostname`, `egress-empty` and `cidr`. */
function planProvider(problems: Problems, input: LlmTokensInput['provider'], places: LlmPlaces): LlmProviderPlan {
  const { schema, hostname, port = DEFAULT.port, cidrs, storeKey, storeProperty = DEFAULT.storeProperty } = input;
  problems.rule('storeProperty', checkSecretProperty(storeProperty));
  problems.rule('models', checkModelCount(input.models.length));
  const models = input.models.filter(({ name, contextTokens, usdPerMillionTokens }, index) => {
    problems.rule(places.modelName(name, index), checkModelName(name));
    const place = places.model(name, index);
    if (problems.unread(place)) return false;
    checkModel(problems.at(place), contextTokens, usdPerMillionTokens);
    return true;
  });
  problems.rule('hostname', checkProviderHost(hostname));
  problems.integer('port', port, PORT.min, PORT.max);
  problems.rule(places.ranges, checkRanges(cidrs.length, 'it'));
  cidrs.forEach((cidr, index) => problems.rule(places.range(index), checkEgressCidr(cidr)));
  return { schema, hostname, port, cidrs: [...cidrs], models, storeKey, storeProperty };
}
