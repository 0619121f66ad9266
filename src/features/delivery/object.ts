import { byText } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { groupOf } from '../services/delivered';
import { deliveredKind } from './kinds';

/** The identity of an object, from which rights are derived. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** `undefined` for cluster-scoped objects. */
  readonly namespace?: string;
}

/** `<kind> <namespace>/<name>`, as messages have it. */
export function titleOf({ kind, namespace, name }: ObjectIdentity): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** By group, kind, namespace and name. */
export function byIdentity(a: ObjectIdentity, b: ObjectIdentity): number {
  return (
    byText(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    byText(a.kind, b.kind) ||
    byText(a.namespace ?? '', b.namespace ?? '') ||
    byText(a.name, b.name)
  );
}

/** Whether it is the same object, whatever its version. */
export function sameObject(a: ObjectIdentity, b: ObjectIdentity): boolean {
  return byIdentity(a, b) === 0;
}

/** Where the objects of a stage may be. */
export interface StageScope {
  readonly stage: string;
  /** Namespaces of its objects. */
  readonly namespaces: readonly string[];
  /** Whether it may have cluster-scoped objects. */
  readonly clusterScoped: boolean;
}

/** Checks `delivery-scope`: a stage holds only objects that its identity may write. */
export function checkScope(object: ObjectIdentity, { stage, namespaces, clusterScoped }: StageScope): Violation | undefined {
  const known = deliveredKind(object.apiVersion, object.kind);
  const namespaced = known?.namespaced ?? object.namespace !== undefined;
  const title = `${object.kind} ${shown(object.name)}`;
  if (!namespaced && object.namespace !== undefined)
    return violation(`${title} names the namespace ${shown(object.namespace)}, and a cluster has it once`, 'leave the namespace out');
  if (!namespaced) {
    return clusterScoped
      ? undefined
      : violation(`${title} is of the whole cluster, and the stage ${shown(stage)} has none of that`, 'render it in the cluster stage');
  }
  if (object.namespace === undefined) return violation(`${title} has no namespace`, 'set the namespace of its chart');
  return namespaces.includes(object.namespace)
    ? undefined
    : violation(
        `${title} is in the namespace ${shown(object.namespace)}, and the stage ${shown(stage)} has ${namespaces.length === 0 ? 'none' : namespaces.map(shown).join(', ')}`,
        'render it in the stage of that namespace',
      );
}

/**
 * Rule `delivery-scope`: the identity of a stage may write in its own namespaces only, and would fail at an object elsewhere.
 *
 * @see https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
function violation(problem: string, fix: string): Violation {
  return { rule: 'delivery-scope', problem, fix };
}
