import type { BudgetSpec, LlmCallersSpec, LlmGatewaySpec, LlmModelSpec, LlmProviderSpec } from './spec';
import { choice, type FieldsOf, listOf, number, object, optional, recordOf, required, text } from '../../kernel/shape';
import { SIZE } from '../../resolve/shape-parts';

/** A budget as written. */
export const BUDGET = object({
  perMinute: optional(number),
  perHour: optional(number),
  perDay: optional(number),
  perMonth: optional(number),
} satisfies FieldsOf<BudgetSpec>);

const MODEL = object({ contextTokens: required(number), usdPerMillionTokens: required(number) } satisfies FieldsOf<LlmModelSpec>);

const PROVIDER = object({
  schema: required(choice<LlmProviderSpec['schema']>({ OpenAI: true, Anthropic: true })),
  hostname: required(text),
  cidrs: required(listOf(text)),
  models: required(recordOf(MODEL)),
  limit: required(BUDGET),
} satisfies FieldsOf<LlmProviderSpec>);

const CALLERS = object({
  issuer: required(text),
  jwksUri: optional(text),
  cidrs: optional(listOf(text)),
  jwks: optional(text),
} satisfies FieldsOf<LlmCallersSpec>);

/** The gateway as written. */
export const LLM_GATEWAY = object({
  ...SIZE,
  provider: required(PROVIDER),
  callers: required(CALLERS),
  reserve: optional(text),
  oversubscription: optional(number),
  image: required(text),
  processorImage: required(text),
  processor: optional(object(SIZE)),
  gatewayClass: optional(text),
  longestRequest: optional(text),
  replicas: optional(number),
  parallelRequests: optional(number),
} satisfies FieldsOf<LlmGatewaySpec>);
