/** Pieces of the sentences that people read: counted nouns, lists, and names and values that are not too long. */

/** A number as people write it: `1,234`, and `countless` for what is no number any more. */
export function grouped(count: number): string {
  // Locales are slow: the first number that asks for them holds the page up for a frame or two.
  if (Number.isSafeInteger(count)) {
    return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  }
  return Number.isFinite(count) ? count.toLocaleString("en") : "countless";
}

/** `1 document`, `2 documents`, `1,234 documents`; `plural` where it is not the noun with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`; of more than eight the first seven and how many more. */
export function listed(items: readonly string[], joint: "and" | "or"): string {
  const shown = items.length > 8 ? [...items.slice(0, 7), `${grouped(items.length - 7)} more`] : items;
  return shown.length < 2
    ? (shown[0] ?? "")
    : `${shown.slice(0, -1).join(", ")} ${joint} ${shown[shown.length - 1]}`;
}

/** `8 MB`, and `8.6 MB` where it is not a whole number of them. */
export function megabytes(bytes: number): string {
  const count = bytes / 1024 / 1024;
  return `${Number.isInteger(count) ? count : count.toFixed(1)} MB`;
}

/** `12 bytes`, `3.4 kB`, `8.6 MB`: a small file is not nothing. */
export function byteCount(bytes: number): string {
  return bytes < 1024
    ? counted(bytes, "byte")
    : bytes < 100 * 1024
      ? `${(bytes / 1024).toFixed(1)} kB`
      : megabytes(bytes);
}

const MAX_SHOWN = 60;

/** A text of about so many characters: of a longer one its beginning and its end. */
export function cut(text: string, max = MAX_SHOWN): string {
  if (text.length <= max) {
    return text;
  }
  const end = cutPlace(text, text.length - Math.floor((max - 1) / 3));
  return `${text.slice(0, cutPlace(text, max - 1 - text.length + end))}…${text.slice(end)}`;
}

/** What people see as one character has up to so many code units, but for heaps of marks that spell nothing. */
const LONGEST_CHARACTER = 32;
let characters: Intl.Segmenter | undefined;

/** The last place at or before this one at which a text can be cut: between two characters as people see them. */
export function cutPlace(text: string, at: number): number {
  // Letters below the combining marks stand by themselves, and asking for locales is slow.
  if (at <= 0 || at >= text.length || Math.max(text.charCodeAt(at - 1), text.charCodeAt(at)) < 0x300) {
    return Math.max(0, at);
  }
  characters ??= new Intl.Segmenter();
  const from = Math.max(0, at - LONGEST_CHARACTER);
  const part = characters.segment(text.slice(from, at + LONGEST_CHARACTER)).containing(at - from);
  return part && (part.index > 0 || from === 0)
    ? from + part.index
    : at - (/^[\udc00-\udfff]/.test(text.slice(at)) ? 1 : 0);
}

/** A number as JavaScript writes it, and -0 too, which String() writes as 0. */
export function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A piece of a file in a sentence: in quotes, on one line, and not too long. */
export function quoted(text: string, max = MAX_SHOWN): string {
  return `"${cut(text.replaceAll(/\s+/g, " "), max)}"`;
}

/** A duration for people: `0.6 ms`, `38 ms`, `1.20 s`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 1000) {
    return `${(ms / 1000).toFixed(2)} s`;
  }
  return `${size < 10 ? ms.toFixed(1).replace(/\.0$/, "") : Math.round(ms)} ms`;
}

/** A share from 0 to 1 as `25 %`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}
