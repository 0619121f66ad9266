import type { Construct } from 'constructs';
import { guardedObjects } from '../../src/features/delivery/stage-plan';
import { STAGES } from '../../src/features/delivery/stages';
import { checkReference } from '../../src/kernel/findings';
import { Problems } from '../../src/kernel/problems';
import { DeliveryGuard } from './delivery-guard';
import { type DeliveryStage, stageInput } from './delivery-stage';

/** The stages, the stage whose objects are guarded, and the identities that are restricted. */
export interface GuardedStages {
  readonly prefix: string;
  /** That of the identities. */
  readonly namespace: string;
  /** Stage that bounds the namespaces. @default 'namespaces' */
  readonly keeper: string | undefined;
  readonly stages: readonly DeliveryStage[];
}

/**
 * Guards the objects of the keeper that another stage could write, if there are any.
 *
 * @throws InvalidInputError `unknown-reference` for a keeper that is no stage: nothing would be guarded
 */
export function guardStages(scope: Construct, { prefix, namespace, keeper: said, stages }: GuardedStages): void {
  const names = stages.map(({ name }) => name);
  const problems = Problems.of(scope.node.path);
  if (said !== undefined && !names.includes(said)) problems.rule('keeper', checkReference('stage', said, names));
  problems.throwIfAny();
  const keeper = said ?? STAGES.namespaces;
  const objects = guardedObjects(stages.map(stageInput), keeper);
  if (objects.length > 0) new DeliveryGuard(scope, 'Guard', { prefix, namespace, keeper, objects });
}
