/** A file that is no text is said to be none, whoever comes upon it first. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readFlow } from "../read/read-flow.ts";
import { decodeUtf8 } from "./decode.ts";

/** What opening the bytes says of them. */
function said(bytes: Uint8Array): string {
  const decoded = decodeUtf8(bytes);
  return "refused" in decoded ? decoded.refused : readFlow(decoded.text).problems[0]!.message;
}

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe("is no text file", () => {
  test.each<[string, Uint8Array]>([
    ["a PNG picture", bytesOf("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")],
    ["a ZIP archive", bytesOf("PK\x03\x04\x14\0\x08\x08name")],
    ["a file that gzip has packed", gzipSync("jtype: Flow\n")],
    ["a PDF document", bytesOf("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")],
    ["a PDF document", bytesOf("%PDF-1.4\n1 0 obj\n")],
  ])("%s", (kind, bytes) => {
    expect(said(bytes)).toContain(`This is no text file: it begins as ${kind} does.`);
  });

  test.each<[string, Uint8Array]>([
    ["a NUL near the beginning", bytesOf("abc\0def")],
    ["many control characters", bytesOf("a\x01b\x02c\x03d\x04e\x05f\x06")],
    ["a NUL, and bytes that are not UTF-8", bytesOf("\xd0\xcf\x11\xe0\0\0")],
  ])("%s", (_, bytes) => {
    expect(said(bytes)).toContain("This is no text file, or none in UTF-8");
  });

  test("one odd character is named with its place", () => {
    expect(said(bytesOf("jtype: Flow\nname: \x07bell\n"))).toContain("The character U+0007 must not stand");
  });

  test("a text in another encoding is to be converted", () => {
    expect(said(bytesOf("\xff\xfej\0t\0y\0p\0e\0"))).toMatch(/^The file is not UTF-8/);
    expect(said(bytesOf("name: caf\xe9\n"))).toMatch(/^The file is not UTF-8/);
  });

  test("what the engine says of it stays", () => {
    expect(readFlow("PK\x03\x04abc").problems[0]!.engine!.message).toBe(
      "unacceptable character #x0003: special characters are not allowed",
    );
  });
});
