import { ENVOY_GATEWAY_PODS } from '../../../src/features/llm/operators';
import { LLM_SERVICE } from '../../../src/features/llm/service';

test('the gateway is needed by its word, written below llmGateway, and found at one place by the label that Envoy Gateway leaves alone', () => {
  const { need, written, operated, config, certified, proof } = LLM_SERVICE;
  expect([need, written.key, operated, certified, proof]).toEqual([
    'llm-gateway',
    'llmGateway',
    ENVOY_GATEWAY_PODS,
    undefined, // it is called without TLS inside the cluster,
    undefined, // and shown the token of the service account
  ]);
  expect(LLM_SERVICE.places(undefined)).toEqual([
    { namespace: 'platform', podLabels: { 'app.kubernetes.io/instance': 'llm-gateway' }, port: 8080, service: 'llm-gateway' },
  ]);
  const client = { identity: 'chat', tenant: 'acme', publishes: [], budgetNotice: false, consumes: undefined };
  expect([config?.key, config?.addresses(undefined), config?.settings?.(client)]).toEqual([
    'llmGateway',
    { address: 'llm-gateway.platform.svc.cluster.local:8080' },
    { tokenFile: '/var/run/secrets/llm-gateway/token' },
  ]);
});

test('of a gateway that others run, clients are told where it is and whether by TLS', () => {
  const { external } = LLM_SERVICE;
  expect([external?.port, external?.tellsAgent, external?.keepsConnections]).toEqual([443, undefined, undefined]);
  expect([external?.addresses('llm.example.com:443'), external?.tls(true), external?.tls(false)]).toEqual([
    { address: 'llm.example.com:443' },
    { tls: true },
    { tls: false },
  ]);
});

test('twelve kinds of three operators are delivered, none of which holds data', () => {
  const row = (group: string, kind: string, resource: string, health: object) => ({
    ...{ group, kind, resource, health },
    ...{ namespaced: true, holdsData: false, read: [] },
  });
  const none = { kind: 'no-status' };
  const accepted = { kind: 'condition', type: 'Accepted', argoCdKnows: false };
  const byAll = { kind: 'parents', field: 'ancestors', type: 'Accepted', argoCdKnows: false };
  expect(LLM_SERVICE.kinds).toEqual([
    row('agentgateway.dev', 'AgentgatewayBackend', 'agentgatewaybackends', none),
    row('agentgateway.dev', 'AgentgatewayPolicy', 'agentgatewaypolicies', byAll),
    row('aigateway.envoyproxy.io', 'AIGatewayRoute', 'aigatewayroutes', accepted),
    row('aigateway.envoyproxy.io', 'AIServiceBackend', 'aiservicebackends', accepted),
    row('aigateway.envoyproxy.io', 'BackendSecurityPolicy', 'backendsecuritypolicies', accepted),
    row('aigateway.envoyproxy.io', 'GatewayConfig', 'gatewayconfigs', accepted),
    row('aigateway.envoyproxy.io', 'QuotaPolicy', 'quotapolicies', accepted),
    row('gateway.envoyproxy.io', 'Backend', 'backends', accepted),
    row('gateway.envoyproxy.io', 'BackendTrafficPolicy', 'backendtrafficpolicies', byAll),
    row('gateway.envoyproxy.io', 'ClientTrafficPolicy', 'clienttrafficpolicies', byAll),
    row('gateway.envoyproxy.io', 'EnvoyProxy', 'envoyproxies', none),
    row('gateway.envoyproxy.io', 'SecurityPolicy', 'securitypolicies', byAll),
  ]);
});
