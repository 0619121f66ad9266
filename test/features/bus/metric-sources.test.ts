import { natsExporter } from '../../../src/features/bus/metric-sources';
import { aboutSource, labelsBySeries } from '../metric-source';

/** https://github.com/nats-io/prometheus-nats-exporter/blob/v0.20.1/collector/jsz.go */
const JETSTREAM = {
  jetstream_server_jetstream_disabled: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_total_streams: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_total_consumers: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_total_messages: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_total_message_bytes: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_max_memory: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_server_max_storage: 'cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_account_max_memory: 'account account_id account_name cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_account_max_storage: 'account account_id account_name cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_account_storage_used: 'account account_id account_name cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_account_memory_used: 'account account_id account_name cluster domain is_meta_leader meta_leader server_id server_name',
  jetstream_stream_total_messages:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_total_bytes:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_first_seq:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_last_seq:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_consumer_count:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_subject_count:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_limit_bytes:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_limit_messages:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_source_lag:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name source_api source_deliver source_name stream_leader stream_name stream_raft_group',
  jetstream_stream_source_active_duration_ns:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader server_id server_name source_api source_deliver source_name stream_leader stream_name stream_raft_group',
  jetstream_stream_mirror_lag:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader mirror_api mirror_deliver mirror_name server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_stream_mirror_active_duration_ns:
    'account account_id account_name cluster domain is_meta_leader is_stream_leader meta_leader mirror_api mirror_deliver mirror_name server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_delivered_consumer_seq:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_delivered_stream_seq:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_ack_floor_consumer_seq:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_ack_floor_stream_seq:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_last_delivery_seconds:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_last_ack_seconds:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_num_ack_pending:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_num_redelivered:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_num_waiting:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
  jetstream_consumer_num_pending:
    'account account_id account_name cluster consumer_desc consumer_leader consumer_name domain is_consumer_leader is_meta_leader is_stream_leader meta_leader server_id server_name stream_leader stream_name stream_raft_group',
};

/** Of `/varz`: https://github.com/nats-io/prometheus-nats-exporter/blob/v0.20.1/collector/collector.go */
const SERVER = {
  gnatsd_varz_auth_timeout: 'server_id',
  gnatsd_varz_config_load_time: 'server_id',
  gnatsd_varz_connections: 'server_id',
  gnatsd_varz_cores: 'server_id',
  gnatsd_varz_cpu: 'server_id',
  gnatsd_varz_gomaxprocs: 'server_id',
  gnatsd_varz_http_port: 'server_id',
  gnatsd_varz_https_port: 'server_id',
  gnatsd_varz_in_bytes: 'server_id',
  gnatsd_varz_in_client_bytes: 'server_id',
  gnatsd_varz_in_client_msgs: 'server_id',
  gnatsd_varz_in_msgs: 'server_id',
  gnatsd_varz_leafnodes: 'server_id',
  gnatsd_varz_max_connections: 'server_id',
  gnatsd_varz_max_control_line: 'server_id',
  gnatsd_varz_max_payload: 'server_id',
  gnatsd_varz_max_pending: 'server_id',
  gnatsd_varz_mem: 'server_id',
  gnatsd_varz_out_bytes: 'server_id',
  gnatsd_varz_out_client_bytes: 'server_id',
  gnatsd_varz_out_client_msgs: 'server_id',
  gnatsd_varz_out_msgs: 'server_id',
  gnatsd_varz_ping_interval: 'server_id',
  gnatsd_varz_ping_max: 'server_id',
  gnatsd_varz_port: 'server_id',
  gnatsd_varz_proto: 'server_id',
  gnatsd_varz_remotes: 'server_id',
  gnatsd_varz_routes: 'server_id',
  gnatsd_varz_slow_consumers: 'server_id',
  gnatsd_varz_stale_connections: 'server_id',
  gnatsd_varz_stalled_clients: 'server_id',
  gnatsd_varz_start: 'server_id',
  gnatsd_varz_subscriptions: 'server_id',
  gnatsd_varz_tls_timeout: 'server_id',
  gnatsd_varz_total_connections: 'server_id',
  gnatsd_varz_write_deadline: 'server_id',
  gnatsd_varz_disk_io_wait_stats_max_wait_time: 'server_id',
  gnatsd_varz_disk_io_wait_stats_wait_time: 'server_id',
  gnatsd_varz_disk_io_wait_stats_waiters: 'server_id',
  gnatsd_varz_disk_io_wait_stats_waits: 'server_id',
  gnatsd_varz_jetstream_config_max_memory: 'server_id',
  gnatsd_varz_jetstream_config_max_storage: 'server_id',
  gnatsd_varz_jetstream_config_sync_interval: 'server_id',
  gnatsd_varz_jetstream_stats_accounts: 'server_id',
  gnatsd_varz_jetstream_stats_api_errors: 'server_id',
  gnatsd_varz_jetstream_stats_api_level: 'server_id',
  gnatsd_varz_jetstream_stats_api_total: 'server_id',
  gnatsd_varz_jetstream_stats_ha_assets: 'server_id',
  gnatsd_varz_jetstream_stats_memory: 'server_id',
  gnatsd_varz_jetstream_stats_reserved_memory: 'server_id',
  gnatsd_varz_jetstream_stats_reserved_storage: 'server_id',
  gnatsd_varz_jetstream_stats_storage: 'server_id',
  gnatsd_varz_slow_consumer_stats_clients: 'server_id',
  gnatsd_varz_slow_consumer_stats_gateways: 'server_id',
  gnatsd_varz_slow_consumer_stats_leafs: 'server_id',
  gnatsd_varz_slow_consumer_stats_routes: 'server_id',
  gnatsd_varz_stale_connection_stats_clients: 'server_id',
  gnatsd_varz_stale_connection_stats_gateways: 'server_id',
  gnatsd_varz_stale_connection_stats_leafs: 'server_id',
  gnatsd_varz_stale_connection_stats_routes: 'server_id',
  gnatsd_varz_server_id: 'server_id value',
  gnatsd_varz_server_name: 'server_id value',
  gnatsd_varz_version: 'server_id value',
};

test('the exporter of NATS serves the series of the endpoints that it is told to read, and no others', () => {
  expect(aboutSource(natsExporter([]))).toBe('prometheus-nats-exporter 0.20.1');
  expect(labelsBySeries(natsExporter(['-jsz=all', '-varz']))).toEqual({ ...JETSTREAM, ...SERVER });
  expect(labelsBySeries(natsExporter(['--jsz=streams']))).toEqual(JETSTREAM);
  expect(labelsBySeries(natsExporter(['-varz']))).toEqual(SERVER);
  expect(labelsBySeries(natsExporter(['-jszall', '-connz']))).toEqual({});
});

test('a prefix replaces both of its own, and the last one holds', () => {
  const names = (...prefixes: string[]) => [...natsExporter(['-jsz=all', '-varz', ...prefixes]).metrics.keys()];
  expect(names('-prefix=bus')).toEqual(names().map((name) => name.replace(/^(jetstream|gnatsd)_/, 'bus_')));
  expect(names('-prefix=first', '--prefix=last')).toEqual(names('-prefix=last'));
});
