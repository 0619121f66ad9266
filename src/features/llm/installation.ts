import { METRIC_ATTRIBUTES } from './caller';

/** Controller that Gateways of our class are served by. */
export const ENVOY_GATEWAY_CONTROLLER = 'gateway.envoyproxy.io/gatewayclass-controller';

/** Helm values with which the controllers are installed. */
export interface LlmGatewayInstallation {
  /** Of `gateway-helm` (Envoy Gateway 1.9). */
  readonly envoyGateway: object;
  /** Of `ai-gateway-helm` (Envoy AI Gateway 1.1). */
  readonly aiGateway: object;
}

/**
 * Settings that the objects of the gateway cannot make. Proxies run in the Gateway's namespace, so that the Service stays there. The
 * rate-limit service refuses when it cannot count, so two of it run. Metrics name the caller. Messages have room for every counter in every
 * row; otherwise proxies would get no new configuration while every status says Accepted.
 *
 * The Redis must not evict and must keep its file: a lost counter lets a token budget be spent again.
 *
 * @param redisUrl host and port of the Redis that counts, e.g. `redis.envoy-gateway-system.svc.cluster.local:6379`; not in the platform's
 * namespace, which admits no other callers
 * @see https://github.com/envoyproxy/ai-gateway/blob/main/manifests/envoy-gateway-values.yaml
 * @see https://gateway.envoyproxy.io/docs/api/extension_types/#ratelimit
 */
export function llmGatewayInstallation(redisUrl: string): LlmGatewayInstallation {
  return {
    envoyGateway: {
      config: {
        envoyGateway: {
          gateway: { controllerName: ENVOY_GATEWAY_CONTROLLER },
          provider: {
            type: 'Kubernetes',
            kubernetes: {
              deploy: { type: 'GatewayNamespace' },
              rateLimitDeployment: { replicas: 2 },
              rateLimitPDB: { maxUnavailable: 1 },
            },
          },
          extensionApis: { enableBackend: true },
          extensionManager: {
            maxMessageSize: `${MAX_MESSAGE_BYTES / 1024 / 1024}Mi`,
            hooks: {
              xdsTranslator: {
                translation: { listener: ALL, route: ALL, cluster: ALL, secret: ALL },
                post: ['Translation', 'Cluster', 'Route'],
              },
            },
            service: { fqdn: { hostname: 'ai-gateway-controller.envoy-ai-gateway-system.svc.cluster.local', port: 1063 } },
          },
          rateLimit: { backend: { type: 'Redis', redis: { url: redisUrl } }, failClosed: true, timeout: '200ms' },
        },
      },
    },
    aiGateway: {
      controller: {
        // its webhook adds the processor to proxies, and no proxy starts without an answer
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        mutatingWebhook: { certManager: { enable: true } },
        metricsRequestHeaderAttributes: METRIC_ATTRIBUTES,
        maxRecvMsgSize: String(MAX_MESSAGE_BYTES),
      },
    },
  };
}

const ALL = { includeAll: true };
/**
 * What both controllers tell each other at once: 764 bytes for each counter in each row were measured, 12 MiB for 255 counters and 64 models,
 * and names may be longer. 4 MiB would be the default of both. A text: charts write large numbers with an exponent.
 */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
