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

/** Width and height of a picture in pixels. */
type PictureSize = readonly [width: number, height: number];

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

/**
 * How large a picture says that it is, which decides what memory it takes to draw it, whatever its bytes take; of a GIF
 * the first of its pictures, where that is larger than all of it. Null where its head does not say it, as that of none.
 */
export function pictureSizeOf(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return SIZES[mediaOf(bytes)?.type ?? ""]?.(view) ?? null;
  } catch (cause) {
    if (cause instanceof RangeError) {
      return null;
    }
    throw cause;
  }
}

/** Each throws a RangeError where the bytes end before that. */
const SIZES: { readonly [type: string]: (view: DataView) => PictureSize | null } = {
  "image/png": (view) => [view.getUint32(16), view.getUint32(20)],
  "image/jpeg": sizeOfJpeg,
  "image/gif": sizeOfGif,
  "image/webp": sizeOfWebp,
};

/** In the segment that begins the picture: before it stand others, each with its length, but for marks alone. */
function sizeOfJpeg(view: DataView): PictureSize {
  for (let at = 2; ; ) {
    // What reads pictures passes over bytes that are no mark, and over what fills up before one.
    while (view.getUint8(at) !== 0xff || view.getUint8(at + 1) === 0xff) {
      at += 1;
    }
    const mark = view.getUint8(at + 1);
    if (mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    at += mark < 0xc0 || (mark >= 0xd0 && mark <= 0xd8) ? 2 : 2 + view.getUint16(at + 2);
  }
}

/** Behind the head and its colours stand extensions, in pieces with their lengths, before the first picture. */
function sizeOfGif(view: DataView): PictureSize {
  const colours = view.getUint8(10);
  let at = 13 + (colours & 0x80 ? 3 << ((colours & 7) + 1) : 0);
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) > 0) {
      at += 1 + view.getUint8(at);
    }
    at += 1;
  }
  const read = (place: number) => view.getUint16(place, true);
  return [Math.max(read(6), read(at + 1) + read(at + 5)), Math.max(read(8), read(at + 3) + read(at + 7))];
}

/** There are three forms: with a head for all that can be in one, without loss, and with it. */
function sizeOfWebp(view: DataView): PictureSize | null {
  const threeBytes = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  switch (String.fromCharCode(view.getUint8(12), view.getUint8(13), view.getUint8(14), view.getUint8(15))) {
    case "VP8X":
      return [1 + threeBytes(24), 1 + threeBytes(27)];
    case "VP8L": {
      const sides = view.getUint32(21, true);
      return [1 + (sides & 0x3fff), 1 + ((sides >> 14) & 0x3fff)];
    }
    case "VP8 ":
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    default:
      return null;
  }
}
