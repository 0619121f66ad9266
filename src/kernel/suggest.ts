import { closest, distance } from 'fastest-levenshtein';

/** The known word that is meant, if one is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(
    word.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const near = distance(word.toLowerCase(), best) <= Math.max(2, Math.floor(word.length / 3));
  return near ? known.find((name) => name.toLowerCase() === best) : undefined;
}

/** `; did you mean 'x'?` if one of the known words is close, else the list of what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'nothing is known here';
  const match = nearest(word, known);
  return match === undefined ? `known: ${[...known].sort().join(', ')}` : `did you mean '${match}'?`;
}
