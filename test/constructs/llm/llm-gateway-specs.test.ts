import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import { LLM_TOKEN_SOURCE } from '../../../constructs/llm/llm-token';
import { BASIS, ISSUER, of, PROPS, rendered } from './llm-gateway-fixture';

const PODS = { matchLabels: { 'app.kubernetes.io/instance': 'llm-gateway' } };
const GATEWAY = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'llm-gateway' };
const KEYS = LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']);
const pods = (namespace: string, matchLabels: object) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels },
});
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));
const sized = (cpu: string, memory: string) => {
  const amounts = { cpu, memory, 'ephemeral-storage': '1Gi' };
  return { limits: amounts, requests: amounts };
};

test('proxies are two, of the platform’s own class, spread over zones and hosts where that can be, and end their answers first', () => {
  const spread = (topologyKey: string) => ({ labelSelector: PODS, maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' });
  expect(of('EnvoyProxy').spec).toEqual({
    concurrency: 2,
    provider: {
      type: 'Kubernetes',
      kubernetes: {
        envoyDeployment: {
          replicas: 2,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          pod: {
            labels: PODS.matchLabels,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
            priorityClassName: 'platform-critical',
          },
          container: { image: PROPS.image, resources: sized('1', '1Gi') },
          name: 'llm-gateway',
        },
        envoyService: { name: 'llm-gateway', type: 'ClusterIP' },
        envoyPDB: { name: 'llm-gateway', maxUnavailable: 1 },
      },
    },
    shutdown: { drainTimeout: '300s' },
  });
});

test('the gateway takes routes of its own namespace only', () => {
  expect(of('Gateway').spec).toEqual({
    gatewayClassName: 'envoy',
    infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'llm-gateway' } },
    listeners: [{ name: 'http', port: 8080, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }],
  });
});

test('a request holds no more than its size in memory', () => {
  expect(of('ClientTrafficPolicy').spec).toEqual({
    targetRefs: [GATEWAY],
    connection: { bufferLimit: '4Mi' },
    headers: { earlyRequestHeaders: { remove: ['x-llm-caller', 'x-ai-eg-model', 'x-ai-eg-original-path'] } },
  });
});

test('the provider is dialled by its name over TLS, as public authorities certify it', () => {
  expect(of('Backend').spec).toEqual({
    endpoints: [{ fqdn: { hostname: 'api.openai.com', port: 443 } }],
    tls: { sni: 'api.openai.com', wellKnownCACertificates: 'System' },
  });
  expect(of('AIServiceBackend').spec).toEqual({
    schema: { name: 'OpenAI' },
    backendRef: { group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'llm-gateway' },
  });
});

test.each([
  ['OpenAI', { type: 'APIKey', apiKey: { secretRef: { name: 'llm-gateway-provider' } } }],
  ['Anthropic', { type: 'AnthropicAPIKey', anthropicAPIKey: { secretRef: { name: 'llm-gateway-provider' } } }],
] as const)('the key of %s is where that provider wants it', (schema, key) => {
  expect(of('BackendSecurityPolicy', rendered({ provider: { ...BASIS.provider, schema } })).spec).toEqual({
    targetRefs: [{ group: 'aigateway.envoyproxy.io', kind: 'AIServiceBackend', name: 'llm-gateway' }],
    ...key,
  });
});

test('the provider’s key is read from the store by its name there', () => {
  expect(of('ExternalSecret').spec).toEqual({
    data: [{ secretKey: 'apiKey', remoteRef: { key: 'shop/prod/platform/llm', property: 'apiKey' } }],
    refreshInterval: '1h0m0s',
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' },
    target: { name: 'llm-gateway-provider', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
  });
});

test('each model is a row of one rule, on endpoints that are counted', () => {
  const row = (model: string) => ({
    headers: [
      { type: 'Exact', name: 'x-ai-eg-model', value: model },
      {
        type: 'RegularExpression',
        name: 'x-ai-eg-original-path',
        value: String.raw`/(v1/(chat/completions|embeddings|responses)|anthropic/v1/messages)(\?.*)?`,
      },
    ],
  });
  expect(of('AIGatewayRoute').spec).toEqual({
    parentRefs: [GATEWAY],
    llmRequestCosts: [{ metadataKey: 'llm_total_token', type: 'TotalToken' }],
    rules: [
      {
        matches: [row('gpt-4o-mini'), row('gpt-4o')],
        backendRefs: [{ name: 'llm-gateway' }],
        timeouts: { request: '300s' },
        modelsOwnedBy: 'api.openai.com',
      },
    ],
  });
});

test('keys that are read are read from their address', () => {
  expect(of('SecurityPolicy', rendered({ callers: KEYS })).spec['jwt']).toEqual({
    providers: [
      {
        name: 'service-accounts',
        issuer: ISSUER,
        audiences: ['llm-gateway'],
        claimToHeaders: [{ claim: 'sub', header: 'x-llm-caller' }],
        remoteJWKS: { uri: 'https://oidc.example.com/keys' },
      },
    ],
  });
});

test('a proxy opens and holds back as many requests as it is said, and tries none again', () => {
  const { rateLimit: _counters, ...spec } = of('BackendTrafficPolicy').spec;
  expect(spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'llm-gateway' }],
    circuitBreaker: { maxConnections: 16, maxParallelRequests: 16, maxPendingRequests: 16, maxParallelRetries: 0 },
  });
});

