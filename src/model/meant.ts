/** What was probably meant by a word: one that differs in case and dashes alone, or else by a slip or two. */
import { nearest } from "./nearest.ts";

/** The candidate that was meant; null if none is near, or the word is one. */
export function meantBy(word: string, candidates: readonly string[]): string | null {
  if (word === "" || candidates.includes(word)) {
    return null;
  }
  const plain = plainOf(word);
  return candidates.find((candidate) => plainOf(candidate) === plain) ?? nearest(word, candidates);
}

/** Without case, and without what joins words: `usesWith` and `USES-WITH` are `uses_with`. */
function plainOf(word: string): string {
  return word.replace(/[-_ ]/g, "").toLowerCase();
}
