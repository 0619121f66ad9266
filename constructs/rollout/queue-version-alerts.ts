import {
  errorsQuery,
  leastTasks,
  LEAST_REDELIVERED,
  noDataQuery,
  redeliveriesQuery,
  type VersionComparison,
  WORSE,
} from '../../src/features/rollout/compare';
import type { AlertRule, PrometheusRuleSpec } from '../observability/prometheus-rule-kinds';

/** What the alerts of a queue worker's next version say, beside the comparison itself. */
export interface VersionAlertsInput {
  readonly comparison: VersionComparison;
  readonly severity: string;
  /** @default - none */
  readonly tenant: string | undefined;
  /** The one change that rolls back, as it stands in the data, e.g. `rollout.weight: 0`. */
  readonly rollBack: string;
}

/** Alerts that compare the next version of a queue worker with the one before. They change nothing: a person acts, as they say. */
export function versionAlerts(input: VersionAlertsInput): PrometheusRuleSpec {
  const { comparison } = input;
  const { stable, next, weight, threshold, redeliveries, rates, windowS } = comparison;
  const minutes = `${windowS / 60} min`;
  return {
    groups: [
      {
        name: `${stable.workload}-versions`,
        rules: [
          alert(input, {
            alert: 'AgentCanaryErrors',
            expr: errorsQuery(comparison),
            summary: `${next.workload} fails too often`,
            found: `Of ${minutes}, more than ${percentText(threshold)} of the tasks of ${next.workload} failed, and more than ${WORSE} times the share of ${stable.workload}; it finished ${leastTasks(rates)} tasks or more.`,
          }),
          alert(input, {
            alert: 'AgentCanaryRedeliveries',
            expr: redeliveriesQuery(comparison),
            summary: `${next.workload} does not finish what it takes`,
            found: `Over ${minutes}, more than ${percentText(redeliveries)} of the unfinished messages of ${next.consumer} had been delivered before, ${LEAST_REDELIVERED} or more at one time, and more than ${WORSE} times the share of ${stable.consumer}.`,
          }),
          alert(input, {
            alert: 'AgentCanaryNoData',
            expr: noDataQuery(comparison),
            // both versions must have had the weight for as long as is looked back
            for: `${windowS}s`,
            summary: `${next.workload} reports no finished task`,
            found: `${next.workload} gets ${weight} % of new messages and reported no finished task for ${minutes}, though ${stable.workload} did or messages wait for it: it cannot be judged.`,
          }),
        ],
      },
    ],
  };
}

interface Finding {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly summary: string;
  readonly found: string;
}

function alert({ comparison, severity, tenant, rollBack }: VersionAlertsInput, { summary, found, ...rule }: Finding): AlertRule {
  const { stable, next } = comparison;
  const whose = tenant === undefined ? '' : ` of tenant ${tenant}`;
  return {
    ...rule,
    labels: { agent: stable.workload, namespace: stable.namespace, severity, ...(tenant !== undefined && { tenant }) },
    annotations: {
      summary,
      description: `${found} Nothing is rolled back by itself: whoever is on call for the agent sets \`${rollBack}\` of ${stable.workload}${whose}, renders and merges; new messages then go to ${stable.workload} alone, and what ${next.workload} has begun it finishes.`,
    },
  };
}

/** Noise removed: 0.07 × 100 is 7 and not 7.000000000000001. */
function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}
