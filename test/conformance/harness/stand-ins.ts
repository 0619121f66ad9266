import type { Definition } from './crds';

/** What a definition is of. */
export interface OpenKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

export const ENVOY_PROXY: OpenKind = { group: 'gateway.envoyproxy.io', version: 'v1alpha1', kind: 'EnvoyProxy', plural: 'envoyproxies' };

/** What is rendered and whose definition is not among those for tests. */
const MISSING: readonly OpenKind[] = [ENVOY_PROXY];

/** Kinds of which a server here takes anything: nothing that it says of their fields is a verdict. */
export const STAND_IN_KINDS: readonly string[] = MISSING.map(({ kind }) => kind);

/**
 * Open definitions of these kinds beside the real ones of their group, so that names, order, rights and deletion can be tried.
 *
 * @throws {Error} where the real definition is there: then the stand-in hides it
 */
export function standIns(real: readonly Definition[]): Definition[] {
  return MISSING.filter(({ group }) => real.some(({ spec }) => spec.group === group)).map((missing) => {
    const { group, kind, plural } = missing;
    if (real.some(({ spec }) => spec.group === group && spec.names.plural === plural))
      throw new Error(`${kind} has a definition: take its stand-in away`);
    return openDefinition(missing);
  });
}

/** A definition that takes every field, with a status of its own. */
export function openDefinition({ group, version, kind, plural }: OpenKind): Definition {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const spec = {
    group,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }],
  };
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${group}` }, spec };
}
