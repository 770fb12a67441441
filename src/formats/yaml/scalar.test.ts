/** The rules by example. The same function beside the live engine, on a thousand texts: agreement/yaml-reader.test.ts. */
import { describe, expect, test } from "vitest";
import { retype } from "../../model/python.ts";
import { Float, type Value } from "../../model/value.ts";
import { isPlainText, resolvePlain, valueOfScalar } from "./scalar.ts";
import { parseYaml } from "./yaml.ts";

/** What a scalar means as it stands in a text. */
function valueIn(text: string): Value {
  const { root, fault } = parseYaml(`- ${text}\n`);
  const item = root?.kind === "seq" ? root.items[0]!.value : null;
  if (fault || item?.kind !== "scalar") {
    throw new Error(`no scalar: ${text}`);
  }
  return valueOfScalar(item);
}

describe("valueOfScalar", () => {
  test.each<[string, Value]>([
    ["", null],
    ["''", null],
    ["~", null],
    ["'~'", "~"],
    ["Null", null],
    ["None", "None"],
    ["yes", true],
    ["'yes'", "yes"],
    ["NO", false],
    ["'TrUe'", true],
    ["on", "on"],
    ["y", "y"],
    ["007", 7],
    ["'007'", 7],
    ["010", 8],
    ["'010'", 10],
    ["0o10", "0o10"],
    ["0x1F", 31],
    ["'0x1F'", "0x1F"],
    ["-0b11", -3],
    ["1_000", 1000],
    ["'1_000'", 1000],
    ["1:30", 90],
    ["'1:30'", "1:30"],
    ["1e3", new Float(1000)],
    ["1.50", new Float(1.5)],
    ["'1.50'", new Float(1.5)],
    ["2.", new Float(2)],
    [".inf", new Float(Number.POSITIVE_INFINITY)],
    ["'-Infinity'", new Float(Number.NEGATIVE_INFINITY)],
    [".nan", new Float(Number.NaN)],
    ["1:0.5", new Float(60.5)],
    ["' 5 '", 5],
    ["٣", 3],
    ["9007199254740993", 9007199254740993n],
    ["\"'a b'\"", "a b"],
    ["\"'5'\"", 5],
    ["'[1, a, [b]]'", [1, "a", "b"]],
    ["'[]'", []],
    ["'[a, ]'", ["a", null]],
    ["2020-01-01", "2020-01-01"],
    ["=", "="],
    ["|\n  5", 5],
    ["a b", "a b"],
  ])("%s", (text, value) => {
    expect(valueIn(text)).toEqual(value);
  });

  test("quotes within quotes come off four times, as often as the engine passes over its texts", () => {
    expect(valueIn(JSON.stringify(`''"5"''`))).toBe(5);
    expect(valueIn(JSON.stringify(`'''"5"'''`))).toBe("5");
    expect(valueIn(JSON.stringify(`'''''5'''''`))).toBe("'5'");
  });

  test("hostile texts take no time to speak of", () => {
    expect(valueIn(JSON.stringify("'".repeat(200_000)))).toBe("'".repeat(199_992));
    expect(valueIn(JSON.stringify(`[${"1,".repeat(50_000)}]`))).toHaveLength(50_001);
    expect(valueIn(JSON.stringify(`${"1_".repeat(100_000)}x`))).toHaveLength(200_001);
  });
});

test.each(["2020-01-01", "2020-1-1 1:00:00", "=", "<<", "5", "", "~", "yes", ".inf", "1:30"])(
  "isPlainText(%j) is false",
  (text) => {
    expect(isPlainText(text)).toBe(false);
  },
);

test.each(["a", "1e3", "on", "2020-1-1", "<", "==", "0o10", "-"])("isPlainText(%j) is true", (text) => {
  expect(isPlainText(text)).toBe(true);
});

test("resolvePlain leaves what is quoted to retype, and retype what is plain to resolvePlain", () => {
  expect([resolvePlain("'5'"), retype("0x10"), resolvePlain("1e3"), retype("yes")]).toEqual([
    "'5'",
    "0x10",
    "1e3",
    "yes",
  ]);
});

test("an integer of more digits than Python reads goes on to be a float", () => {
  expect(retype("9".repeat(4300))).toBe(10n ** 4300n - 1n);
  expect(retype("9".repeat(4301))).toEqual(new Float(Number.POSITIVE_INFINITY));
});
