import type { GivenSource } from './given';

/** What is watched, complete. */
export interface ObservabilityPlan {
  readonly given: readonly GivenSource[];
  readonly furtherMetrics: readonly string[];
  readonly ruleLabels: Readonly<Record<string, string>>;
  readonly quotaPercent: number;
}
