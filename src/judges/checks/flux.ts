import type { Problem } from '../../kernel/problems';
import { groupOf } from '../../features/services/delivered';
import { type Inventory, objectPlace, valueAt } from '../inventory/inventory';

/** Kinds of Flux that apply objects, by group. https://fluxcd.io/flux/installation/configuration/multitenancy/ */
const APPLIERS: Readonly<Record<string, string>> = { Kustomization: 'kustomize.toolkit.fluxcd.io', HelmRelease: 'helm.toolkit.fluxcd.io' };

/**
 * Rule `flux-service-account`: without a service account the Flux controller applies with its own rights, which are all rights in the
 * cluster. Those that we render have one always; this finds what an escape hatch or a chart of a team's own brings.
 *
 * @returns a problem for each such object
 * @see https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
export function checkFlux(app: Inventory): Problem[] {
  return Object.entries(APPLIERS).flatMap(([kind, group]) =>
    app
      .objects(kind)
      .filter(({ apiVersion, document }) => groupOf(apiVersion) === group && !named(valueAt(document, 'spec', 'serviceAccountName')))
      .map((object) => ({
        place: objectPlace(object, 'spec.serviceAccountName'),
        rule: 'flux-service-account',
        problem: `is not written, so ${kind === 'Kustomization' ? 'kustomize-controller' : 'helm-controller'} applies as itself, with every right in the cluster`,
        fix: 'name a service account of its namespace with the rights that its objects need',
        source: object.source,
      })),
  );
}

function named(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
