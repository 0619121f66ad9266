import { BUDGET_PUBLISHER } from './budget-notice';
import { address, PLATFORM_NAMESPACE, platformPlace, type ServicePlace } from '../services/places';
import { serviceNames } from '../services/tls';

/** Where clients reach the bus. */
export const BUS_PLACE = platformPlace('nats', 4222);
/** Name of the servers, of their client Service and of most objects beside them. */
export const BUS_NAME = BUS_PLACE.service;
/** Service by whose name each server is found. */
export const BUS_HEADLESS_SERVICE = `${BUS_NAME}-headless`;
/** State of the servers: it asks for no login and lists every account, so only KEDA and the exporter may reach it. */
export const BUS_MONITORING_PORT = 8222;
/**
 * Where KEDA reads consumers. The headless Service, because KEDA walks the cluster by `<pod>.<host>` to find the consumer's leader.
 *
 * @see https://github.com/kedacore/keda/blob/main/pkg/scalers/nats_jetstream_scaler.go
 */
export const BUS_MONITORING_ENDPOINT = `${BUS_HEADLESS_SERVICE}.${PLATFORM_NAMESPACE}.svc.cluster.local:${BUS_MONITORING_PORT}`;
/** Secret of the servers' certificate; clients need its `ca.crt`. */
export const BUS_TLS_SECRET = 'nats-tls';
/** Servers among themselves. */
export const CLUSTER_PORT = 6222;
/** Exporter beside each server. */
export const BUS_METRICS_PORT = 7777;
/** Key of a provisioner's seed, in its Secret and in the store. */
export const SEED_FILE = 'seed';

/** The controller that makes streams and consumers (NACK), by the label its pods must carry. */
export const STREAM_CONTROLLER: Omit<ServicePlace, 'port'> = {
  namespace: PLATFORM_NAMESPACE,
  podLabels: { 'app.kubernetes.io/name': 'nack' },
};

/** The publisher that says which token budgets are spent, by the label that its pods must carry. It is not rendered. */
export const BUDGET_SPEAKER: Omit<ServicePlace, 'port'> = {
  namespace: PLATFORM_NAMESPACE,
  podLabels: { 'app.kubernetes.io/name': BUDGET_PUBLISHER },
};

/** What clients dial. */
export const BUS_URL = `tls://${address(BUS_PLACE)}`;

/** Name of one server, as its certificate and its routes have it. */
export function serverHost(index: number, namespace: string): string {
  return `${BUS_NAME}-${index}.${BUS_HEADLESS_SERVICE}.${namespace}.svc.cluster.local`;
}

/** Names that the certificate stands for: the client Service however it is written, and each server. */
export function certificateNames(namespace: string): string[] {
  return [...serviceNames({ service: BUS_NAME, namespace }), `*.${BUS_HEADLESS_SERVICE}.${namespace}.svc.cluster.local`];
}
