import { TOPOLOGY } from '../../src/kernel/labels';
import { LLM_GATEWAY_PLACE } from '../../src/features/llm/places';
import type { Bucket } from '../../src/features/llm/buckets';
import { CALLER_CLAIM, CALLER_HEADER, TOKEN_AUDIENCE } from '../../src/features/llm/caller';
import { WORKERS } from '../../src/features/llm/bound';
import type { CallerKeysPlan } from '../../src/features/llm/keys';
import { PROCESSOR_METRICS, PROXY_METRICS } from '../../src/features/llm/metric';
import { type LlmGatewayPlan, type LlmProviderPlan, RATE_LIMIT_PORT } from '../../src/features/llm/plan';
import type { CallersPlan } from '../../src/features/services/places';
import {
  type AiGatewayRouteSpec,
  type AiServiceBackendSpec,
  type BackendSecurityPolicySpec,
  type GatewayConfigSpec,
  AI_GATEWAY,
} from './ai-gateway-kinds';
import {
  type BackendSpec,
  type BackendTrafficPolicySpec,
  type ClientTrafficPolicySpec,
  ENVOY_GATEWAY,
  type EnvoyProxySpec,
  type JwtProvider,
  type RateLimitRule,
  type SecurityPolicySpec,
} from './envoy-gateway-kinds';
import { GATEWAY_API, type GatewaySpec, type PolicyTarget } from '../kinds/gateway-api';
import { type OpenPolicySpec, podsOf, tcp, tenantNamespaces, TO_DNS, toRanges } from '../network/policy-rules';
import { POD_SECURITY } from '../kinds/pod-security';
import type { PodResources } from '../../src/features/resources/spec';

const llmGateway = LLM_GATEWAY_PLACE;
/** Name of the Gateway, its Service and all else. */
export const NAME = llmGateway.service;
/** Labels of the pods that are ours to give: `app.kubernetes.io/name` is `envoy` and part of an immutable selector. */
export const POD_LABELS: Readonly<Record<string, string>> = { 'app.kubernetes.io/instance': NAME };
/** Container ports of Envoy's and of the processor's metrics: names and numbers are theirs. */
export const METRICS = [
  { port: PROXY_METRICS.name, path: '/stats/prometheus' },
  { port: PROCESSOR_METRICS.name, path: '/metrics' },
];
const METRICS_PORTS = [PROXY_METRICS.number, PROCESSOR_METRICS.number];
/** Where proxies are told their configuration. */
const XDS_PORT = 18_000;
/** Header into which the gateway writes the model that a body asks for. */
const MODEL_HEADER = 'x-ai-eg-model';
/** Header into which it writes the path that was asked for, query included. */
const PATH_HEADER = 'x-ai-eg-original-path';
/**
 * The endpoints that are served: those whose answers always state the tokens used. Others, e.g. `/v1/completions` as a stream, would pass
 * the AI gateway without being counted.
 *
 * @see https://github.com/envoyproxy/ai-gateway/blob/v1.1.0/internal/endpointspec/endpointspec.go
 */
const COUNTED_PATHS = '/(v1/(chat/completions|embeddings|responses)|anthropic/v1/messages)(\\?.*)?';
const COST_KEY = 'llm_total_token';
/** Values of one claim: https://gateway.envoyproxy.io/docs/api/extension_types/#jwtclaim */
const MAX_CLAIM_VALUES = 128;
const PROVIDER = 'service-accounts';
/** Of the host of the keys. */
const KEYS_PORT = 443;

const target = (group: string, kind: string): PolicyTarget => ({ group, kind, name: NAME });
const GATEWAY = target(GATEWAY_API, 'Gateway');

export function gatewaySpec({ gatewayClass }: LlmGatewayPlan): GatewaySpec {
  return {
    gatewayClassName: gatewayClass,
    infrastructure: { parametersRef: target(ENVOY_GATEWAY, 'EnvoyProxy') },
    listeners: [{ name: 'http', port: llmGateway.port, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }],
  };
}

