import type { Problem } from '../../kernel/problems';
import { type Inventory, objectPlace, objectsAt, textsAt } from '../inventory/inventory';
import type { RenderedPods } from '../inventory/pods';
import { type PodCaller, reaches } from '../inventory/reach';
import { selects } from '../inventory/selector';
import type { BusUse } from './metric-uses';

/** `<service>.<namespace>.svc…:<port>`. */
const ENDPOINT = /^(?:https?:\/\/)?([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc[a-z0-9.-]*)?:(\d+)$/;

/** Rule `metric-unscraped`: a series that Prometheus or KEDA cannot reach has no value, so what asks for it never reacts (our choice). */
export function busReached(
  { object, field, endpoint }: BusUse,
  inventory: Inventory,
  pods: readonly RenderedPods[],
  keda: PodCaller,
): Problem[] {
  const obstacle = obstacleOf(endpoint, inventory, pods, keda);
  if (obstacle === undefined) return [];
  return [
    {
      place: objectPlace(object, field),
      rule: 'metric-unscraped',
      problem: `KEDA reads the consumer at '${endpoint}', but ${obstacle}`,
      fix: 'name the monitoring port of the rendered bus, or declare the bus as given',
      source: object.source,
    },
  ];
}

function obstacleOf(endpoint: string, inventory: Inventory, pods: readonly RenderedPods[], keda: PodCaller): string | undefined {
  const [, name = '', namespace = '', port = ''] = ENDPOINT.exec(endpoint) ?? [];
  const service = inventory.object('Service', namespace, name);
  if (service === undefined) return 'no such Service is rendered';
  const ports = objectsAt(service.document, 'spec', 'ports');
  const headless = (service.document['spec'] as { readonly clusterIP?: unknown }).clusterIP === 'None';
  const target = ports.find((one) => one['port'] === Number(port))?.['targetPort'] ?? (headless ? Number(port) : undefined);
  if (target === undefined) return `the Service has no port ${port}`;
  const behind = pods.filter(
    (one) => one.namespace === namespace && selects({ matchLabels: textsAt(service.document, 'spec', 'selector') }, one.labels),
  );
  const listening = behind.flatMap((one) =>
    one.ports.filter((candidate) => candidate.number === target || candidate.name === target).map((candidate) => ({ one, candidate })),
  );
  if (listening.length === 0) return `no rendered pod behind it listens on port ${port}`;
  return listening.some(({ one, candidate }) => reaches(inventory, keda, one, candidate))
    ? undefined
    : `no NetworkPolicy lets KEDA reach port ${port}`;
}
