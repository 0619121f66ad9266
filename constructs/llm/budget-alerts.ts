import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Alert } from '../../src/features/observability/alert';
import { type AlertOwner, renderedAlert, ruleTestFile } from '../../src/features/observability/rule-file';
import { planTokenAlerts, type TokenAlertsPlan, tokenBudgetAlerts } from '../../src/features/llm/alerts';
import type { TenantTokens } from '../../src/features/llm/buckets';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { planOf } from '../kinds/planned';
import type { PrometheusRuleSpec } from '../observability/prometheus-rule-kinds';
import { written } from '../kinds/door';

/** Properties for `BudgetAlerts`. */
export interface BudgetAlertsProps {
  /** As the gateway has them. */
  readonly tenants: TenantTokens[];
  /** @default 'platform', where the gateway is scraped */
  readonly namespace?: string;
  /** Labels by which the Prometheus operator finds rules. @default - none: it takes all */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Alerts for token budgets: at 80 % and when they are spent, for each tenant, agent and member that has one, and when nothing is measured.
 *
 * They read the metrics of `LlmGateway`. Agentgateway has other metrics, and there `LlmBudgetNoData` fires.
 *
 * @example
 * new BudgetAlerts(chart, 'BudgetAlerts', {
 *   tenants: [{ name: 'acme', namespace: 'tenant-acme', budget: { perDay: 20_000_000 }, agents: [{ name: 'search' }] }],
 * });
 */
export class BudgetAlerts extends Construct {
  /** The PrometheusRule, for patches. */
  public readonly apiObject: ApiObject;

  private readonly alerts: readonly Alert[];
  private readonly owner: AlertOwner;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: BudgetAlertsProps) {
    super(scope, id);
    props = written(this, 'BudgetAlertsProps', props);
    const { tenants, namespace, labels } = planOf<TokenAlertsPlan>(props) ?? this.planProps(props);
    this.owner = { namespace };
    this.alerts = tokenBudgetAlerts(tenants);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: 'llm-budgets',
        namespace,
        labels: { ...Chart.of(this).labels, ...labels, [APP_LABEL.name]: 'llm-budgets', [APP_LABEL.managedBy]: MANAGED_BY },
      },
      spec: {
        groups: [{ name: 'llm-budgets', rules: this.alerts.map((alert) => renderedAlert(alert, this.owner)) }],
      } satisfies PrometheusRuleSpec,
    });
  }

  /**
   * A file for `promtool test rules`: every alert fires after its synthetic series and is silent after a healthy one.
   *
   * @param ruleFile name of the file that holds `spec` of the PrometheusRule, beside this one
   */
  public ruleTests(ruleFile: string): string {
    return ruleTestFile(this.alerts, this.owner, ruleFile);
  }

  private planProps(props: BudgetAlertsProps): TokenAlertsPlan {
    const problems = Problems.of(this.node.path);
    const plan = planTokenAlerts(problems, props);
    problems.throwIfAny();
    return plan;
  }
}
