import { choice, list, object, record, text, whole } from '../../kernel/schema';
import { GIVEN_SOURCES } from './given';

export const OBSERVABILITY = object(
  'ObservabilitySpec',
  'What is watched, and what of it the cluster brings along. Alerts and dashboards are rendered for every tenant.',
  {
    given: list(
      'Exporters that run elsewhere: `kube-state-metrics`, `kubelet`, `keda`, `argo-rollouts`, `nats`. Prometheus scrapes them with `honorLabels: true`, or `namespace` would be theirs.',
      choice('', GIVEN_SOURCES, { type: 'GivenSource' }),
      { otherwise: 'all but `nats`, which counts if `services.elsewhere` names the bus; `keda` if it scales' },
    ),
    furtherMetrics: list('Names of series that agents serve besides `agent_tasks_total` and `agent_tasks_failed_total`.', text(), {
      otherwise: 'none',
    }),
    ruleLabels: record("Labels by which Prometheus' `ruleSelector` picks rules up, e.g. `release: kube-prometheus-stack`.", text(), {
      otherwise: 'none',
    }),
    quotaPercent: whole(`Percent of a tenant's quota above which an alert fires.`, { default: 90, min: 1, max: 99 }),
  },
);
