/** Bytes of a file → text, exactly: a byte order mark stays, and bytes that are not UTF-8 are refused. */

/** Bytes of the largest file that is opened. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

export function decodeUtf8(bytes: Uint8Array): { text: string } | { refused: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const offset = firstInvalidByte(bytes);
    const byte = bytes[offset]?.toString(16).padStart(2, "0") ?? "";
    return {
      refused: `The file is not UTF-8: byte 0x${byte} at offset ${offset.toLocaleString("en")} fits nowhere. It was left as it is; convert it to UTF-8 first.`,
    };
  }
}

/** Offset of the first byte that no UTF-8 text has there: bisection over prefixes, each decoded as a stream. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  const isValid = (end: number) => {
    try {
      // `stream`: a character cut at the end of the prefix is no fault yet.
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  if (isValid(bad)) {
    // Only the end is at fault: a character is cut there.
    let start = bytes.length - 1;
    while (start > 0 && (bytes[start]! & 0xc0) === 0x80) {
      start--;
    }
    return start;
  }
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isValid(middle)) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  return good;
}
