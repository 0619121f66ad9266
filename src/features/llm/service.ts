import { LLM_GATEWAY_PLACE } from './places';
import { delivered, NO_STATUS, parents, ready } from '../services/delivered';
import { address } from '../services/places';
import { nested } from '../../kernel/schema';
import type { ServiceRow } from '../services/row';
import { ENVOY_GATEWAY_PODS } from './operators';
import type { LlmGatewayPlan } from './plan';
import { type LlmAround, type LlmWorld, resolveLlmGateway, withoutLlmGateway } from './resolve';
import { LLM_SERVICE_FORM } from './schema';
import type { LlmGatewaySpec, LlmServiceSpec } from './spec';
import { LLM_TOKEN_FILE } from './caller';

/** The gateway to language models, as its agents see it. They prove themselves by the token of their service account. */
export const LLM_SERVICE: ServiceRow<
  'llm-gateway',
  'llmGateway',
  LlmGatewaySpec,
  LlmWorld,
  LlmGatewayPlan | undefined,
  LlmAround,
  LlmServiceSpec
> = {
  need: 'llm-gateway',
  written: {
    key: 'llmGateway',
    field: nested('The gateway to language models.', LLM_SERVICE_FORM, { otherwise: 'none: no agent calls language models' }),
  },
  external: { port: 443, addresses: (where) => ({ address: where }), tls: (tls) => ({ tls }) },
  resolve: resolveLlmGateway,
  // kinds of Envoy Gateway, of the AI gateway and of agentgateway
  kinds: [
    delivered('agentgateway.dev', 'AgentgatewayBackend', 'agentgatewaybackends', NO_STATUS),
    delivered('agentgateway.dev', 'AgentgatewayPolicy', 'agentgatewaypolicies', parents('ancestors', 'Accepted', false)),
    delivered('aigateway.envoyproxy.io', 'AIGatewayRoute', 'aigatewayroutes', ready(false, 'Accepted')),
    delivered('aigateway.envoyproxy.io', 'AIServiceBackend', 'aiservicebackends', ready(false, 'Accepted')),
    delivered('aigateway.envoyproxy.io', 'BackendSecurityPolicy', 'backendsecuritypolicies', ready(false, 'Accepted')),
    delivered('aigateway.envoyproxy.io', 'GatewayConfig', 'gatewayconfigs', ready(false, 'Accepted')),
    delivered('aigateway.envoyproxy.io', 'QuotaPolicy', 'quotapolicies', ready(false, 'Accepted')),
    delivered('gateway.envoyproxy.io', 'Backend', 'backends', ready(false, 'Accepted')),
    delivered('gateway.envoyproxy.io', 'BackendTrafficPolicy', 'backendtrafficpolicies', parents('ancestors', 'Accepted', false)),
    delivered('gateway.envoyproxy.io', 'ClientTrafficPolicy', 'clienttrafficpolicies', parents('ancestors', 'Accepted', false)),
    delivered('gateway.envoyproxy.io', 'EnvoyProxy', 'envoyproxies', NO_STATUS),
    delivered('gateway.envoyproxy.io', 'SecurityPolicy', 'securitypolicies', parents('ancestors', 'Accepted', false)),
  ],
  operated: ENVOY_GATEWAY_PODS,
  without: withoutLlmGateway,
  places: () => [LLM_GATEWAY_PLACE],
  config: {
    key: 'llmGateway',
    addresses: () => ({ address: address(LLM_GATEWAY_PLACE) }),
    settings: () => ({ tokenFile: LLM_TOKEN_FILE }),
  },
};
