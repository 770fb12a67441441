/**
 * Walks over JSON in its bytes without making values of it. The bytes are those of a text that has been found to be JSON;
 * of anything else it finds some end.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
export const COMMA = 0x2c;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_FIELDS = 0x7b;
export const CLOSE_FIELDS = 0x7d;

/** The first place from here on that is no space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (SPACE.has(bytes[at]!)) {
    at += 1;
  }
  return at;
}

/** Whether a string begins there. */
export function isQuote(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === QUOTE;
}

/** Behind the string whose quote stands there. */
export function skipString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; ; ) {
    const end = bytes.indexOf(QUOTE, at);
    if (end < 0) {
      return bytes.length;
    }
    if (!isEscaped(bytes, end, from)) {
      return end + 1;
    }
    at = end + 1;
  }
}

/** Whether an odd number of backslashes stands before a character of the string that begins there. */
export function isEscaped(bytes: Uint8Array, at: number, begin: number): boolean {
  let before = at - 1;
  while (before > begin && bytes[before] === BACKSLASH) {
    before -= 1;
  }
  return (at - 1 - before) % 2 === 1;
}

/** Behind a number or one of JSON's words. */
export function skipWord(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== COMMA && !CLOSING.has(bytes[at]!) && !SPACE.has(bytes[at]!)) {
    at += 1;
  }
  return at;
}

/** Behind the value that begins there. */
export function skipValue(bytes: Uint8Array, from: number): number {
  if (isQuote(bytes, from)) {
    return skipString(bytes, from);
  }
  if (!OPENING.has(bytes[from]!)) {
    return skipWord(bytes, from);
  }
  let depth = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    at += 1;
    if (OPENING.has(byte)) {
      depth += 1;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth === 0) {
        return at;
      }
    }
  }
  return bytes.length;
}

/** Behind what separates a key from its value, whose end stands there. */
export function skipColon(bytes: Uint8Array, from: number): number {
  return skipSpace(bytes, skipSpace(bytes, from) + 1);
}
