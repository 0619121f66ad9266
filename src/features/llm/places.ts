import { type NamedPlace, platformPlace } from '../services/places';

/**
 * Where agents find the gateway to language models.
 *
 * Envoy Gateway keeps `app.kubernetes.io/name` for itself: https://gateway.envoyproxy.io/docs/api/extension_types/#kubernetespodspec
 */
export const LLM_GATEWAY_PLACE: NamedPlace = {
  ...platformPlace('llm-gateway', 8080),
  podLabels: { 'app.kubernetes.io/instance': 'llm-gateway' },
};
