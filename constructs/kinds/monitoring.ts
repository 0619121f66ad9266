import type { LabelSelector } from './core';

/** The slice of `monitoring.coreos.com/v1` PodMonitor we emit. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
export interface PodMonitorSpec {
  readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string; readonly interval?: string }[];
  /** Labels of the pods that every series gets; characters that Prometheus has not become `_`. */
  readonly podTargetLabels?: readonly string[];
  readonly selector: LabelSelector;
}
