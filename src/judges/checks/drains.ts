import { checkDrainAllowed, type DisruptionBudget } from '../../features/availability/disruption';
import { type RenderedScaler, scalerBounds } from '../../features/scaling/rendered';
import { checkPodShare, podShare } from '../../kernel/percent';
import type { Problem } from '../../kernel/problems';
import { type Inventory, objectPlace, type RenderedObject, valueAt } from '../inventory/inventory';
import type { RenderedPods } from '../inventory/pods';
import { selects } from '../inventory/selector';

/** What a controller without a count makes: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
const DEFAULT_COUNT = 1;

/** Kinds whose pods stay, and are counted by `spec.replicas`. */
const COUNTED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'Rollout']);

/** Rule `pdb-progress` over the objects of an App: every disruption budget lets a drain take a pod of what it selects, at its smallest count. */
export function checkDrains(app: Inventory, pods: readonly RenderedPods[]): Problem[] {
  return app.objects('PodDisruptionBudget').flatMap((object) => {
    const budget = budgetOf(object);
    if (budget === undefined) return [];
    const selector = valueAt(object.document, 'spec', 'selector');
    const owners = pods.filter(({ owner, namespace, labels }) => {
      return COUNTED.has(owner.kind) && namespace === object.namespace && selects(selector, labels);
    });
    return owners.flatMap(({ owner }) => {
      const count = leastCount(app, owner);
      // who never has a pod has none to let go; the larger a count, the more pods a budget lets go
      const violation = count === 0 ? undefined : checkDrainAllowed(budget, { min: count, max: count });
      return violation === undefined ? [] : [{ place: objectPlace(object, 'spec'), ...violation, source: object.source }];
    });
  });
}

/** What it says; `undefined` where it says what no server takes, which the strict check finds. */
function budgetOf({ document }: RenderedObject): DisruptionBudget | undefined {
  const minAvailable = shareAt(document, 'minAvailable');
  const maxUnavailable = shareAt(document, 'maxUnavailable');
  if (minAvailable !== undefined) return { minAvailable };
  return maxUnavailable === undefined ? undefined : { maxUnavailable };
}

function shareAt(document: RenderedObject['document'], field: string): ReturnType<typeof podShare> {
  const written = valueAt(document, 'spec', field);
  const share = typeof written === 'number' || typeof written === 'string' ? podShare(String(written)) : undefined;
  return share === undefined || checkPodShare(share) !== undefined ? undefined : share;
}

/** The least that an autoscaler may leave but zero, or what is written. */
function leastCount(app: Inventory, { kind, name, namespace, document }: RenderedObject): number {
  const scaled = [...app.objects('HorizontalPodAutoscaler', namespace), ...app.objects('ScaledObject', namespace)]
    .flatMap((scaler) => scalerBounds(scaler.document as RenderedScaler) ?? [])
    .find(({ target }) => target === `${kind}/${name}`);
  if (scaled !== undefined) return scaled.bounds.max === 0 ? 0 : Math.max(1, scaled.bounds.min);
  const replicas = valueAt(document, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : DEFAULT_COUNT;
}
