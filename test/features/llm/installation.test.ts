import { llmGatewayInstallation } from '../../../src/features/llm/installation';

test('the installation is these values and no other: a hook or a replica less, and budgets would not hold', () => {
  const all = { includeAll: true };
  expect(llmGatewayInstallation('redis:6379')).toEqual({
    envoyGateway: {
      config: {
        envoyGateway: {
          gateway: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
          // proxies beside the Gateway; a rate-limit service that refuses when it is away, and so two of it
          provider: {
            type: 'Kubernetes',
            kubernetes: {
              deploy: { type: 'GatewayNamespace' },
              rateLimitDeployment: { replicas: 2 },
              rateLimitPDB: { maxUnavailable: 1 },
            },
          },
          extensionApis: { enableBackend: true },
          // the AI gateway changes what proxies are told: without its hooks, no row has a counter
          extensionManager: {
            maxMessageSize: '64Mi',
            hooks: {
              xdsTranslator: {
                translation: { listener: all, route: all, cluster: all, secret: all },
                post: ['Translation', 'Cluster', 'Route'],
              },
            },
            service: { fqdn: { hostname: 'ai-gateway-controller.envoy-ai-gateway-system.svc.cluster.local', port: 1063 } },
          },
          // who cannot count lets nobody through
          rateLimit: { backend: { type: 'Redis', redis: { url: 'redis:6379' } }, failClosed: true, timeout: '200ms' },
        },
      },
    },
    aiGateway: {
      controller: {
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        mutatingWebhook: { certManager: { enable: true } },
        metricsRequestHeaderAttributes: 'x-llm-caller:llm.caller,x-llm-member:llm.member',
        // 64 MiB, as the other side; a text, since charts write large numbers with an exponent
        maxRecvMsgSize: '67108864',
      },
    },
  });
});
