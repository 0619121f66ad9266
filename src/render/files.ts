import type { Manifest } from '../kernel/manifest';

/** Path below an output folder → text. */
export type Files = ReadonlyMap<string, string>;

/** What an app comes to: text to write, and what stands in it, so that nobody has to parse what was just printed. */
export interface Rendered {
  readonly files: Files;
  /** The printed documents, in the order of the files; properties that are `undefined` are in no text, and absent to who reads. */
  readonly manifests: readonly Manifest[];
}
