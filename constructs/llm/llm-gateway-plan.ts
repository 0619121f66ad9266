import { type Bucket, checkBuckets, bucketsOf, type TenantTokens } from '../../src/features/llm/buckets';
import type { InFlight } from '../../src/features/llm/bound';
import { callerOf } from '../../src/features/llm/caller';
import { checkCallerKeys, type KeyPlaces } from '../../src/features/llm/keys';
import { checkModel, checkModelCount, checkModelName, checkProviderHost, checkRanges } from '../../src/features/llm/provider';
import { checkProvider, checkShares, checkTenants, type ProviderLimits } from '../../src/features/llm/shares';
import { checkBudget } from '../../src/features/llm/tokens';
import { checkEgressCidr } from '../../src/kernel/cidr';
import { checkImagePinned } from '../../src/kernel/images';
import { checkDnsLabel, checkLabelDomain } from '../../src/kernel/names';
import { byText } from '../../src/kernel/order';
import type { Problems } from '../../src/kernel/problems';
import { checkBytes } from '../../src/kernel/quantity';
import { shown } from '../../src/kernel/shown';
import { AgentResources, checkResources } from '../resources/agent-resources';
import type { LlmBudgetBasis, LlmGatewayProps, LlmProvider } from './llm-gateway-props';

const HTTPS = 443;
const MAX_PORT = 65_535;
const MIN_REPLICAS = 2;
const DEFAULT_PARALLEL = 16;
const DEFAULT_RESERVE = 10;
const KEY_PLACES: KeyPlaces = { jwksUri: 'uri', ranges: 'ranges', range: (index) => `ranges.${index}` };
/** Worker threads of one proxy. Breakers are not exact between threads: each may let one request more through. */
export const WORKERS = 2;

/** Token budgets with every default filled in. */
export interface BudgetPlan {
  readonly limits: ProviderLimits;
  readonly buckets: Bucket[];
  /** Subjects of tokens that are let in, sorted. */
  readonly callers: string[];
  readonly tokensPerRequest: number;
}

/** The gateway with every default filled in. */
export interface LlmGatewayPlan extends BudgetPlan {
  readonly replicas: number;
  readonly parallelRequests: number;
  readonly inFlight: InFlight;
  readonly port: number;
  readonly requestS: number;
  readonly resources: AgentResources;
  readonly processorResources: AgentResources;
  readonly maxRequestSize: string;
}

/** Requests that may be in flight at one time: open and waiting, at all proxies of two versions while one replaces the other. */
export function requestsInFlight(replicas: number, parallelRequests: number): number {
  return 2 * replicas * (2 * parallelRequests + 2 * WORKERS);
}

/** Fills in defaults and records every problem; what it returns may be used only if there was none. */
export function planBudgets(problems: Problems, props: LlmBudgetBasis): BudgetPlan {
  const { provider, limit, tenants, callers, labelDomain, reservePercent = DEFAULT_RESERVE, oversubscription = 1 } = props;
  checkModels(problems.at('provider'), provider);
  const { issuer, uri: jwksUri, jwks, ranges } = callers;
  checkCallerKeys(problems.at('callers'), { issuer, jwksUri, jwks, ranges }, KEY_PLACES);
  const tokensPerRequest = Math.max(0, ...provider.models.map(({ contextTokens }) => contextTokens));
  const limits = { limit, reservePercent, oversubscription };
  const sound = checkBudget(problems.at('limit'), limit) && checkProvider(problems, limits);
  problems.that(tenants.length > 0, 'tenants', 'tenants-empty', 'nobody may call', 'name one, or leave the gateway out');
  const held = tenants.map((tenant, index) => {
    const at = problems.at(`tenants.${index}`);
    // token budgets are added up by names, and tokens are counted by namespaces
    for (const key of ['name', 'namespace'] as const) {
      const first = tenants.findIndex((other) => other[key] === tenant[key]);
      at.that(first === index, key, 'duplicate', `${shown(tenant[key])} is tenants.${first} too`, 'give each its own');
    }
    return checkTenant(at, tenant, tokensPerRequest);
  });
  if (sound && !held.includes(false)) {
    const budgets = Object.fromEntries(tenants.map(({ name, budget }) => [name, budget]));
    const placeOf = (tenant: string): string => `tenants.${tenants.findIndex(({ name }) => name === tenant)}.budget`;
    checkTenants(problems.at('tenants'), limits, budgets, (tenant) => problems.at(placeOf(tenant)));
  }
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  // counters cannot be computed from invalid numbers
  const buckets = sound ? bucketsOf(limits, tenants) : [];
  for (const violation of checkBuckets(buckets)) problems.rule('tenants', violation);
  const named = tenants.flatMap(({ namespace, agents }) => agents.map(({ name }) => callerOf(namespace, name)));
  return { limits, buckets, callers: [...new Set(named)].sort(byText), tokensPerRequest };
}

