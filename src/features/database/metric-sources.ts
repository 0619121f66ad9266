import { metricSource } from '../services/metric-source';

/** The instance manager of CloudNativePG, with the operator's default queries. */
export const CLOUDNATIVE_PG = metricSource(
  { name: 'CloudNativePG', version: '1.30.0', reference: 'https://cloudnative-pg.io/documentation/current/monitoring/' },
  [
    [
      'cnpg_collector_',
      '',
      `collections_total fencing_on first_recoverability_point last_available_backup_timestamp last_collection_error
      last_failed_backup_timestamp manual_switchover_required nodes_used replica_mode`,
    ],
    ['cnpg_collector_', 'cluster', 'up'],
    ['cnpg_collector_', 'cluster full', 'postgres_version'],
    ['cnpg_collector_', 'collector', 'collection_duration_seconds'],
    ['cnpg_collector_', 'value', 'pg_wal pg_wal_archive_status sync_replicas'],
    ['cnpg_backends_', 'datname usename application_name state', 'total max_tx_duration_seconds'],
    ['cnpg_backends_', '', 'waiting_total'],
    ['cnpg_pg_database_', 'datname', 'size_bytes xid_age mxid_age'],
    ['cnpg_pg_', '', 'postmaster_start_time'],
    ['cnpg_pg_replication_', '', 'lag in_recovery is_wal_receiver_up streaming_replicas'],
    ['cnpg_pg_replication_slots_', 'slot_name slot_type database', 'active pg_wal_lsn_diff'],
    [
      'cnpg_pg_stat_archiver_',
      '',
      'archived_count failed_count seconds_since_last_archival seconds_since_last_failure last_archived_time last_failed_time',
    ],
    [
      'cnpg_pg_stat_database_',
      'datname',
      `xact_commit xact_rollback blks_read blks_hit tup_returned tup_fetched tup_inserted tup_updated tup_deleted conflicts
      temp_files temp_bytes deadlocks blk_read_time blk_write_time`,
    ],
  ],
);

/** The exporter in the pods of a CloudNativePG Pooler. */
export const PGBOUNCER = metricSource(
  { name: 'PgBouncer', version: '1.30.0', reference: 'https://cloudnative-pg.io/documentation/current/connection_pooling/' },
  [
    ['cnpg_pgbouncer_', '', 'collections_total last_collection_error'],
    ['cnpg_pgbouncer_', 'collector', 'collection_duration_seconds'],
    [
      'cnpg_pgbouncer_lists_',
      '',
      'databases dns_names dns_pending dns_queries dns_zones free_clients free_servers login_clients pools used_clients used_servers users',
    ],
    [
      'cnpg_pgbouncer_pools_',
      'database user',
      `cl_active cl_active_cancel_req cl_cancel_req cl_waiting cl_waiting_cancel_req load_balance_hosts maxwait maxwait_us
      pool_mode sv_active sv_active_cancel sv_idle sv_login sv_tested sv_used sv_wait_cancels`,
    ],
    [
      'cnpg_pgbouncer_stats_',
      'database',
      `avg_query_count avg_query_time avg_recv avg_sent avg_wait_time avg_xact_count avg_xact_time total_query_count
      total_query_time total_received total_sent total_wait_time total_xact_count total_xact_time`,
    ],
  ],
);
