import { StrictCheck, type UncheckedKind } from '../../src/judges/checks/strict';
import { crdSchemas } from '../../src/judges/schemas/crd-schema';
import { judgeApp } from '../../src/judges/judge';
import { InvalidInputError, type Problem, type Problems } from '../../src/kernel/problems';
import { rememberJudged } from '../../src/kernel/manifest';
import { Inventory } from '../../src/judges/inventory/inventory';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Files, Rendered } from '../../src/render/files';
import { DELIVERED_KINDS } from '../../src/features/delivery/kinds';
import { groupOf } from '../../src/features/services/delivered';
import { Delivery } from './delivery';
import type { Judge } from './judge';
import { MetricClosure } from './metric-closure';
import { PlatformCapacity } from './platform-capacity';

/** What judges of an environment are told besides what was rendered. */
export interface JudgedOptions {
  /** CustomResourceDefinitions of one's own kinds, as parsed documents. @default - none */
  readonly crds?: readonly unknown[];
  /** Takes what is allowed but probably a mistake, once everything was rendered. @default - nobody does */
  readonly warn?: (warning: Problem) => void;
}

/**
 * The rendered files, one App at a time, and after them what delivers them.
 *
 * Each App's documents become one inventory, which every judge sees; what any of them finds wrong, in any App, ends the rendering once
 * all have passed, so that nothing is written.
 *
 * @param found what rendering itself finds wrong, as it goes on
 * @throws InvalidInputError with every problem found: those of `found`, `judgeApp`, `PlatformCapacity`, `MetricClosure` and `Delivery`
 */
export function* judged(
  environment: EnvironmentPlan,
  rendered: Iterable<Rendered>,
  found: Problems,
  options: JudgedOptions = {},
): Generator<Files> {
  for (const files of judgedFiles(environment, rendered, found, options)) {
    rememberJudged(files);
    yield files;
  }
}

function* judgedFiles(
  environment: EnvironmentPlan,
  rendered: Iterable<Rendered>,
  found: Problems,
  { crds, warn }: JudgedOptions,
): Generator<Files> {
  const delivery = environment.delivery && new Delivery(environment, environment.delivery);
  const across: readonly Judge[] = [
    new PlatformCapacity(environment),
    new MetricClosure(environment),
    ...(delivery === undefined ? [] : [delivery]),
  ];
  const strict = new StrictCheck(environment.target.kubernetes, crds && crdSchemas(crds));
  const problems: Problem[] = [];
  for (const { files, manifests } of rendered) {
    const app = new Inventory().add(manifests);
    problems.push(...judgeApp(app, strict));
    for (const judge of across) judge.see(app);
    yield files;
  }
  problems.push(...found.list, ...across.flatMap((judge) => judge.problems()));
  if (problems.length > 0) throw new InvalidInputError(`${environment.system}/${environment.name}`, problems);
  for (const kind of strict.unchecked) if (!isOurs(kind)) warn?.(uncheckedWarning(kind));
  if (delivery !== undefined) yield* delivery.files();
}

/** Kinds that our constructs make: their fields are held against the real definitions by the tests of this package. */
function isOurs({ kind }: UncheckedKind): boolean {
  const [apiVersion = '', name] = kind.split(' ');
  return DELIVERED_KINDS.some((known) => known.group === groupOf(apiVersion) && known.kind === name);
}

/** Rule `unchecked-kind`, of what nobody has looked at. */
function uncheckedWarning({ kind, objects }: UncheckedKind): Problem {
  return {
    place: 'objects',
    rule: 'unchecked-kind',
    problem: `no schema for '${kind}', so the fields of ${objects} object${objects === 1 ? '' : 's'} were not checked`,
    fix: 'put its CustomResourceDefinition into the folder crds/',
  };
}
