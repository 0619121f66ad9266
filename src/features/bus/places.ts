import { address, PLATFORM_NAMESPACE, platformPlace } from '../services/places';
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
/** Where the servers' ConfigMap is mounted: a folder, because the kubelet never changes a file that is mounted alone. */
export const CONFIG_FOLDER = '/etc/nats';
/** Where the Secret of their certificate is mounted. */
export const TLS_FOLDER = '/etc/nats-tls';
/** Where the volume of a server is mounted, and where on it streams lie. */
export const DATA_FOLDER = '/data';
export const STORE_FOLDER = `${DATA_FOLDER}/jetstream`;
/** Where a server writes its process id, for those who signal it. */
export const PID_FOLDER = '/var/run/nats';
export const PID_FILE = `${PID_FOLDER}/nats.pid`;
/** Group of the kinds by which NACK makes streams and consumers. */
export const NACK_GROUP = 'jetstream.nats.io';
/** Key of a provisioner's seed, in its Secret and in the store. */
export const SEED_FILE = 'seed';

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
