import type { Problem } from '../../kernel/problems';
import type { Inventory } from '../inventory/inventory';
import { renderedPods } from '../inventory/pods';
import { checkAutoscalers } from './autoscalers';
import { checkBudgets } from './budgets';
import { checkDrains } from './drains';

/**
 * Rules over several objects of one App, also those of an escape hatch or of a team's own chart.
 *
 * Rules `one-owner` and `one-autoscaler`, `one-budget`, `budget-selector` and `pdb-progress`.
 *
 * @returns every problem, by workload, then by budget
 */
export function checkWorkloads(app: Inventory): Problem[] {
  const pods = renderedPods(app);
  return [...checkAutoscalers(app, pods), ...checkBudgets(app, pods), ...checkDrains(app, pods)];
}