export function envoyProxySpec({ image, replicas, resources, longestRequestS }: LlmGatewayPlan): EnvoyProxySpec {
  const constraint = (topologyKey: string): object => ({
    labelSelector: { matchLabels: POD_LABELS },
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
  });
  return {
    concurrency: WORKERS,
    provider: {
      type: 'Kubernetes',
      kubernetes: {
        envoyDeployment: {
          replicas,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          pod: {
            labels: POD_LABELS,
            // the images bring their own user, 65532
            securityContext: { runAsNonRoot: true, seccompProfile: POD_SECURITY.seccompProfile },
            topologySpreadConstraints: [constraint(TOPOLOGY.zone), constraint(TOPOLOGY.host)],
            priorityClassName: 'platform-critical',
          },
          container: { image, resources: sized(resources) },
          name: NAME,
        },
        envoyService: { name: NAME, type: 'ClusterIP' },
        envoyPDB: { name: NAME, maxUnavailable: 1 },
      },
    },
    // an answer that has begun ends before its proxy does
    shutdown: { drainTimeout: `${longestRequestS}s` },
  };
}

export function gatewayConfigSpec({ processorImage, processorResources }: LlmGatewayPlan): GatewayConfigSpec {
  return { extProc: { kubernetes: { image: processorImage, resources: sized(processorResources) } } };
}

/** Headers in which callers name themselves are removed before anything reads them. */
export function clientSpec({ maxRequestSize }: LlmGatewayPlan): ClientTrafficPolicySpec {
  return {
    targetRefs: [GATEWAY],
    connection: { bufferLimit: maxRequestSize },
    headers: { earlyRequestHeaders: { remove: [CALLER_HEADER, MODEL_HEADER, PATH_HEADER] } },
  };
}

export function backendSpec({ hostname, port }: LlmProviderPlan): BackendSpec {
  return { endpoints: [{ fqdn: { hostname, port } }], tls: { sni: hostname, wellKnownCACertificates: 'System' } };
}

/**
 * The token of a caller does not leave the cluster; for `OpenAI` the provider's key replaces it. The name of the caller does leave it: a
 * header that is removed here is missing when the answer has ended, and counters that use it would count nothing.
 */
export function serviceSpec({ schema }: LlmProviderPlan): AiServiceBackendSpec {
  return {
    schema: { name: schema },
    backendRef: target(ENVOY_GATEWAY, 'Backend'),
    ...(schema === 'Anthropic' && { headerMutation: { remove: ['authorization'] } }),
  };
}

export function keySpec({ schema }: LlmProviderPlan, secret: string): BackendSecurityPolicySpec {
  const key = { secretRef: { name: secret } };
  return {
    targetRefs: [target(AI_GATEWAY, 'AIServiceBackend')],
    ...(schema === 'OpenAI' ? { type: 'APIKey', apiKey: key } : { type: 'AnthropicAPIKey', anthropicAPIKey: key }),
  };
}

export function routeSpec({ provider, longestRequestS }: LlmGatewayPlan): AiGatewayRouteSpec {
  return {
    parentRefs: [GATEWAY],
    llmRequestCosts: [{ metadataKey: COST_KEY, type: 'TotalToken' }],
    rules: [
      {
        matches: provider.models.map(({ name }) => ({
          headers: [
            { type: 'Exact', name: MODEL_HEADER, value: name },
            { type: 'RegularExpression', name: PATH_HEADER, value: COUNTED_PATHS },
          ],
        })),
        backendRefs: [{ name: NAME }],
        timeouts: { request: `${longestRequestS}s` },
        modelsOwnedBy: provider.hostname,
      },
    ],
  };
}

