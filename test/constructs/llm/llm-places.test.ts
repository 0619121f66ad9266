import { App, Chart, Duration } from 'cdk8s';
import { LlmAgentgateway, type LlmAgentgatewayProps } from '../../../constructs/llm/llm-agentgateway';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import type { LlmGatewayProps } from '../../../constructs/llm/llm-gateway-props';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { changed } from '../../resolve/fixture';
import { withLlmGateway } from '../../resolve/services-fixture';
import { found } from '../../resolve/fixture';
import { rulesOf } from '../scaling/scaling-fixture';
import { BASIS, ISSUER, KEYS, of, rendered } from './llm-gateway-fixture';

const [POOL_FREE] = BASIS.tenants;
const tenants = POOL_FREE === undefined ? [] : [POOL_FREE];
const model = (name: string, contextTokens = 1000, usdPerMillionTokens = 1) => ({ name, contextTokens, usdPerMillionTokens });
const provider = (part: Partial<LlmGatewayProps['provider']>): Partial<LlmGatewayProps> => ({ provider: { ...BASIS.provider, ...part } });
const callers = (issuer: string, uri: string, ...ranges: string[]) => ({ callers: LlmCallerKeys.remote(issuer, uri, ranges) });
const keys = (...list: unknown[]) => ({ callers: LlmCallerKeys.inline(ISSUER, JSON.stringify({ keys: list })) });
const URI = 'https://oidc.example.com/keys';
const RANGE = '198.51.100.0/24';

describe('one wrong prop is one problem, at its own place', () => {
  test.each<[string, Partial<LlmGatewayProps>, string[]]>([
    ['nothing', {}, []],
    ['the second range of the provider', provider({ ranges: ['203.0.113.0/24', '0.0.0.0/0'] }), ['provider.ranges.1: cidr']],
    ['the name of the second model', provider({ models: [model('a'), model('b c')] }), ['provider.models.1.name: model-name']],
    ['its context', provider({ models: [model('a'), model('b', 0)] }), ['provider.models.1.contextTokens: whole-number']],
    ['its price', provider({ models: [model('a'), model('b', 1, -1)] }), ['provider.models.1.usdPerMillionTokens: price']],
    ['a model twice', provider({ models: [model('a'), model('b'), model('a')] }), ['provider.models.2.name: duplicate']],
    ['no port', provider({ port: 0 }), ['provider.port: whole-number']],
    ['the last port', provider({ port: 65_535 }), []],
    ['a port above it', provider({ port: 65_536 }), ['provider.port: whole-number']],
    ['the entry of its key', provider({ storeKey: 'a/../b' }), ['provider.storeKey: secret-key']],
    ['the store', { secretStore: 'A' }, ['secretStore: dns-label']],
    ['the domain of labels', { labelDomain: 'A B' }, ['labelDomain: label-domain']],
    ['the namespace of the controller', { controllerNamespace: 'A' }, ['controllerNamespace: dns-label']],
    ['the class of gateways', { gatewayClassName: 'A' }, ['gatewayClassName: dns-label']],
    ['the size of a request', { maxRequestSize: '4MB' }, ['maxRequestSize: quantity']],
    ['memory of a proxy', { resources: AgentResources.of({ cpu: '1', memory: '1GB' }) }, ['resources.memory: quantity']],
    [
      'memory of a processor',
      { processorResources: AgentResources.of({ cpu: '1', memory: '1GB' }) },
      ['processorResources.memory: quantity'],
    ],
    ['a second and a half', { longestRequest: Duration.millis(1500) }, ['longestRequest: whole-seconds']],
    ['an issuer with a space', callers('https://a b', URI, RANGE), ['callers.issuer: issuer']],
    ['an issuer that only ends so', callers('x https://a', URI, RANGE), ['callers.issuer: issuer']],
    ['keys at an address without a path', callers(ISSUER, 'https://oidc.example.com', RANGE), ['callers.uri: jwks-uri']],
    ['keys at a path with a space', callers(ISSUER, 'https://oidc.example.com/a b', RANGE), ['callers.uri: jwks-uri']],
    ['keys at the usual port, written', callers(ISSUER, 'https://oidc.example.com:443/keys', RANGE), []],
    ['keys at an address of 253 characters', callers(ISSUER, `${URI}/${'a'.repeat(253 - URI.length - 1)}`, RANGE), []],
    ['at one of 254', callers(ISSUER, `${URI}/${'a'.repeat(254 - URI.length - 1)}`, RANGE), ['callers.uri: jwks-uri']],
    ['the second range of the keys', callers(ISSUER, URI, RANGE, '0.0.0.0/0'), ['callers.ranges.1: cidr']],
    ['a key set without keys', keys(), ['callers.jwks: jwks']],
    ['a key that is no object', keys('RSA'), ['callers.jwks: jwks']],
    ['a key of nothing', keys(null), ['callers.jwks: jwks']],
    ['an RSA key without its number', keys({ kty: 'RSA', x: 'AQAB' }), ['callers.jwks: jwks']],
    ['an EC key without its point', keys({ kty: 'EC', n: 'AQAB' }), ['callers.jwks: jwks']],
    ['a key of another kind', keys({ kty: 'OKP', n: 'AQAB', x: 'AQAB' }), ['callers.jwks: jwks']],
    ['one bad key beside a good one', keys({ kty: 'RSA', n: 'AQAB' }, { kty: 'OKP', x: 'AQAB' }), ['callers.jwks: jwks']],
    ['both kinds of keys', keys({ kty: 'RSA', n: 'AQAB' }, { kty: 'EC', x: 'AQAB' }), []],
    ['the key set of nothing', { callers: LlmCallerKeys.inline(ISSUER, 'null') }, ['callers.jwks: jwks']],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map((member): [string, Partial<LlmGatewayProps>, string[]] => [
      `a key with its private ${member}`,
      keys({ kty: 'RSA', n: 'AQAB', [member]: 'AQAB' }),
      ['callers.jwks: jwks'],
    ]),
  ])('%s', (_, props, expected) => {
    expect(rulesOf(() => rendered(props))).toEqual(expected);
  });
});

