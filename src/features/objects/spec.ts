// Generated from schema.ts by `npm run generate`; not edited.

/** A change of rendered objects. */
export interface PatchSpec {
  /** Kind of the objects, e.g. `Deployment`. */
  readonly kind: string;
  /** Name of the object. @default - all of the kind */
  readonly name?: string;
  /** Steps of a JSON Patch (RFC 6902) in order, each with `op`, `path` and `value` or `from`. A path that is not there is refused. */
  readonly patch: readonly Readonly<Record<string, unknown>>[];
}
