import { LLM_GATEWAY_PLACE } from '../../../src/features/llm/places';
import { App, Chart, Duration, Testing } from 'cdk8s';
import type { RateLimitRule } from '../../../constructs/llm/envoy-gateway-kinds';
import { LlmAgentgateway, type LlmAgentgatewayProps } from '../../../constructs/llm/llm-agentgateway';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import type { LlmGatewayProps } from '../../../constructs/llm/llm-gateway-props';
import type { TenantTokens } from '../../../src/features/llm/buckets';
import { InvalidInputError } from '../../../src/kernel/problems';
import { BASIS, ISSUER, KEYS, of, PROPS, type Rendered, rendered } from './llm-gateway-fixture';

const ACME: TenantTokens = BASIS.tenants[0] ?? { name: '', namespace: '', budget: {}, agents: [] };

function rulesOf(objects = rendered()): RateLimitRule[] {
  const { rateLimit } = of('BackendTrafficPolicy', objects).spec as { rateLimit: { global: { rules: RateLimitRule[] } } };
  return rateLimit.global.rules;
}

/** Rules that count a request, by matching its headers as Envoy does: a regular expression matches the whole value. */
function counting(rules: readonly RateLimitRule[], headers: Readonly<Record<string, string>>): string[] {
  return rules
    .filter(({ clientSelectors = [] }) =>
      clientSelectors.every((selector) =>
        selector.headers.every(({ name, type, value, invert = false }) => {
          const actual = headers[name];
          const matches = actual !== undefined && (type === 'Exact' ? actual === value : new RegExp(`^(?:${value})$`).test(actual));
          return matches !== invert;
        }),
      ),
    )
    .map(({ limit: { requests, unit } }) => `${requests} a ${unit}`);
}

const caller = (namespace: string, agent: string): string => `system:serviceaccount:${namespace}:${agent}`;

test('the gateway keeps the place that agents’ policies and files have for it', () => {
  const { spec } = of('EnvoyProxy');
  expect(spec).toMatchObject({
    provider: {
      kubernetes: { envoyService: { name: LLM_GATEWAY_PLACE.service, type: 'ClusterIP' } },
    },
  });
  expect(of('Gateway')).toMatchObject({
    metadata: { name: 'llm-gateway', namespace: 'platform', annotations: { 'aigateway.envoyproxy.io/gateway-config': 'llm-gateway' } },
    spec: {
      gatewayClassName: 'envoy',
      infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'llm-gateway' } },
      listeners: [{ name: 'http', port: LLM_GATEWAY_PLACE.port, protocol: 'HTTP' }],
    },
  });
});

test('000-25 token budgets: a request is counted for the provider, its tenant and its agent', () => {
  const rules = rulesOf();
  expect(counting(rules, { 'x-llm-caller': caller('tenant-acme', 'search') })).toEqual([
    '1800000 a Minute',
    '500000 a Minute',
    '20000000 a Day',
    '200000 a Minute',
    '5000000 a Day',
  ]);
  expect(counting(rules, { 'x-llm-caller': caller('tenant-acme', 'answer') })).toEqual([
    '1800000 a Minute',
    '500000 a Minute',
    '20000000 a Day',
  ]);
});

test('a namespace whose name only begins alike is not counted for a tenant', () => {
  expect(counting(rulesOf(), { 'x-llm-caller': caller('tenant-acme-two', 'search') })).toEqual(['1800000 a Minute']);
});

test('a pool’s call is counted for the member that it names, and refused without one or with one that there is not', () => {
  const rules = rulesOf();
  const pool = { 'x-llm-caller': caller('shared-tenants', 'triage') };
  const own = ['1800000 a Minute', '400000 a Minute', '4000000 a Day'];
  expect(counting(rules, { ...pool, 'x-llm-member': 'hooli' })).toEqual([...own, '2000000 a Day']);
  expect(counting(rules, pool)).toEqual([...own, '0 a Minute']);
  expect(counting(rules, { ...pool, 'x-llm-member': 'hooli2' })).toEqual([...own, '0 a Minute']);
});