describe('what is wrong with names in the list of tenants', () => {
  const [acme, shared] = BASIS.tenants;
  const written = (part: object, more: object = {}): string[] =>
    rulesOf(() =>
      rendered({ tenants: [{ ...shared, ...more } as (typeof tenants)[number], { ...acme, ...part } as (typeof tenants)[number]] }),
    );

  test.each<[string, object, object, string[]]>([
    ['the name of a tenant', { name: 'A' }, {}, ['tenants.1.name: dns-label']],
    ['its namespace', { namespace: 'A' }, {}, ['tenants.1.namespace: dns-label']],
    ['the name of an agent', { agents: [{ name: 'A' }] }, {}, ['tenants.1.agents.A: dns-label']],
    ['an agent twice', { agents: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] }, {}, ['tenants.1.agents: duplicate']],
    ['the name of a member', {}, { members: [{ name: 'A' }] }, ['tenants.0.members.A: dns-label']],
    ['a member twice', {}, { members: [{ name: 'a' }, { name: 'a' }] }, ['tenants.0.members: duplicate']],
    ['the budget of an agent', { agents: [{ name: 'a', budget: {} }] }, {}, ['tenants.1.agents.a.budget: budget-empty']],
    ['the budget of a member', {}, { members: [{ name: 'a', budget: {} }] }, ['tenants.0.members.a.budget: budget-empty']],
    ['members above their pool', {}, { members: [{ name: 'a', budget: { perDay: 4_000_001 } }] }, ['tenants.0: tenant-budget']],
  ])('%s', (_, part, more, expected) => {
    expect(written(part, more)).toEqual(expected);
  });
});

