import type { Alert, SyntheticSeries } from './alert';

/** A rule as Prometheus reads it. */
export interface RenderedAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Labels that all alerts of an owner have besides their own. */
export interface AlertOwner {
  /** @default - the platform: each alert says whom it is about */
  readonly tenant?: string;
  readonly namespace: string;
}

/** The rule of an alert; routes and silences go by its labels. */
export function renderedAlert(
  { name, expr, forS, severity, agent, labels, annotations, summary, description }: Alert,
  owner: AlertOwner,
): RenderedAlert {
  return {
    alert: name,
    expr,
    for: `${forS}s`,
    labels: {
      ...(agent !== undefined && { agent }),
      namespace: owner.namespace,
      severity,
      ...(owner.tenant !== undefined && { tenant: owner.tenant }),
      ...labels,
    },
    annotations: { description, summary, ...annotations },
  };
}

/**
 * The unit tests of an owner's alerts as `promtool test rules` takes them: each fires after its own series, and is silent after a healthy
 * owner's, with exactly its labels and texts.
 *
 * @param ruleFile the rules, beside the file that this becomes
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export function ruleTestFile(alerts: readonly Alert[], owner: AlertOwner, ruleFile: string): string {
  return `${JSON.stringify(ruleTests(alerts, owner, ruleFile), undefined, 2)}\n`;
}

function ruleTests(alerts: readonly Alert[], owner: AlertOwner, ruleFile: string): object {
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: alerts.flatMap((alert) => {
      const { fires, silent, afterMin, firstMin, besides } = alert.proof;
      const looksAt = firstMin === undefined ? [afterMin] : [firstMin, afterMin];
      const healthy = healthyBeside(alert, alerts);
      const test = (name: string, input: typeof fires, firing: readonly Alert[]) => ({
        name: `${alert.name} of ${subjectOf(alert, owner)} ${name}`,
        interval: '1m',
        input_series: [...input, ...healthy.filter(({ series }) => input.every((own) => own.series !== series))],
        alert_rule_test: looksAt.map((minutes) => ({
          eval_time: `${minutes}m`,
          alertname: alert.name,
          exp_alerts: firing.map((one) => expected(one, owner)),
        })),
      });
      return [test('fires', fires, [alert, ...(besides?.fires ?? [])]), test('is silent', silent, besides?.silent ?? [])];
    }),
  };
}

/** An alert with its labels and texts, as promtool compares it. */
function expected(alert: Alert, owner: AlertOwner): object {
  const { labels, annotations } = renderedAlert(alert, owner);
  return {
    exp_labels: { ...labels, ...alert.proof.labels },
    exp_annotations: Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, filledIn(text, alert)])),
  };
}

/** Whom an alert is about. */
function subjectOf({ agent, labels }: Alert, { tenant, namespace }: AlertOwner): string {
  const parts = [labels?.['tenant'], agent ?? labels?.['member'] ?? tenant].filter((part) => part !== undefined);
  return parts.length === 0 ? namespace : parts.join('/');
}

/** The healthy series of others that have an alert of that name, since some alerts fire on missing series. */
function healthyBeside(alert: Alert, alerts: readonly Alert[]): SyntheticSeries[] {
  if (alert.proof.besides !== undefined) return [];
  const others = alerts.filter((other) => other !== alert && other.name === alert.name && other.agent !== alert.agent);
  return others.flatMap(({ proof }) => proof.silent);
}

/** Texts as Prometheus' templates fill them in. */
function filledIn(text: string, { proof }: Alert): string {
  return text
    .replaceAll(/\{\{ \$value(?: \| \w+)? \}\}/g, proof.value ?? '')
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => proof.labels?.[label] ?? '');
}