test('a counter asks for who calls, in the words of Envoy; that of the provider asks for nothing', () => {
  const { rateLimit } = of('BackendTrafficPolicy').spec as { rateLimit: { global: { rules: object[] } } };
  const cost = {
    request: { from: 'Number', number: 0 },
    response: { from: 'Metadata', metadata: { namespace: 'io.envoy.ai_gateway', key: 'llm_total_token' } },
  };
  const caller = 'x-llm-caller';
  const ofPool = { name: caller, type: 'RegularExpression', value: 'system:serviceaccount:shared-tenants:[a-z0-9.-]+' };
  const ofAcme = { name: caller, type: 'RegularExpression', value: 'system:serviceaccount:tenant-acme:[a-z0-9.-]+' };
  const member = (value: string) => ({ name: 'x-llm-member', type: 'Exact', value });
  const rule = (requests: number, unit: string, ...headers: object[]) => ({
    ...(headers.length > 0 && { clientSelectors: [{ headers }] }),
    limit: { requests, unit },
    cost,
    shared: true,
  });
  const search = { name: caller, type: 'Exact', value: 'system:serviceaccount:tenant-acme:search' };
  expect(rateLimit.global.rules).toEqual([
    rule(1_800_000, 'Minute'),
    rule(400_000, 'Minute', ofPool),
    rule(4_000_000, 'Day', ofPool),
    {
      ...rule(0, 'Minute', ofPool, { name: 'x-llm-member', type: 'RegularExpression', value: 'hooli|initech', invert: true }),
      cost: { request: { from: 'Number', number: 1 } },
    },
    rule(2_000_000, 'Day', ofPool, member('hooli')),
    rule(1_000_000, 'Day', ofPool, member('initech')),
    rule(500_000, 'Minute', ofAcme),
    rule(20_000_000, 'Day', ofAcme),
    rule(200_000, 'Minute', search),
    rule(5_000_000, 'Day', search),
  ]);
});

test('who reaches the proxies, and whom they reach', () => {
  const cluster = { to: [pods('kube-system', { 'k8s-app': 'kube-dns' })], ports: [{ port: 53, protocol: 'UDP' }, ...tcp(53)] };
  expect(
    of('NetworkPolicy', rendered({ callers: KEYS, provider: { ...BASIS.provider, port: 8443 }, labelDomain: 'example.com' })).spec,
  ).toEqual({
    podSelector: PODS,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ namespaceSelector: { matchExpressions: [{ key: 'example.com/tenant', operator: 'Exists' }] } }], ports: tcp(8080) },
      { from: [pods('monitoring', { 'app.kubernetes.io/name': 'prometheus' })], ports: tcp(19_001, 1064) },
    ],
    egress: [
      cluster,
      { to: [pods('envoy-gateway-system', { 'control-plane': 'envoy-gateway' })], ports: tcp(18_000) },
      { to: [pods('envoy-gateway-system', { 'app.kubernetes.io/name': 'envoy-ratelimit' })], ports: tcp(8081) },
      { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: tcp(8443) },
      { to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: tcp(443) },
    ],
  });
});

test('both containers of a proxy are scraped, each at its own path', () => {
  expect(of('PodMonitor').spec).toEqual({
    podMetricsEndpoints: [
      { port: 'metrics', path: '/stats/prometheus' },
      { port: 'aigw-admin', path: '/metrics' },
    ],
    selector: PODS,
  });
});

test('the token lives an hour and is read by the pod’s own group', () => {
  expect(LLM_TOKEN_SOURCE).toEqual({
    projected: {
      defaultMode: 0o440,
      sources: [{ serviceAccountToken: { audience: 'llm-gateway', expirationSeconds: 3600, path: 'token' } }],
    },
  });
});