test('every counter is shared by all models, costs nothing in advance and the tokens of the answer after it', () => {
  const rules = rulesOf();
  expect(new Set(rules.map(({ shared }) => shared))).toEqual(new Set([true]));
  const response = { from: 'Metadata', metadata: { namespace: 'io.envoy.ai_gateway', key: 'llm_total_token' } };
  for (const { limit, cost } of rules) {
    expect(cost).toEqual(
      limit.requests === 0 ? { request: { from: 'Number', number: 1 } } : { request: { from: 'Number', number: 0 }, response },
    );
  }
  expect(of('AIGatewayRoute').spec['llmRequestCosts']).toEqual([{ metadataKey: 'llm_total_token', type: 'TotalToken' }]);
});

test('who calls is the subject of a token for this gateway, and what a client writes itself is removed', () => {
  expect(of('ClientTrafficPolicy').spec['headers']).toEqual({
    earlyRequestHeaders: { remove: ['x-llm-caller', 'x-ai-eg-model', 'x-ai-eg-original-path'] },
  });
  expect(of('SecurityPolicy').spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'llm-gateway' }],
    jwt: {
      providers: [
        {
          name: 'service-accounts',
          issuer: ISSUER,
          audiences: ['llm-gateway'],
          claimToHeaders: [{ claim: 'sub', header: 'x-llm-caller' }],
          localJWKS: { type: 'Inline', inline: KEYS },
        },
      ],
    },
    authorization: {
      defaultAction: 'Deny',
      rules: [
        {
          name: 'callers-0',
          action: 'Allow',
          principal: {
            jwt: {
              provider: 'service-accounts',
              claims: [
                {
                  name: 'sub',
                  values: [caller('shared-tenants', 'triage'), caller('tenant-acme', 'answer'), caller('tenant-acme', 'search')],
                },
              ],
            },
          },
        },
      ],
    },
  });
});

test('callers stand in rules of 128, as many as one claim takes', () => {
  const agents = Array.from({ length: 129 }, (_, index) => ({ name: `a${index}` }));
  const { authorization } = of('SecurityPolicy', rendered({ tenants: [{ ...ACME, agents }] })).spec as {
    authorization: { rules: { principal: { jwt: { claims: { values: string[] }[] } } }[] };
  };
  expect(authorization.rules.map(({ principal }) => principal.jwt.claims[0]?.values.length)).toEqual([128, 1]);
});

test('the caller’s token does not reach the provider; what counters look at stays until the answer has ended', () => {
  const removed = (schema: 'OpenAI' | 'Anthropic'): unknown =>
    (of('AIServiceBackend', rendered({ provider: { ...BASIS.provider, schema } })).spec as { headerMutation: object }).headerMutation;
  expect(removed('OpenAI')).toBeUndefined();
  expect(removed('Anthropic')).toEqual({ remove: ['authorization'] });
  expect(of('BackendSecurityPolicy').spec).toMatchObject({ type: 'APIKey', apiKey: { secretRef: { name: 'llm-gateway-provider' } } });
});

test.each([
  ['/v1/chat/completions', true],
  ['/v1/embeddings', true],
  ['/v1/responses', true],
  ['/anthropic/v1/messages?beta=true', true],
  ['/v1/completions', false],
  ['/v1/images/generations', false],
  ['/v1/responses/input_tokens', false],
  ['/v1/completions?x=/v1/chat/completions', false],
  ['/xv1/chat/completions', false],
])('every row asks for an endpoint whose answers are counted: %s %j', (path, counted) => {
  const [{ matches }] = of('AIGatewayRoute').spec['rules'] as [{ matches: { headers: { name: string; type: string; value: string }[] }[] }];
  const paths = matches.map(({ headers }) => headers.find(({ name }) => name === 'x-ai-eg-original-path'));
  expect(paths.map((match) => match?.type)).toEqual(['RegularExpression', 'RegularExpression']);
  expect(paths.map((match) => new RegExp(`^(?:${match?.value ?? ''})$`).test(path))).toEqual([counted, counted]);
});

