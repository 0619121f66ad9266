import { AI_GATEWAY } from '../../../src/features/llm/metric';
import { aboutSource, labelsBySeries } from '../metric-source';

/** https://github.com/envoyproxy/ai-gateway/blob/main/internal/metrics/genai.go */
test('the series of the AI gateway are its three histograms and that of tokens', () => {
  expect(aboutSource(AI_GATEWAY)).toBe('Envoy AI Gateway 1.1.0');
  expect(labelsBySeries(AI_GATEWAY)).toEqual({
    gen_ai_client_token_usage_bucket:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model gen_ai_token_type le llm_caller llm_member',
    gen_ai_client_token_usage_count:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model gen_ai_token_type llm_caller llm_member',
    gen_ai_client_token_usage_sum:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model gen_ai_token_type llm_caller llm_member',
    gen_ai_server_request_duration_bucket:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model le llm_caller llm_member',
    gen_ai_server_time_per_output_token_bucket:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model le llm_caller llm_member',
    gen_ai_server_time_to_first_token_bucket:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model le llm_caller llm_member',
    gen_ai_server_request_duration_count:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
    gen_ai_server_request_duration_sum:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
    gen_ai_server_time_per_output_token_count:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
    gen_ai_server_time_per_output_token_sum:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
    gen_ai_server_time_to_first_token_count:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
    gen_ai_server_time_to_first_token_sum:
      'error_type gen_ai_operation_name gen_ai_original_model gen_ai_provider_name gen_ai_request_model gen_ai_response_model llm_caller llm_member',
  });
});
