import { type Autoscaler, checkCountIsFree, checkOneAutoscaler } from '../../features/scaling/owner';
import type { Problem, Violation } from '../../kernel/problems';
import type { JsonObject } from '../../kernel/json';
import { textOf } from '../inventory/finding';
import { type Inventory, objectPlace, objectsAt, type RenderedObject, valueAt } from '../inventory/inventory';
import type { RenderedPods } from '../inventory/pods';

/** Where each kind names what it scales, and the kind of it where none is said: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const AUTOSCALERS = {
  HorizontalPodAutoscaler: { field: 'scaleTargetRef', target: '' },
  ScaledObject: { field: 'scaleTargetRef', target: 'Deployment' },
  VerticalPodAutoscaler: { field: 'targetRef', target: '' },
} as const;

/** What a VerticalPodAutoscaler sets where nothing else is said: https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/api.md */
const BOTH: readonly string[] = ['cpu', 'memory'];

/** A workload and the autoscalers that name it, those that resize pods last. */
interface Scaled {
  readonly target: Pick<RenderedObject, 'kind' | 'namespace' | 'name'>;
  readonly by: RenderedObject[];
}

/** Rules `one-owner` and `one-autoscaler` over the objects of an App. */
export function checkAutoscalers(app: Inventory, pods: readonly RenderedPods[]): Problem[] {
  return scaledBy(app).flatMap(({ target, by }) => {
    const containers = pods.find(({ owner }) => objectPlace(owner) === objectPlace(target))?.containers ?? [];
    const autoscalers = by.map((one): Autoscaler => ({ kind: one.kind, name: one.name, resources: resourcesOf(one, containers) }));
    return [
      ...ownsCount(app, target, by),
      ...checkOneAutoscaler(target.name, autoscalers).map((violation) => at(target, by.at(-1), violation)),
    ];
  });
}

function scaledBy(app: Inventory): Scaled[] {
  const found = new Map<string, Scaled>();
  for (const [kind, { field, target: otherwise }] of Object.entries(AUTOSCALERS)) {
    for (const object of app.objects(kind)) {
      const name = valueAt(object.document, 'spec', field, 'name');
      if (typeof name !== 'string') continue;
      const written = valueAt(object.document, 'spec', field, 'kind');
      const target = { kind: typeof written === 'string' ? written : otherwise, namespace: object.namespace, name };
      const scaled = found.get(objectPlace(target)) ?? { target, by: [] };
      scaled.by.push(object);
      found.set(objectPlace(target), scaled);
    }
  }
  return [...found.values()];
}

/** A count that is written, and an autoscaler of it. */
function ownsCount(app: Inventory, target: Scaled['target'], by: readonly RenderedObject[]): Problem[] {
  const workload = app.object(target.kind, target.namespace, target.name);
  const replicas = valueAt(workload?.document, 'spec', 'replicas');
  if (by.every(({ kind }) => kind === 'VerticalPodAutoscaler')) return [];
  const violation = checkCountIsFree(target.name, typeof replicas === 'number' ? replicas : undefined);
  return violation === undefined ? [] : [at(target, workload, violation, 'spec.replicas')];
}

/** By which resources an autoscaler decides, or which it sets. */
function resourcesOf({ kind, document }: RenderedObject, containers: readonly JsonObject[]): string[] {
  switch (kind) {
    case 'HorizontalPodAutoscaler': {
      const metrics = objectsAt(document, 'spec', 'metrics');
      // without any, it follows the use of CPU: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
      if (metrics.length === 0) return ['cpu'];
      return metrics.flatMap((metric) =>
        [valueAt(metric, 'resource', 'name'), valueAt(metric, 'containerResource', 'name')].filter((name) => typeof name === 'string'),
      );
    }
    case 'ScaledObject':
      return objectsAt(document, 'spec', 'triggers').flatMap((trigger) => BOTH.filter((resource) => resource === textOf(trigger, 'type')));
    default:
      return resized(document, containers);
  }
}

/** What a VerticalPodAutoscaler sets of any container. */
function resized(document: JsonObject, containers: readonly JsonObject[]): string[] {
  if (valueAt(document, 'spec', 'updatePolicy', 'updateMode') === 'Off') return [];
  const policies = objectsAt(document, 'spec', 'resourcePolicy', 'containerPolicies');
  const named = new Set(policies.map((policy) => textOf(policy, 'containerName')));
  const left = !named.has('*') && (containers.length === 0 || containers.some((container) => !named.has(textOf(container, 'name'))));
  const set = policies
    .filter((policy) => textOf(policy, 'mode') !== 'Off')
    .flatMap(({ controlledResources }) => (Array.isArray(controlledResources) ? controlledResources.map(String) : BOTH));
  return BOTH.filter((resource) => left || set.includes(resource));
}

function at(target: Scaled['target'], object: RenderedObject | undefined, violation: Violation, field = ''): Problem {
  return { place: objectPlace(target, field), ...violation, ...(object !== undefined && { source: object.source }) };
}
