import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean 'x'?` if one of the known words is close, else the list of what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'nothing is known here';
  const best = closest(
    word.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const match = known.find((name) => name.toLowerCase() === best) ?? best;
  const near = distance(word.toLowerCase(), best) <= Math.max(2, Math.floor(word.length / 3));
  return near ? `did you mean '${match}'?` : `known: ${[...known].sort().join(', ')}`;
}
