import { AGENT } from '../../features/observability/agent-sources';
import type { MetricSource } from '../../features/services/metric-source';
import { exporterOf, operatedKind } from '../../features/table/table';
import { APP_LABEL } from '../../kernel/labels';
import type { JsonObject } from '../../kernel/json';
import { type Inventory, objectsAt, type RenderedObject, textsAt, valueAt } from '../inventory/inventory';
import type { PodPort, RenderedPods } from '../inventory/pods';
import { type PodCaller, reaches } from '../inventory/reach';
import { selects } from '../inventory/selector';

/** What is scraped, or why it is not. */
export interface Scrape {
  readonly monitor: RenderedObject;
  /** Place of the endpoint in the monitor. */
  readonly field: string;
  readonly pods: RenderedPods;
  readonly port: PodPort | undefined;
  /** Labels that the operator sets besides those of every target. */
  readonly labels: readonly string[];
  /** Why Prometheus gets nothing; `undefined` if it does. */
  readonly obstacle: string | undefined;
}

/** A monitor that selects none of the pods that were rendered into its namespaces. */
export interface IdleMonitor {
  readonly monitor: RenderedObject;
  readonly problem: string;
}

/** Labels that the operator gives every target. https://prometheus-operator.dev/docs/developer/scrapeconfig/ */
export const TARGET_LABELS: readonly string[] = ['namespace', 'pod', 'container', 'job', 'endpoint', 'instance'];

/** What PodMonitors and ServiceMonitors make of the rendered pods, each monitor looking at the pods of its namespaces alone. */
export function scrapes(
  inventory: Inventory,
  pods: readonly RenderedPods[],
  prometheus: PodCaller,
): { scrapes: Scrape[]; idle: IdleMonitor[] } {
  const byNamespace = new Map<string, RenderedPods[]>();
  for (const one of pods) {
    const near = byNamespace.get(one.namespace);
    if (near === undefined) byNamespace.set(one.namespace, [one]);
    else near.push(one);
  }
  const namespaces = [...byNamespace.keys()];
  const [found, idle]: [Scrape[], IdleMonitor[]] = [[], []];
  const look = (monitor: RenderedObject, takes: (pods: RenderedPods) => boolean, endpoints: readonly Endpoint[]): void => {
    const near = namespacesOf(monitor, namespaces).flatMap((namespace) => byNamespace.get(namespace) ?? []);
    const selected = near.filter(takes);
    // without rendered pods of a namespace this is not known
    if (near.length > 0 && selected.length === 0) idle.push({ monitor, problem: 'selects none of the rendered pods of its namespaces' });
    for (const one of selected) {
      for (const { field, portOf, labels, description } of endpoints) {
        const port = portOf(one);
        const open = port !== undefined && reaches(inventory, prometheus, one, port);
        const obstacle =
          port === undefined
            ? `the pods of ${one.owner.kind} ${one.owner.name} have no port ${description}`
            : open
              ? undefined
              : `no NetworkPolicy lets Prometheus reach port ${port.number} of ${one.owner.kind} ${one.owner.name}`;
        found.push({ monitor, field, pods: one, port, labels, obstacle });
      }
    }
  };
  for (const monitor of inventory.objects('PodMonitor')) {
    const selector = valueAt(monitor.document, 'spec', 'selector');
    look(monitor, ({ labels }) => selects(selector, labels), podEndpoints(monitor));
  }
  const withServices = inventory.namespacesOf('Service');
  for (const monitor of inventory.objects('ServiceMonitor')) {
    const services = namespacesOf(monitor, withServices)
      .flatMap((namespace) => inventory.objects('Service', namespace))
      .filter(({ labels }) => selects(valueAt(monitor.document, 'spec', 'selector'), labels));
    for (const service of services) {
      const selector = textsAt(service.document, 'spec', 'selector');
      const takes = ({ namespace, labels }: RenderedPods): boolean =>
        namespace === service.namespace && selects({ matchLabels: selector }, labels);
      look(monitor, takes, serviceEndpoints(monitor, service));
    }
  }
  return { scrapes: found, idle };
}

interface Endpoint {
  readonly field: string;
  readonly description: string;
  readonly portOf: (pods: RenderedPods) => PodPort | undefined;
  readonly labels: readonly string[];
}

function podEndpoints({ document }: RenderedObject): Endpoint[] {
  const labels = extraLabels(document);
  return objectsAt(document, 'spec', 'podMetricsEndpoints').map((endpoint, index) => {
    const port = endpoint['port'] ?? endpoint['portNumber'] ?? endpoint['targetPort'];
    return { field: `spec.podMetricsEndpoints[${index}].port`, description: String(port), portOf: (pods) => portNamed(pods, port), labels };
  });
}

function serviceEndpoints({ document }: RenderedObject, service: RenderedObject): Endpoint[] {
  const labels = [...extraLabels(document), 'service'];
  return objectsAt(document, 'spec', 'endpoints').map((endpoint, index) => {
    const named = objectsAt(service.document, 'spec', 'ports').find(({ name }) => name === endpoint['port']);
    const port = endpoint['targetPort'] ?? named?.['targetPort'] ?? named?.['port'];
    return {
      field: `spec.endpoints[${index}].port`,
      description: String(endpoint['port'] ?? port),
      portOf: (pods) => portNamed(pods, port),
      labels,
    };
  });
}

function portNamed({ ports }: RenderedPods, port: unknown): PodPort | undefined {
  return ports.find(({ name, number }) => (typeof port === 'number' ? number === port : name === port));
}

/** `podTargetLabels` and its like become labels, with what Prometheus does not allow in a name replaced. */
function extraLabels(document: JsonObject): string[] {
  const lists = ['podTargetLabels', 'targetLabels'].map((field) => valueAt(document, 'spec', field));
  return lists.flatMap((list) => (Array.isArray(list) ? list.map((label) => String(label).replace(/\W/g, '_')) : []));
}

function namespacesOf({ document, namespace }: RenderedObject, all: readonly string[]): readonly string[] {
  const selector = valueAt(document, 'spec', 'namespaceSelector');
  if (valueAt(selector, 'any') === true) return all;
  const names = valueAt(selector, 'matchNames');
  return Array.isArray(names) ? names.map(String) : namespace === undefined ? [] : [namespace];
}

/** What the pods serve at a port: told by their operator's kind, their exporter, or by being an agent. */
export function sourcesAt({ owner, labels, containers }: RenderedPods, port: PodPort): MetricSource[] {
  const operated = operatedKind(owner);
  if (operated !== undefined) return listOf(operated.serves(port.name));
  const container = containers.find((one) => objectsAt(one, 'ports').some(({ containerPort }) => containerPort === port.number));
  const args = valueAt(container, 'args');
  const exporter = exporterOf({ image: String(container?.['image']), args: Array.isArray(args) ? args.map(String) : [] });
  if (exporter !== undefined) return [exporter];
  return labels[APP_LABEL.component] === 'agent' ? [AGENT] : [];
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
