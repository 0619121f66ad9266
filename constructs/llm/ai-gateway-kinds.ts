import type { PolicyTarget } from '../kinds/gateway-api';

/** Group of the kinds below. */
export const AI_GATEWAY = 'aigateway.envoyproxy.io';
/** Version of the kinds below. https://aigateway.envoyproxy.io/docs/api/ */
export const AI_GATEWAY_API = `${AI_GATEWAY}/v1beta1`;

/** The slice of AIGatewayRoute we emit. */
export interface AiGatewayRouteSpec {
  readonly parentRefs: readonly PolicyTarget[];
  readonly llmRequestCosts: readonly { readonly metadataKey: string; readonly type: 'TotalToken' }[];
  readonly rules: readonly {
    readonly matches: readonly {
      readonly headers: readonly { readonly type: 'Exact' | 'RegularExpression'; readonly name: string; readonly value: string }[];
    }[];
    readonly backendRefs: readonly { readonly name: string }[];
    readonly timeouts: { readonly request: string };
    readonly modelsOwnedBy: string;
  }[];
}

/** The slice of AIServiceBackend we emit. */
export interface AiServiceBackendSpec {
  readonly schema: { readonly name: 'OpenAI' | 'Anthropic' };
  readonly backendRef: PolicyTarget;
  readonly headerMutation?: { readonly remove: readonly string[] };
}

/** The slice of BackendSecurityPolicy we emit. */
export interface BackendSecurityPolicySpec {
  readonly targetRefs: readonly PolicyTarget[];
  readonly type: 'APIKey' | 'AnthropicAPIKey';
  readonly apiKey?: { readonly secretRef: { readonly name: string } };
  readonly anthropicAPIKey?: { readonly secretRef: { readonly name: string } };
}

/** The slice of GatewayConfig we emit. */
export interface GatewayConfigSpec {
  readonly extProc: { readonly kubernetes: { readonly image: string; readonly resources: object } };
}
