import { NAMESPACE_NAME_LABEL } from '../src/core/labels';
import {
  type Caller,
  CALLERS,
  CLUSTER_DNS,
  type Dependency,
  DEPENDENCIES,
  DEPENDENCY_SERVICES,
  type ServicePlace,
} from '../src/core/services';
import type { PortRanges } from './agent-egress';
import type { NetworkPolicyPeer, NetworkPolicySpec } from './kinds/networking';

/** Who an agent talks to and who talks to it. */
export interface AgentTraffic {
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly needs: readonly Dependency[];
  readonly hosts: readonly PortRanges[];
  readonly callers: readonly Caller[];
  readonly httpPort: number;
  /** Port that monitoring reads; `undefined` without metrics. */
  readonly metricsPort: number | undefined;
}

/** DNS, what is declared, and nothing else; an empty list admits nobody. */
export function agentPolicy({ selectorLabels, needs, hosts, callers, httpPort, metricsPort }: AgentTraffic): NetworkPolicySpec {
  const services = DEPENDENCIES.filter((need) => needs.includes(need)).flatMap((need) => DEPENDENCY_SERVICES[need]);
  return {
    podSelector: { matchLabels: selectorLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      ...(metricsPort === undefined ? [] : [from(CALLERS.monitoring, metricsPort)]),
      ...[...new Set(callers)].sort().map((caller) => from(CALLERS[caller], httpPort)),
    ],
    egress: [
      // both protocols: answers that do not fit a datagram are asked for again over TCP (RFC 7766)
      {
        to: [pods(CLUSTER_DNS)],
        ports: [
          { port: CLUSTER_DNS.port, protocol: 'UDP' },
          { port: CLUSTER_DNS.port, protocol: 'TCP' },
        ],
      },
      ...services.map((service) => ({ to: [pods(service)], ports: [{ port: service.port, protocol: 'TCP' as const }] })),
      ...hosts.map(({ port, cidrs }) => ({
        to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
        ports: [{ port, protocol: 'TCP' as const }],
      })),
    ],
  };
}

function from(caller: Omit<ServicePlace, 'port'>, port: number): NetworkPolicySpec['ingress'][number] {
  return { from: [pods(caller)], ports: [{ port, protocol: 'TCP' }] };
}

/** Both selectors in one item: these pods *of* this namespace. */
function pods({ namespace, podLabels }: Omit<ServicePlace, 'port'>): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } }, podSelector: { matchLabels: podLabels } };
}
