// Generated from schema.ts by `npm run generate`; not edited.

import type { ExternalServiceSpec } from '../external/spec';
import type { ServiceSizeSpec } from '../resources/spec';

/** By which keys the cluster signs the tokens of service accounts: `jwks`, or `jwksUri` and `cidrs`. */
export interface LlmCallersSpec {
  /** `--service-account-issuer` of the API server. */
  readonly issuer: string;
  /** `https://…` of the key set, where keys change by themselves, e.g. EKS. */
  readonly jwksUri?: string;
  /** Address ranges of that host. */
  readonly cidrs?: readonly string[];
  /** The key set, as `kubectl get --raw /openid/v1/jwks` prints it. */
  readonly jwks?: string;
}

/** The gateway to language models, Envoy AI Gateway. Tenants and pools whose agents need `llm-gateway` must have a `budget`. */
export interface LlmGatewaySpec extends ServiceSizeSpec {
  /** Who answers, and what it sells. */
  readonly provider: LlmProviderSpec;
  /** By which keys the cluster signs the tokens of service accounts. */
  readonly callers: LlmCallersSpec;
  /** Share of the provider's limit that is promised to no tenant and does not pass. From 0% to 99%. @default '10%' */
  readonly reserve?: string;
  /** Ratio of promised tokens to what passes. From 1 to 10. @default 1 */
  readonly oversubscription?: number;
  /** Envoy, by registry, tag and digest. */
  readonly image: string;
  /** External processor of the AI gateway, by registry, tag and digest. */
  readonly processorImage: string;
  /** GatewayClass of Envoy Gateway. @default 'envoy' */
  readonly gatewayClass?: string;
  /** How large the processor is that runs beside Envoy in each pod; the gateway's own size is Envoy's, by default 'large'. @default - { size: 'medium' } */
  readonly processor?: ServiceSizeSpec;
  /** Longest that an answer takes, at most an hour. @default '5m' */
  readonly longestRequest?: string;
  /** Proxies. From 2 to 100. @default 2 */
  readonly replicas?: number;
  /** Requests that one proxy has open at the provider. From 1 to 10000. @default 16 */
  readonly parallelRequests?: number;
}

/** A model that agents may ask for. */
export interface LlmModelSpec {
  /** Tokens of its context window: what one request and its answer take at most. From 1 to 100000000. */
  readonly contextTokens: number;
  /** US dollars per million tokens, the dearer of input and output; at most six decimals. From 0 to 100000. */
  readonly usdPerMillionTokens: number;
}

/** Who answers, and what it sells. */
export interface LlmProviderSpec {
  /** What its API speaks. */
  readonly schema: 'OpenAI' | 'Anthropic';
  /** DNS name, e.g. `api.openai.com`. */
  readonly hostname: string;
  /** Address ranges that the name resolves to. */
  readonly cidrs: readonly string[];
  /** Models by the name that requests have for them. */
  readonly models: Readonly<Record<string, LlmModelSpec>>;
  /** What the provider admits, as the contract says. */
  readonly limit: TokenBudget;
}

/** The gateway to language models: one that is rendered and counts tokens, or one that others run, which no token budget here bounds. */
export type LlmServiceSpec = { readonly external: ExternalServiceSpec } | LlmGatewaySpec;

/** Tokens of requests and answers together that may be spent in a window; at least one window is given. */
export interface TokenBudget {
  /** Tokens a minute. From 1 to 4294967295. @default - no bound in a minute */
  readonly perMinute?: number;
  /** Tokens an hour. From 1 to 4294967295. @default - no bound in an hour */
  readonly perHour?: number;
  /** Tokens a day, from midnight UTC. From 1 to 4294967295. @default - no bound in a day */
  readonly perDay?: number;
  /** Tokens in thirty days, which is what the gateway takes for a month. From 1 to 4294967295. @default - no bound in a month */
  readonly perMonth?: number;
}
