import type { Manifest } from '../kernel/manifest';

/** Path below an output folder → text. */
export type Files = ReadonlyMap<string, string>;

/** A rendered app: the text to write, and the documents in it, so that the text need not be parsed again. */
export interface Rendered {
  readonly files: Files;
  /** The printed documents, in the order of the files; properties that are `undefined` are not printed and count as absent. */
  readonly manifests: readonly Manifest[];
}
