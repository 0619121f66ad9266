// Generated from schema.ts by `npm run generate`; not edited.

/** A host outside the cluster. */
export interface ExternalHostSpec {
  /** DNS name; refused where no ranges are given, because a NetworkPolicy filters by address only. */
  readonly name?: string;
  /** Address ranges; enforced by every CNI that enforces policies. */
  readonly cidrs?: readonly string[];
  /** Port of the host. From 1 to 65535. @default 443 */
  readonly port?: number;
}
