import type { Violation } from '../../kernel/problems';

/** Set to `disabled` it keeps Flux from replacing `${…}` in one object: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution */
export const SUBSTITUTE_ANNOTATION = 'kustomize.toolkit.fluxcd.io/substitute';

/** What Flux would take for a variable: a dollar and a brace, at any depth of the object, in keys too. */
const VARIABLE = '${';

/** Whether Flux would rewrite the object once a Kustomization has any variable: dashboards and scripts are full of such text. */
export function holdsVariable(manifest: unknown): boolean {
  if (typeof manifest === 'string') return manifest.includes(VARIABLE);
  if (typeof manifest !== 'object' || manifest === null) return false;
  if (Array.isArray(manifest)) return manifest.some(holdsVariable);
  return Object.entries(manifest).some(([key, value]) => key.includes(VARIABLE) || holdsVariable(value));
}

/**
 * Rule `flux-substitution`: Flux replaces `${…}` in every object, and writes nothing where it does not know the variable. Such an object
 * needs an annotation that switches the replacement off.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function checkSubstitution(manifest: unknown, annotations: Readonly<Record<string, string>> = {}): Violation | undefined {
  if (!holdsVariable(manifest) || annotations[SUBSTITUTE_ANNOTATION] === 'disabled') return undefined;
  return {
    rule: 'flux-substitution',
    problem: `its text holds '${VARIABLE}', which Flux replaces, with nothing where it knows no such variable`,
    fix: `annotate it with ${SUBSTITUTE_ANNOTATION}: disabled`,
  };
}
