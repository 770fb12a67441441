import { describe, expect, test } from "vitest";
import { indentAfter } from "./yaml-indent.ts";

/** The column after Enter at the sign ¦ of a text. */
function indentAt(marked: string): number | undefined {
  const [head = "", tail = ""] = marked.split("¦");
  const lines = (head + tail).split("\n");
  const above = head.split("\n");
  return indentAfter({
    before: above.at(-1)!,
    number: above.length,
    line: (number) => lines[number - 1] ?? null,
  });
}

describe("a key with nothing behind it", () => {
  test.each([
    ["with:¦", 2],
    ["  with:¦", 4],
    ["  with:   # all of them¦", 4],
    ["  with: &defaults¦", 4],
    ["  with: !!map¦", 4],
    ['  "with":¦', 4],
    ["  'it''s':¦", 4],
    ["  - with:¦", 6],
    ["  - name: a\n    with:¦", 6],
    ["  -with:¦", 4],
    ["x-y z:¦", 2],
  ])("%j goes in", (text, column) => {
    expect(indentAt(text)).toBe(column);
  });

  test("goes as far in as what stands there already", () => {
    expect(indentAt("with:¦\n    port: 1\n")).toBe(4);
    expect(indentAt("  with:¦\n\n  # of another\n     port: 1\n")).toBe(5);
    expect(indentAt("with:¦\nport: 1\n")).toBe(2);
  });
});

describe("a key of a list", () => {
  test.each([
    ["goes in", "executors:¦", 2],
    ["takes its own items' column", "executors:¦\n- name: a\n", 0],
    ["takes its own items' column, further in", "executors:¦\n   - name: a\n", 3],
    ["does as the list above does", "x:\n- 1\nexecutors:¦", 0],
    ["does as the list above does, deep", "executors:\n- name: a\n  needs:¦", 2],
    ["does as the list above does, further in", "executors:\n    - name: a\n      needs:¦", 10],
    ["does as the one below does", "executors:¦\njtype: Flow\nx:\n- 1\n", 0],
    ["is no list in the item before the next", "executors:\n- with:¦\n- name: b\n", 4],
  ])("%s: %j", (_, text, column) => {
    expect(indentAt(text)).toBe(column);
  });
});

describe("a text block", () => {
  test.each([
    ["below its head", "a:\n  key: |¦", 4],
    ["below a folded one", "  key: >-¦", 4],
    ["below one with an anchor", "key: &a !!str |+ # so¦", 2],
    ["below a head that gives the column", "  key: |3¦", 5],
    ["as the lines that it has", "key: |¦\n      text\n", 6],
    ["in an item", "  - |¦", 4],
    ["in an item's key", "  - key: |¦", 6],
    ["in it, a line that looks like a key", "key: |\n  with:¦", 2],
    ["in it, a line that looks like an item", "key: |\n  -¦", 2],
    ["in it, further in", "key: |\n  a\n\n     with:¦", 5],
    ["in it, further out again", "a:\n  key: |\n      b\n    with:¦", 4],
  ])("%s: %j", (_, text, column) => {
    expect(indentAt(text)).toBe(column);
  });

  test("ends where a line goes out", () => {
    expect(indentAt("key: |\n  text\nwith:¦")).toBe(2);
    expect(indentAt("- key: |\n    text\n  with:¦")).toBe(4);
    expect(indentAt("- |\n  text\n- with:¦")).toBe(4);
  });
});

describe("an item", () => {
  test.each([
    ["that holds nothing", "executors:\n  -¦", 4],
    ["that holds nothing but a blank", "executors:\n  - ¦", 4],
    ["that holds nothing yet", "  -¦\n      name: a", 6],
    ["of an item", "- -¦", 4],
    ["with a key and a value: beside the key", "  - name: x¦", 4],
    ["with a key and a value, and blanks", "  -   name: x  ¦", 6],
  ])("%s: %j", (_, text, column) => {
    expect(indentAt(text)).toBe(column);
  });
});

test("a comment is followed by what stands beside it", () => {
  expect(indentAt("  # with:¦")).toBe(2);
});

test("blanks of any number are gone through in time that grows with them", () => {
  // Work that grows with the square takes more than ten seconds.
  expect(indentAt(`a: b${" ".repeat(400_000)}c¦`)).toBeUndefined();
  expect(indentAt(`with:${" ".repeat(400_000)}# all of them¦`)).toBe(2);
});

/** What brackets, quotes and words go on with is for the grammar to say. */
test.each(["a: b¦", "  - name: [a,¦", '  - name: "a¦', "  - a¦", "¦", "   ¦", "a: b:¦", "- http://x¦"])(
  "%j says nothing",
  (text) => {
    expect(indentAt(text)).toBeUndefined();
  },
);
