import type { Mutant } from './mutant';

/** Numbers from 0 up to 1 that only the seed decides: mulberry32. */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in an order that only the seed decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = randomBy(seed);
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

/** What was drawn. */
export interface Choice {
  readonly chosen: readonly Mutant[];
  /** How many were drawn that the compiler refuses. */
  readonly byTypes: number;
}

/** Draws mutants until there are enough that compile. */
export function choose(candidates: readonly Mutant[], seed: number, count: number, compiles: (mutant: Mutant) => boolean): Choice {
  const chosen: Mutant[] = [];
  let byTypes = 0;
  for (const mutant of shuffled(candidates, seed)) {
    if (chosen.length >= count) break;
    if (compiles(mutant)) chosen.push(mutant);
    else byTypes++;
  }
  return { chosen, byTypes };
}
