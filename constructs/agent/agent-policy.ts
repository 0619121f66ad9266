import type { Caller, CallerPods, CallersPlan, ServicePlace } from '../../src/features/services/places';
import { placesOf } from '../../src/features/table/table';
import type { AgentPlan } from '../../src/features/agent/plan';
import { neededInside } from '../../src/features/external/plan';
import type { WorkerPlan } from '../../src/features/agent/worker';
import { type PortRanges, rangesByPort } from '../network/external-host';
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
  /** Pods of other agents that call it at that port. @default - none */
  readonly calledBy?: readonly Omit<ServicePlace, 'port'>[];
  /** Pods of other agents that it calls. @default - none */
  readonly calls?: readonly ServicePlace[];
  /** Whose pods they are. */
  readonly callerPods: CallersPlan;
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
  calledBy = [],
  calls = [],
  callerPods,
  httpPort,
  metricsPort,
}: AgentTraffic): NetworkPolicySpec {
  const ingress = [
    ...(metricsPort === undefined ? [] : [from(callerPods.monitoring, metricsPort)]),
    ...[...new Set(callers)].sort().flatMap((caller) => (httpPort === undefined ? [] : [from(callerPods[caller], httpPort)])),
    ...calledBy.flatMap((caller) => (httpPort === undefined ? [] : [from(caller, httpPort)])),
  ];
  const services = [...placesOf(needs, memoryOwner), ...calls];
  return {
    podSelector: { matchLabels: selectorLabels },
    policyTypes: ['Ingress', 'Egress'],
    // the server drops an empty list: sent, each apply would be a change
    ...(ingress.length > 0 && { ingress }),
    egress: [TO_DNS, ...services.map((service) => ({ to: [podsOf(service)], ports: tcp(service.port) })), ...toRanges(hosts)],
  };
}

/** The same of an agent that is planned. */
export function policyOf(
  plan: WorkerPlan & Partial<AgentPlan>,
  selectorLabels: Readonly<Record<string, string>>,
  callerPods: CallersPlan,
): NetworkPolicySpec {
  const { needs, external, memoryOwner, hosts, servesTo = [], calledBy = [], calls, port, metrics } = plan;
  return agentPolicy({
    selectorLabels,
    needs: neededInside(needs, external),
    memoryOwner,
    hosts: rangesByPort(hosts),
    callers: servesTo,
    callerPods,
    calledBy,
    calls: calls.map(({ place }) => place),
    ...(port !== undefined && { httpPort: port }),
    metricsPort: metrics?.port,
  });
}

/** A policy that admits and says nothing of what its pods reach. */
export interface IngressPolicySpec extends Omit<NetworkPolicySpec, 'egress' | 'policyTypes'> {
  readonly policyTypes: readonly ['Ingress'];
}

/** A policy that lets one more caller in, beside that of the agent. */
export function callerPolicy(
  selectorLabels: Readonly<Record<string, string>>,
  caller: Omit<ServicePlace, 'port'>,
  port: number,
): IngressPolicySpec {
  return { podSelector: { matchLabels: selectorLabels }, policyTypes: ['Ingress'], ingress: [from(caller, port)] };
}

function from(caller: CallerPods, port: number): NonNullable<NetworkPolicySpec['ingress']>[number] {
  return { from: [podsOf(caller)], ports: tcp(port) };
}
