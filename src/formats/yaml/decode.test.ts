import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8 } from "./decode.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Offset of the first byte that UTF-8 does not allow there, by the table of well-formed sequences; -1 if none. */
function firstFault(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    const [length, low, high] =
      lead < 0x80
        ? [1, 0, 0]
        : lead >= 0xc2 && lead <= 0xdf
          ? [2, 0x80, 0xbf]
          : lead === 0xe0
            ? [3, 0xa0, 0xbf]
            : lead === 0xed
              ? [3, 0x80, 0x9f]
              : lead >= 0xe1 && lead <= 0xef
                ? [3, 0x80, 0xbf]
                : lead === 0xf0
                  ? [4, 0x90, 0xbf]
                  : lead >= 0xf1 && lead <= 0xf3
                    ? [4, 0x80, 0xbf]
                    : lead === 0xf4
                      ? [4, 0x80, 0x8f]
                      : [0, 0, 0];
    const isWhole =
      length > 0 &&
      at + length <= bytes.length &&
      Array.from({ length: length - 1 }, (_, n) => bytes[at + 1 + n]!).every(
        (byte, n) => byte >= (n === 0 ? low : 0x80) && byte <= (n === 0 ? high : 0xbf),
      );
    if (!isWhole) {
      return at;
    }
    at += length;
  }
  return -1;
}

/** The offset that a refusal names, with the byte that it shows. */
function refusalOf(bytes: Uint8Array): { offset: number; byte: number } | null {
  const decoded = decodeUtf8(bytes);
  if ("text" in decoded) {
    return null;
  }
  const found = /byte 0x([0-9a-f]{2}) at offset ([\d,]+) /.exec(decoded.refused)!;
  return { offset: Number(found[2]!.replaceAll(",", "")), byte: Number.parseInt(found[1]!, 16) };
}

describe("decodeUtf8", () => {
  test.each(["", "a", "jtype: Flow\r\n", "\ufeffjtype: Flow", "é 字 🙂", "\0", "\ufeff\ufeff", "a\ufeff"])(
    "gives %j back, byte order mark included",
    (text) => {
      expect(decodeUtf8(bytesOf(text))).toEqual({ text });
    },
  );

  test("gives back any text that UTF-8 can hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(decodeUtf8(bytesOf(text))).toEqual({ text });
      }),
    );
  });

  test.each<[string, number[], number]>([
    ["at the start", [0xff, 0x61], 0],
    ["in the middle", [0x61, 0x80, 0x61], 1],
    ["at the end", [0x61, 0x61, 0xfe], 2],
    ["a character cut at the end", [0x61, 0xe2, 0x82], 1],
    ["a character of four bytes cut after one", [0x61, 0x61, 0xf0], 2],
    ["a character cut by another one", [0xe2, 0x82, 0x61], 0],
    ["a slash in two bytes", [0x61, 0xc0, 0xaf], 1],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80], 0],
    ["beyond U+10FFFF", [0x61, 0xf4, 0x90, 0x80, 0x80], 1],
    ["Latin 1", [0x67, 0x72, 0xf6, 0xdf, 0x65], 2],
    ["UTF-16 with its mark", [0xff, 0xfe, 0x6a, 0x00], 0],
    ["behind a byte order mark", [0xef, 0xbb, 0xbf, 0x61, 0xff], 4],
    ["a byte order mark that is cut", [0xef, 0xbb], 0],
  ])("names the first byte that fits nowhere: %s", (_, bytes, offset) => {
    expect(refusalOf(Uint8Array.from(bytes))).toEqual({ offset, byte: bytes[offset]! });
    expect(firstFault(Uint8Array.from(bytes))).toBe(offset);
  });

  test("names it in any bytes", () => {
    const mixed = fc
      .array(
        fc.oneof(
          {
            weight: 3,
            arbitrary: fc.string({ unit: "binary", maxLength: 4 }).map((text) => [...bytesOf(text)]),
          },
          {
            weight: 1,
            arbitrary: fc.array(fc.constantFrom(0x80, 0xbf, 0xc0, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff, 0x61), {
              maxLength: 3,
            }),
          },
        ),
        { maxLength: 12 },
      )
      .map((parts) => Uint8Array.from(parts.flat()));
    fc.assert(
      fc.property(mixed, (bytes) => {
        const offset = firstFault(bytes);
        expect(refusalOf(bytes)).toEqual(offset < 0 ? null : { offset, byte: bytes[offset]! });
      }),
      { numRuns: 1000 },
    );
  });

  test("finds it in a large file", () => {
    const bytes = new Uint8Array(2_000_000).fill(0x61);
    bytes[1_234_567] = 0x9f;
    expect(refusalOf(bytes)).toEqual({ offset: 1_234_567, byte: 0x9f });
  });
});
