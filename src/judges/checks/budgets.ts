import { budgetsSelectOnce, type SelectingBudget } from '../../features/availability/disruption';
import { operatedKind } from '../../features/table/table';
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

/** Some operators make disruption budgets of their own. */
function ofOperator({ owner }: RenderedPods): SelectingBudget[] {
  const maker = operatedKind(owner)?.ownBudget?.(owner.document);
  return maker === undefined ? [] : [{ name: `that of ${maker} for ${objectPlace(owner)}`, workloads: [objectPlace(owner)] }];
}

function titleOf({ owner }: RenderedPods): string {
  return objectPlace(owner);
}
