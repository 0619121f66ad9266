import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { EXTERNAL_HOST } from '../network/schema';

/** Port of requests and probes; queue workers serve the probes too. */
export const HTTP_PORT = 8080;

const METRICS_PORT = 9090;
const METRICS_PATH = '/metrics';
/** Least port a user other than root may open everywhere. */
const MIN_PORT = 1025;
const { max: MAX_PORT } = EXTERNAL_HOST.shape.port.said;

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

/** Rules `port-taken` and `metrics-path`. */
export function checkMetrics(at: Problems, metrics: MetricsInput): void {
  const { port, path, intervalS } = planMetrics(metrics);
  if (at.integer('port', port, MIN_PORT, MAX_PORT))
    // Rule `port-taken`: two servers cannot listen on one port of a pod. https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    at.that(port !== HTTP_PORT, 'port', 'port-taken', `${HTTP_PORT} is the agent's own port`, 'choose another');
  // Rule `metrics-path`: Prometheus cannot read metrics from something that is not a path.
  // https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
  at.that(/^\/[A-Za-z0-9._~/-]*$/.test(path), 'path', 'metrics-path', `must be a path, got ${shown(path)}`, `write '${METRICS_PATH}'`);
  if (intervalS !== undefined) at.integer('interval', intervalS, 1);
}

/** Where Prometheus reads, with every default filled in. */
export function planMetrics({ port = METRICS_PORT, path = METRICS_PATH, intervalS }: MetricsInput): MetricsPlan {
  return { port, path, intervalS };
}
