import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressFolder } from "./compress.ts";

const COMPRESSIBLE = [
  "index.html",
  "assets/a.js",
  "assets/a.css",
  "assets/frame/b.js",
  "flow.yml",
  "icon.svg",
  "manifest.json",
];

let folder: string;
const text = "const answer = 42;\n".repeat(200);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "compress-test-"));
  mkdirSync(join(folder, "assets/frame"), { recursive: true });
  for (const name of COMPRESSIBLE) {
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, "assets/font.woff2"), text);
  writeFileSync(join(folder, "tiny.json"), "1");
  writeFileSync(join(folder, "tiny.json.br"), "left over");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("writes both forms beside each compressible file, and only those that are smaller", async () => {
  expect(await compressFolder(folder)).toEqual({ files: 8, written: 14 });
  for (const name of COMPRESSIBLE) {
    expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`))).toString()).toBe(text);
    expect(gunzipSync(readFileSync(join(folder, `${name}.gz`))).toString()).toBe(text);
  }
  for (const name of ["assets/font.woff2.br", "assets/font.woff2.gz", "tiny.json.br", "tiny.json.gz"]) {
    expect(existsSync(join(folder, name))).toBe(false);
  }
});

test("running it again changes nothing", async () => {
  const before = readFileSync(join(folder, "assets/a.js.br"));
  expect(await compressFolder(folder)).toEqual({ files: 8, written: 14 });
  expect(readFileSync(join(folder, "assets/a.js.br"))).toEqual(before);
});
