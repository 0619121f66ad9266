import type { PolicyTarget } from '../kinds/gateway-api';

/** Group of the kind below. */
export const AGENTGATEWAY = 'agentgateway.dev';
/** Version of the kind below. https://agentgateway.dev/docs/kubernetes/main/reference/api/ */
export const AGENTGATEWAY_API = `${AGENTGATEWAY}/v1alpha1`;

/** The slice of AgentgatewayPolicy we emit. */
export interface AgentgatewayPolicySpec {
  readonly targetRefs: readonly PolicyTarget[];
  readonly traffic: {
    readonly jwtAuthentication: {
      readonly mode: 'Strict';
      readonly providers: readonly {
        readonly issuer: string;
        readonly audiences: readonly string[];
        readonly jwks: {
          readonly inline?: string;
          readonly remote?: {
            readonly backendRef: { readonly group: string; readonly kind: string; readonly name: string };
            readonly jwksPath: string;
          };
        };
      }[];
    };
    readonly authorization: { readonly action: 'Allow'; readonly policy: { readonly matchExpressions: readonly string[] } };
    readonly rateLimit: {
      readonly global: {
        readonly backendRef: { readonly name: string; readonly namespace: string; readonly port: number };
        readonly domain: string;
        readonly descriptors: readonly {
          readonly entries: readonly { readonly name: string; readonly expression: string }[];
          readonly unit: 'Tokens';
        }[];
        readonly failureMode: 'FailClosed';
      };
    };
  };
}
