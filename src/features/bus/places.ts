import { BUDGET_PUBLISHER } from './budget-notice';
import { address, NATS_HEADLESS_SERVICE, PLATFORM_NAMESPACE, PLATFORM_SERVICES, type ServicePlace } from '../services/places';
import { serviceNames } from '../services/tls';

/** Name of the servers, of their client Service and of most objects beside them. */
export const BUS_NAME = PLATFORM_SERVICES.nats.service;
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
export const BUS_URL = `tls://${address(PLATFORM_SERVICES.nats)}`;

/** Name of one server, as its certificate and its routes have it. */
export function serverHost(index: number, namespace: string): string {
  return `${BUS_NAME}-${index}.${NATS_HEADLESS_SERVICE}.${namespace}.svc.cluster.local`;
}

/** Names that the certificate stands for: the client Service however it is written, and each server. */
export function certificateNames(namespace: string): string[] {
  return [...serviceNames({ service: BUS_NAME, namespace }), `*.${NATS_HEADLESS_SERVICE}.${namespace}.svc.cluster.local`];
}
