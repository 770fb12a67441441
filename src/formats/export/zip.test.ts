import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { MAX_ENTRIES, zipOf } from "./zip.ts";

const bytesOf = async (files: Parameters<typeof zipOf>[0]) =>
  Buffer.from(await (await zipOf(files)).arrayBuffer());

/** Names and texts by the directory at the end, which is what readers go by. */
function unpack(zip: Buffer): [string, string][] {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files: [string, string][] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index++) {
    const [packed, length, nameLength] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const begin = header + 30 + nameLength;
    const bytes = inflateRawSync(zip.subarray(begin, begin + packed));
    expect(bytes.length).toBe(length);
    files.push([name, bytes.toString("utf8")]);
    at += 46 + nameLength;
  }
  return files;
}

describe("an archive", () => {
  const FILES = [
    { path: "a/a.yml", text: "kind: Service\n".repeat(500) },
    { path: "b/é.yml", text: "ü\u{1f600}\n" },
    { path: "empty", text: "" },
  ];

  test("holds the files, in UTF-8", async () => {
    const zip = await bytesOf(FILES);
    expect(unpack(zip)).toEqual(FILES.map(({ path, text }) => [path, text]));
    expect(zip.length).toBeLessThan(600);
  });

  test("is the same bytes for the same files, with the checksum that everybody knows", async () => {
    expect(await bytesOf(FILES)).toEqual(await bytesOf(FILES));
    const zip = await bytesOf([{ path: "x", text: "123456789" }]);
    expect(zip.readUInt32LE(14)).toBe(0xcbf43926);
  });

  test("of many files is in their order", async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ path: `f${index}`, text: `${index}` }));
    expect(unpack(await bytesOf(many)).map(([name]) => name)).toEqual(many.map(({ path }) => path));
  });

  test("of more files than it can count is none", async () => {
    const files = Array.from({ length: MAX_ENTRIES + 1 }, () => ({ path: "x", text: "" }));
    await expect(zipOf(files)).rejects.toThrow("65535 files, not 65536");
  });
});
