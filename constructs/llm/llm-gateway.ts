import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type LlmGatewayInstallation, llmGatewayInstallation } from '../../src/features/llm/installation';
import { tokenBudgetReport } from '../../src/features/llm/report';
import type { LlmGatewayPlan, LlmProviderPlan } from '../../src/features/llm/plan';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { externalSecretSpec } from '../secrets/external-secret-spec';
import { AI_GATEWAY_API } from './ai-gateway-kinds';
import { ENVOY_GATEWAY_API } from './envoy-gateway-kinds';
import { EXTERNAL_SECRETS_API } from '../secrets/external-secrets-kinds';
import { GATEWAY_API } from '../kinds/gateway-api';
import type { PodMonitorSpec } from '../kinds/monitoring';
import { planOf } from '../kinds/planned';
import { type LlmGatewayProps, planLlmGatewayProps } from './llm-gateway-props';
import {
  backendSpec,
  clientSpec,
  envoyProxySpec,
  gatewayConfigSpec,
  gatewaySpec,
  keySpec,
  METRICS,
  NAME,
  networkSpec,
  POD_LABELS,
  routeSpec,
  securitySpec,
  serviceSpec,
  trafficSpec,
} from './llm-gateway-specs';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/**
 * The gateway that all agents reach models through, with a token budget for the provider, each tenant and each agent: Envoy AI Gateway 1.1
 * on Envoy Gateway 1.9. It alone has the provider's key.
 *
 * The caller is the subject of the service account's token, which the agent mounts with the audience `llm-gateway` and sends as
 * `Authorization: Bearer …`. Requests without such a token are answered with 401, agents that are not named here with 403, and callers that
 * have spent a token budget with 429. Connections inside the cluster are plain HTTP, as before.
 *
 * Only endpoints whose answers state the tokens used are served: chat completions, responses, embeddings and Anthropic's messages. The
 * provider sees who calls, by the names of namespace and service account, as counters do until an answer has ended; it does not see the
 * token.
 *
 * Tokens are counted when an answer has ended. Requests in flight when a token budget is spent are not stopped, and an answer that a caller
 * does not wait for is not counted. The report includes the first; a spending limit at the provider must bound the second.
 *
 * Envoy Gateway must be installed with `LlmGateway.installation(…)`: without a rate-limit service it counts nothing.
 *
 * @example
 * new LlmGateway(chart, 'LlmGateway', {
 *   gatewayClassName: 'envoy',
 *   secretStore: 'platform',
 *   image: `registry.example.com/platform/envoy:1.39.0@sha256:${'0'.repeat(64)}`,
 *   processorImage: `registry.example.com/platform/ai-gateway-extproc:1.1.0@sha256:${'0'.repeat(64)}`,
 *   longestRequest: Duration.minutes(5),
 *   provider: {
 *     schema: 'OpenAI',
 *     hostname: 'api.openai.com',
 *     ranges: ['203.0.113.0/24'],
 *     models: [{ name: 'gpt-4o-mini', contextTokens: 128_000, usdPerMillionTokens: 0.6 }],
 *     storeKey: 'shop/prod/platform/llm',
 *   },
 *   callers: LlmCallerKeys.remote('https://oidc.example.com/id/1', 'https://oidc.example.com/id/1/keys', ['198.51.100.0/24']),
 *   limit: { perMinute: 2_000_000 },
 *   tenants: [
 *     { name: 'acme', namespace: 'tenant-acme', budget: { perMinute: 500_000, perDay: 20_000_000 }, agents: [{ name: 'search' }] },
 *   ],
 * });
 */
export class LlmGateway extends Construct {
  /**
   * Helm values with which both controllers are installed.
   *
   * @param redisUrl host and port of the Redis that counts, of its own: it must not evict, and must keep its file
   */
  public static installation(redisUrl: string): LlmGatewayInstallation {
    return llmGatewayInstallation(redisUrl);
  }

  /** The AIGatewayRoute, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Gateway, of its Service and of all else. */
  public readonly name: string = NAME;
  /** Labels that select the proxies' pods in their namespace. */
  public readonly selectorLabels: { [key: string]: string } = { ...POD_LABELS };
  /** Requests that may be in flight at one time. A token budget is exceeded by at most this number times the largest context. */
  public readonly requestsInFlight: number;

  private readonly plan: LlmGatewayPlan;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: LlmGatewayProps) {
    super(scope, id);
    props = written(this, 'LlmGatewayProps', props);
    const plan = planOf<LlmGatewayPlan>(props) ?? this.planProps(props);
    this.plan = plan;
    this.requestsInFlight = plan.inFlight.requests;

    const { provider } = plan;
    const secret = `${NAME}-provider`;
    this.add('Key', EXTERNAL_SECRETS_API, 'ExternalSecret', keySecretSpec(secret, provider, plan.secretStore), secret);
    this.add('EnvoyProxy', ENVOY_GATEWAY_API, 'EnvoyProxy', envoyProxySpec(plan));
    this.add('Config', AI_GATEWAY_API, 'GatewayConfig', gatewayConfigSpec(plan));
    const gateway = this.add('Gateway', `${GATEWAY_API}/v1`, 'Gateway', gatewaySpec(plan));
    gateway.metadata.addAnnotation('aigateway.envoyproxy.io/gateway-config', NAME);
    this.add('Clients', ENVOY_GATEWAY_API, 'ClientTrafficPolicy', clientSpec(plan));
    this.add('Callers', ENVOY_GATEWAY_API, 'SecurityPolicy', securitySpec(plan));
    this.add('Provider', ENVOY_GATEWAY_API, 'Backend', backendSpec(provider));
    this.add('Service', AI_GATEWAY_API, 'AIServiceBackend', serviceSpec(provider));
    this.add('Credential', AI_GATEWAY_API, 'BackendSecurityPolicy', keySpec(provider, secret));
    this.apiObject = this.add('Resource', AI_GATEWAY_API, 'AIGatewayRoute', routeSpec(plan));
    this.add('Budgets', ENVOY_GATEWAY_API, 'BackendTrafficPolicy', trafficSpec(plan));
    this.add('NetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy', networkSpec(plan, callersOf(this)));
    this.add('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', {
      podMetricsEndpoints: METRICS,
      selector: { matchLabels: POD_LABELS },
    } satisfies PodMonitorSpec);
  }

  /**
   * The most that each tenant, and all together, can spend in a day and in a month, in tokens and dollars, with the assumptions: Markdown.
   *
   * @param title title of the report, e.g. `shop/prod`
   */
  public report(title: string): string {
    return tokenBudgetReport(title, this.plan);
  }

  private planProps(props: LlmGatewayProps): LlmGatewayPlan {
    const problems = Problems.of(this.node.path);
    const plan = planLlmGatewayProps(problems, props);
    problems.throwIfAny();
    return plan;
  }

  private add(id: string, apiVersion: string, kind: string, spec: object, name = NAME): ApiObject {
    const labels = {
      ...Chart.of(this).labels,
      [APP_LABEL.name]: NAME,
      [APP_LABEL.instance]: NAME,
      [APP_LABEL.component]: 'platform',
      [APP_LABEL.managedBy]: MANAGED_BY,
    };
    return new ApiObject(this, id, { apiVersion, kind, metadata: { name, namespace: PLATFORM_NAMESPACE, labels }, spec });
  }
}

function keySecretSpec(name: string, { storeKey: key, storeProperty: property }: LlmProviderPlan, secretStore: string): object {
  return externalSecretSpec(name, secretStore, [{ secretKey: 'apiKey', remoteRef: { key, property } }]);
}
