/** Names and words in the sentences that people read. */

/** Words in a sentence, the first few of many. */
export function listOf(words: readonly string[]): string {
  const MOST = 6;
  if (words.length > MOST) {
    return `${words.slice(0, MOST - 1).join(", ")} and ${words.length - MOST + 1} more`;
  }
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** A name or a value of the file in a sentence, which must not become as long as the file. */
export function shortened(text: string): string {
  const MOST = 60;
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}
