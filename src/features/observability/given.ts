import { ARGO_ROLLOUTS, KEDA } from './controller-sources';
import { KUBE_STATE_METRICS, KUBELET, PROMETHEUS_ITSELF } from './kubernetes-sources';
import { natsExporter } from '../bus/metric-sources';
import { DEFAULT_METRIC_PREFIX, exporterFlags, type NatsMetricPrefix } from '../bus/metrics';
import type { MetricSource } from '../services/metric-source';

/** What a cluster may bring along instead of it being rendered here. */
export const GIVEN_SOURCES = ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts', 'nats'] as const;

/** One of `GIVEN_SOURCES`. */
export type GivenSource = (typeof GIVEN_SOURCES)[number];

/**
 * Those sources. The monitors that scrape them keep their own labels (`honorLabels: true`), as kube-prometheus does: `namespace` is then
 * the object's, and not that of the exporter.
 *
 * @param prefix prefix of the exporter of a bus that is not rendered here
 */
export function givenSources(names: readonly GivenSource[], prefix: NatsMetricPrefix = DEFAULT_METRIC_PREFIX): MetricSource[] {
  const sources: Readonly<Record<GivenSource, MetricSource>> = {
    'kube-state-metrics': KUBE_STATE_METRICS,
    kubelet: KUBELET,
    keda: KEDA,
    'argo-rollouts': ARGO_ROLLOUTS,
    nats: natsExporter(exporterFlags(prefix)),
  };
  return [PROMETHEUS_ITSELF, ...names.map((name) => sources[name])];
}

/** Names in documents and articles of series that no exporter has, and what to use instead. */
export const NEVER_EXPORTED: Readonly<Record<string, string>> = {
  nats_jetstream_pending_messages: 'jetstream_consumer_num_pending plus jetstream_consumer_num_ack_pending',
  http_requests_per_second: 'sum(rate(…_total[5m])) of a counter that the agent serves',
  requests_per_second: 'sum(rate(…_total[5m])) of a counter that the agent serves',
};
