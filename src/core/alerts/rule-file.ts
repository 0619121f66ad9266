import type { Alert, SyntheticSeries } from './alert';

/** A rule as Prometheus reads it. */
export interface RenderedAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Labels that all alerts of a tenant have besides their own. */
export interface AlertOwner {
  readonly tenant: string;
  readonly namespace: string;
}

/** The rule of an alert; routes and silences go by its labels. */
export function renderedAlert(
  { name, expr, forS, severity, agent, labels, summary, description }: Alert,
  owner: AlertOwner,
): RenderedAlert {
  return {
    alert: name,
    expr,
    for: `${forS}s`,
    labels: { ...(agent !== undefined && { agent }), namespace: owner.namespace, severity, tenant: owner.tenant, ...labels },
    annotations: { description, summary },
  };
}

/**
 * The unit tests of a tenant's alerts as `promtool test rules` takes them: each fires after its own series, and is silent after a healthy
 * tenant's, with exactly its labels and texts.
 *
 * @param ruleFile the rules, beside the file that this becomes
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export function ruleTests(alerts: readonly Alert[], owner: AlertOwner, ruleFile: string): object {
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: alerts.flatMap((alert) => {
      const { labels, annotations } = renderedAlert(alert, owner);
      const { fires, silent, afterMin } = alert.proof;
      const shown = (text: string): string => filledIn(text, alert);
      const expected = {
        exp_labels: { ...labels, ...alert.proof.labels },
        exp_annotations: Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, shown(text)])),
      };
      const healthy = healthyBeside(alert, alerts);
      const test = (name: string, input: typeof fires, alertsExpected: readonly object[]) => ({
        name: `${alert.name} of ${alert.agent ?? owner.tenant} ${name}`,
        interval: '1m',
        input_series: [...input, ...healthy.filter(({ series }) => input.every((own) => own.series !== series))],
        alert_rule_test: [{ eval_time: `${afterMin}m`, alertname: alert.name, exp_alerts: alertsExpected }],
      });
      return [test('fires', fires, [expected]), test('is silent', silent, [])];
    }),
  };
}

/** The healthy series of whoever else has an alert of that name: some alerts are about series that are missing. */
function healthyBeside(alert: Alert, alerts: readonly Alert[]): SyntheticSeries[] {
  const others = alerts.filter((other) => other !== alert && other.name === alert.name && other.agent !== alert.agent);
  return others.flatMap(({ proof }) => proof.silent);
}

/** Texts as Prometheus' templates fill them in. */
function filledIn(text: string, { proof }: Alert): string {
  return text
    .replaceAll(/\{\{ \$value(?: \| \w+)? \}\}/g, proof.value ?? '')
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => proof.labels?.[label] ?? '');
}
