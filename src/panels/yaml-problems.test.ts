import { expect, test } from "vitest";
import type { Fix, Problem } from "../model/problem.ts";
import { hideBreaks } from "./line-breaks.ts";
import { diagnosticsOf } from "./yaml-problems.ts";

const TEXT = "a: 1\r\nb: 2\r\n";
const BREAKS = hideBreaks(TEXT);
const problem = (more: Partial<Problem>): Problem => ({
  code: "argument-unknown",
  severity: "warning",
  message: "b is not known.",
  ...more,
});
const marked = (problems: readonly Problem[]) =>
  diagnosticsOf(problems, BREAKS, BREAKS.shown.length, () => {});

test("a problem stands where its words are in the editor, which hides carriage returns", () => {
  const at = TEXT.indexOf("b");
  const [mark] = marked([problem({ range: { from: at, to: at + 1 }, severity: "error" })]);
  expect(BREAKS.shown.slice(mark!.from, mark!.to)).toBe("b");
  expect(mark).toMatchObject({
    severity: "error",
    message: "b is not known.",
    markClass: "cm-problem is-error",
  });
});

test("a place without characters is marked on the one behind it, or before it at the end", () => {
  const ends = [0, TEXT.length].map((at) => problem({ range: { from: at, to: at } }));
  const { length } = BREAKS.shown;
  expect(marked(ends).map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [length - 1, length],
  ]);
});

test("what is wrong with the file as a whole has no mark, and an empty text has none", () => {
  expect(marked([problem({})])).toEqual([]);
  const all = problem({ range: { from: 0, to: 0 } });
  expect(diagnosticsOf([all], hideBreaks(""), 0, () => {})).toEqual([]);
});

test("its fix and its choices are offered with it", () => {
  const fixes: Fix[] = ["Take b away", "Write c"].map((label) => ({ label, changes: [] }));
  const [fix, choice] = fixes;
  const [mark] = marked([problem({ range: { from: 0, to: 1 }, fix: fix!, choices: [choice!] })]);
  expect(mark!.actions!.map(({ name }) => name)).toEqual(["Take b away", "Write c"]);
});

test("of very many only the first have marks", () => {
  const many = Array.from({ length: 2000 }, () => problem({ range: { from: 0, to: 1 } }));
  expect(marked(many)).toHaveLength(500);
});
