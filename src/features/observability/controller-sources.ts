import { metricSource } from '../services/metric-source';

const SCALER = 'namespace metric scaledObject scaler triggerIndex type';

/** KEDA's operator. */
export const KEDA = metricSource({ name: 'KEDA', version: '2.20.2', reference: 'https://keda.sh/docs/latest/integrations/prometheus/' }, [
  ['keda_scaler_', SCALER, 'metrics_value metrics_latency_seconds active detail_errors_total'],
  ['keda_scaled_object_', 'namespace scaledObject', 'paused errors_total'],
  ['keda_scaled_job_', 'namespace scaledJob', 'errors_total'],
  ['keda_', 'namespace type resource', 'internal_scale_loop_latency_seconds'],
  ['keda_', 'type', 'trigger_registered_total'],
  ['keda_', 'type namespace', 'resource_registered_total'],
  ['keda_', 'version git_commit goversion goos goarch', 'build_info'],
]);

/** Series of the controller of Argo Rollouts, but for those that are deprecated. `rollout_info` is 1 for the phase that a rollout is in. */
export const ARGO_ROLLOUTS = metricSource(
  {
    name: 'Argo Rollouts',
    version: '1.9.1',
    reference: 'https://argo-rollouts.readthedocs.io/en/stable/features/controller-metrics/',
  },
  [
    ['', 'namespace name strategy traffic_router phase', 'rollout_info'],
    ['rollout_info_', 'namespace name', 'replicas_available replicas_unavailable replicas_desired replicas_updated'],
    ['', 'namespace name type reason', 'rollout_events_total'],
    ['', 'namespace name phase', 'analysis_run_info experiment_info'],
    ['', 'namespace name metric type', 'analysis_run_metric_type'],
    ['', 'namespace name metric type dry_run phase', 'analysis_run_metric_phase'],
    ['', 'namespace name', 'rollout_reconcile_error analysis_run_reconcile_error experiment_reconcile_error'],
  ],
  [['', 'namespace name', 'rollout_reconcile analysis_run_reconcile experiment_reconcile']],
);
