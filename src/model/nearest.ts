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
  const letters = lettersOf(word);
  for (const candidate of candidates) {
    if (
      Math.abs(candidate.length - word.length) < bestDistance &&
      isNear(letters, lettersOf(candidate), bestDistance)
    ) {
      const distance = editDistance(word, candidate, bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}

/** A bit for each letter that occurs; several letters share one. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    letters |= 1 << (text.charCodeAt(at) & 31);
  }
  return letters;
}

/** Each letter that only one of two words has takes an edit: most words are told apart by that alone. */
function isNear(one: number, other: number, bound: number): boolean {
  return countBits(one & ~other) < bound && countBits(other & ~one) < bound;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) {
    count++;
  }
  return count;
}

/** Cells further than `bound` from the diagonal cannot come below it, and are not worked out. */
function editDistance(a: string, b: string, bound: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  let next = new Array<number>(b.length + 1).fill(bound);
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - bound + 1);
    const to = Math.min(b.length, i + bound - 1);
    next[from - 1] = from === 1 ? i : bound;
    let least = next[from - 1]!;
    for (let j = from; j <= to; j++) {
      const above = j < i + bound - 1 ? row[j]! : bound;
      const cell = Math.min(above + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      next[j] = cell;
      least = Math.min(least, cell);
    }
    if (least >= bound) {
      return bound;
    }
    [row, next] = [next, row];
  }
  return row[b.length]!;
}
