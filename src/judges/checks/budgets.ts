import { budgetsSelectOnce, type SelectingBudget } from '../../features/availability/disruption';
import type { Problem } from '../../kernel/problems';
import { type Inventory, objectPlace, type RenderedObject, valueAt } from '../inventory/inventory';
import type { RenderedPods } from '../inventory/pods';
import { selects } from '../inventory/selector';

/** Rules `one-budget` and `budget-selector` over the objects of an App. */
export function checkBudgets(app: Inventory, pods: readonly RenderedPods[]): Problem[] {
  return app.namespacesOf('PodDisruptionBudget').flatMap((namespace) => {
    const objects = app.objects('PodDisruptionBudget', namespace);
    const own = pods.filter((one) => one.namespace === namespace);
    const budgets = [...objects.map((object) => selecting(object, own)), ...own.flatMap(ofOperator)];
    const sources = new Map([...own.map(({ owner }) => owner), ...objects].map((object) => [objectPlace(object), object.source]));
    return budgetsSelectOnce(budgets, own.map(titleOf)).map(({ of, ...violation }) => {
      const source = sources.get(of);
      return { place: of, ...violation, ...(source !== undefined && { source }) };
    });
  });
}

function selecting(budget: RenderedObject, pods: readonly RenderedPods[]): SelectingBudget {
  const selector = valueAt(budget.document, 'spec', 'selector');
  return { name: objectPlace(budget), workloads: pods.filter(({ labels }) => selects(selector, labels)).map(titleOf) };
}

/**
 * CloudNativePG makes disruption budgets of its own, one for each instance:
 * https://cloudnative-pg.io/documentation/current/kubernetes_upgrade/#pod-disruption-budgets
 */
function ofOperator({ owner }: RenderedPods): SelectingBudget[] {
  if (owner.kind !== 'Cluster' || valueAt(owner.document, 'spec', 'enablePDB') === false) return [];
  return [{ name: `that of CloudNativePG for ${objectPlace(owner)}`, workloads: [objectPlace(owner)] }];
}

function titleOf({ owner }: RenderedPods): string {
  return objectPlace(owner);
}
