/** Bytes of a file → text, exactly: a byte order mark stays, and bytes that are not UTF-8 are refused. */

import { grouped } from "../../base/words.ts";
import { noTextSentence } from "./no-text.ts";

/** Bytes of the largest file that is opened. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** The text of a file, or why its bytes are none. */
export function decodeUtf8(bytes: Uint8Array): { text: string } | { refused: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // In UTF-16, where each letter has a byte 0 beside it, it is a text all the same.
    const isUtf16 = bytes[0]! + bytes[1]! === 0xff + 0xfe && Math.abs(bytes[0]! - bytes[1]!) === 1;
    const noText = isUtf16 ? null : noTextSentence(String.fromCharCode(...bytes.subarray(0, 1000)));
    const offset = firstInvalidByte(bytes);
    const byte = bytes[offset]?.toString(16).padStart(2, "0") ?? "";
    const place = `The file is not UTF-8: byte 0x${byte} at offset ${grouped(offset)} fits nowhere.`;
    return {
      refused: noText
        ? `${noText} ${place} It was left as it is.`
        : `${place} It was left as it is; convert it to UTF-8 first.`,
    };
  }
}

/** Offset at which the first character begins that is not whole: bisection over prefixes, each decoded as a stream. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodePrefix(bytes, middle) === null) {
      bad = middle;
    } else {
      good = middle;
    }
  }
  return new TextEncoder().encode(decodePrefix(bytes, good) ?? "").length;
}

/** The whole characters of the first `end` bytes; a character cut there is no fault. Null if there is one before. */
function decodePrefix(bytes: Uint8Array, end: number): string | null {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes.subarray(0, end), { stream: true });
  } catch {
    return null;
  }
}
