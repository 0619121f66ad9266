// Generated from schema.ts by `npm run generate`; not edited.

/** A host outside the cluster. */
export interface ExternalHostSpec {
  /** DNS name; refused where the CNI cannot filter by name and no ranges are given. */
  readonly name?: string;
  /** Address ranges; enforced by every CNI that enforces policies. */
  readonly cidrs?: readonly string[];
  /** Port of the host. @default 443 */
  readonly port?: number;
}
