import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import { HTTP_PORT } from './agent-pod';
import type { AgentMetrics } from './agent-props';

const METRICS_PORT = 9090;
const METRICS_PATH = '/metrics';
/** Least port a user other than root may open everywhere. */
const MIN_PORT = 1025;
const MAX_PORT = 65_535;

/** Where Prometheus reads, complete. */
export interface ScrapedMetrics {
  readonly port: number;
  readonly path: string;
  /** `undefined`: Prometheus' own. */
  readonly intervalS: number | undefined;
}

/** Rules `port-taken` and `metrics-path`. */
export function checkMetrics(at: Problems, metrics: AgentMetrics): void {
  const { port, path, intervalS } = metricsOf(metrics);
  if (at.integer('port', port, MIN_PORT, MAX_PORT))
    // Rule `port-taken`: two servers cannot listen on one port of a pod. https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    at.that(port !== HTTP_PORT, 'port', 'port-taken', `${HTTP_PORT} is the agent's own port`, 'choose another');
  // Rule `metrics-path`: Prometheus cannot read metrics from something that is not a path.
  // https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
  at.that(/^\/[A-Za-z0-9._~/-]*$/.test(path), 'path', 'metrics-path', `must be a path, got ${shown(path)}`, `write '${METRICS_PATH}'`);
  if (intervalS !== undefined) at.integer('interval', intervalS, 1);
}

/** Where Prometheus reads, with every default filled in. */
export function metricsOf({ port, path, interval }: AgentMetrics): ScrapedMetrics {
  return {
    port: port ?? METRICS_PORT,
    path: path ?? METRICS_PATH,
    intervalS: interval === undefined ? undefined : interval.toSeconds({ integral: false }),
  };
}
