import type { TenantTokens } from '../core/budget/buckets';
import type { ProviderLimits } from '../core/budget/shares';

/** A model, complete. */
export interface ResolvedLlmModel {
  readonly name: string;
  readonly contextTokens: number;
  readonly usdPerMillionTokens: number;
}

/** Language models and who may spend what on them, complete. */
export interface ResolvedLlm {
  readonly provider: {
    readonly schema: 'OpenAI' | 'Anthropic';
    readonly hostname: string;
    readonly cidrs: readonly string[];
    readonly models: readonly ResolvedLlmModel[];
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
  readonly gatewayClass: string;
  readonly longestRequestS: number;
  readonly replicas: number;
  readonly parallelRequests: number;
}
