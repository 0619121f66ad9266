import type { Violation } from './problems';
import { shown } from './shown';

/** A reference of the distribution project: https://pkg.go.dev/github.com/distribution/reference */
export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

const IMAGE =
  /^([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?(?::\d{1,5})?)\/([a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*):([A-Za-z0-9_][-A-Za-z0-9_.]{0,127})@sha256:([0-9a-f]{64})$/;

/** The parts of `registry/repository:tag@sha256:digest`; `undefined` if one is missing or malformed. */
export function parseImage(text: string): ImageReference | undefined {
  const match = IMAGE.exec(text);
  if (match === null) return undefined;
  const [, registry = '', repository = '', tag = '', digest = ''] = match;
  return registry.includes('.') || registry.includes(':') ? { registry, repository, tag, digest } : undefined;
}

/**
 * Rule `image-pinned`: a tag can be moved to another image, so without the digest two pods of one version may run different code. An image
 * needs registry, tag and digest, and the tag may not be `latest`.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export function checkImagePinned(image: string): Violation | undefined {
  const reference = typeof image === 'string' ? parseImage(image) : undefined;
  if (reference !== undefined && reference.tag !== 'latest') return undefined;
  return {
    rule: 'image-pinned',
    problem: `must be registry/name:tag@sha256:<64 hex digits> with a tag other than latest, got ${shown(image)}`,
    fix: 'take tag and digest from the registry; the digest decides what runs',
  };
}

/** Checks `image-pinned`, and `image-registry` where it is known which registries are allowed. */
export function checkImage(image: string, registries: readonly string[] | undefined): Violation | undefined {
  return checkImagePinned(image) ?? (registries === undefined ? undefined : checkImageAllowed(image, registries));
}

/**
 * Rule `image-registry`: an image from an unknown registry was neither scanned nor mirrored (our choice). An entry of the allow-list may
 * end in a repository prefix such as `r.example.com/team`.
 */
export function checkImageAllowed(image: string, registries: readonly string[]): Violation | undefined {
  const reference = parseImage(image);
  if (reference === undefined) return undefined;
  const name = `${reference.registry}/${reference.repository}`;
  return registries.some((allowed) => name === allowed || name.startsWith(`${allowed.replace(/\/$/, '')}/`))
    ? undefined
    : {
        rule: 'image-registry',
        problem: `comes from ${shown(reference.registry)}, which is not in the allow-list (${registries.join(', ')})`,
        fix: 'mirror the image into an allowed registry, or add the registry to `registries`',
      };
}