/** Only tokens for this gateway, and only of agents that have tokens to spend. */
export function securitySpec({ callers, subjects }: LlmGatewayPlan): SecurityPolicySpec {
  const chunks = Array.from({ length: Math.ceil(subjects.length / MAX_CLAIM_VALUES) }, (_, index) =>
    subjects.slice(index * MAX_CLAIM_VALUES, (index + 1) * MAX_CLAIM_VALUES),
  );
  return {
    targetRefs: [GATEWAY],
    jwt: {
      providers: [
        {
          name: PROVIDER,
          issuer: callers.issuer,
          audiences: [TOKEN_AUDIENCE],
          claimToHeaders: [{ claim: CALLER_CLAIM, header: CALLER_HEADER }],
          ...keySet(callers),
        },
      ],
    },
    authorization: {
      defaultAction: 'Deny',
      rules: chunks.map((values, index) => ({
        name: `callers-${index}`,
        action: 'Allow',
        principal: { jwt: { provider: PROVIDER, claims: [{ name: CALLER_CLAIM, values }] } },
      })),
    },
  };
}

function keySet(callers: CallerKeysPlan): Pick<JwtProvider, 'localJWKS' | 'remoteJWKS'> {
  switch (callers.kind) {
    case 'given':
      return { localJWKS: { type: 'Inline', inline: callers.jwks } };
    case 'fetched':
      return { remoteJWKS: { uri: callers.jwksUri } };
  }
}

/**
 * All rows of the route share each counter. Otherwise each row would have counters of its own, and n models could spend n token budgets.
 */
export function trafficSpec({ buckets, parallelRequests }: LlmGatewayPlan): BackendTrafficPolicySpec {
  return {
    targetRefs: [target(GATEWAY_API, 'HTTPRoute')],
    circuitBreaker: {
      maxConnections: parallelRequests,
      maxParallelRequests: parallelRequests,
      maxPendingRequests: parallelRequests,
      // a retry would be paid for but not counted
      maxParallelRetries: 0,
    },
    rateLimit: { global: { rules: buckets.map(rateLimitRule) } },
  };
}

/** A request is charged its tokens when its answer has ended, and nothing before. Where the limit is zero it is charged one at once. */
function rateLimitRule({ headers, window, tokens }: Bucket): RateLimitRule {
  return {
    ...(headers.length > 0 && { clientSelectors: [{ headers: headers.map((header) => ({ ...header })) }] }),
    limit: { requests: tokens, unit: window.unit },
    cost: {
      request: { from: 'Number', number: tokens === 0 ? 1 : 0 },
      ...(tokens > 0 && { response: { from: 'Metadata', metadata: { namespace: 'io.envoy.ai_gateway', key: COST_KEY } } }),
    },
    shared: true,
  };
}

export function networkSpec(
  { provider, callers, controllerNamespace: namespace, tenantLabel }: LlmGatewayPlan,
  { monitoring }: CallersPlan,
): OpenPolicySpec {
  const hosts = callers.kind === 'given' ? [] : [{ port: KEYS_PORT, cidrs: callers.cidrs }];
  return {
    podSelector: { matchLabels: POD_LABELS },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [tenantNamespaces(tenantLabel)], ports: tcp(llmGateway.port) },
      { from: [podsOf(monitoring)], ports: tcp(...METRICS_PORTS) },
    ],
    egress: [
      TO_DNS,
      { to: [podsOf({ namespace, podLabels: { 'control-plane': 'envoy-gateway' } })], ports: tcp(XDS_PORT) },
      { to: [podsOf({ namespace, podLabels: { 'app.kubernetes.io/name': 'envoy-ratelimit' } })], ports: tcp(RATE_LIMIT_PORT) },
      ...toRanges([{ port: provider.port, cidrs: provider.cidrs }, ...hosts]),
    ],
  };
}

function sized({ cpu, memory, ephemeralStorage }: PodResources): object {
  const amounts = { cpu, memory, 'ephemeral-storage': ephemeralStorage };
  return { limits: amounts, requests: amounts };
}
