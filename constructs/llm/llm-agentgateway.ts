import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Bucket, TenantTokens } from '../../src/features/llm/buckets';
import { CALLER_CLAIM, callerOf, TOKEN_AUDIENCE } from '../../src/features/llm/caller';
import { admitted } from '../../src/features/llm/shares';
import { TOKEN_WINDOWS, limitsOf } from '../../src/features/llm/tokens';
import { type LlmAgentgatewayPlan, planLlmAgentgateway } from '../../src/features/llm/plan';
import type { CallerKeysPlan } from '../../src/features/llm/keys';
import type { TokenBudget } from '../../src/features/llm/spec';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { byText } from '../../src/kernel/order';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { jsonFile } from '../../src/kernel/settings';
import { AGENTGATEWAY, AGENTGATEWAY_API, type AgentgatewayPolicySpec } from './agentgateway-kinds';
import { GATEWAY_API } from '../kinds/gateway-api';
import { planOf } from '../kinds/planned';
import { LLM_PLACES, type LlmBudgetBasis, tokensInput } from './llm-gateway-props';
import { NAME } from './llm-gateway-specs';
import { written } from '../kinds/door';

/** Domain of the counters in the rate-limit service. */
const DOMAIN = 'llm-gateway';

/** What a request is counted by: an expression of CEL over the verified token, and the name of its rows. */
const SCOPES = [
  { name: 'all', expression: '"all"' },
  { name: 'namespace', expression: 'jwt["kubernetes.io"].namespace' },
  { name: 'caller', expression: `jwt.${CALLER_CLAIM}` },
] as const;

type Scope = (typeof SCOPES)[number]['name'];

/** Properties for `LlmAgentgateway`. */
export interface LlmAgentgatewayProps extends LlmBudgetBasis {
  /** HTTPRoute of agentgateway in the platform's namespace that leads to the models. */
  readonly routeName: string;
  /** Service of the Envoy rate-limit service that counts, in the platform's namespace; its configuration is the rendered ConfigMap. */
  readonly rateLimitService: string;
  /** gRPC port of it. @default 8081 */
  readonly rateLimitPort?: number;
  /** AgentgatewayBackend that leads to the keys' host; required for keys that are read. @default - the keys are given */
  readonly keysBackend?: string;
}

/**
 * Token budgets at agentgateway 1.4, for clusters that have it already: the same callers, the same counters.
 *
 * Agentgateway alone counts the tokens of all callers together in the RAM of one proxy, which cannot bound a tenant and is not rendered.
 * Tenants and agents are counted by the rate-limit service of Envoy, which is run beside it and reads the rendered ConfigMap; if it does
 * not answer, requests are refused. Token budgets of a pool's members are refused: a call that names no member would not be counted.
 *
 * @example
 * new LlmAgentgateway(chart, 'LlmBudgets', {
 *   routeName: 'llm',
 *   rateLimitService: 'ratelimit',
 *   provider: {
 *     schema: 'OpenAI',
 *     hostname: 'api.openai.com',
 *     ranges: ['203.0.113.0/24'],
 *     models: [{ name: 'gpt-4o-mini', contextTokens: 128_000, usdPerMillionTokens: 0.6 }],
 *     storeKey: 'shop/prod/platform/llm',
 *   },
 *   callers: LlmCallerKeys.remote('https://oidc.example.com/id/1', 'https://oidc.example.com/id/1/keys', ['198.51.100.0/24']),
 *   keysBackend: 'cluster-keys',
 *   limit: { perMinute: 2_000_000 },
 *   tenants: [{ name: 'acme', namespace: 'tenant-acme', budget: { perMinute: 500_000 }, agents: [{ name: 'search' }] }],
 * });
 */
