// Generated from schema.ts by `npm run generate`; not edited.

/** What a tenant may use at once: requests and limits alike. */
export interface ComputeQuota {
  /** CPU of all pods, e.g. `16`. */
  readonly cpu: string;
  /** Memory of all pods, e.g. `64Gi`. */
  readonly memory: string;
  /** Ephemeral storage of all pods, e.g. `100Gi`. */
  readonly ephemeralStorage: string;
  /** Pods at once. At least 1. */
  readonly pods: number;
}
