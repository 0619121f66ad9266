import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import type { Findings } from '../../kernel/findings';

/** What a service asks of an agent: what it needs, and how many pods it has at its peak. */
export interface NeedyAgent {
  readonly needs: readonly string[];
  readonly peakPods: number;
}

/** Registries that images may come from. */
export interface AllowedRegistries {
  /** `undefined` if they could not be read, or there is none and so nothing to compare with. */
  readonly registries: readonly string[] | undefined;
}

/** Every agent of a tenant: those that stay, and those that end with their work. */
export function agentsOf<A, B>({ agents, batch }: { readonly agents: readonly A[]; readonly batch: readonly B[] }): readonly (A | B)[] {
  return [...agents, ...batch];
}

/** Pods of all agents that need it, at their peak. */
export function podsThatNeed(dependency: 'memory' | 'database', agents: readonly NeedyAgent[]): number {
  return agents.reduce((sum, { needs, peakPods }) => sum + (needs.includes(dependency) ? peakPods : 0), 0);
}

/** Images by registry, tag and digest, from an allowed registry; empty text where a problem was recorded. */
export function imagesOf<K extends string>(
  spec: { readonly [key in K]: string },
  names: readonly K[],
  { registries }: AllowedRegistries,
  { problems }: Findings,
): Readonly<Record<K, string>> {
  const entries = names.map((name): [K, string] => {
    const image = spec[name];
    if (problems.rule(name, checkImagePinned(image)) && registries !== undefined) problems.rule(name, checkImageAllowed(image, registries));
    return [name, image];
  });
  return Object.fromEntries(entries) as Record<K, string>;
}
