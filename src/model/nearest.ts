/** The word that was probably meant. */

/** Beyond this length nobody sees two letters that differ, and comparing takes the square of it. */
const MAX_LENGTH = 100;

/** The candidate closest to `word` within two edits, to offer as what was meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) {
    return null;
  }
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.max(2, word.length));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) < bestDistance) {
      const distance = editDistance(word, candidate, bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}

function editDistance(a: string, b: string, bound: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
    if (Math.min(...row) >= bound) {
      return bound;
    }
  }
  return row[b.length]!;
}
