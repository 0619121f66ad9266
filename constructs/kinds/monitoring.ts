import type { LabelSelector } from './core';

/** The slice of `monitoring.coreos.com/v1` PodMonitor we emit. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
export interface PodMonitorSpec {
  readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string; readonly interval?: string }[];
  readonly selector: LabelSelector;
}
