import { deliveredKind } from '../src/core/delivery/kinds';
import { byIdentity } from '../src/core/delivery/object';
import { orderHolds, overlapHolds } from '../src/core/delivery/stages';
import type { Problems } from '../src/core/problems';
import type { DeliveredObject, DeliveryStage } from './delivery-stage';

/** Records what is wrong with stages beside each other. */
export function checkStages(stages: readonly DeliveryStage[], problems: Problems): void {
  problems.that(stages.length > 0, 'stages', 'delivery-empty', 'there is nothing to deliver', 'write a stage');
  problems.rule('stages', orderHolds(stages.map(({ name, after = [] }) => ({ name, after }))));
  problems.rule('stages', overlapHolds(stages));
}

/** What the keeper holds and another stage could write, since it has rights to that kind in the same namespace. */
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
