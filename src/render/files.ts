/** Path below an output folder → text. */
export type Files = ReadonlyMap<string, string>;
