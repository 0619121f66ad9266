// Generated from schema.ts by `npm run generate`; not edited.

/** What a tenant may use at once: requests and limits alike. */
export interface ComputeQuota {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: number;
}