test.each([
  [64, []],
  [65, ['provider.models: models']],
])('%i models: one rule of an HTTPRoute takes 64 matches', (count, problems) => {
  const models = Array.from({ length: count }, (_, index) => ({ name: `m${index}`, contextTokens: 1000, usdPerMillionTokens: 1 }));
  expect(problemsOf(() => rendered({ provider: { ...BASIS.provider, models } }))).toEqual(problems);
});

test.each<[string, Parameters<typeof rendered>[0], string[]]>([
  ['a limit that is no whole number', { limit: { perMinute: 1.5 } }, ['limit.perMinute: whole-number']],
  ['a limit that is none', { limit: { perMinute: NaN } }, ['limit.perMinute: whole-number']],
  ['a reserve of half a percent', { reservePercent: 1.5 }, ['reservePercent: whole-number']],
  ['two tenants of one name', { tenants: [ACME, { ...ACME, namespace: 'tenant-other' }] }, ['tenants.1.name: duplicate']],
])('fails %s', (_, props, problems) => {
  expect(problemsOf(() => rendered(props))).toEqual(problems);
});

test('proxies are reached by tenants and monitoring, and reach DNS, their controller, the counters, the provider and the keys', () => {
  const keys = LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']);
  const { ingress, egress, podSelector } = of('NetworkPolicy', rendered({ callers: keys })).spec as Record<
    string,
    { ports: { port: number }[] }[]
  >;
  expect(podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/instance': 'llm-gateway' } });
  expect(ingress?.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[8080], [19_001, 1064]]);
  expect(egress?.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[53, 53], [18_000], [8081], [443], [443]]);
  expect(JSON.stringify(egress)).toContain('198.51.100.0/24');
  expect((of('NetworkPolicy').spec['egress'] as object[]).length).toBe(4);
});

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
    throw error;
  }
  return [];
}

const tenant = (part: Partial<TenantTokens>): Partial<LlmGatewayProps> => ({ tenants: [{ ...ACME, ...part }] });
const REFUSED: readonly [string, Partial<LlmGatewayProps>, string[]][] = [
  ['nobody who may call', { tenants: [] }, ['tenants: llm-unused']],
  ['a tenant none of whose agents may call', tenant({ agents: [] }), ['tenants.0.budget: budget-unused', 'tenants: llm-unused']],
  ['a tenant above the provider', { limit: { perMinute: 555_555 }, ...tenant({}) }, ['tenants: provider-budget']],
  ['agents above their tenant', tenant({ agents: [{ name: 'search', budget: { perMinute: 500_001 } }] }), ['tenants.0: tenant-budget']],
  [
    'a budget that one request does not fit in',
    tenant({ budget: { perMinute: 127_999 }, agents: [{ name: 'search' }] }),
    ['tenants.0.budget.perMinute: budget-request'],
  ],
  ['the same namespace twice', { tenants: [ACME, { ...ACME, name: 'other' }] }, ['tenants.1.namespace: duplicate']],
  ['the same agent twice', tenant({ agents: [{ name: 'a' }, { name: 'a' }] }), ['tenants.0.agents: duplicate']],
  [
    'more counters than a policy has',
    {
      tenants: [
        {
          ...ACME,
          budget: { perMinute: 500_000, perDay: 200_000_000 },
          agents: Array.from({ length: 254 }, (_, index) => ({ name: `a${index}`, budget: { perDay: 200_000 } })),
        },
      ],
    },
    ['tenants: budget-counters'],
  ],
  ['an image without a digest', { image: 'registry.example.com/envoy:1' }, ['image: image-pinned']],
  ['one proxy', { replicas: 1 }, ['replicas: whole-number']],
  ['a reserve of everything', { reservePercent: 100 }, ['reservePercent: whole-number']],
  [
    'a provider without ranges, models and a name',
    { provider: { ...BASIS.provider, hostname: 'api', ranges: [], models: [] } },
    ['provider.models: models', 'provider.hostname: hostname', 'provider.ranges: egress-empty'],
  ],
  [
    'a private key among the public',
    { callers: LlmCallerKeys.inline(ISSUER, JSON.stringify({ keys: [{ kty: 'RSA', n: 'AQAB', d: 'AQAB' }] })) },
    ['callers.jwks: jwks'],
  ],
  ['keys that are no JSON', { callers: LlmCallerKeys.inline(ISSUER, 'keys') }, ['callers.jwks: jwks']],
  [
    'keys over plain HTTP',
    { callers: LlmCallerKeys.remote(ISSUER, 'http://oidc.example.com/keys', []) },
    ['callers.uri: jwks-uri', 'callers.ranges: egress-empty'],
  ],
];
test.each(REFUSED)('fails %s', (_, props, expected) => {
  expect(problemsOf(() => rendered(props))).toEqual(expected);
});

