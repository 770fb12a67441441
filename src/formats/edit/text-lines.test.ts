import { describe, expect, test } from "vitest";
import { applyChanges } from "../../model/text-change.ts";
import { ChangeList, TextLines } from "./text-lines.ts";

test("TextLines knows every break of YAML, in any order of questions", () => {
  const text = "\ufeffa\r\nbb\x85ccc\u2028d\re\n";
  const lines = new TextLines(text);
  const starts = [...text].map((_, at) => lines.lineStart(at));
  expect(starts).toEqual([0, 0, 0, 3, 4, 4, 4, 7, 7, 7, 7, 11, 11, 13, 13]);
  expect([...text].map((_, at) => new TextLines(text).lineStart(at))).toEqual(starts);
  expect([lines.lineEnd(0), lines.lineEnd(4), lines.lineEnd(9), lines.lineEnd(13)]).toEqual([2, 6, 10, 14]);
  expect([lines.column(1), lines.column(5)]).toEqual([0, 1]);
  expect([2, 6, 10, 12, 14, 15].map((at) => lines.breakLength(at))).toEqual([2, 1, 1, 1, 1, 0]);
  expect([4, 7, 0].map((at) => lines.breakLengthBefore(at))).toEqual([2, 1, 0]);
  expect([1, 4, 13].map((at) => lines.breakFor(at))).toEqual(["\r\n", "\n", "\n"]);
  expect(new TextLines("a\r\nb").breakFor(3)).toBe("\r\n");
  expect(new TextLines("a").breakFor(0)).toBe("\n");
});

describe("ChangeList", () => {
  const result = (text: string, make: (changes: ChangeList) => void, needsBreak = false) => {
    const changes = new ChangeList(new TextLines(text), () => needsBreak);
    make(changes);
    const done = changes.done();
    return { text: applyChanges(text, done), count: done.length };
  };

  test("cuts lines with their breaks, neighbours in one", () => {
    const text = "a\nb\nc\nd";
    expect(result(text, (changes) => changes.cut(2, 3))).toEqual({ text: "a\nc\nd", count: 1 });
    expect(
      result(text, (changes) => {
        changes.cut(4, 5);
        changes.cut(2, 3);
      }),
    ).toEqual({ text: "a\nd", count: 1 });
  });

  test("a last line without a break takes the one before it along, unless that means something", () => {
    expect(result("a\nb\nc", (changes) => changes.cut(4, 5)).text).toBe("a\nb");
    expect(
      result("a\nb\nc", (changes) => {
        changes.cut(4, 5);
        changes.cut(2, 3);
      }).text,
    ).toBe("a");
    expect(result("a\nb\nc", (changes) => changes.cut(4, 5), true).text).toBe("a\nb\n");
    expect(result("a", (changes) => changes.cut(0, 1)).text).toBe("");
  });

  test("a line put behind one that is cut comes behind the one before", () => {
    expect(
      result("a\nb\nc\n", (changes) => {
        changes.cut(2, 3);
        changes.insert(3, "\nnew");
      }).text,
    ).toBe("a\nnew\nc\n");
    expect(
      result("a\nb", (changes) => {
        changes.cut(2, 3);
        changes.insert(3, "\nnew");
      }).text,
    ).toBe("a\nnew");
  });

  test("insertions at one place stand in the order in which they were made, as one change", () => {
    expect(
      result("ab", (changes) => {
        changes.insert(1, "1");
        changes.insert(1, "2");
      }),
    ).toEqual({ text: "a12b", count: 1 });
  });

  test("changes that overlap are our mistake", () => {
    const changes = new ChangeList(new TextLines("abcd"), () => false);
    changes.replace(0, 2, "x");
    changes.replace(1, 3, "y");
    expect(() => changes.done()).toThrow(RangeError);
  });
});
