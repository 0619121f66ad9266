import { resolve } from '../../../src/resolve/resolve';
import { ABSENT, changed, CHAT, found, problemsOf, SEARCH, ELSEWHERE } from '../../resolve/fixture';
import { image, key, LLM_GATEWAY, withLlmGateway, withServices } from '../../resolve/services-fixture';

const GATEWAY = 'services.llmGateway';
const REPORT = {
  image: image('report'),
  task: { p50: '20m', p99: '60m' },
  schedule: '0 2 * * *',
  needs: ['llm-gateway'],
  resumable: true,
  nodePool: 'agents',
  terminationGracePeriod: '110s',
};

/** A public key, as far as it is read. */
const JWKS = '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}';

const gatewayOf = (changes: Readonly<Record<string, unknown>>) => resolve(changed(changes, withLlmGateway())).services?.llmGateway;

test('the gateway is complete with a provider, keys and two images', () => {
  const { buckets, ...gateway } = gatewayOf({}) ?? { buckets: [] };
  expect(buckets.map(({ owner, window, tokens }) => `${owner}: ${tokens} a ${window.text}`)).toEqual([
    'provider: 1800000 a minute',
    'acme: 500000 a minute',
    'acme: 20000000 a day',
  ]);
  expect(gateway).toEqual({
    provider: {
      schema: 'OpenAI',
      hostname: 'api.openai.com',
      port: 443,
      storeKey: 'shop/prod/platform/llm-provider',
      storeProperty: 'apiKey',
      cidrs: ['203.0.113.0/24'],
      models: [
        { name: 'gpt-4o', contextTokens: 128_000, usdPerMillionTokens: 10 },
        { name: 'gpt-4o-mini', contextTokens: 64_000, usdPerMillionTokens: 0.6 },
      ],
    },
    callers: { kind: 'fetched', ...LLM_GATEWAY.callers },
    limits: { limit: { perMinute: 2_000_000 }, reservePercent: 10, oversubscription: 1 },
    tenants: [{ name: 'acme', namespace: 'tenant-acme', budget: { perMinute: 500_000, perDay: 20_000_000 }, agents: [{ name: 'chat' }] }],
    image: LLM_GATEWAY.image,
    processorImage: LLM_GATEWAY.processorImage,
    resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
    processorResources: { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' },
    gatewayClass: 'envoy',
    longestRequestS: 300,
    replicas: 2,
    parallelRequests: 16,
    tenantLabel: 'cdk8s-agents/tenant',
    secretStore: 'platform',
    controllerNamespace: 'envoy-gateway-system',
    maxRequestSize: '4Mi',
    subjects: ['system:serviceaccount:tenant-acme:chat'],
    tokensPerRequest: 128_000,
    // two versions of two proxies, each with as many requests open as waiting, and one more in each thread
    inFlight: { requests: 2 * 2 * (16 + 2 + 16 + 2), tokensPerRequest: 128_000 },
  });
});

test('batch agents, second versions and members of a pool are who may call, and nobody else', () => {
  const tenants = gatewayOf({
    [`${CHAT}.budget`]: { perDay: 5_000_000 },
    [`${SEARCH}.needs`]: ['bus', 'tools', 'llm-gateway'],
    'services.nats.users.platform.budget-publisher': key(),
    [`${SEARCH}.rollout`]: { kind: 'canary', weight: 10, image: image('search') },
    'tenants.0.batch': { report: { ...REPORT, budget: { perDay: 1_000_000 } } },
    'pools.0.agents.chat.needs': ['llm-gateway'],
    'pools.0.budget': { perMinute: 400_000 },
    'pools.0.members': [{ id: 'dune', budget: { perMinute: 200_000 } }, { id: 'cedar' }],
  })?.tenants;
  expect(tenants).toEqual([
    {
      name: 'acme',
      namespace: 'tenant-acme',
      budget: { perMinute: 500_000, perDay: 20_000_000 },
      agents: [
        { name: 'chat', budget: { perDay: 5_000_000 } },
        // both versions have one service account
        { name: 'search' },
        { name: 'report', budget: { perDay: 1_000_000 } },
      ],
    },
    {
      name: 'shared',
      namespace: 'shared',
      budget: { perMinute: 400_000 },
      agents: [{ name: 'chat' }],
      members: [{ name: 'dune', budget: { perMinute: 200_000 } }, { name: 'cedar' }],
    },
  ]);
});

const CASES: readonly [string, Readonly<Record<string, unknown>>, string[]][] = [
  ['a tenant without a budget whose agents call', { 'tenants.0.budget': ABSENT }, ['tenants.acme.budget: budget-missing']],
  ['a budget of nothing', { 'tenants.0.budget': {} }, ['tenants.acme.budget: budget-empty']],
  [
    'a budget of a tenant none of whose agents calls',
    { 'tenants.1.budget': { perMinute: 200_000 } },
    ['tenants.birch.budget: budget-unused'],
  ],
  [
    'a budget of an agent that does not call',
    { [`${SEARCH}.budget`]: { perDay: 200_000 } },
    ['tenants.acme.agents.search.budget: budget-unused'],
  ],
  [
    'a budget of a batch agent that does not call',
    { 'tenants.0.batch': { report: { ...REPORT, needs: ['memory'], budget: { perDay: 200_000 } } } },
    ['tenants.acme.batch.report.budget: budget-unused'],
  ],
  ['an agent above its tenant', { [`${CHAT}.budget`]: { perDay: 20_000_001 } }, ['tenants.acme: tenant-budget']],
  [
    'an agent bounded in a window in which its tenant is not',
    { [`${CHAT}.budget`]: { perHour: 5_000_000 } },
    ['tenants.acme.agents.chat: budget-window'],
  ],
  [
    'tenants above the provider, by one token',
    {
      'tenants.1.agents.orders.needs': ['llm-gateway'],
      'tenants.1.budget': { perMinute: 1_300_001 },
    },
    ['services.llmGateway: provider-budget'],
  ],
  [
    'a tenant that is not bounded in the provider’s window',
    { 'tenants.0.budget': { perDay: 20_000_000 } },
    ['tenants.acme.budget: budget-window'],
  ],
  [
    'members above their pool',
    {
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.budget': { perMinute: 400_000 },
      'pools.0.members': [{ id: 'dune', budget: { perMinute: 400_001 } }, { id: 'cedar' }],
    },
    ['pools.shared: tenant-budget'],
  ],
  [
    'a budget below one request',
    { 'tenants.0.budget': { perMinute: 127_999, perDay: 20_000_000 } },
    ['tenants.acme.budget.perMinute: budget-request'],
  ],
  ['a gateway that nobody calls', { [`${CHAT}.needs`]: ['memory'], 'tenants.0.budget': ABSENT }, ['services.llmGateway: llm-unused']],
  ['a reserve that is no percentage', { [`${GATEWAY}.reserve`]: '10' }, ['services.llmGateway.reserve: percent']],
  ['a reserve of everything', { [`${GATEWAY}.reserve`]: '100%' }, ['services.llmGateway.reserve: whole-number']],
  ['two ways to the keys', { [`${GATEWAY}.callers.jwks`]: JWKS }, ['services.llmGateway.callers: callers-keys']],
  ['no way to the keys', { [`${GATEWAY}.callers`]: { issuer: 'https://oidc.example.com' } }, ['services.llmGateway.callers: callers-keys']],
  ['keys that cannot be reached', { [`${GATEWAY}.callers.cidrs`]: [] }, ['services.llmGateway.callers.cidrs: egress-empty']],
  [
    'an image from elsewhere',
    { [`${GATEWAY}.image`]: `ghcr.io/envoy:1@sha256:${'a'.repeat(64)}` },
    ['services.llmGateway.image: image-registry'],
  ],
  [
    'two sizes at once',
    { [`${GATEWAY}.processor`]: { size: 'small', resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } } },
    ['services.llmGateway.processor.size: one-size'],
  ],
  [
    'ranges beside keys that are given',
    { [`${GATEWAY}.callers`]: { issuer: 'https://oidc.example.com', jwks: JWKS, cidrs: ['198.51.100.0/24'] } },
    ['services.llmGateway.callers.cidrs: callers-keys'],
  ],
  ['an issuer without TLS', { [`${GATEWAY}.callers.issuer`]: 'http://oidc.example.com' }, ['services.llmGateway.callers.issuer: issuer']],
  [
    'keys on a port that no policy opens',
    { [`${GATEWAY}.callers.jwksUri`]: 'https://oidc.example.com:8443/keys' },
    ['services.llmGateway.callers.jwksUri: jwks-uri'],
  ],
  [
    'the private half of a key',
    { [`${GATEWAY}.callers`]: { issuer: 'https://oidc.example.com', jwks: JWKS.replace('"n"', '"p":"AQ","n"') } },
    ['services.llmGateway.callers.jwks: jwks'],
  ],
  [
    '65 models, and more counters than one policy takes, at once',
    {
      [`${GATEWAY}.provider.models`]: Object.fromEntries(
        Array.from({ length: 65 }, (_, index) => [`m${index}`, { contextTokens: 1000, usdPerMillionTokens: 1 }]),
      ),
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.budget': { perMinute: 400_000 },
      'pools.0.members': Array.from({ length: 260 }, (_, index) => ({ id: `m${index}`, budget: { perMinute: 1000 } })),
    },
    ['services.llmGateway.provider.models: models', 'services.llmGateway: budget-counters'],
  ],
  [
    'more members than one rule can tell apart',
    {
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.budget': { perMinute: 400_000 },
      'pools.0.members': Array.from({ length: 600 }, (_, index) => ({
        id: `member-with-a-long-name-${String(index).padStart(4, '0')}`,
        ...(index === 0 && { budget: { perMinute: 200_000 } }),
      })),
    },
    ['services.llmGateway: budget-members'],
  ],
  [
    'one tenant above all that passes, whatever is promised',
    { [`${GATEWAY}.oversubscription`]: 2, 'tenants.0.budget': { perMinute: 1_800_001, perDay: 20_000_000 } },
    ['tenants.acme.budget.perMinute: provider-budget'],
  ],
  [
    'a budget of another type, and nothing that would follow from it',
    { 'tenants.0.budget.perMinute': '12' },
    ['tenants.acme.budget.perMinute: wrong-type'],
  ],
  ['one proxy', { [`${GATEWAY}.replicas`]: 1 }, ['services.llmGateway.replicas: whole-number']],
  [
    'an answer that takes longer than an hour',
    { [`${GATEWAY}.longestRequest`]: '61m' },
    ['services.llmGateway.longestRequest: whole-seconds'],
  ],
  ['no models', { [`${GATEWAY}.provider.models`]: {} }, ['services.llmGateway.provider.models: models']],
];
test.each(CASES)('fails %s', (_, changes, expected) => {
  expect(found(changed(changes, withLlmGateway()))).toEqual(expected);
});

