/** What CPython 3.11's json answers; each line was asked of it. */
import { expect, test } from "vitest";
import { dumpJson, loadJson, writingFault } from "./python-json.ts";
import { Float, OddMap, Timestamp, type Value } from "./value.ts";

test.each<[string, Value]>([
  [
    ' {"a": [1, 2.0, -0, 1e2, null, true]} ',
    new Map([["a", [1, new Float(2), 0, new Float(100), null, true]]]),
  ],
  ["[NaN, Infinity, -Infinity]", [new Float(Number.NaN), new Float(Infinity), new Float(-Infinity)]],
  ['"\\ud83d\\ude00\\ud800\\/"', "😀\ud800/"],
  [
    '{"__proto__": 1, "a": 2, "a": 3}',
    new Map([
      ["__proto__", 1],
      ["a", 3],
    ]),
  ],
  ["99999999999999999999", 99999999999999999999n],
])("reads %s", (text, expected) => {
  const reading = loadJson(text);
  expect("value" in reading && reading.value).toStrictEqual(expected === 0 ? 0 : expected);
});

test.each([
  ["", "Expecting value: line 1 column 1 (char 0)"],
  ["\ufeff1", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"],
  ["nul", "Expecting value: line 1 column 1 (char 0)"],
  ["1 2", "Extra data: line 1 column 3 (char 2)"],
  ["01", "Extra data: line 1 column 2 (char 1)"],
  ["[1,]", "Expecting value: line 1 column 4 (char 3)"],
  ["[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['{"a":1,}', "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{"a":\n', "Expecting value: line 2 column 1 (char 6)"],
  ['"abc', "Unterminated string starting at: line 1 column 1 (char 0)"],
  ['"\\', "Unterminated string starting at: line 1 column 1 (char 0)"],
  ['"\\q"', "Invalid \\escape: line 1 column 2 (char 1)"],
  ['"\\u12"', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"],
  ['"\\ud83d\\uzz"', "Invalid \\uXXXX escape: line 1 column 9 (char 8)"],
  ['["😀\n"]', "Invalid control character at: line 1 column 4 (char 3)"],
])("refuses %s", (text, message) => {
  expect(loadJson(text)).toEqual({ fault: { type: "JSONDecodeError", message } });
});

test("gives up where Python does: at depth and at digits", () => {
  expect(loadJson("[".repeat(1_000_000))).toMatchObject({ fault: { type: "RecursionError" } });
  expect(loadJson(`[${"1".repeat(4301)}]`)).toMatchObject({
    fault: { type: "ValueError", message: expect.stringContaining("value has 4301 digits") },
  });
});

test("writes ASCII, with a blank after each sign", () => {
  const value = new Map<string, Value>([
    ["ü\u007f", ["😀\n", new Float(1), new Float(Number.NaN), 1n, null]],
    ["m", new Map([["b", true]])],
  ]);
  expect(dumpJson(value)).toBe(
    '{"\\u00fc\\u007f": ["\\ud83d\\ude00\\n", 1.0, NaN, 1, null], "m": {"b": true}}',
  );
});

test("has no form for dates, and finds them anywhere", () => {
  const date = new Timestamp("2001-02-03 04:05:06");
  const value = new Map<string, Value>([["a", [1, new Map([["b", date]])]]]);
  expect(writingFault(value)).toEqual({
    type: "TypeError",
    message: "Object of type datetime is not JSON serializable",
  });
  expect(() => dumpJson(value)).toThrow("is a date");
});

test("has no form for keys that are dates or lists", () => {
  const value = new Map<string, Value>([["a", new OddMap([["[x]", 1]], new Map([["[x]", ["x"]]]))]]);
  expect(writingFault(value)).toEqual({
    type: "TypeError",
    message: "keys must be str, int, float, bool or None, not tuple",
  });
});
