/** Most bytes a ConfigMap may hold: https://kubernetes.io/docs/concepts/configuration/configmap/ */
export const MAX_CONFIG_MAP_BYTES = 2 ** 20;

/** What is known of rendered files beside their text. */
export interface RenderedFrom {
  /** Their documents, in the order of the files: what reading the text would give. */
  readonly manifests: readonly Manifest[];
  /** Minor of the cluster that they were rendered for. */
  readonly kubernetes: string | undefined;
}

const ORIGINS = new WeakMap<ReadonlyMap<string, string>, RenderedFrom>();

/** Remembers of files what would else have to be read from their text. */
export function rememberOrigin(files: ReadonlyMap<string, string>, origin: RenderedFrom): void {
  ORIGINS.set(files, origin);
}

/** What is remembered of files; `undefined` if nothing is. */
export function originOf(files: ReadonlyMap<string, string>): RenderedFrom | undefined {
  return ORIGINS.get(files);
}

const JUDGED = new WeakSet<ReadonlyMap<string, string>>();

/** Remembers of files that everything in them has been judged, or will be before they are written. */
export function rememberJudged(files: ReadonlyMap<string, string>): void {
  JUDGED.add(files);
}

/** Whether files need not be judged again. */
export function isJudged(files: ReadonlyMap<string, string>): boolean {
  return JUDGED.has(files);
}

/** One document of a file: what a cluster gets, however it was made. */
export interface Manifest {
  /** Path as it was given. */
  readonly file: string;
  /** Line of the document's first content; the first line is 1. */
  readonly line: number;
  /** As it was printed or parsed; it must not be changed. */
  readonly document: unknown;
}
