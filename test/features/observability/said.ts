import type { Alert } from '../../../src/features/observability/alert';

/** All of an alert that Prometheus and its routes act on; its texts and its proof are looked at elsewhere. */
export function said({ name, expr, forS, severity, agent, labels }: Alert): object {
  return { name, expr: expr.split('\n'), forS, severity, ...(agent !== undefined && { agent }), ...(labels !== undefined && { labels }) };
}
