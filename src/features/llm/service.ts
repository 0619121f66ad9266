import { LLM_GATEWAY_PLACE } from './places';
import { address } from '../services/places';
import { nested, type OptionalField } from '../../kernel/schema';
import type { ServiceRow } from '../services/service';
import { ENVOY_GATEWAY_PODS, LLM_GATEWAY_KINDS } from './operators';
import type { LlmGatewayPlan } from './plan';
import { type LlmAround, type LlmWorld, resolveLlmGateway, withoutLlmGateway } from './resolve';
import { LLM_GATEWAY } from './schema';
import type { LlmGatewaySpec } from './spec';
import { LLM_TOKEN_FILE } from './caller';

/** The gateway to language models, as its agents see it. They prove themselves by the token of their service account. */
export const LLM_SERVICE: ServiceRow<
  'llm-gateway',
  'llmGateway',
  OptionalField<LlmGatewaySpec>,
  LlmWorld,
  LlmGatewayPlan | undefined,
  LlmAround
> = {
  need: 'llm-gateway',
  written: {
    key: 'llmGateway',
    field: nested('Required where an agent needs `llm-gateway`.', LLM_GATEWAY, { otherwise: 'none: no agent calls language models' }),
  },
  resolve: resolveLlmGateway,
  kinds: LLM_GATEWAY_KINDS,
  operated: ENVOY_GATEWAY_PODS,
  without: withoutLlmGateway,
  places: () => [LLM_GATEWAY_PLACE],
  config: {
    key: 'llmGateway',
    addresses: () => ({ address: address(LLM_GATEWAY_PLACE) }),
    settings: () => ({ tokenFile: LLM_TOKEN_FILE }),
  },
};
