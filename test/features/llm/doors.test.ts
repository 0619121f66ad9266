import { Duration } from 'cdk8s';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import { LlmGateway } from '../../../constructs/llm/llm-gateway';
import type { LlmGatewayProps } from '../../../constructs/llm/llm-gateway-props';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { ABSENT, changed, CHAT } from '../../resolve/fixture';
import { image, withLlmGateway } from '../../resolve/services-fixture';
import { type Doors, rendered, renderedSpec, specOfKind, testDoors } from '../doors';

/** One gateway as neutral data, with a value of its own for all that can be written. */
const DATA = {
  schema: 'Anthropic' as 'OpenAI' | 'Anthropic',
  hostname: 'api.anthropic.com',
  cidrs: ['203.0.113.0/25', '203.0.113.128/25'],
  models: {
    large: { contextTokens: 200_000, usdPerMillionTokens: 15 },
    small: { contextTokens: 50_000, usdPerMillionTokens: 1.25 },
  } as Readonly<Record<string, { contextTokens: number; usdPerMillionTokens: number }>>,
  limit: { perMinute: 3_000_000, perDay: 90_000_000 } as TokenBudget,
  keys: { issuer: 'https://oidc.example.com/id/2', uri: 'https://oidc.example.com/id/2/keys', cidrs: ['198.51.100.0/25'] },
  reservePercent: 20,
  oversubscription: 1.5,
  image: image('envoy'),
  processorImage: image('extproc'),
  gatewayClass: 'models',
  resources: { cpu: '3', memory: '3Gi', ephemeralStorage: '2Gi' },
  processorResources: { cpu: '700m', memory: '700Mi', ephemeralStorage: '3Gi' },
  requestS: 120,
  replicas: 5,
  parallelRequests: 7,
  tenant: { perMinute: 900_000, perDay: 30_000_000 } as TokenBudget | undefined,
  agent: { perDay: 10_000_000 } as TokenBudget | undefined,
};
type Data = typeof DATA;

function specOf(data: Data): EnvironmentSpec {
  const { keys } = data;
  return changed(
    {
      'services.llmGateway': {
        provider: { schema: data.schema, hostname: data.hostname, cidrs: data.cidrs, models: data.models, limit: data.limit },
        callers: { issuer: keys.issuer, jwksUri: keys.uri, cidrs: keys.cidrs },
        reserve: `${data.reservePercent}%`,
        oversubscription: data.oversubscription,
        image: data.image,
        processorImage: data.processorImage,
        gatewayClass: data.gatewayClass,
        resources: data.resources,
        processor: { resources: data.processorResources },
        longestRequest: `${data.requestS}s`,
        replicas: data.replicas,
        parallelRequests: data.parallelRequests,
      },
      'tenants.0.budget': data.tenant ?? ABSENT,
      [`${CHAT}.budget`]: data.agent ?? ABSENT,
    },
    { ...withLlmGateway(), labelDomain: 'example.com' },
  );
}

function propsOf(data: Data): LlmGatewayProps {
  return {
    provider: {
      schema: data.schema,
      hostname: data.hostname,
      ranges: data.cidrs,
      models: Object.entries(data.models).map(([name, model]) => ({ name, ...model })),
      storeKey: 'shop/prod/platform/llm-provider',
    },
    callers: LlmCallerKeys.remote(data.keys.issuer, data.keys.uri, data.keys.cidrs),
    limit: data.limit,
    reservePercent: data.reservePercent,
    oversubscription: data.oversubscription,
    image: data.image,
    processorImage: data.processorImage,
    gatewayClassName: data.gatewayClass,
    secretStore: 'platform',
    labelDomain: 'example.com',
    resources: AgentResources.of(data.resources),
    processorResources: AgentResources.of(data.processorResources),
    longestRequest: Duration.millis(data.requestS * 1000),
    replicas: data.replicas,
    parallelRequests: data.parallelRequests,
    tenants: [
      {
        name: 'acme',
        namespace: 'tenant-acme',
        budget: data.tenant as TokenBudget,
        agents: [{ name: 'chat', ...(data.agent !== undefined && { budget: data.agent }) }],
      },
    ],
  };
}

const DOORS: Doors<Data, LlmGatewayProps> = {
  data: DATA,
  planOf: (data) => resolve(specOf(data)).services?.llmGateway,
  propsOf,
  build: (chart, props) => new LlmGateway(chart, 'LlmGateway', props),
};

