import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyChanges, diffChange, invertChanges, type TextChange } from "./text-change.ts";

const textOf = fc.string({
  unit: fc.constantFrom("a", "b", "\n", "\r", "é", "\ud83d", "\ude42"),
  maxLength: 30,
});

/** A text with changes that fit it: cuts at sorted offsets, every second stretch replaced. */
const changed = textOf.chain((text) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }),
      fc.array(textOf, { minLength: 4, maxLength: 4 }),
    )
    .map(([cuts, inserts]) => {
      const sorted = cuts.sort((a, b) => a - b);
      const changes: TextChange[] = [];
      for (let at = 0; at + 1 < sorted.length; at += 2) {
        changes.push({ from: sorted[at]!, to: sorted[at + 1]!, insert: inserts[at / 2]! });
      }
      return { text, changes };
    }),
);

describe("applyChanges", () => {
  test("replaces, inserts and deletes by offsets of the text before", () => {
    const changes = [
      { from: 0, to: 0, insert: "<" },
      { from: 1, to: 3, insert: "" },
      { from: 4, to: 5, insert: "XYZ" },
    ];
    expect(applyChanges("abcdef", changes)).toBe("<adXYZf");
  });

  test("agrees with splicing from the end", () => {
    fc.assert(
      fc.property(changed, ({ text, changes }) => {
        const spliced = changes.reduceRight(
          (out, { from, to, insert }) => out.slice(0, from) + insert + out.slice(to),
          text,
        );
        expect(applyChanges(text, changes)).toBe(spliced);
      }),
    );
  });

  test.each([
    ["beyond the end", [{ from: 0, to: 4, insert: "" }]],
    ["before the beginning", [{ from: -1, to: 0, insert: "" }]],
    ["backwards", [{ from: 2, to: 1, insert: "" }]],
    [
      "overlapping",
      [
        { from: 0, to: 2, insert: "" },
        { from: 1, to: 3, insert: "" },
      ],
    ],
    [
      "out of order",
      [
        { from: 2, to: 3, insert: "" },
        { from: 0, to: 1, insert: "" },
      ],
    ],
  ] as [string, TextChange[]][])("throws on changes that are %s", (_, changes) => {
    expect(() => applyChanges("abc", changes)).toThrow(RangeError);
  });
});

describe("invertChanges", () => {
  test("leads back, and its own inverse forth again", () => {
    fc.assert(
      fc.property(changed, ({ text, changes }) => {
        const after = applyChanges(text, changes);
        const inverse = invertChanges(text, changes);
        expect(applyChanges(after, inverse)).toBe(text);
        expect(invertChanges(after, inverse)).toEqual(changes);
      }),
    );
  });
});

describe("diffChange", () => {
  test("leads from one text to the other by the shortest single replacement", () => {
    fc.assert(
      fc.property(textOf, textOf, (before, after) => {
        const changes = diffChange(before, after);
        expect(applyChanges(before, changes)).toBe(after);
        expect(changes.length).toBe(before === after ? 0 : 1);
        for (const { from, to, insert } of changes) {
          const cut = before.slice(from, to);
          if (cut !== "" && insert !== "") {
            expect(cut[0]).not.toBe(insert[0]);
            expect(cut.at(-1)).not.toBe(insert.at(-1));
          }
        }
      }),
    );
  });

  test.each([
    ["aa", "aaa", [{ from: 2, to: 2, insert: "a" }]],
    ["abab", "ab", [{ from: 2, to: 4, insert: "" }]],
    ["name: a\n", "name: bc\n", [{ from: 6, to: 7, insert: "bc" }]],
    ["", "x", [{ from: 0, to: 0, insert: "x" }]],
    ["x", "x", []],
  ])("%j to %j", (before, after, changes) => {
    expect(diffChange(before, after)).toEqual(changes);
  });
});
