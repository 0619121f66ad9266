import { checkFlux } from '../../src/judges/checks/flux';
import { checkNamed } from '../../src/judges/checks/named';
import { checkSecrets } from '../../src/judges/checks/secrets';
import { checkWorkloads } from '../../src/judges/checks/workloads';
import { InvalidInputError, type Problem, type Problems } from '../../src/kernel/problems';
import { Inventory } from '../../src/judges/inventory/inventory';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Files, Rendered } from '../../src/render/files';
import { Delivery } from './delivery';
import type { Judge } from './judge';
import { MetricClosure } from './metric-closure';
import { PlatformCapacity } from './platform-capacity';

/**
 * The rendered files, one App at a time, and after them what delivers them.
 *
 * Each App's documents become one inventory, which every judge sees; what any of them finds wrong, in any App, ends the rendering once
 * all have passed, so that nothing is written.
 *
 * @param found what rendering itself finds wrong, as it goes on
 * @throws InvalidInputError with every problem found: those of `found`, `unnamed-object`, `rendered-secret`, and those of `checkWorkloads`, `checkFlux`, `PlatformCapacity`,
 *   `MetricClosure` and `Delivery`
 */
export function* judged(environment: EnvironmentPlan, rendered: Iterable<Rendered>, found: Problems): Generator<Files> {
  const delivery = environment.delivery && new Delivery(environment, environment.delivery);
  const across: readonly Judge[] = [
    new PlatformCapacity(environment),
    new MetricClosure(environment),
    ...(delivery === undefined ? [] : [delivery]),
  ];
  const problems: Problem[] = [];
  for (const { files, manifests } of rendered) {
    const app = new Inventory().add(manifests);
    problems.push(...checkNamed(app), ...checkSecrets(app), ...checkWorkloads(app), ...checkFlux(app));
    for (const judge of across) judge.see(app);
    yield files;
  }
  problems.push(...found.list, ...across.flatMap((judge) => judge.problems()));
  if (problems.length > 0) throw new InvalidInputError(`${environment.system}/${environment.name}`, problems);
  if (delivery !== undefined) yield* delivery.files();
}
