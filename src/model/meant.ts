/** What was probably meant by a word: one that differs in case and dashes alone, or else by a slip or two. */
import { nearest } from "./nearest.ts";

/** The candidate that was meant; null if none is near, or the word is one. */
export function meantBy(word: string, candidates: readonly string[]): string | null {
  if (word === "" || candidates.includes(word)) {
    return null;
  }
  return plainNames(candidates).get(plainOf(word)) ?? nearest(word, candidates);
}

/** Of lists that are asked for again and again. */
const plainLists = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

/** The first candidate of each plain name. */
function plainNames(candidates: readonly string[]): ReadonlyMap<string, string> {
  let names = plainLists.get(candidates);
  if (!names) {
    names = new Map(candidates.map((name) => [plainOf(name), name] as const).reverse());
    plainLists.set(candidates, names);
  }
  return names;
}

/** Without case, and without what joins words: `usesWith` and `USES-WITH` are `uses_with`. */
function plainOf(word: string): string {
  return word.replace(/[-_ ]/g, "").toLowerCase();
}
