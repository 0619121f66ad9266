import type { Construct } from 'constructs';
import { guardedObjects } from '../../src/features/delivery/stage-plan';
import { DeliveryGuard } from './delivery-guard';
import { type DeliveryStage, stageInput } from './delivery-stage';

/** The stages, the stage whose objects are guarded, and the identities that are restricted. */
export interface GuardedStages {
  readonly prefix: string;
  /** That of the identities. */
  readonly namespace: string;
  /** Stage that bounds the namespaces. */
  readonly keeper: string;
  readonly stages: readonly DeliveryStage[];
}

/** Guards the objects of the keeper that another stage could write, if there are any. */
export function guardStages(scope: Construct, { prefix, namespace, keeper, stages }: GuardedStages): void {
  const objects = guardedObjects(stages.map(stageInput), keeper);
  if (objects.length > 0) new DeliveryGuard(scope, 'Guard', { prefix, namespace, keeper, objects });
}