/** The same for the gateway that Envoy serves. */
export function planLlmGateway(problems: Problems, props: LlmGatewayProps): LlmGatewayPlan {
  const { replicas = MIN_REPLICAS, parallelRequests = DEFAULT_PARALLEL, maxRequestSize = '4Mi', provider } = props;
  const resources = props.resources ?? AgentResources.large();
  const processorResources = props.processorResources ?? AgentResources.medium();
  const requestS = props.longestRequest.toSeconds({ integral: false });
  const budgets = planBudgets(problems, props);
  problems.rule('gatewayClassName', checkDnsLabel(props.gatewayClassName));
  if (props.controllerNamespace !== undefined) problems.rule('controllerNamespace', checkDnsLabel(props.controllerNamespace));
  problems.rule('secretStore', checkDnsLabel(props.secretStore));
  problems.rule('image', checkImagePinned(props.image));
  problems.rule('processorImage', checkImagePinned(props.processorImage));
  problems.integer('longestRequest', requestS, 1, 3600);
  problems.integer('replicas', replicas, MIN_REPLICAS, 100);
  problems.integer('parallelRequests', parallelRequests, 1, 10_000);
  problems.rule('maxRequestSize', checkBytes(maxRequestSize));
  checkResources(problems.at('resources'), resources);
  checkResources(problems.at('processorResources'), processorResources);
  return {
    ...budgets,
    replicas,
    parallelRequests,
    inFlight: { requests: requestsInFlight(replicas, parallelRequests), tokensPerRequest: budgets.tokensPerRequest },
    port: provider.port ?? HTTPS,
    requestS,
    resources,
    processorResources,
    maxRequestSize,
  };
}

/** Rules `hostname`, `egress-empty`, `cidr`, `models`, `model-name`, `duplicate`, `price` and `secret-key`. */
function checkModels(problems: Problems, { hostname, port, ranges, models, storeKey }: LlmProvider): void {
  problems.rule('hostname', checkProviderHost(hostname));
  if (port !== undefined) problems.integer('port', port, 1, MAX_PORT);
  problems.rule('ranges', checkRanges(ranges.length, 'it'));
  ranges.forEach((cidr, index) => problems.rule(`ranges.${index}`, checkEgressCidr(cidr)));
  problems.rule('models', checkModelCount(models.length));
  const names = models.map(({ name }) => name);
  models.forEach(({ name, contextTokens, usdPerMillionTokens }, index) => {
    const at = problems.at(`models.${index}`);
    at.rule('name', checkModelName(name));
    at.that(names.indexOf(name) === index, 'name', 'duplicate', `${shown(name)} is there more than once`, 'name each once');
    checkModel(at, contextTokens, usdPerMillionTokens);
  });
  const entry = /^[^/\s]+(\/[^/\s]+)*$/.test(storeKey);
  problems.that(
    entry,
    'storeKey',
    'secret-key',
    `must be words with '/' between them, got ${shown(storeKey)}`,
    `write 'shop/prod/platform/llm'`,
  );
}

/** Whether the tenant's own token budget is valid, so that sums can use it. */
function checkTenant(problems: Problems, tenant: TenantTokens, tokensPerRequest: number): boolean {
  const { name, namespace, budget, agents, members } = tenant;
  problems.rule('name', checkDnsLabel(name));
  problems.rule('namespace', checkDnsLabel(namespace));
  const sound = checkBudget(problems.at('budget'), budget, tokensPerRequest);
  problems.that(agents.length > 0, 'agents', 'tenants-empty', 'none of its agents may call', 'name one, or leave it out');
  const parts = [...agents.map((part) => ({ part, what: 'agents' })), ...(members ?? []).map((part) => ({ part, what: 'members' }))];
  const held = parts.map(({ part, what }) => {
    const at = problems.at(`${what}.${part.name}`);
    const named = at.rule('', checkDnsLabel(part.name));
    return named && (part.budget === undefined || checkBudget(at.at('budget'), part.budget, tokensPerRequest));
  });
  for (const what of ['agents', 'members'] as const) {
    const names = (tenant[what] ?? []).map((part) => part.name);
    const twice = [...new Set(names.filter((one, index) => names.indexOf(one) !== index))];
    problems.that(twice.length === 0, what, 'duplicate', `${twice.join(', ')} is there more than once`, 'name each once');
  }
  if (sound && !held.includes(false)) {
    checkShares(problems.at('agents'), budget, budgetsOf(agents), 'agents');
    if (members !== undefined) checkShares(problems.at('members'), budget, budgetsOf(members), 'members');
  }
  return sound;
}

function budgetsOf(
  parts: readonly { readonly name: string; readonly budget?: TenantTokens['budget'] }[],
): Record<string, TenantTokens['budget'] | undefined> {
  return Object.fromEntries(parts.map(({ name, budget }) => [name, budget]));
}