test('every value of the plan is where Envoy and its gateways read it', () => {
  const objects = renderedSpec(DOORS);
  const spec = (kind: string): Readonly<Record<string, unknown>> => specOfKind(objects, kind);
  const amounts = (cpu: string, memory: string, storage: string): object => {
    const all = { cpu, memory, 'ephemeral-storage': storage };
    return { limits: all, requests: all };
  };
  expect(spec('EnvoyProxy')).toMatchObject({
    provider: {
      kubernetes: { envoyDeployment: { replicas: 5, container: { image: DATA.image, resources: amounts('3', '3Gi', '2Gi') } } },
    },
    shutdown: { drainTimeout: '120s' },
  });
  expect(spec('GatewayConfig')).toEqual({
    extProc: { kubernetes: { image: DATA.processorImage, resources: amounts('700m', '700Mi', '3Gi') } },
  });
  expect(spec('Gateway')).toMatchObject({ gatewayClassName: 'models' });
  expect(spec('Backend')).toMatchObject({ endpoints: [{ fqdn: { hostname: 'api.anthropic.com', port: 443 } }] });
  expect(spec('BackendSecurityPolicy')).toMatchObject({ type: 'AnthropicAPIKey' });
  expect(spec('ExternalSecret')).toMatchObject({
    secretStoreRef: { name: 'platform' },
    data: [{ remoteRef: { key: 'shop/prod/platform/llm-provider', property: 'apiKey' } }],
  });
  expect(spec('AIGatewayRoute')).toMatchObject({ rules: [{ timeouts: { request: '120s' }, modelsOwnedBy: 'api.anthropic.com' }] });
  expect(spec('SecurityPolicy')).toMatchObject({
    jwt: { providers: [{ issuer: DATA.keys.issuer, remoteJWKS: { uri: DATA.keys.uri } }] },
  });
  const traffic = spec('BackendTrafficPolicy') as {
    circuitBreaker: object;
    rateLimit: { global: { rules: { limit: { requests: number; unit: string } }[] } };
  };
  expect(traffic.circuitBreaker).toMatchObject({ maxConnections: 7, maxParallelRequests: 7, maxPendingRequests: 7 });
  // 80 % of what the provider admits, then the tenant's and the agent's own
  expect(traffic.rateLimit.global.rules.map(({ limit }) => `${limit.requests} a ${limit.unit}`)).toEqual([
    '2400000 a Minute',
    '72000000 a Day',
    '900000 a Minute',
    '30000000 a Day',
    '10000000 a Day',
  ]);
  const { ingress, egress } = spec('NetworkPolicy') as { ingress: object[]; egress: object[] };
  expect(JSON.stringify(ingress)).toContain('example.com/tenant');
  for (const cidr of [...DATA.cidrs, ...DATA.keys.cidrs]) expect(JSON.stringify(egress)).toContain(`"${cidr}"`);
});

test('a namespace of the controllers, a port, a property and a size of requests are what props alone can say', () => {
  const { provider, ...rest } = propsOf(DATA);
  const objects = rendered(DOORS, {
    ...rest,
    provider: { ...provider, port: 8443, storeProperty: 'key' },
    controllerNamespace: 'gateways',
    maxRequestSize: '9Mi',
  });
  const spec = (kind: string): object => specOfKind(objects, kind);
  expect(spec('Backend')).toMatchObject({ endpoints: [{ fqdn: { port: 8443 } }] });
  expect(spec('ExternalSecret')).toMatchObject({ data: [{ remoteRef: { property: 'key' } }] });
  expect(spec('ClientTrafficPolicy')).toMatchObject({ connection: { bufferLimit: '9Mi' } });
  const policy = JSON.stringify(spec('NetworkPolicy'));
  expect(policy).toContain('"kubernetes.io/metadata.name":"gateways"');
  expect(policy).toContain('8443');
});

testDoors(DOORS, [
  ['a host that is no DNS name', { hostname: 'api' }, ['hostname']],
  ['no ranges', { cidrs: [] }, ['egress-empty']],
  ['every address', { cidrs: ['0.0.0.0/0'] }, ['cidr']],
  ['no models', { models: {} }, ['models']],
  ['a model that is no name', { models: { 'a b': { contextTokens: 10, usdPerMillionTokens: 1 } } }, ['model-name']],
  ['a model without a context', { models: { a: { contextTokens: 0, usdPerMillionTokens: 1 } } }, ['whole-number']],
  ['a price that is rounded', { models: { a: { contextTokens: 10, usdPerMillionTokens: 0.000_000_1 } } }, ['price']],
  ['a limit of nothing', { limit: {} }, ['budget-empty']],
  ['a limit of half a token', { limit: { perMinute: 0.5 } }, ['whole-number']],
  ['an issuer without TLS', { keys: { ...DATA.keys, issuer: 'http://oidc.example.com' } }, ['issuer']],
  ['keys on another port', { keys: { ...DATA.keys, uri: 'https://oidc.example.com:8443/keys' } }, ['jwks-uri']],
  ['keys without ranges', { keys: { ...DATA.keys, cidrs: [] } }, ['egress-empty']],
  ['a reserve of everything', { reservePercent: 100 }, ['whole-number']],
  ['a ratio below one', { oversubscription: 0.9 }, ['oversubscription']],
  ['a ratio above ten', { oversubscription: 10.1 }, ['oversubscription']],
  ['an image without a digest', { image: 'registry.example.com/shop/envoy:1' }, ['image-pinned']],
  ['a processor without a digest', { processorImage: 'registry.example.com/shop/extproc:1' }, ['image-pinned']],
  ['a class that is no name', { gatewayClass: 'Models' }, ['dns-label']],
  ['memory of half a byte', { resources: { ...DATA.resources, memory: '512m' } }, ['quantity']],
  ['a processor without CPU', { processorResources: { ...DATA.processorResources, cpu: '0' } }, ['quantity']],
  ['an answer of half a second', { requestS: 0.5 }, ['whole-seconds']],
  ['an answer of more than an hour', { requestS: 3601 }, ['whole-seconds']],
  ['one proxy', { replicas: 1 }, ['whole-number']],
  ['more proxies than there may be', { replicas: 101 }, ['whole-number']],
  ['no requests at one time', { parallelRequests: 0 }, ['whole-number']],
  ['a tenant without a token budget', { tenant: undefined }, ['budget-missing']],
  ['a tenant below one request', { tenant: { perMinute: 199_999, perDay: 30_000_000 } }, ['budget-request']],
  ['a window that is never reached', { tenant: { perMinute: 300_000, perDay: 432_000_001 }, agent: undefined }, ['budget-unreached']],
  ['a tenant without the window of its provider', { tenant: { perDay: 30_000_000 } }, ['budget-window']],
  ['a tenant above all that passes', { tenant: { perMinute: 2_400_001, perDay: 30_000_000 } }, ['provider-budget']],
  ['an agent above its tenant', { agent: { perDay: 30_000_001 } }, ['tenant-budget']],
  ['an agent in a window of its own', { agent: { perHour: 300_000 } }, ['budget-window']],
]);
