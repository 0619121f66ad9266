import { App, Chart, Testing } from 'cdk8s';
import { addLlmGateway } from '../../environments/llm';
import { Problems } from '../../src/core/problems';
import type { Dependency } from '../../src/core/services';
import { LLM } from '../../src/model/budget-shape';
import type { BudgetSpec, LlmSpec } from '../../src/model/budget-spec';
import { type Budgeted, resolveLlm } from '../../src/model/resolve-budget';
import type { ResolvedLlm } from '../../src/model/resolved-budget';
import type { Shaped } from '../../src/model/shape';
import { ShapeReader } from '../../src/model/shape-reader';

const DIGEST = `@sha256:${'a'.repeat(64)}`;
const VALID: LlmSpec = {
  provider: {
    schema: 'OpenAI',
    hostname: 'api.openai.com',
    cidrs: ['203.0.113.0/24'],
    models: {
      'gpt-4o': { contextTokens: 128_000, usdPerMillionTokens: 10 },
      'gpt-4o-mini': { contextTokens: 64_000, usdPerMillionTokens: 0.6 },
    },
    limit: { perMinute: 2_000_000 },
  },
  callers: { issuer: 'https://oidc.example.com/id/1', jwksUri: 'https://oidc.example.com/id/1/keys', cidrs: ['198.51.100.0/24'] },
  image: `registry.example.com/shop/envoy:1.39.0${DIGEST}`,
  processorImage: `registry.example.com/shop/extproc:1.1.0${DIGEST}`,
};

const NEEDS: readonly Dependency[] = ['llm-gateway'];
const agent = (name: string, budget?: BudgetSpec, needs = NEEDS): Budgeted['agents'][number] => ({ name, needs, budget });
const ACME: Budgeted = {
  id: 'acme',
  namespace: 'tenant-acme',
  place: 'tenants.0',
  budget: { perMinute: 500_000, perDay: 20_000_000 },
  agents: [agent('search', { perDay: 5_000_000 }), agent('answer'), agent('index', undefined, ['bus'])],
};

function read(written: unknown, tenants: readonly Budgeted[] = [ACME]): { llm: ResolvedLlm | undefined; found: string[] } {
  const problems = Problems.of('shop/prod');
  const reader = new ShapeReader();
  const spec = written === undefined ? undefined : (reader.read(written, LLM, problems.at('llm')) as Shaped<LlmSpec> | undefined);
  const llm = resolveLlm(spec, tenants, ['registry.example.com/shop'], reader, problems);
  return { llm, found: problems.list.map(({ place, rule }) => `${place}: ${rule}`) };
}

test('language models are complete with a provider, keys and two images', () => {
  const { llm, found } = read(VALID);
  expect(found).toEqual([]);
  expect(llm).toEqual({
    provider: {
      schema: 'OpenAI',
      hostname: 'api.openai.com',
      cidrs: ['203.0.113.0/24'],
      models: [
        { name: 'gpt-4o', contextTokens: 128_000, usdPerMillionTokens: 10 },
        { name: 'gpt-4o-mini', contextTokens: 64_000, usdPerMillionTokens: 0.6 },
      ],
    },
    callers: { ...VALID.callers, jwks: undefined },
    limits: { limit: { perMinute: 2_000_000 }, reservePercent: 10, oversubscription: 1 },
    tenants: [
      {
        name: 'acme',
        namespace: 'tenant-acme',
        budget: { perMinute: 500_000, perDay: 20_000_000 },
        agents: [{ name: 'search', budget: { perDay: 5_000_000 } }, { name: 'answer' }],
      },
    ],
    image: VALID.image,
    processorImage: VALID.processorImage,
    gatewayClass: 'envoy',
    longestRequestS: 300,
    replicas: 2,
    parallelRequests: 16,
  });
});