describe('the same of data, where data have it', () => {
  const gateway = 'services.llmGateway';
  test.each<[string, unknown, string]>([
    ['provider.cidrs', ['203.0.113.0/24', '0.0.0.0/0'], 'provider.cidrs[1]: cidr'],
    ['provider.models', { 'a b': { contextTokens: 64_000, usdPerMillionTokens: 1 } }, "provider.models['a b']: model-name"],
    ['callers.cidrs', ['198.51.100.0/24', '0.0.0.0/0'], 'callers.cidrs[1]: cidr'],
    ['callers.jwksUri', 'http://oidc.example.com/keys', 'callers.jwksUri: jwks-uri'],
    ['provider.limit', {}, 'provider.limit: budget-empty'],
    ['gatewayClass', 'A', 'gatewayClass: dns-label'],
    ['longestRequest', '500ms', 'longestRequest: whole-seconds'],
    ['longestRequest', 'long', 'longestRequest: duration'],
  ])('%s = %j', (key, value, expected) => {
    expect(found(changed({ [`${gateway}.${key}`]: value }, withLlmGateway()))).toEqual([`${gateway}.${expected}`]);
  });
});

describe('agentgateway', () => {
  const built = (props: Partial<LlmAgentgatewayProps> = {}): Chart => {
    const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
    new LlmAgentgateway(chart, 'Budgets', { ...BASIS, tenants, routeName: 'llm', rateLimitService: 'ratelimit', ...props });
    return chart;
  };
  const policyOf = (props?: Partial<LlmAgentgatewayProps>) =>
    of('AgentgatewayPolicy', built(props).toJson() as ReturnType<typeof rendered>).spec as {
      traffic: { rateLimit: { global: { backendRef: object } }; jwtAuthentication: { providers: object[] }; authorization: object };
    };

  test('asks the rate-limit service at its port, and lets in who is named', () => {
    const { rateLimit, authorization } = policyOf().traffic;
    expect(rateLimit.global.backendRef).toEqual({ name: 'ratelimit', namespace: 'platform', port: 8081 });
    expect(authorization).toEqual({
      action: 'Allow',
      policy: {
        matchExpressions: ['jwt.sub in ["system:serviceaccount:tenant-acme:answer","system:serviceaccount:tenant-acme:search"]'],
      },
    });
    expect(policyOf({ rateLimitPort: 9000 }).traffic.rateLimit.global.backendRef).toMatchObject({ port: 9000 });
  });

  test('takes keys that are given as they are, and reads others by the backend that leads to them', () => {
    const provided = { issuer: ISSUER, audiences: ['llm-gateway'] };
    expect(policyOf().traffic.jwtAuthentication.providers).toEqual([{ ...provided, jwks: { inline: KEYS } }]);
    const remote = { callers: LlmCallerKeys.remote(ISSUER, `${URI}?a=b`, [RANGE]), keysBackend: 'cluster-keys' };
    expect(policyOf(remote).traffic.jwtAuthentication.providers).toEqual([
      {
        ...provided,
        jwks: {
          remote: {
            backendRef: { group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'cluster-keys' },
            jwksPath: '/keys',
          },
        },
      },
    ]);
  });

  test.each<[string, Partial<LlmAgentgatewayProps>, string[]]>([
    ['nothing', {}, []],
    ['the route', { routeName: 'A' }, ['routeName: dns-label']],
    ['the rate-limit service', { rateLimitService: 'A' }, ['rateLimitService: dns-label']],
    ['no port', { rateLimitPort: 0 }, ['rateLimitPort: whole-number']],
    ['a port above the last', { rateLimitPort: 65_536 }, ['rateLimitPort: whole-number']],
    ['a backend that nothing needs', { keysBackend: 'keys' }, ['keysBackend: keys-backend']],
    ['a backend that is no name', { callers: LlmCallerKeys.remote(ISSUER, URI, [RANGE]), keysBackend: 'A' }, ['keysBackend: dns-label']],
    ['the entry of the provider’s key', provider({ storeKey: '/' }), ['provider.storeKey: secret-key']],
  ])('fails %s, and nothing else', (_, props, expected) => {
    expect(rulesOf(() => built(props))).toEqual(expected);
  });
});
