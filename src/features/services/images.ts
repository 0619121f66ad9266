import type { Findings } from '../../kernel/findings';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';

/** Registries that images may come from. */
interface AllowedRegistries {
  /** `undefined` if they could not be read, or there is none and so nothing to compare with. */
  readonly registries: readonly string[] | undefined;
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