test('the most counters that a policy has are rendered', () => {
  const agents = Array.from({ length: 253 }, (_, index) => ({ name: `a${index}`, budget: { perDay: 200_000 } }));
  expect(rulesOf(rendered(tenant({ budget: { perMinute: 500_000, perDay: 200_000_000 }, agents })))).toHaveLength(256);
});

test('an answer of an hour is the longest', () => {
  expect(problemsOf(() => rendered({ longestRequest: Duration.hours(1) }))).toEqual([]);
  expect(problemsOf(() => rendered({ longestRequest: Duration.seconds(3601) }))).toEqual(['longestRequest: whole-seconds']);
});

const NO_MEMBERS: LlmAgentgatewayProps = { ...BASIS, tenants: [ACME], routeName: 'llm', rateLimitService: 'ratelimit' };

function agentgateway(props: Partial<LlmAgentgatewayProps> = {}): Rendered[] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  new LlmAgentgateway(chart, 'Budgets', { ...NO_MEMBERS, ...props });
  return Testing.synth(chart) as Rendered[];
}

test('agentgateway counts by the verified token, at a rate-limit service that it cannot do without', () => {
  expect(of('AgentgatewayPolicy', agentgateway()).spec).toMatchObject({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'llm' }],
    traffic: {
      jwtAuthentication: { mode: 'Strict', providers: [{ audiences: ['llm-gateway'], issuer: ISSUER, jwks: { inline: KEYS } }] },
      rateLimit: {
        global: {
          domain: 'llm-gateway',
          failureMode: 'FailClosed',
          descriptors: [
            { entries: [{ name: 'all-perMinute', expression: '"all"' }], unit: 'Tokens' },
            { entries: [{ name: 'namespace-perMinute', expression: 'jwt["kubernetes.io"].namespace' }], unit: 'Tokens' },
            { entries: [{ name: 'namespace-perDay', expression: 'jwt["kubernetes.io"].namespace' }], unit: 'Tokens' },
            { entries: [{ name: 'caller-perMinute', expression: 'jwt.sub' }], unit: 'Tokens' },
            { entries: [{ name: 'caller-perDay', expression: 'jwt.sub' }], unit: 'Tokens' },
          ],
        },
      },
    },
  });
  const file = JSON.parse(of('ConfigMap', agentgateway()).data?.['llm-gateway.yaml'] ?? '') as {
    descriptors: { key: string; value: string; rate_limit: { unit: string; requests_per_unit: number } }[];
  };
  expect(
    file.descriptors.map(({ key, value, rate_limit: { unit, requests_per_unit: tokens } }) => `${key} ${value} ${tokens}/${unit}`),
  ).toEqual([
    'all-perMinute all 1800000/minute',
    'namespace-perMinute tenant-acme 500000/minute',
    'namespace-perDay tenant-acme 20000000/day',
    `caller-perMinute ${caller('tenant-acme', 'search')} 200000/minute`,
    `caller-perDay ${caller('tenant-acme', 'search')} 5000000/day`,
  ]);
});

test('fails members’ budgets at agentgateway, and keys that nothing leads to', () => {
  expect(problemsOf(() => agentgateway({ tenants: PROPS.tenants }))).toEqual(['tenants.1.members: engine-members']);
  const callers = LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']);
  expect(problemsOf(() => agentgateway({ callers }))).toEqual(['keysBackend: keys-backend']);
  expect(problemsOf(() => agentgateway({ callers, keysBackend: 'keys' }))).toEqual([]);
});
