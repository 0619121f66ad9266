import { metricSource } from '../services/metric-source';

/** kube-state-metrics: the stable and experimental series of the kinds that are rendered here. */
export const KUBE_STATE_METRICS = metricSource(
  {
    name: 'kube-state-metrics',
    version: '2.20.0',
    reference: 'https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics',
  },
  [
    ['kube_namespace_', 'namespace', 'created'],
    ['kube_namespace_', 'namespace phase', 'status_phase'],
    ['kube_node_', 'node', 'created spec_unschedulable'],
    ['kube_node_', 'node condition status', 'status_condition'],
    ['kube_node_', 'node resource unit', 'status_allocatable status_capacity'],
    ['kube_node_', 'node key value effect', 'spec_taint'],
    [
      'kube_poddisruptionbudget_',
      'namespace poddisruptionbudget',
      'created status_current_healthy status_desired_healthy status_pod_disruptions_allowed status_expected_pods',
    ],
    ['', 'namespace resourcequota resource type', 'kube_resourcequota'],
    ['kube_persistentvolumeclaim_', 'namespace persistentvolumeclaim', 'created resource_requests_storage_bytes'],
    ['kube_persistentvolumeclaim_', 'namespace persistentvolumeclaim phase', 'status_phase'],
    [
      'kube_cronjob_',
      'namespace cronjob',
      `created next_schedule_time status_active status_last_schedule_time status_last_successful_time spec_suspend
      spec_starting_deadline_seconds`,
    ],
    ['kube_cronjob_', 'namespace cronjob schedule concurrency_policy timezone', 'info'],
    [
      'kube_deployment_',
      'namespace deployment',
      `status_replicas status_replicas_ready status_replicas_available status_replicas_unavailable status_replicas_updated
      status_observed_generation spec_replicas spec_paused spec_strategy_rollingupdate_max_unavailable
      spec_strategy_rollingupdate_max_surge metadata_generation created`,
    ],
    ['kube_deployment_', 'namespace deployment condition status reason', 'status_condition'],
    [
      'kube_horizontalpodautoscaler_',
      'namespace horizontalpodautoscaler',
      'created metadata_generation spec_max_replicas spec_min_replicas status_current_replicas status_desired_replicas',
    ],
    ['kube_horizontalpodautoscaler_', 'namespace horizontalpodautoscaler condition status', 'status_condition'],
    [
      'kube_horizontalpodautoscaler_',
      'namespace horizontalpodautoscaler scaletargetref_api_version scaletargetref_kind scaletargetref_name',
      'info',
    ],
    [
      'kube_horizontalpodautoscaler_',
      'namespace horizontalpodautoscaler metric_name metric_target_type container',
      'spec_target_metric status_target_metric',
    ],
    [
      'kube_job_',
      'namespace job_name',
      'created info spec_active_deadline_seconds spec_completions spec_parallelism status_active status_succeeded status_start_time status_completion_time',
    ],
    ['kube_job_', 'namespace job_name reason', 'status_failed'],
    ['kube_job_', 'namespace job_name condition', 'complete failed'],
    ['kube_job_', 'namespace job_name owner_kind owner_name owner_is_controller', 'owner'],
    ['kube_pod_', 'namespace pod uid node host_ip pod_ip created_by_kind created_by_name priority_class host_network', 'info'],
    ['kube_pod_', 'namespace pod uid', 'created start_time completion_time status_unschedulable'],
    ['kube_pod_', 'namespace pod uid owner_kind owner_name owner_is_controller', 'owner'],
    ['kube_pod_', 'namespace pod uid phase', 'status_phase'],
    ['kube_pod_', 'namespace pod uid reason', 'status_reason'],
    ['kube_pod_', 'namespace pod uid condition', 'status_ready status_scheduled'],
    [
      'kube_pod_container_',
      'namespace pod uid container',
      'status_ready status_running status_waiting status_terminated status_restarts_total state_started',
    ],
    [
      'kube_pod_container_',
      'namespace pod uid container reason',
      'status_waiting_reason status_terminated_reason status_last_terminated_reason',
    ],
    ['kube_pod_container_', 'namespace pod uid container node resource unit', 'resource_requests resource_limits'],
    [
      'kube_statefulset_',
      'namespace statefulset',
      `created replicas status_replicas status_replicas_ready status_replicas_available status_replicas_current
      status_replicas_updated status_observed_generation metadata_generation`,
    ],
  ],
);

/** Series of the kubelet and of cAdvisor in it. */
export const KUBELET = metricSource(
  {
    name: 'kubelet and cAdvisor',
    version: '1.30 to 1.36',
    reference: 'https://kubernetes.io/docs/reference/instrumentation/metrics/',
  },
  [
    [
      'container_',
      'namespace pod container id image name node',
      `cpu_cfs_periods_total cpu_cfs_throttled_periods_total cpu_cfs_throttled_seconds_total memory_rss memory_usage_bytes
      memory_working_set_bytes memory_cache start_time_seconds oom_events_total spec_memory_limit_bytes spec_cpu_quota
      spec_cpu_period`,
    ],
    ['container_', 'namespace pod container id image name node cpu', 'cpu_usage_seconds_total'],
    [
      'container_network_',
      'namespace pod id image name node interface',
      'receive_bytes_total transmit_bytes_total receive_packets_dropped_total transmit_packets_dropped_total',
    ],
    ['container_fs_', 'namespace pod container id image name node device', 'usage_bytes reads_total writes_total'],
    [
      'kubelet_volume_stats_',
      'namespace persistentvolumeclaim node',
      'available_bytes capacity_bytes used_bytes inodes inodes_free inodes_used',
    ],
  ],
);

/** Series of Prometheus about itself. */
export const PROMETHEUS_ITSELF = metricSource(
  { name: 'Prometheus', version: '2 and 3', reference: 'https://prometheus.io/docs/concepts/jobs_instances/' },
  [
    ['', '', 'up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling scrape_series_added'],
    ['', 'alertname alertstate severity tenant agent namespace', 'ALERTS ALERTS_FOR_STATE'],
  ],
);
