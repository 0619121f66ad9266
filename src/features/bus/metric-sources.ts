import { type MetricRow, metricSource, type MetricSource } from '../services/metric-source';

const SERVER = 'server_id server_name cluster domain meta_leader is_meta_leader';
const ACCOUNT = `${SERVER} account account_name account_id`;
const STREAM = `${ACCOUNT} stream_name stream_leader is_stream_leader stream_raft_group`;
const CONSUMER = `${STREAM} consumer_name consumer_leader is_consumer_leader consumer_desc`;

/** Of `-jsz=all`; sources and mirrors only where a stream has some, and times of the last delivery and acknowledgement after the first. */
const JETSTREAM: readonly MetricRow[] = [
  ['server_', SERVER, 'jetstream_disabled total_streams total_consumers total_messages total_message_bytes max_memory max_storage'],
  ['account_', ACCOUNT, 'max_memory max_storage storage_used memory_used'],
  ['stream_', STREAM, 'total_messages total_bytes first_seq last_seq consumer_count subject_count limit_bytes limit_messages'],
  ['stream_', `${STREAM} source_name source_api source_deliver`, 'source_lag source_active_duration_ns'],
  ['stream_', `${STREAM} mirror_name mirror_api mirror_deliver`, 'mirror_lag mirror_active_duration_ns'],
  [
    'consumer_',
    CONSUMER,
    `delivered_consumer_seq delivered_stream_seq ack_floor_consumer_seq ack_floor_stream_seq last_delivery_seconds
    last_ack_seconds num_ack_pending num_redelivered num_waiting num_pending`,
  ],
];

/** Of `-varz`, but for the count of requests of each endpoint. */
const SERVER_STATE: readonly MetricRow[] = [
  [
    'varz_',
    'server_id',
    `auth_timeout config_load_time connections cores cpu gomaxprocs http_port https_port in_bytes in_client_bytes in_client_msgs
    in_msgs leafnodes max_connections max_control_line max_payload max_pending mem out_bytes out_client_bytes out_client_msgs
    out_msgs ping_interval ping_max port proto remotes routes slow_consumers stale_connections stalled_clients start
    subscriptions tls_timeout total_connections write_deadline disk_io_wait_stats_max_wait_time disk_io_wait_stats_wait_time
    disk_io_wait_stats_waiters disk_io_wait_stats_waits jetstream_config_max_memory jetstream_config_max_storage
    jetstream_config_sync_interval jetstream_stats_accounts jetstream_stats_api_errors jetstream_stats_api_level
    jetstream_stats_api_total jetstream_stats_ha_assets jetstream_stats_memory jetstream_stats_reserved_memory
    jetstream_stats_reserved_storage jetstream_stats_storage slow_consumer_stats_clients
    slow_consumer_stats_gateways slow_consumer_stats_leafs slow_consumer_stats_routes stale_connection_stats_clients
    stale_connection_stats_gateways stale_connection_stats_leafs stale_connection_stats_routes`,
  ],
  ['varz_', 'server_id value', 'server_id server_name version'],
];

/** Prefixes of the exporter that was told none. */
const OWN_PREFIX = { jetstream: 'jetstream_', server: 'gnatsd_' };

/**
 * prometheus-nats-exporter with the flags of its arguments; `-prefix` replaces both of its own prefixes.
 *
 * A test scrapes a real one beside a real server and compares names and labels.
 */
export function natsExporter(args: readonly string[]): MetricSource {
  const given = args.flatMap((arg) => /^--?prefix=(.+)$/.exec(arg)?.[1] ?? []).at(-1);
  const flag = (name: string): boolean => args.some((arg) => new RegExp(`^--?${name}(=|$)`).test(arg));
  const prefixed = (rows: readonly MetricRow[], own: string): MetricRow[] =>
    rows.map(([prefix, labels, names]) => [`${given === undefined ? own : `${given}_`}${prefix}`, labels, names]);
  return metricSource(
    {
      name: 'prometheus-nats-exporter',
      version: '0.20.1',
      reference: 'https://github.com/nats-io/prometheus-nats-exporter/blob/main/collector/jsz.go',
    },
    [...(flag('jsz') ? prefixed(JETSTREAM, OWN_PREFIX.jetstream) : []), ...(flag('varz') ? prefixed(SERVER_STATE, OWN_PREFIX.server) : [])],
  );
}
