import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Bucket, TenantTokens } from '../../src/features/llm/buckets';
import { CALLER_CLAIM, callerOf, TOKEN_AUDIENCE } from '../../src/features/llm/caller';
import { admitted } from '../../src/features/llm/shares';
import { BUDGET_WINDOWS, limitsOf } from '../../src/features/llm/tokens';
import type { TokenBudget } from '../../src/features/llm/spec';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { byText } from '../../src/kernel/order';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { jsonFile } from '../../src/features/agent/settings';
import { AGENTGATEWAY, AGENTGATEWAY_API, type AgentgatewayPolicySpec } from './agentgateway-kinds';
import { GATEWAY_API } from '../kinds/gateway-api';
import { type BudgetPlan, planBudgets } from './llm-gateway-plan';
import type { LlmBudgetBasis } from './llm-gateway-props';
import { NAME } from './llm-gateway-specs';

/** Domain of the counters in the rate-limit service. */
const DOMAIN = 'llm-gateway';
const RATE_LIMIT_PORT = 8081;
const MAX_PORT = 65_535;

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
    const problems = Problems.of(this.node.path);
    const plan = planBudgets(problems, props);
    const { rateLimitPort = RATE_LIMIT_PORT } = props;
    problems.rule('routeName', checkDnsLabel(props.routeName));
    problems.rule('rateLimitService', checkDnsLabel(props.rateLimitService));
    problems.integer('rateLimitPort', rateLimitPort, 1, MAX_PORT);
    // Rule `keys-backend`: keys that are fetched need a backend that leads to them, and keys that are given need none.
    // https://agentgateway.dev/docs/
    problems.that(
      (props.callers.uri !== undefined) === (props.keysBackend !== undefined),
      'keysBackend',
      'keys-backend',
      props.keysBackend === undefined ? 'the keys are read, but no backend leads to them' : 'a backend is given, but the keys are too',
      'give it for LlmCallerKeys.remote, and only then',
    );
    if (props.keysBackend !== undefined) problems.rule('keysBackend', checkDnsLabel(props.keysBackend));
    props.tenants.forEach(({ members = [] }, index) => {
      // Rule `engine-members`: agentgateway counts a call that names no member for no member at all, so the token budget would have a hole.
      // https://agentgateway.dev/docs/
      problems.that(
        members.every(({ budget }) => budget === undefined),
        `tenants.${index}.members`,
        'engine-members',
        'agentgateway would count a call that names no member nowhere',
        'use LlmGateway, or bound the pool alone',
      );
    });
    problems.throwIfAny();

    this.add('Counters', 'v1', 'ConfigMap', { data: { 'llm-gateway.yaml': counters(plan, props.tenants) } });
    this.apiObject = this.add('Resource', AGENTGATEWAY_API, 'AgentgatewayPolicy', { spec: policy(plan, props, rateLimitPort) });
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

function policy({ buckets, callers }: BudgetPlan, props: LlmAgentgatewayProps, port: number): AgentgatewayPolicySpec {
  const { issuer, uri, jwks } = props.callers;
  return {
    targetRefs: [{ group: GATEWAY_API, kind: 'HTTPRoute', name: props.routeName }],
    traffic: {
      jwtAuthentication: {
        mode: 'Strict',
        providers: [
          {
            issuer,
            audiences: [TOKEN_AUDIENCE],
            jwks: {
              ...(jwks !== undefined && { inline: jwks }),
              ...(uri !== undefined && {
                remote: {
                  backendRef: { group: AGENTGATEWAY, kind: 'AgentgatewayBackend', name: props.keysBackend ?? '' },
                  jwksPath: new URL(uri).pathname,
                },
              }),
            },
          },
        ],
      },
      authorization: { action: 'Allow', policy: { matchExpressions: [`jwt.${CALLER_CLAIM} in ${JSON.stringify(callers)}`] } },
      rateLimit: {
        global: {
          backendRef: { name: props.rateLimitService, namespace: PLATFORM_NAMESPACE, port },
          domain: DOMAIN,
          descriptors: descriptors(buckets, props.tenants),
          failureMode: 'FailClosed',
        },
      },
    },
  };
}

/** One descriptor for each scope and window that has a token budget. */
function descriptors(
  buckets: readonly Bucket[],
  tenants: readonly TenantTokens[],
): AgentgatewayPolicySpec['traffic']['rateLimit']['global']['descriptors'] {
  return SCOPES.flatMap(({ name, expression }) =>
    BUDGET_WINDOWS.filter(({ key }) => bounded(name, key, buckets, tenants)).map(({ key }) => ({
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
function counters({ limits }: BudgetPlan, tenants: readonly TenantTokens[]): string {
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