export class LlmAgentgateway extends Construct {
  /** The AgentgatewayPolicy, for patches. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: LlmAgentgatewayProps) {
    super(scope, id);
    props = written(this, 'LlmAgentgatewayProps', props);
    const plan = planOf<LlmAgentgatewayPlan>(props) ?? this.planProps(props);
    this.add('Counters', 'v1', 'ConfigMap', { data: { 'llm-gateway.yaml': counters(plan) } });
    this.apiObject = this.add('Resource', AGENTGATEWAY_API, 'AgentgatewayPolicy', { spec: policy(plan) });
  }

  private planProps(props: LlmAgentgatewayProps): LlmAgentgatewayPlan {
    const problems = Problems.of(this.node.path);
    const plan = planLlmAgentgateway(problems, { ...props, ...tokensInput(problems, props) }, LLM_PLACES);
    problems.throwIfAny();
    return plan;
  }

  private add(id: string, apiVersion: string, kind: string, rest: object): ApiObject {
    const labels = {
      ...Chart.of(this).labels,
      [APP_LABEL.name]: NAME,
      [APP_LABEL.component]: 'platform',
      [APP_LABEL.managedBy]: MANAGED_BY,
    };
    return new ApiObject(this, id, {
      apiVersion,
      kind,
      metadata: { name: `${NAME}-budgets`, namespace: PLATFORM_NAMESPACE, labels },
      ...rest,
    });
  }
}

function policy(plan: LlmAgentgatewayPlan): AgentgatewayPolicySpec {
  const { callers, subjects, keysBackend, rateLimitService, rateLimitPort } = plan;
  return {
    targetRefs: [{ group: GATEWAY_API, kind: 'HTTPRoute', name: plan.routeName }],
    traffic: {
      jwtAuthentication: {
        mode: 'Strict',
        providers: [{ issuer: callers.issuer, audiences: [TOKEN_AUDIENCE], jwks: keySet(callers, keysBackend ?? '') }],
      },
      authorization: { action: 'Allow', policy: { matchExpressions: [`jwt.${CALLER_CLAIM} in ${JSON.stringify(subjects)}`] } },
      rateLimit: {
        global: {
          backendRef: { name: rateLimitService, namespace: PLATFORM_NAMESPACE, port: rateLimitPort },
          domain: DOMAIN,
          descriptors: descriptors(plan),
          failureMode: 'FailClosed',
        },
      },
    },
  };
}

function keySet(
  callers: CallerKeysPlan,
  backend: string,
): AgentgatewayPolicySpec['traffic']['jwtAuthentication']['providers'][number]['jwks'] {
  switch (callers.kind) {
    case 'given':
      return { inline: callers.jwks };
    case 'fetched':
      return {
        remote: {
          backendRef: { group: AGENTGATEWAY, kind: 'AgentgatewayBackend', name: backend },
          jwksPath: new URL(callers.jwksUri).pathname,
        },
      };
  }
}

/** One descriptor for each scope and window that has a token budget. */
function descriptors({ buckets, tenants }: LlmAgentgatewayPlan): AgentgatewayPolicySpec['traffic']['rateLimit']['global']['descriptors'] {
  return SCOPES.flatMap(({ name, expression }) =>
    TOKEN_WINDOWS.filter(({ key }) => bounded(name, key, buckets, tenants)).map(({ key }) => ({
      entries: [{ name: keyOf(name, key), expression }],
      unit: 'Tokens' as const,
    })),
  );
}

function bounded(scope: Scope, key: keyof TokenBudget, buckets: readonly Bucket[], tenants: readonly TenantTokens[]): boolean {
  if (scope === 'all') return buckets.some(({ headers, window }) => headers.length === 0 && window.key === key);
  if (scope === 'namespace') return tenants.some(({ budget }) => budget[key] !== undefined);
  return tenants.some(({ agents }) => agents.some(({ budget }) => budget?.[key] !== undefined));
}

function keyOf(scope: Scope, key: keyof TokenBudget): string {
  return `${scope}-${key}`;
}

/**
 * File of the rate-limit service, JSON and so YAML.
 *
 * @see https://github.com/envoyproxy/ratelimit#configuration
 */
function counters({ limits, tenants }: LlmAgentgatewayPlan): string {
  const rows = (scope: Scope, value: string, budget: TokenBudget = {}): object[] =>
    limitsOf(budget).map(({ window, tokens }) => ({
      key: keyOf(scope, window.key),
      value,
      rate_limit: { unit: window.unit.toLowerCase(), requests_per_unit: tokens },
    }));
  const sorted = [...tenants].sort((a, b) => byText(a.namespace, b.namespace));
  return jsonFile({
    domain: DOMAIN,
    descriptors: [
      ...rows('all', 'all', admitted(limits)),
      ...sorted.flatMap(({ namespace, budget, agents }) => [
        ...rows('namespace', namespace, budget),
        ...[...agents]
          .sort((a, b) => byText(a.name, b.name))
          .flatMap(({ name, budget: own }) => rows('caller', callerOf(namespace, name), own)),
      ]),
    ],
  });
}
