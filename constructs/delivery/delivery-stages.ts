import type { Construct } from 'constructs';
import { deliveredKind } from '../../src/features/delivery/kinds';
import { byIdentity } from '../../src/features/delivery/object';
import { checkOrder, checkOverlap } from '../../src/features/delivery/stages';
import type { Problems } from '../../src/kernel/problems';
import { DeliveryGuard } from './delivery-guard';
import type { DeliveredObject, DeliveryStage } from './delivery-stage';

/** Records what is wrong with stages beside each other. */
export function checkStages(stages: readonly DeliveryStage[], problems: Problems): void {
  problems.that(stages.length > 0, 'stages', 'delivery-empty', 'there is nothing to deliver', 'write a stage');
  problems.rule('stages', checkOrder(stages.map(({ name, after = [] }) => ({ name, after }))));
  problems.rule('stages', checkOverlap(stages));
}

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
  const objects = guardedObjects(stages, keeper);
  if (objects.length > 0) new DeliveryGuard(scope, 'Guard', { prefix, namespace, keeper, objects });
}

/** Objects of the keeper that another stage could write, since it has rights to that kind in the same namespace. */
export function guardedObjects(stages: readonly DeliveryStage[], keeper: string): DeliveredObject[] {
  const others = new Set(stages.filter(({ name }) => name !== keeper).flatMap(({ objects }) => objects.map((object) => placeOf(object))));
  return stages
    .filter(({ name }) => name === keeper)
    .flatMap(({ objects }) => objects.filter((object) => object.namespace !== undefined && others.has(placeOf(object))))
    .sort(byIdentity);
}

function placeOf({ apiVersion, kind, namespace = '' }: DeliveredObject): string {
  const known = deliveredKind(apiVersion, kind);
  return `${known?.group ?? ''}/${known?.resource ?? kind} ${namespace}`;
}