test('takes tenants at exactly what the provider leaves', () => {
  const spec = changed(
    { 'tenants.1.agents.orders.needs': ['llm-gateway'], 'tenants.1.budget': { perMinute: 1_300_000 } },
    withLlmGateway(),
  );
  expect(found(spec)).toEqual([]);
});

test('fails tenants above the provider with every number and what to do', () => {
  const spec = changed(
    { 'tenants.1.agents.orders.needs': ['llm-gateway'], 'tenants.1.budget': { perMinute: 1_500_000 } },
    withLlmGateway(),
  );
  expect(problemsOf(spec)).toEqual([
    {
      place: 'services.llmGateway',
      rule: 'provider-budget',
      problem: 'all tenants have 2000000 tokens in a minute, the provider admits 2000000, without 10 % reserve and times 1 that is 1800000',
      fix: 'give tenants 200000 less, or declare an oversubscription of 1.12',
    },
  ]);
});

test('fails budgets that nothing enforces, each where it stands, and a need that nobody serves', () => {
  const changes = {
    [GATEWAY]: ABSENT,
    [`${CHAT}.budget`]: { perDay: 5_000_000 },
    'pools.0.members': [{ id: 'dune', budget: { perMinute: 1 } }, { id: 'cedar' }],
  };
  expect(found(changed(changes, withLlmGateway()))).toEqual([
    'tenants.acme.agents.chat.needs: needs-service',
    'pools.shared.members[0].budget: budget-unused',
    'tenants.acme.budget: budget-unused',
    'tenants.acme.agents.chat.budget: budget-unused',
  ]);
});

test('where somebody else renders the services, agents may need the gateway, and budgets are refused', () => {
  const elsewhere = { services: ELSEWHERE, [`${CHAT}.needs`]: ['memory', 'llm-gateway'] };
  expect(found(changed(elsewhere, withServices()))).toEqual([]);
  expect(found(changed({ ...elsewhere, 'tenants.0.budget': { perDay: 1 } }, withServices()))).toEqual([
    'tenants.acme.budget: budget-unused',
  ]);
});
