import type { Container, OperatedKind, OperatedObject, PodOf, Strategy } from '../services/rendered';
import { APP_LABEL } from '../../kernel/labels';
import { AI_GATEWAY, PROCESSOR_METRICS, PROXY_METRICS } from './metric';

/** An `EnvoyProxy` as far as it is read. */
interface ProxyFields {
  readonly provider?: {
    readonly kubernetes?: {
      readonly envoyDeployment?: {
        readonly replicas?: number;
        readonly strategy?: Strategy;
        readonly pod?: Pick<PodOf, 'topologySpreadConstraints'> & { readonly labels?: Readonly<Record<string, string>> };
        readonly container?: Container;
      };
    };
  };
}

/** Settings of the AI gateway's processor as far as they are read. */
interface ProcessorFields {
  readonly extProc?: { readonly kubernetes?: Container };
}

/** Kind of those settings, and its API group. */
const GATEWAY_CONFIG = 'GatewayConfig';
const AI_GATEWAY_GROUP = 'aigateway.envoyproxy.io';
/** What Envoy Gateway puts beside each Envoy, as it asks for it: https://github.com/envoyproxy/gateway/blob/main/api/v1alpha1/shared_types.go */
const SHUTDOWN_MANAGER: Container = { name: 'shutdown-manager', resources: { requests: { cpu: '10m', memory: '32Mi' } } };
/** Labels that Envoy Gateway puts on proxies besides those of the EnvoyProxy. https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/ */
const PROXY_LABELS = { [APP_LABEL.name]: 'envoy', [APP_LABEL.component]: 'proxy', [APP_LABEL.managedBy]: 'envoy-gateway' };

/**
 * The proxies of Envoy Gateway, in the namespace of their EnvoyProxy: `GatewayNamespace` mode, which the gateway is installed with. The AI
 * gateway's controller puts its processor beside the proxies of a namespace.
 */
export const ENVOY_GATEWAY_PODS: readonly OperatedKind[] = [
  {
    group: 'gateway.envoyproxy.io',
    kind: 'EnvoyProxy',
    beside: [GATEWAY_CONFIG],
    workload: (object, beside) => {
      const { replicas = 1, strategy, pod: { labels, ...pod } = {}, container } = proxyOf(object);
      const envoy = { name: 'envoy', ...container, ports: [{ name: PROXY_METRICS.name, containerPort: PROXY_METRICS.number }] };
      const spec = { ...pod, containers: [envoy, SHUTDOWN_MANAGER, ...beside.flatMap(processorOf)] };
      const template = { metadata: { labels: { ...labels, ...PROXY_LABELS } }, spec };
      return { ...object, kind: 'Deployment', spec: { replicas, ...(strategy && { strategy }), template } };
    },
    // nothing here reads Envoy's own metrics, which are at its other port
    serves: (port) => (port === PROCESSOR_METRICS.name ? AI_GATEWAY : undefined),
  },
];

function proxyOf({ spec }: OperatedObject) {
  return ((spec ?? {}) as ProxyFields).provider?.kubernetes?.envoyDeployment ?? {};
}

function processorOf({ apiVersion, kind, spec }: OperatedObject): Container[] {
  if (kind !== GATEWAY_CONFIG || apiVersion?.split('/')[0] !== AI_GATEWAY_GROUP) return [];
  const ports = [{ name: PROCESSOR_METRICS.name, containerPort: PROCESSOR_METRICS.number }];
  return [{ name: 'ai-gateway-extproc', ...((spec ?? {}) as ProcessorFields).extProc?.kubernetes, ports }];
}
