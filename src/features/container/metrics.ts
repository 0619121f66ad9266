import { checkWholeSeconds } from '../../kernel/duration';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { METRICS } from './schema';
import { LONGEST_S } from './probes';

const { port: PORT, path: PATH } = METRICS.shape;

/** Where Prometheus reads, complete. */
export interface MetricsPlan {
  readonly port: number;
  readonly path: string;
  /** `undefined`: Prometheus' own. */
  readonly intervalS: number | undefined;
}

/** The same as it is said. */
export interface MetricsInput {
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly intervalS?: number | undefined;
}

/** Rule `metrics-path`, and ranges. */
export function checkMetrics(at: Problems, metrics: MetricsInput): void {
  const { port, path, intervalS } = planMetrics(metrics);
  at.integer('port', port, PORT.said.min, PORT.said.max);
  // Rule `metrics-path`: Prometheus cannot read metrics from something that is not a path.
  // https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
  at.that(/^\/[A-Za-z0-9._~/-]*$/.test(path), 'path', 'metrics-path', `must be a path, got ${shown(path)}`, `write '${PATH.said.default}'`);
  if (intervalS !== undefined) at.rule('interval', checkWholeSeconds(intervalS, LONGEST_S));
}

/** Where Prometheus reads, with every default filled in. */
export function planMetrics({ port = PORT.said.default, path = PATH.said.default, intervalS }: MetricsInput): MetricsPlan {
  return { port, path, intervalS };
}
