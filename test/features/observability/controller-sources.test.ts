import { ARGO_ROLLOUTS, KEDA } from '../../../src/features/observability/controller-sources';
import { aboutSource, labelsBySeries } from '../metric-source';

/** As its documentation lists them, with the labels of its source: https://keda.sh/docs/latest/integrations/prometheus/ */
test('the series of KEDA are those of its operator', () => {
  const ofScaler = 'metric namespace scaledObject scaler triggerIndex type';
  expect(aboutSource(KEDA)).toBe('KEDA 2.20.2');
  expect(labelsBySeries(KEDA)).toEqual({
    keda_build_info: 'git_commit goarch goos goversion version',
    keda_scaler_active: ofScaler,
    keda_scaled_object_paused: 'namespace scaledObject',
    keda_scaler_metrics_value: ofScaler,
    keda_scaler_metrics_latency_seconds: ofScaler,
    keda_scaler_detail_errors_total: ofScaler,
    keda_scaled_object_errors_total: 'namespace scaledObject',
    keda_scaled_job_errors_total: 'namespace scaledJob',
    keda_resource_registered_total: 'namespace type',
    keda_trigger_registered_total: 'type',
    keda_internal_scale_loop_latency_seconds: 'namespace resource type',
  });
});

/** As its documentation lists them: https://github.com/argoproj/argo-rollouts/blob/v1.9.1/docs/features/controller-metrics.md */
test('the series of Argo Rollouts are those of its objects', () => {
  const histogram = (name: string): Record<string, string> => ({
    [`${name}_bucket`]: 'le name namespace',
    [`${name}_count`]: 'name namespace',
    [`${name}_sum`]: 'name namespace',
  });
  expect(aboutSource(ARGO_ROLLOUTS)).toBe('Argo Rollouts 1.9.1');
  expect(labelsBySeries(ARGO_ROLLOUTS)).toEqual({
    rollout_info: 'name namespace phase strategy traffic_router',
    rollout_info_replicas_available: 'name namespace',
    rollout_info_replicas_unavailable: 'name namespace',
    rollout_info_replicas_desired: 'name namespace',
    rollout_info_replicas_updated: 'name namespace',
    rollout_events_total: 'name namespace reason type',
    ...histogram('rollout_reconcile'),
    rollout_reconcile_error: 'name namespace',
    experiment_info: 'name namespace phase',
    ...histogram('experiment_reconcile'),
    experiment_reconcile_error: 'name namespace',
    analysis_run_info: 'name namespace phase',
    analysis_run_metric_phase: 'dry_run metric name namespace phase type',
    analysis_run_metric_type: 'metric name namespace type',
    ...histogram('analysis_run_reconcile'),
    analysis_run_reconcile_error: 'name namespace',
  });
});
