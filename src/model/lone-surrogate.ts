/**
 * Half of a surrogate pair without its other half: JavaScript's texts can hold one, UTF-8 has none for it, and encoders
 * put U+FFFD in its place without a word.
 */

/** Where the first one stands, in UTF-16 code units; -1 if there is none. */
export function findLoneSurrogate(text: string): number {
  // Most have none, which browsers see at a glance.
  return text.isWellFormed() ? -1 : text.search(/\p{Surrogate}/u);
}

/** For a sentence: `half of a character (U+D83D without its other half)`. */
export function describeLoneSurrogate(text: string, at: number): string {
  const code = text.charCodeAt(at).toString(16).toUpperCase();
  return `half of a character (U+${code} without its other half)`;
}
