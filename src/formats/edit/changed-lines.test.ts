import { expect, test } from "vitest";
import { changedLines } from "./changed-lines.ts";

const TEXT = "one\ntwo\nthree\nfour\n";

test.each<[string, string, { from: number; to: number; insert: string }[], unknown]>([
  ["a word", TEXT, [{ from: 4, to: 7, insert: "2" }], [{ line: 2, before: ["two"], after: ["2"] }]],
  [
    "a line put behind another",
    TEXT,
    [{ from: 7, to: 7, insert: "\n2.5" }],
    [{ line: 3, before: [], after: ["2.5"] }],
  ],
  [
    "a line put before another",
    TEXT,
    [{ from: 4, to: 4, insert: "1.5\n" }],
    [{ line: 2, before: [], after: ["1.5"] }],
  ],
  ["a line cut", TEXT, [{ from: 4, to: 8, insert: "" }], [{ line: 2, before: ["two"], after: [] }]],
  [
    "a line cut where the next one is the same",
    "a\nb\nb\nb\n",
    [{ from: 2, to: 4, insert: "" }],
    [{ line: 2, before: ["b"], after: [] }],
  ],
  [
    "two changes of one line",
    TEXT,
    [
      { from: 4, to: 5, insert: "T" },
      { from: 6, to: 7, insert: "O" },
    ],
    [{ line: 2, before: ["two"], after: ["TwO"] }],
  ],
  [
    "two lines apart",
    TEXT,
    [
      { from: 0, to: 3, insert: "1" },
      { from: 8, to: 13, insert: "3" },
    ],
    [
      { line: 1, before: ["one"], after: ["1"] },
      { line: 3, before: ["three"], after: ["3"] },
    ],
  ],
  [
    "a line behind a last one without a break",
    "one\r\ntwo",
    [{ from: 8, to: 8, insert: "\r\nthree" }],
    [{ line: 3, before: [], after: ["three"] }],
  ],
  ["a last break alone", "one\ntwo", [{ from: 7, to: 7, insert: "\n" }], []],
  [
    "lines that end with \\r",
    "one\rtwo\rthree",
    [{ from: 4, to: 7, insert: "2" }],
    [{ line: 2, before: ["two"], after: ["2"] }],
  ],
  ["in an empty text", "", [{ from: 0, to: 0, insert: "one\n" }], [{ line: 1, before: [], after: ["one"] }]],
  ["nothing", TEXT, [], []],
  ["the same again", TEXT, [{ from: 4, to: 7, insert: "two" }], []],
])("%s", (_, text, changes, lines) => {
  expect(changedLines(text, changes)).toEqual(lines);
});
