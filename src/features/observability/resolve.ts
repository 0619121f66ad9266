import { QUOTA_PERCENT } from './quota-alert';
import type { GivenSource } from './given';
import { isLabelKey, isLabelValue } from '../../kernel/names';
import { byText } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { didYouMean } from '../../kernel/suggest';
import type { ObservabilitySpec } from './spec';
import type { ObservabilityPlan } from './plan';

/** Every source that can be given. */
const GIVEN_SOURCES: readonly GivenSource[] = ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts', 'nats'];

/** What of an environment decides what is given if nobody says. */
export interface ObservedEnvironment {
  readonly scaler: 'keda' | 'prometheus-adapter';
  /** Whether the bus is rendered here. */
  readonly servicesRendered: boolean;
}

/** Defaults and rules of what is watched; `problems` stand at the environment's `observability`. */
export function resolveObservability(
  spec: ObservabilitySpec | undefined,
  { scaler, servicesRendered }: ObservedEnvironment,
  problems: Problems,
): ObservabilityPlan {
  const { given, furtherMetrics = [], ruleLabels = {}, quotaPercent = QUOTA_PERCENT } = spec ?? {};
  given?.forEach((name, index) => {
    // Rule `unknown-source`: a source that is not in the table serves no known series (our choice).
    problems.that(
      GIVEN_SOURCES.includes(name),
      `given.${index}`,
      'unknown-source',
      `no such source: ${shown(name)}`,
      didYouMean(name, GIVEN_SOURCES),
    );
  });
  furtherMetrics.forEach((name, index) => {
    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
    problems.that(
      /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/.test(name),
      `furtherMetrics.${index}`,
      'metric-name',
      `is no name of a series: ${shown(name)}`,
      `write e.g. 'http_requests_total'`,
    );
  });
  for (const [key, value] of Object.entries(ruleLabels)) {
    // Rule `bad-label`: an API server refuses a malformed label, and a malformed selector selects nothing.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    problems.that(
      isLabelKey(key) && isLabelValue(value),
      `ruleLabels.${key}`,
      'bad-label',
      `is no label: ${shown(value)}`,
      'write at most 63 letters, digits, hyphens, dots and underscores',
    );
  }
  problems.integer('quotaPercent', quotaPercent, 1, 99);
  const usual = GIVEN_SOURCES.filter((name) => (name === 'nats' ? !servicesRendered : name !== 'keda' || scaler === 'keda'));
  return { given: [...(given ?? usual)], furtherMetrics: [...furtherMetrics].sort(byText), ruleLabels: { ...ruleLabels }, quotaPercent };
}
