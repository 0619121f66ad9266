import type { TenantTokens } from './buckets';
import type { ProviderLimits } from './shares';
import type { PodResources } from '../resources/spec';

/** A model, complete. */
export interface LlmModelPlan {
  readonly name: string;
  readonly contextTokens: number;
  readonly usdPerMillionTokens: number;
}

/** The gateway to language models and who may spend what on them, complete. */
export interface LlmGatewayPlan {
  readonly provider: {
    readonly schema: 'OpenAI' | 'Anthropic';
    readonly hostname: string;
    readonly cidrs: readonly string[];
    readonly models: readonly LlmModelPlan[];
  };
  readonly callers: {
    readonly issuer: string;
    readonly jwksUri: string | undefined;
    readonly cidrs: readonly string[];
    readonly jwks: string | undefined;
  };
  readonly limits: ProviderLimits;
  /** Tenants and pools with an agent that calls, sorted by id. */
  readonly tenants: readonly TenantTokens[];
  readonly image: string;
  readonly processorImage: string;
  /** Of Envoy. */
  readonly resources: PodResources;
  readonly processorResources: PodResources;
  readonly gatewayClass: string;
  readonly longestRequestS: number;
  readonly replicas: number;
  readonly parallelRequests: number;
}
