import { metricSource } from '../services/metric-source';

/** redis_exporter: what does not depend on keys, scripts and replicas that it was not told of. */
export const REDIS_EXPORTER = metricSource(
  {
    name: 'redis_exporter',
    version: '1.74.0',
    reference: 'https://github.com/oliver006/redis_exporter/blob/master/exporter/exporter.go',
  },
  [
    [
      'redis_',
      '',
      `up uptime_in_seconds connected_clients blocked_clients max_clients memory_used_bytes memory_used_rss_bytes
      memory_used_peak_bytes memory_used_dataset_bytes memory_used_overhead_bytes memory_max_bytes mem_fragmentation_ratio
      mem_aof_buffer_bytes mem_not_counted_for_eviction_bytes loading_dump_file rdb_changes_since_last_save
      rdb_last_save_timestamp_seconds rdb_last_bgsave_status rdb_last_bgsave_duration_sec aof_enabled aof_rewrite_in_progress
      aof_current_size_bytes aof_base_size_bytes aof_delayed_fsync aof_last_bgrewrite_status aof_last_write_status
      latest_fork_usec connected_slaves connections_received_total commands_processed_total rejected_connections_total
      net_input_bytes_total net_output_bytes_total expired_keys_total evicted_keys_total evicted_clients_total
      keyspace_hits_total keyspace_misses_total cpu_sys_seconds_total cpu_user_seconds_total acl_access_denied_auth_total
      acl_access_denied_cmd_total acl_access_denied_key_total acl_access_denied_channel_total slowlog_length slowlog_last_id
      client_output_buffer_limit_disconnections_total pubsub_channels pubsub_patterns`,
    ],
    ['redis_', 'cmd', 'commands_total commands_duration_seconds_total commands_failed_calls_total commands_rejected_calls_total'],
    ['redis_', 'db', 'db_keys db_keys_expiring db_avg_ttl_seconds'],
    ['redis_', 'err', 'errors_total exporter_last_scrape_error'],
  ],
);
