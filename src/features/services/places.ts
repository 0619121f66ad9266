import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** Where pods are found: their namespace, the labels they carry and the port they listen on. */
export interface ServicePlace {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Port of the pods; the VPC CNI wants the Service to use the same. */
  readonly port: number;
  /** Name of the Service, where the place is reached by name. */
  readonly service?: string;
}

/** Callers of an agent, and readers of its metrics. */
export const AGENT_CALLERS = ['gateway', 'monitoring'] as const;

/** One of `AGENT_CALLERS`. */
export type Caller = (typeof AGENT_CALLERS)[number];

/** Namespace of the shared services. */
export const PLATFORM_NAMESPACE = 'platform';

/** A place that is reached by the name of its Service. */
export interface NamedPlace extends ServicePlace {
  readonly service: string;
}

/** A service of the platform's namespace, by the label that its pods carry. */
export function platformPlace(service: string, port: number): NamedPlace {
  return { namespace: PLATFORM_NAMESPACE, podLabels: { 'app.kubernetes.io/name': service }, port, service };
}

/** Pods of others, whatever port they call. */
export type CallerPods = Pick<ServicePlace, 'namespace' | 'podLabels'>;

/** Who calls what is rendered: agents by HTTP, metrics, the state of the bus, and the servers of the database. */
export interface CallersPlan {
  readonly gateway: CallerPods;
  readonly monitoring: CallerPods;
  readonly keda: CallerPods;
  readonly databaseOperator: CallerPods;
}

/** Where their own charts and manifests put them. The agent states the port that is called. */
export const CALLERS: CallersPlan = {
  gateway: { namespace: 'gateway', podLabels: { 'app.kubernetes.io/name': 'gateway' } },
  monitoring: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  keda: { namespace: 'keda', podLabels: { 'app.kubernetes.io/name': 'keda-operator' } },
  // https://cloudnative-pg.io/documentation/current/installation_upgrade/
  databaseOperator: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
};

/** Cluster DNS by labels that exist on every distribution: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
export const CLUSTER_DNS: ServicePlace = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 };

/** Name inside the cluster, as a client dials it. */
export function address({ service, namespace, port }: ServicePlace): string {
  return `${service ?? ''}.${namespace}.svc.cluster.local:${port}`;
}

/**
 * Rule `host-port`: KEDA puts its own scheme before the address, so an address with a scheme is never reached. The address is a host and a
 * port without a scheme.
 *
 * @see https://keda.sh/docs/latest/scalers/nats-jetstream/
 */
export function checkHostPort(value: string): Violation | undefined {
  const match = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?:([1-9]\d{0,4})$/.exec(value);
  return match !== null && Number(match[2]) <= 65535
    ? undefined
    : {
        rule: 'host-port',
        problem: `must be a host and a port without a scheme, got ${shown(value)}`,
        fix: `write 'nats-headless.platform.svc.cluster.local:8222'`,
      };
}
