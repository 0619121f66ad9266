// Generated from schema.ts by `npm run generate`; not edited.

import type { GivenSource } from './given';

/** What is watched, and what of it the cluster brings along. Alerts and dashboards are rendered for every tenant. */
export interface ObservabilitySpec {
  /** Exporters that run elsewhere: `kube-state-metrics`, `kubelet`, `keda`, `argo-rollouts`, `nats`. Prometheus scrapes them with `honorLabels: true`, or `namespace` would be theirs. @default - all but `nats`, which counts if `services.elsewhere` names the bus; `keda` if it scales */
  readonly given?: readonly GivenSource[];
  /** Names of series that agents serve besides `agent_tasks_total` and `agent_tasks_failed_total`. @default - none */
  readonly furtherMetrics?: readonly string[];
  /** Labels by which Prometheus' `ruleSelector` picks rules up, e.g. `release: kube-prometheus-stack`. @default - none */
  readonly ruleLabels?: Readonly<Record<string, string>>;
  /** Percent of a tenant's quota above which an alert fires. From 1 to 99. @default 90 */
  readonly quotaPercent?: number;
}
