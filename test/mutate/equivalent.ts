/** A mutant that no test can notice, or need not, as somebody judged who read the code. */
export interface Equivalent {
  readonly file: string;
  /** Function or class around it. */
  readonly within: string;
  /** In one line each, as the table of survivors prints them; deleted is ''. */
  readonly original: string;
  readonly mutated: string;
  readonly reason: string;
}

/** Left out of what is drawn, and told as such. */
export const EQUIVALENT: readonly Equivalent[] = [];
