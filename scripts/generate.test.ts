import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { GENERATIONS, generate } from "./generate.ts";

/** Every file below `folder` with its text, by path. */
function textsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

test("generating again changes nothing in src/gen", () => {
  const target = mkdtempSync(join(tmpdir(), "generated-"));
  try {
    generate(target);
    const kept = textsOf(resolve(import.meta.dirname, "../src/gen"));
    expect(Object.keys(kept)).toHaveLength(GENERATIONS.length * 4);
    expect(textsOf(target)).toEqual(kept);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
});
