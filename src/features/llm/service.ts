import { LLM_GATEWAY_PLACE } from './places';
import { address } from '../services/places';
import type { SharedService } from '../services/service';
import { LLM_TOKEN_FILE } from './caller';

/** The gateway to language models, as its agents see it. They prove themselves by the token of their service account. */
export const LLM_SERVICE = {
  need: 'llm-gateway',
  places: () => [LLM_GATEWAY_PLACE],
  config: {
    key: 'llmGateway',
    addresses: () => ({ address: address(LLM_GATEWAY_PLACE) }),
    settings: () => ({ tokenFile: LLM_TOKEN_FILE }),
  },
} as const satisfies SharedService;
