import { NAMESPACE_NAME_LABEL } from '../../kernel/labels';
import { isJsonObject } from '../../kernel/json';
import { type Inventory, objectsAt, valueAt } from './inventory';
import type { PodPort, RenderedPods } from './pods';
import { selects } from './selector';

/** Who calls: the namespace of its pods and their labels. */
export interface PodCaller {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/**
 * Whether rendered NetworkPolicies let a caller in at a port; pods that no policy selects are open to all.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
 */
export function reaches(inventory: Inventory, caller: PodCaller, pods: RenderedPods, port: PodPort): boolean {
  const closing = inventory.objects('NetworkPolicy', pods.namespace).filter(({ document }) => {
    const types = valueAt(document, 'spec', 'policyTypes');
    return selects(valueAt(document, 'spec', 'podSelector'), pods.labels) && (!Array.isArray(types) || types.includes('Ingress'));
  });
  if (closing.length === 0) return true;
  return closing
    .flatMap(({ document }) => objectsAt(document, 'spec', 'ingress'))
    .some((rule) => portTaken(rule['ports'], port) && callerTaken(inventory, rule['from'], caller, pods.namespace));
}

function portTaken(ports: unknown, { name, number }: PodPort): boolean {
  if (!Array.isArray(ports) || ports.length === 0) return true;
  return ports.filter(isJsonObject).some((one) => {
    if (one['protocol'] !== undefined && one['protocol'] !== 'TCP') return false;
    const { port, endPort } = one;
    if (port === undefined) return true;
    if (typeof port === 'string') return port === name;
    return typeof port === 'number' && number >= port && number <= (typeof endPort === 'number' ? endPort : port);
  });
}

function callerTaken(inventory: Inventory, from: unknown, caller: PodCaller, own: string): boolean {
  if (!Array.isArray(from) || from.length === 0) return true;
  return from.filter(isJsonObject).some(({ namespaceSelector, podSelector }) => {
    if (namespaceSelector === undefined && podSelector === undefined) return false;
    const inNamespace =
      namespaceSelector === undefined ? caller.namespace === own : selects(namespaceSelector, namespaceLabels(inventory, caller.namespace));
    return inNamespace && (podSelector === undefined || selects(podSelector, caller.podLabels));
  });
}

/** Those that were rendered, and the one that every namespace has. */
function namespaceLabels(inventory: Inventory, namespace: string): Readonly<Record<string, string>> {
  return { ...inventory.object('Namespace', undefined, namespace)?.labels, [NAMESPACE_NAME_LABEL]: namespace };
}
