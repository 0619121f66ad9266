import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { CALLERS } from '../services/places';

/** Prometheus as the operator's own Service names it, in the namespace that monitoring lives in. https://prometheus-operator.dev/docs/getting-started/introduction/ */
export const PROMETHEUS = prometheusIn(CALLERS.monitoring.namespace);

/** The same in another namespace. */
export function prometheusIn(namespace: string): string {
  return `http://prometheus-operated.${namespace}.svc.cluster.local:9090`;
}

/**
 * Rule `prometheus`: Argo Rollouts must be able to reach the address, and credentials in an address are committed with it.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/analysis/prometheus/
 */
export function checkPrometheus(address: string): Violation | undefined {
  return /^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?$/.test(address)
    ? undefined
    : { rule: 'prometheus', problem: `must be an http or https address, got ${shown(address)}`, fix: `write '${PROMETHEUS}'` };
}

/**
 * Rule `counter-name`: a query for a name that Prometheus does not accept never has a result.
 *
 * @see https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
 */
export function checkCounterName(name: string): Violation | undefined {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/.test(name)
    ? undefined
    : { rule: 'counter-name', problem: `must be the name of a counter, got ${shown(name)}`, fix: `write 'agent_tasks_total'` };
}
