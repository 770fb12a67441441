import { expect, test } from "vitest";
import { bytesOfDataUri, mediaOf, pictureSizeOf } from "./media.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each<[string, string | null]>([
  ["\x89PNG\r\n\x1a\nrest", "image/png"],
  ["\xff\xd8\xff\xe0", "image/jpeg"],
  ["GIF89a", "image/gif"],
  ["RIFF\x00\n\x00\x00WEBPVP8 ", "image/webp"],
  ["RIFF\x00\n\x00\x00WAVEfmt ", "audio/wav"],
  ["ID3\x03", "audio/mpeg"],
  ["OggS\x00", "audio/ogg"],
  ["fLaC", "audio/flac"],
  ["<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", null],
  ["<!doctype html><script>x()</script>", null],
  ["GIF", null],
  ["RIFF1234AVI ", null],
  ["", null],
])("%j is %s, whatever it is called", (text, type) => {
  expect(mediaOf(bytesOf(text))?.type ?? null).toBe(type);
});

test("data URIs in base64 are read, and nothing else", () => {
  expect(bytesOfDataUri("data:image/png;base64,AQL/", 100)).toEqual(Uint8Array.of(1, 2, 255));
  expect(bytesOfDataUri("data:text/html;charset=utf-8;base64,PGI+", 100)).toEqual(bytesOf("<b>"));
  for (const text of ["data:image/png,AQL/", "http://example.com/a.png", "data:image/png;base64,§", ""]) {
    expect(bytesOfDataUri(text, 100)).toBeNull();
  }
  expect(bytesOfDataUri(`data:image/png;base64,${"A".repeat(1000)}`, 100)).toBeNull();
});

const PNG = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

test.each<[string, readonly [number, number] | null]>([
  [`${PNG}\0\0\x4e\x20\0\0\x75\x30`, [20_000, 30_000]],
  // Behind a segment with a length, a mark alone, bytes that are none, and what fills up before the next one.
  ["\xff\xd8\xff\xe0\0\x04ab\xff\xd0xy\xff\xff\xff\xc2\0\x11\x08\x01\x02\x03\x04", [0x304, 0x102]],
  // Tables of its codes come before it.
  ["\xff\xd8\xff\xc4\0\x03a\xff\xc0\0\x11\x08\0\x05\0\x07", [7, 5]],
  ["GIF89a\x07\0\x05\0\0\0\0,\0\0\0\0\x07\0\x05\0", [7, 5]],
  // The first picture is larger, behind colours and an extension in two pieces.
  ["GIF89a\x07\0\x05\0\x80\0\0rgbRGB!\xf9\x01a\x02bc\0,\x01\0\0\0\0\x10\x09\0", [0x1001, 9]],
  [`RIFF1234WEBPVP8X${"\0".repeat(8)}\xff\xff\0\x04\0\0`, [0x10000, 5]],
  ["RIFF1234WEBPVP8L\0\0\0\0\x2f\x06\x00\x01\0", [7, 5]],
  [`RIFF1234WEBPVP8 ${"\0".repeat(7)}\x9d\x01\x2a\x07\x40\x05\0`, [7, 5]],
  ["RIFF1234WEBPOTHER", null],
  [PNG, null],
  ["\xff\xd8\xff\xe0\0\0", null],
  ["\xff\xd8\xff\xff", null],
  ["GIF89a", null],
  ["GIF89a\x07\0\x05\0\0\0\0!\xf9\xff", null],
  ["fLaC", null],
  ["", null],
])("%j says that it is %j pixels", (text, size) => {
  expect(pictureSizeOf(bytesOf(text))).toEqual(size);
});