test('what resolves renders, with its alerts and a report that has the tenant', () => {
  const { llm } = read(VALID);
  if (llm === undefined) throw new Error('nothing was resolved');
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  const report = addLlmGateway(chart, llm, { system: 'shop', name: 'prod', labelDomain: 'cdk8s-agents', secretStore: 'platform' });
  expect((Testing.synth(chart) as { kind: string }[]).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['AIGatewayRoute', 'BackendTrafficPolicy', 'PrometheusRule', 'ExternalSecret']),
  );
  // two versions of two proxies, each with 16 open, 16 waiting and two times two for its threads: 144 × 128 000 on top of each window
  expect(report).toContain('144 × 128,000 = 18,432,000 tokens');
  expect(report).toContain('| acme | 500,000 a minute, 20,000,000 a day | 38,432,000 | $384.32 |');
});

const CASES: readonly [string, Partial<LlmSpec>, readonly Budgeted[], string[]][] = [
  ['a tenant without a budget whose agents call', {}, [{ ...ACME, budget: undefined }], ['tenants.0.budget: budget-missing']],
  [
    'a budget of a tenant none of whose agents calls',
    {},
    [{ ...ACME, agents: [agent('index', undefined, ['bus'])] }],
    ['tenants.0.budget: budget-unused'],
  ],
  [
    'a budget of an agent that does not call',
    {},
    [{ ...ACME, agents: [agent('search'), agent('index', { perDay: 200_000 }, ['bus'])] }],
    ['tenants.0.agents.index.budget: budget-unused'],
  ],
  ['agents above their tenant', {}, [{ ...ACME, agents: [agent('search', { perDay: 20_000_001 })] }], ['tenants.0.agents: tenant-budget']],
  [
    'tenants above the provider',
    {},
    [ACME, { ...ACME, id: 'globex', namespace: 'tenant-globex', place: 'tenants.1', budget: { perMinute: 1_300_001, perDay: 20_000_000 } }],
    ['llm: provider-budget'],
  ],
  [
    'members above their pool',
    {},
    [{ ...ACME, members: [{ id: 'hooli', budget: { perDay: 20_000_001 } }] }],
    ['tenants.0.members: tenant-budget'],
  ],
  [
    'a budget below one request',
    {},
    [{ ...ACME, budget: { perMinute: 127_999 }, agents: [agent('a')] }],
    ['tenants.0.budget.perMinute: budget-request'],
  ],
  ['a reserve that is no percentage', { reserve: '10' }, [ACME], ['llm.reserve: percent']],
  ['a reserve of everything', { reserve: '100%' }, [ACME], ['llm.reserve: whole-number']],
  ['two ways to the keys', { callers: { ...VALID.callers, jwks: '{}' } }, [ACME], ['llm.callers: callers-keys']],
  ['no way to the keys', { callers: { issuer: 'https://oidc.example.com' } }, [ACME], ['llm.callers: callers-keys']],
  ['keys that cannot be reached', { callers: { ...VALID.callers, cidrs: [] } }, [ACME], ['llm.callers.cidrs: callers-keys']],
  ['an image from elsewhere', { image: `ghcr.io/envoy:1${DIGEST}` }, [ACME], ['llm.image: image-registry']],
  ['one proxy', { replicas: 1 }, [ACME], ['llm.replicas: whole-number']],
  ['an answer that takes longer than an hour', { longestRequest: '61m' }, [ACME], ['llm.longestRequest: whole-seconds']],
  ['no models', { provider: { ...VALID.provider, models: {} } }, [ACME], ['llm.provider.models: models']],
];
test.each(CASES)('fails %s', (_, part, tenants, expected) => {
  expect(read({ ...VALID, ...part }, tenants).found).toEqual(expected);
});

test('fails budgets that nothing enforces, each where it stands', () => {
  const pool: Budgeted = { ...ACME, members: [{ id: 'hooli', budget: { perDay: 1 } }] };
  expect(read(undefined, [pool]).found).toEqual([
    'tenants.0.budget: budget-unused',
    'tenants.0.agents.search.budget: budget-unused',
    'tenants.0.members.0.budget: budget-unused',
  ]);
  expect(read(undefined, [{ ...ACME, budget: undefined, agents: [agent('search')] }]).found).toEqual([]);
});
