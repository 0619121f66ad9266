import { platformPods } from '../../src/judges/demand/platform-pods';
import { checkPlatformFits, type PlatformPods } from '../../src/features/nodes/platform-nodes';
import { type Problem, Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import type { Inventory } from '../../src/judges/inventory/inventory';
import { openPools } from '../../src/features/nodes/promises';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Judge } from './judge';

/**
 * Holds what was rendered into the platform's namespace against the nodes it runs on; where no such pool is described, `resolve` has warned.
 *
 * Rules `platform-nodes`, `rollout-zones` and `rollout-hosts`.
 */
export class PlatformCapacity implements Judge {
  private readonly pods: PlatformPods[] = [];

  constructor(private readonly environment: EnvironmentPlan) {}

  public see(app: Inventory): void {
    const documents = app.all.map(({ document }) => document);
    this.pods.push(...platformPods(documents, PLATFORM_NAMESPACE));
  }

  public problems(): readonly Problem[] {
    const { system, name } = this.environment;
    const problems = Problems.of(`${system}/${name}`);
    const pools = openPools(this.environment.tenants, this.environment);
    const [only] = pools;
    const place = only !== undefined && pools.length === 1 ? `nodePools.${only.name}` : 'nodePools';
    for (const violation of checkPlatformFits(this.pods, pools)) problems.rule(place, violation);
    return problems.list;
  }
}
