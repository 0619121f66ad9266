import type { PolicyTarget } from '../kinds/gateway-api';

/** Group of the kinds below. */
export const ENVOY_GATEWAY = 'gateway.envoyproxy.io';
/** Version of the kinds below. https://gateway.envoyproxy.io/docs/api/extension_types/ */
export const ENVOY_GATEWAY_API = `${ENVOY_GATEWAY}/v1alpha1`;

/** The slice of EnvoyProxy we emit. */
export interface EnvoyProxySpec {
  readonly concurrency: number;
  readonly provider: {
    readonly type: 'Kubernetes';
    readonly kubernetes: {
      readonly envoyDeployment: {
        readonly replicas: number;
        readonly strategy: {
          readonly type: 'RollingUpdate';
          readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number };
        };
        readonly pod: {
          readonly labels: Readonly<Record<string, string>>;
          readonly securityContext: object;
          readonly topologySpreadConstraints: readonly object[];
          readonly priorityClassName: string;
        };
        readonly container: { readonly image: string; readonly resources: object };
        readonly name: string;
      };
      readonly envoyService: { readonly name: string; readonly type: 'ClusterIP' };
      readonly envoyPDB: { readonly name: string; readonly maxUnavailable: number };
    };
  };
  readonly shutdown: { readonly drainTimeout: string };
}

/** The slice of ClientTrafficPolicy we emit. */
export interface ClientTrafficPolicySpec {
  readonly targetRefs: readonly PolicyTarget[];
  readonly connection: { readonly bufferLimit: string };
  readonly headers: { readonly earlyRequestHeaders: { readonly remove: readonly string[] } };
}

/** The slice of Backend we emit: a host outside by name, over TLS with authorities that the proxy's image trusts. */
export interface BackendSpec {
  readonly endpoints: readonly { readonly fqdn: { readonly hostname: string; readonly port: number } }[];
  readonly tls: { readonly sni: string; readonly wellKnownCACertificates: 'System' };
}

/** Whose tokens are accepted, and by which keys. */
export interface JwtProvider {
  readonly name: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly claimToHeaders: readonly { readonly claim: string; readonly header: string }[];
  readonly localJWKS?: { readonly type: 'Inline'; readonly inline: string };
  readonly remoteJWKS?: { readonly uri: string };
}

/** The slice of SecurityPolicy we emit. */
export interface SecurityPolicySpec {
  readonly targetRefs: readonly PolicyTarget[];
  readonly jwt: {
    readonly providers: readonly JwtProvider[];
  };
  readonly authorization: {
    readonly defaultAction: 'Deny';
    readonly rules: readonly {
      readonly name: string;
      readonly action: 'Allow';
      readonly principal: {
        readonly jwt: {
          readonly provider: string;
          readonly claims: readonly { readonly name: string; readonly values: readonly string[] }[];
        };
      };
    }[];
  };
}

/** The slice of BackendTrafficPolicy we emit. */
export interface BackendTrafficPolicySpec {
  readonly targetRefs: readonly PolicyTarget[];
  readonly circuitBreaker: {
    readonly maxConnections: number;
    readonly maxParallelRequests: number;
    readonly maxPendingRequests: number;
    readonly maxParallelRetries: number;
  };
  readonly rateLimit: { readonly global: { readonly rules: readonly RateLimitRule[] } };
}

/** One counter. */
export interface RateLimitRule {
  readonly clientSelectors?: readonly { readonly headers: readonly RateLimitHeader[] }[];
  readonly limit: { readonly requests: number; readonly unit: 'Minute' | 'Hour' | 'Day' | 'Month' };
  readonly cost: {
    readonly request: { readonly from: 'Number'; readonly number: number };
    readonly response?: { readonly from: 'Metadata'; readonly metadata: { readonly namespace: string; readonly key: string } };
  };
  readonly shared: true;
}

export interface RateLimitHeader {
  readonly name: string;
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
  readonly invert?: true;
}
