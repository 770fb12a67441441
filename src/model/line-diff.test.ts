import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffRow, diffLines } from "./line-diff.ts";

const MARKS = { same: " ", removed: "-", added: "+" };
const shown = (rows: readonly DiffRow[]) => rows.map(({ kind, line }) => `${MARKS[kind]}${line}`).join("\n");
const textOf = (rows: readonly DiffRow[], other: DiffRow["kind"]) =>
  rows
    .filter(({ kind }) => kind !== other)
    .map(({ line }) => line)
    .join("\n");

describe("the lines by which texts differ", () => {
  test("are as few as they can be", () => {
    expect(shown(diffLines("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc"))).toBe(
      "-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c",
    );
    expect(shown(diffLines("a\nb\nc", "a\nx\nc"))).toBe(" a\n-b\n+x\n c");
    expect(shown(diffLines("a", "a"))).toBe(" a");
    expect(shown(diffLines("", "a"))).toBe("-\n+a");
  });

  test("lead from one text to the other", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 }).map((l) => l.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffLines(before, after);
        expect(textOf(rows, "added")).toBe(before);
        expect(textOf(rows, "removed")).toBe(after);
      }),
    );
  });

  test("of texts that have little in common are all of both, at once", () => {
    const [before, after] = ["x", "y"].map((letter) =>
      Array.from({ length: 40_000 }, (_, at) => `${letter}${at}`).join("\n"),
    ) as [string, string];
    const rows = diffLines(`first\n${before}\nlast`, `first\n${after}\nlast`);
    expect(rows).toHaveLength(80_002);
    expect(rows[0]).toEqual({ kind: "same", line: "first" });
  });
});
