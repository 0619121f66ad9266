import type { Problem } from '../../kernel/problems';
import { type Inventory, objectPlace, type RenderedObject } from '../inventory/inventory';
import type { AdapterRule } from './adapter-rules';

const EXTERNAL_API = 'v1beta1.external.metrics.k8s.io';

/**
 * Rule `two-metrics-servers`: only one server can own the external metrics API, and the scalers of the other stop working.
 *
 * @see https://keda.sh/docs/latest/operate/metrics-server/
 */
export function oneServerOfMetrics(inventory: Inventory, rules: readonly AdapterRule[]): Problem[] {
  const keda = [...inventory.objects('ScaledObject'), ...inventory.objects('ScaledJob')];
  const external = rules.filter(({ api }) => api === 'external');
  const services = inventory.objects('APIService').filter(({ name }) => name === EXTERNAL_API);
  const problem = (object: RenderedObject, field: string, text: string): Problem => ({
    place: objectPlace(object, field),
    rule: 'two-metrics-servers',
    problem: `${text}: only one server can own ${EXTERNAL_API}`,
    fix: 'let one engine serve all queues of the cluster: keda or prometheus-adapter',
    source: object.source,
  });
  const [first] = keda;
  return [
    ...(first === undefined
      ? []
      : external.map(({ object, field }) =>
          problem(object, field, `rules of prometheus-adapter beside ${keda.length} scalers of KEDA, e.g. ${objectPlace(first)}`),
        )),
    ...services.slice(1).map((object) => problem(object, '', 'is registered a second time')),
  ];
}
