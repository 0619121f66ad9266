import { type Caller, CALLERS, type ServicePlace } from '../../src/features/services/places';
import { placesOf } from '../../src/features/table/table';
import type { PortRanges } from '../network/external-host';
import type { NetworkPolicySpec } from '../kinds/networking';
import { podsOf, tcp, TO_DNS, toRanges } from '../network/policy-rules';

/** Who an agent talks to and who talks to it. */
export interface AgentTraffic {
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly needs: readonly string[];
  /** Whose memory it reaches. @default - the shared one */
  readonly memoryOwner?: string | undefined;
  readonly hosts: readonly PortRanges[];
  readonly callers: readonly Caller[];
  /** Port that callers reach; `undefined` if there are none. */
  readonly httpPort?: number;
  /** Port that monitoring reads; `undefined` without metrics. */
  readonly metricsPort: number | undefined;
}

/** DNS, what is declared, and nothing else; without `ingress` it admits no pod. */
export function agentPolicy({
  selectorLabels,
  needs,
  memoryOwner,
  hosts,
  callers,
  httpPort,
  metricsPort,
}: AgentTraffic): NetworkPolicySpec {
  const ingress = [
    ...(metricsPort === undefined ? [] : [from(CALLERS.monitoring, metricsPort)]),
    ...[...new Set(callers)].sort().flatMap((caller) => (httpPort === undefined ? [] : [from(CALLERS[caller], httpPort)])),
  ];
  const services = placesOf(needs, memoryOwner);
  return {
    podSelector: { matchLabels: selectorLabels },
    policyTypes: ['Ingress', 'Egress'],
    // the server drops an empty list: sent, each apply would be a change
    ...(ingress.length > 0 && { ingress }),
    egress: [TO_DNS, ...services.map((service) => ({ to: [podsOf(service)], ports: tcp(service.port) })), ...toRanges(hosts)],
  };
}

function from(caller: Omit<ServicePlace, 'port'>, port: number): NonNullable<NetworkPolicySpec['ingress']>[number] {
  return { from: [podsOf(caller)], ports: tcp(port) };
}
