import { closest, distance } from 'fastest-levenshtein';

/** The known word that is meant, if one is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(
    word.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  // of a short word two other letters make another word: `disk` is no `task`
  const most = word.length <= 4 && letters(word) !== letters(best) ? 1 : Math.max(2, Math.floor(word.length / 3));
  const near = distance(word.toLowerCase(), best) <= most;
  return near ? known.find((name) => name.toLowerCase() === best) : undefined;
}

/** The letters of a word in order, so that those of two swapped ones are the same. */
function letters(word: string): string {
  return Array.from(word.toLowerCase()).sort().join('');
}

/** `; did you mean 'x'?` if one of the known words is close, else the list of what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'nothing is known here';
  const match = nearest(word, known);
  return match === undefined ? `known: ${[...known].sort().join(', ')}` : `did you mean '${match}'?`;
}
