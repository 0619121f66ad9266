import { byText } from '../../kernel/order';
import { deliveredKind } from './kinds';
import type { ObjectIdentity } from './object';

/** What an identity may do, as RBAC has it. */
export interface AccessRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

/** A server-side apply is a patch, and a creation besides where there is nothing yet. https://kubernetes.io/docs/reference/using-api/server-side-apply/#lists */
const APPLY: readonly string[] = ['create', 'get', 'patch'];

/** How far an identity reaches. */
export interface AccessOptions {
  /** Whether it deletes what is no longer rendered; never what holds data. */
  readonly prune: boolean;
  /** Whether only objects of the rendered names, not all of their kinds. */
  readonly byName: boolean;
}

/**
 * Rights to apply exactly these objects' kinds, or these objects, sorted: derived from what is rendered, so rights to a kind end when the
 * kind is no longer rendered. Only objects from which readiness is read may be listed and watched; Secrets never.
 */
export function accessTo(objects: readonly ObjectIdentity[], { prune, byName }: AccessOptions): AccessRule[] {
  const rules = new Map<string, { group: string; resources: Set<string>; names: Set<string>; verbs: readonly string[] }>();
  const add = (group: string, resource: string, verbs: readonly string[], name?: string): void => {
    const key = JSON.stringify([group, verbs, ...(name === undefined ? [] : [resource])]);
    const rule = rules.get(key) ?? { group, resources: new Set(), names: new Set(), verbs };
    rules.set(key, rule);
    rule.resources.add(resource);
    if (name !== undefined) rule.names.add(name);
  };
  for (const { apiVersion, kind, name } of objects) {
    const known = deliveredKind(apiVersion, kind);
    // an unknown kind gets no rights; `delivery-kind` has already refused it
    if (known === undefined) continue;
    const verbs = prune && !known.holdsData ? [...APPLY, 'delete'].sort(byText) : APPLY;
    add(known.group, known.resource, verbs, byName ? name : undefined);
    for (const { group, resource } of known.read) add(group, resource, ['get', 'list']);
  }
  return [...rules.values()]
    .map(({ group, resources, names, verbs }) => ({
      apiGroups: [group],
      resources: [...resources].sort(byText),
      ...(names.size > 0 && { resourceNames: [...names].sort(byText) }),
      verbs: [...verbs],
    }))
    .sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)));
}
