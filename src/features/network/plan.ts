/** A host outside, by ranges or by name. */
export interface HostPlan {
  readonly name: string | undefined;
  readonly cidrs: readonly string[];
  readonly port: number;
}
