import type { App } from 'cdk8s';
import { platformPods } from '../constructs/platform-demand';
import { platformFits } from '../src/core/capacity/platform-nodes';
import { Problems } from '../src/core/problems';
import { PLATFORM_NAMESPACE } from '../src/core/services';
import { openPools } from '../src/model/resolve-platform';
import type { ResolvedEnvironment } from '../src/model/resolved';

/**
 * Holds what was built in the platform's namespace against the nodes it runs on; where no such pool is described, `resolve` has warned.
 *
 * @throws InvalidInputError of rule `platform-nodes` (A8) or `rollout-zones` (A14).
 */
export function checkPlatformNodes(app: App, environment: ResolvedEnvironment): void {
  const problems = Problems.of(`${environment.system}/${environment.name}`);
  const pools = openPools(environment);
  const [only] = pools;
  const place = only !== undefined && pools.length === 1 ? `nodePools.${only.name}` : 'nodePools';
  for (const violation of platformFits(platformPods(app, PLATFORM_NAMESPACE), pools)) problems.rule(place, violation);
  problems.throwIfAny();
}
