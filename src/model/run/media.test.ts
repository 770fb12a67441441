import { expect, test } from "vitest";
import { bytesOfDataUri, mediaOf } from "./media.ts";

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
