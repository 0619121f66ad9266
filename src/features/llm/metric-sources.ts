import { CALLER_LABEL, MEMBER_LABEL } from './caller';
import { metricSource } from '../services/metric-source';

const CALL = `gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model error_type ${CALLER_LABEL} ${MEMBER_LABEL}`;

/** The AI gateway's processor beside each proxy, with the attributes that its controller is started with. Histograms alone. */
export const AI_GATEWAY = metricSource(
  {
    name: 'Envoy AI Gateway',
    version: '1.1.0',
    reference: 'https://github.com/envoyproxy/ai-gateway/blob/main/internal/metrics/genai.go',
  },
  [],
  [
    ['gen_ai_client_', `${CALL} gen_ai_token_type`, 'token_usage'],
    ['gen_ai_server_', CALL, 'request_duration time_to_first_token time_per_output_token'],
  ],
);
