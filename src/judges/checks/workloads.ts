import type { Problem } from '../../kernel/problems';
import type { Inventory } from '../inventory/inventory';
import { renderedPods } from '../inventory/pods';
import { checkAutoscalers } from './autoscalers';
import { checkBudgets } from './budgets';

/**
 * Rules over several objects of one App, also those of an escape hatch or of a team's own chart.
 *
 * Rules `one-owner` and `one-autoscaler`, `one-budget` and `budget-selector`.
 *
 * @returns every problem, by workload, then by budget
 */
export function checkWorkloads(app: Inventory): Problem[] {
  const pods = renderedPods(app);
  return [...checkAutoscalers(app, pods), ...checkBudgets(app, pods)];
}
