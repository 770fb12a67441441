import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROBLEM_CODES, placeOf } from "./problem.ts";

test.each<[string, number, number, number]>([
  ["", 0, 1, 1],
  ["ab\ncd", 2, 1, 3],
  ["ab\ncd", 3, 2, 1],
  ["ab\r\ncd", 4, 2, 1],
  ["ab\rcd", 3, 2, 1],
  ["a\r\r\n\nb", 5, 4, 1],
  ["🙂b", 2, 1, 3],
  ["a\u2028b", 2, 1, 3],
])("placeOf(%j, %i) is line %i, column %i", (text, offset, line, column) => {
  expect(placeOf(text, offset)).toEqual({ line, column });
});

test("docs/problems.md explains every code, once, and no other", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/problems.md"), "utf8");
  const explained = [...docs.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(explained.sort()).toEqual([...PROBLEM_CODES].sort());
});
