/**
 * Whether bytes of an answer are a picture or a sound that the page may show. The bytes alone decide, by the marks at
 * their beginning: what a server calls them may be anything. SVG and HTML are neither, since they are code.
 */
import { bytesOfBase64 } from "../../base/base64.ts";

/** A kind of file that browsers only decode. */
interface Media {
  readonly kind: "image" | "audio";
  readonly type: string;
}

/** The bytes at the beginning in hexadecimal, `.` for any digit; the mime type that the browser is handed them with. */
const MARKS: readonly (readonly [RegExp, Media["type"]])[] = [
  [/^89504e470d0a1a0a/, "image/png"],
  [/^ffd8ff/, "image/jpeg"],
  [/^47494638(?:37|39)61/, "image/gif"],
  [/^52494646.{8}57454250/, "image/webp"],
  [/^52494646.{8}57415645/, "audio/wav"],
  [/^494433/, "audio/mpeg"],
  [/^ff(?:fb|f3|f2)/, "audio/mpeg"],
  [/^4f676753/, "audio/ogg"],
  [/^664c6143/, "audio/flac"],
];

/** What the bytes are; null for anything that is not shown. */
export function mediaOf(bytes: Uint8Array): Media | null {
  const head = [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const type = MARKS.find(([mark]) => mark.test(head))?.[1];
  return type ? { kind: type.startsWith("image/") ? "image" : "audio", type } : null;
}

/** The bytes of a data URI in base64; null for anything else, for one that is broken, and for more than `most` bytes. */
export function bytesOfDataUri(text: string, most: number): Uint8Array | null {
  const head = /^data:[^,]{0,200};base64,/.exec(text)?.[0];
  return head === undefined || text.length > most * 1.4 ? null : bytesOfBase64(text.slice(head.length));
}
