import { didYouMean } from '../../kernel/suggest';

/** `; did you mean 'x'?` if one name is near, else nothing: lists of metrics are too long for a message. */
export function didYouMeanOne(word: string, known: readonly string[]): string {
  const text = didYouMean(word, known);
  return text.startsWith('did you mean') ? `; ${text}` : '';
}
