/** Most bytes a ConfigMap may hold: https://kubernetes.io/docs/concepts/configuration/configmap/ */
export const MAX_CONFIG_MAP_BYTES = 2 ** 20;

/** One document of a file: what a cluster gets, however it was made. */
export interface Manifest {
  /** Path as it was given. */
  readonly file: string;
  /** Line of the document's first content; the first line is 1. */
  readonly line: number;
  /** As it was printed or parsed; it must not be changed. */
  readonly document: unknown;
}
