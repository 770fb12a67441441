/** What CPython 3.11 answers; each line was asked of it. */
import { describe, expect, test } from "vitest";
import {
  equals,
  isIdentifier,
  isTrue,
  normalizePath,
  parseFloatText,
  parseInteger,
  pythonRepr,
  pythonStr,
  retype,
  splitKeyValue,
  strip,
} from "./python.ts";
import { Float, Timestamp, type Value } from "./value.ts";

const float = (value: number) => new Float(value);

test.each<[Value, string]>([
  [null, "None"],
  [true, "True"],
  [12345678901234567890n, "12345678901234567890"],
  [float(2), "2.0"],
  [float(-0), "-0.0"],
  [float(1e16), "1e+16"],
  [float(123456789012345680), "1.2345678901234568e+17"],
  [float(0.0001), "0.0001"],
  [float(1.5e-7), "1.5e-07"],
  [float(Number.NaN), "nan"],
  [float(Number.NEGATIVE_INFINITY), "-inf"],
  ["it's", `"it's"`],
  [`it's "so"`, `'it\\'s "so"'`],
  ["a\tb\u00a0\u200b\ud800😀\\", "'a\\tb\\xa0\\u200b\\ud800😀\\\\'"],
  [["a", 1, [null]], "['a', 1, [None]]"],
  [new Map<string, Value>([["k", float(1)]]), "{'k': 1.0}"],
  [new Timestamp("2001-02-03"), "datetime.date(2001, 2, 3)"],
  [new Timestamp("2001-02-03 04:05:00"), "datetime.datetime(2001, 2, 3, 4, 5)"],
  [
    new Timestamp("2001-02-03 04:05:06.700000-02:30"),
    "datetime.datetime(2001, 2, 3, 4, 5, 6, 700000, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=77400)))",
  ],
  [
    new Timestamp("2001-02-03 04:05:06+00:00"),
    "datetime.datetime(2001, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)",
  ],
])("repr of %o", (value, expected) => {
  expect(pythonRepr(value)).toBe(expected);
});

test("str is repr but for texts and dates", () => {
  expect(pythonStr("it's")).toBe("it's");
  expect(pythonStr(new Timestamp("2001-02-03"))).toBe("2001-02-03");
  expect(pythonStr(["a"])).toBe("['a']");
});

test.each<[string, number | bigint | null]>([
  ["7", 7],
  [" +7\n", 7],
  ["1_000", 1000],
  ["1__0", null],
  ["_1", null],
  ["- 1", null],
  ["2.0", null],
  ["٣", 3],
  ["\u0085 𝟘5\u00a0", 5],
  ["5\u001c", null],
  ["\ufeff5", null],
  ["99999999999999999999", 99999999999999999999n],
  ["1".repeat(4301), null],
])("int(%o)", (text, expected) => {
  expect(parseInteger(text)).toBe(expected);
});

test.each<[string, number | null]>([
  ["1.5", 1.5],
  [".5", 0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["1_0.0_1", 10.01],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["infin", null],
  [".", null],
  ["0x10", null],
])("float(%j)", (text, expected) => {
  expect(parseFloatText(text)?.value ?? null).toEqual(expected);
});

test.each<[string, Value]>([
  ["'7'", "7"],
  ["[1, x, [true]]", [1, "x", true]],
  ["[]", []],
  ["007", 7],
  ["1e3", float(1000)],
  ["", null],
  ["TRUE", true],
  ["no", "no"],
])("re-typing of %j", (text, expected) => {
  expect(retype(text)).toStrictEqual(expected);
});

test.each<[string, { key: string; value: string } | null]>([
  ["a: b", { key: "a", value: "b" }],
  ["a=b:c", { key: "a", value: "b:c" }],
  ["a:\u00a0\u001c\ufeffb", { key: "a", value: "\ufeffb" }],
  ["ab", null],
])("key and value of %j", (text, expected) => {
  expect(splitKeyValue(text)).toEqual(expected);
});

test.each([
  ["a1_ü", true],
  ["class", true],
  ["1a", false],
  ["a-b", false],
  ["", false],
  ["a①", false],
  ["ﬁ", true],
  ["a\u30fb", false],
])("isidentifier of %j", (name, expected) => {
  expect(isIdentifier(name)).toBe(expected);
});

test.each([
  ["./a/../b//c", "b/c"],
  ["..", ".."],
  ["../../x", "../../x"],
  ["/../x/", "/x"],
  ["//x/..", "//"],
  ["///x", "/x"],
  ["", "."],
])("normpath of %j", (path, expected) => {
  expect(normalizePath(path)).toBe(expected);
});

test("strip takes the blanks of Unicode and four separators, and leaves U+FEFF", () => {
  expect(strip("\u001c\u2003 a\u0085")).toBe("a");
  expect(strip("\ufeffa")).toBe("\ufeffa");
});

describe("like ==", () => {
  test.each<[Value, Value, boolean]>([
    [1, true, true],
    [1, float(1), true],
    [0, null, false],
    ["1", 1, false],
    [[1, "a"], [float(1), "a"], true],
    [new Map([["a", 1]]), new Map([["a", 2]]), false],
    [[], null, false],
  ])("%o and %o", (one, other, expected) => {
    expect(equals(one, other)).toBe(expected);
  });

  test("and for bool", () => {
    expect([0, float(0), "", [], new Map(), null, false].some(isTrue)).toBe(false);
    expect([1, float(0.5), "0", [0], new Map([["a", 1]]), true].every(isTrue)).toBe(true);
  });
});

test.each([
  ["", "''"],
  ["a b", "'a b'"],
  ["it's", `"it's"`],
  ['it\'s "so"', `'it\\'s "so"'`],
  ["\\ \t\n\r", "'\\\\ \\t\\n\\r'"],
  ["\0\x1f\x7f\x85\xa0", "'\\x00\\x1f\\x7f\\x85\\xa0'"],
  ["\u2028\ufeff\ud800", "'\\u2028\\ufeff\\ud800'"],
  ["é字🙂", "'é字🙂'"],
  ["\u{e0001}\u{10ffff}", "'\\U000e0001\\U0010ffff'"],
])("the text repr(%j) is %s", (text, repr) => {
  expect(pythonRepr(text)).toBe(repr);
});
