import { expect, test } from "vitest";
import {
  counted,
  cut,
  cutPlace,
  formatMs,
  formatShare,
  grouped,
  listed,
  megabytes,
  quoted,
} from "./words.ts";

test.each([
  [0, "0 documents"],
  [1, "1 document"],
  [2, "2 documents"],
  [12_345, "12,345 documents"],
])("%i is %s", (count, words) => {
  expect(counted(count, "document")).toBe(words);
});

test.each([0, 7, 999, 1000, 65_535, 123_456, 1_000_000, -1234, 2 ** 53 - 1, 2 ** 60, 0.001, 1234.5])(
  "%d stands as people write it",
  (count) => {
    expect(grouped(count)).toBe(count.toLocaleString("en"));
  },
);

test("a noun may have a plural of its own", () => {
  expect(counted(1, "reply", "replies")).toBe("1 reply");
  expect(counted(3, "reply", "replies")).toBe("3 replies");
});

test("a list of names reads as a sentence, and ends somewhere", () => {
  expect(listed([], "and")).toBe("");
  expect(listed(["a"], "or")).toBe("a");
  expect(listed(["a", "b"], "or")).toBe("a or b");
  expect(listed(["a", "b", "c"], "and")).toBe("a, b and c");
  expect(listed([..."abcdefghij"], "and")).toBe("a, b, c, d, e, f, g and 3 more");
  expect(listed(Array<string>(1207).fill("a"), "and")).toBe("a, a, a, a, a, a, a and 1,200 more");
});

test("a size is a whole number of megabytes, or one with its tenth", () => {
  expect(megabytes(8 * 1024 * 1024)).toBe("8 MB");
  expect(megabytes(9_000_000)).toBe("8.6 MB");
});

test("a long text keeps its beginning and its end", () => {
  expect(cut("x".repeat(60))).toBe("x".repeat(60));
  expect(cut("jinahub+docker://encoder/some/very/long/name:latest", 30)).toBe(
    "jinahub+docker://enc…me:latest",
  );
  expect(cut(`${"a".repeat(19)}😀${"b".repeat(19)}`, 30)).toHaveLength(29);
  expect(cut("שלום_עולם_".repeat(10), 20)).toBe("שלום_עולם_שלו…_עולם_");
  expect(quoted("two\n  lines")).toBe('"two lines"');
});

const FAMILY = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}";

test.each([
  ["abc", 1, 1],
  ["abc", -1, 0],
  ["abc", 9, 9],
  ["a\u{1f600}b", 2, 1],
  // e with an accent of its own, a family, a flag, a syllable of Hangul in parts, and Devanagari.
  ["xe\u0301y", 2, 1],
  ["xe\u0301y", 3, 3],
  [`x${FAMILY}y`, 6, 1],
  [`x${FAMILY}y`, 12, 12],
  ["x\u{1f1ee}\u{1f1f1}y", 3, 1],
  ["x\u1112\u1161\u11ab", 3, 1],
  ["x\u0915\u093f", 2, 1],
  // A heap of marks that spells nothing.
  [`a${"\u0301".repeat(200)}`, 150, 150],
  [`a${"\u{1e000}".repeat(200)}`, 150, 149],
])("%j is cut at or before %i at %i", (text, at, place) => {
  expect(cutPlace(text, at)).toBe(place);
});

test("what is cut keeps what people see as one character whole", () => {
  const characters = ["e\u0301", "\u05d0\u05b8", FAMILY, "\u{1f1ee}\u{1f1f1}", "\u0643\u064f", "n"];
  for (let max = 8; max < 60; max++) {
    const text = Array.from({ length: 60 }, (_, at) => characters[(at * 5 + max) % 6]).join("");
    for (const part of cut(text, max).split("…")) {
      expect(text.startsWith(part) || text.endsWith(part)).toBe(true);
      const seen = Array.from(new Intl.Segmenter().segment(part), ({ segment }) => segment);
      expect(seen.filter((one) => !characters.includes(one))).toEqual([]);
    }
  }
});

test.each([
  [0, "0 ms"],
  [0.6, "0.6 ms"],
  [0.04, "0 ms"],
  [3, "3 ms"],
  [9.94, "9.9 ms"],
  [38.4, "38 ms"],
  [999.4, "999 ms"],
  [1204, "1.20 s"],
  [-0.5, "-0.5 ms"],
])("formatMs(%d) is %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test("a share is a whole percentage", () => {
  expect([0, 0.005, 0.978, 1].map(formatShare)).toEqual(["0 %", "1 %", "98 %", "100 %"]);
});
