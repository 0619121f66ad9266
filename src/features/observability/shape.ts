import type { GivenSource } from './given';
import type { ObservabilitySpec } from './spec';
import { choice, type FieldsOf, listOf, number, object, optional, recordOf, text } from '../../kernel/shape';

const GIVEN = choice<GivenSource>({ 'kube-state-metrics': true, kubelet: true, keda: true, 'argo-rollouts': true, nats: true });

/** What is watched, as written. */
export const OBSERVABILITY = object({
  given: optional(listOf(GIVEN)),
  furtherMetrics: optional(listOf(text)),
  ruleLabels: optional(recordOf(text)),
  quotaPercent: optional(number),
} satisfies FieldsOf<ObservabilitySpec>);
