import { metricSource } from '../services/metric-source';
import { CALLER_LABEL, MEMBER_LABEL } from './caller';

/**
 * Tokens by caller, one histogram a proxy: the sum counts tokens. `cached_input` and `reasoning` are parts of the two that are added up.
 *
 * @see https://github.com/envoyproxy/ai-gateway/blob/main/internal/metrics/genai.go
 */
export const TOKENS_METRIC = 'gen_ai_client_token_usage_sum';
/** Label of the kind of token. */
export const TOKEN_TYPE_LABEL = 'gen_ai_token_type';
/** Name of the PodMonitor's targets in Prometheus, `<namespace>/<PodMonitor>`. */
export const GATEWAY_JOB = 'platform/llm-gateway';
/** Ports at which the proxies' pods are scraped, Envoy's own and that of the AI gateway's processor beside it: names and numbers are theirs. */
export const PROXY_METRICS = { name: 'metrics', number: 19_001 } as const;
export const PROCESSOR_METRICS = { name: 'aigw-admin', number: 1064 } as const;

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
