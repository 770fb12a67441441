/** What is YAML and ends the engine's load all the same. That the engine says so in these words is tried in scripts. */
import { describe, expect, test } from "vitest";
import { checkConstruction } from "./constructor.ts";
import { attempt } from "./fault.ts";
import { parseNodes } from "./parser.ts";
import type { YamlFault } from "./yaml.ts";

function faultOf(text: string): YamlFault | null {
  return attempt(text, () => checkConstruction(parseNodes(text, false))).fault;
}

const TAG = "tag:yaml.org,2002:";
const NO_TAG = "ConstructorError: could not determine a constructor for the tag";

describe("refused", () => {
  test.each<[string, string, string]>([
    ["a: !Flow\n  b: 1", "!Flow", `${NO_TAG} '!Flow'`],
    ["a: &x !t b", "&x !t ", `${NO_TAG} '!t'`],
    ["a: !!object b", "!!object", `${NO_TAG} '${TAG}object'`],
    ["%TAG !h! x:\n---\n!h!%41b a", "!h!%41b", `${NO_TAG} 'x:Ab'`],
    ["a: =", "=", `${NO_TAG} '${TAG}value'`],
    ["a: <<", "<<", `${NO_TAG} '${TAG}merge'`],
    ["- ! '='", "!", `${NO_TAG} '${TAG}value'`],
    ["a: {{ X }}", "{ X }", "ConstructorError: found unacceptable key (unhashable key: {'X': None})"],
    [
      "? [a, [{b: 1, c: [true, 1.0, 2.5, ~, 'x']}]]",
      "{b: 1, c: [true, 1.0, 2.5, ~, 'x']}",
      "ConstructorError: found unacceptable key (unhashable key: {'b': 1, 'c': [True, 1.0, 2.5, None, 'x']})",
    ],
    ["a: &x {b: 1}\n*x : c", "*x", "ConstructorError: found unacceptable key (unhashable key: {'b': 1})"],
    ["? !!set {a}\n", "{a}", "ConstructorError: found unacceptable key (unhashable key: {'a': None})"],
    ["<<: 1", "1", "ConstructorError: expected a mapping or list of mappings for merging, but found scalar"],
    ["<<: [{a: 1}, 2]", "2", "ConstructorError: expected a mapping for merging, but found scalar"],
    ["a: &x [1]\n<<: [*x]", "*x", "ConstructorError: expected a mapping for merging, but found sequence"],
    ["a: &x [*x]", "*x", "ConstructorError: found unconstructable recursive node"],
    ["a: &x {<<: {b: *x}}", "*x", "ConstructorError: found unconstructable recursive node"],
    ["&x [*x]", "*x", "RecursionError: maximum recursion depth exceeded"],
    ["&x\na: *x", "*x", "RecursionError: maximum recursion depth exceeded"],
    ["a: !!str [b]", "[b]", "ConstructorError: expected a scalar node, but found sequence"],
    ["a: !!map b", "b", "ConstructorError: expected a mapping node, but found scalar"],
    ["a: !!seq {b}", "{b}", "ConstructorError: expected a sequence node, but found mapping"],
    ["a: !!omap {b}", "{b}", "ConstructorError: expected a sequence, but found mapping"],
    ["a: !!pairs [b]", "b", "ConstructorError: expected a mapping of length 1, but found scalar"],
    ["a: !!omap [{}]", "{}", "ConstructorError: expected a single mapping item, but found 0 items"],
    ["a: 0b_", "0b_", "ValueError: invalid literal for int() with base 2: ''"],
    ["a: -0x__", "-0x__", "ValueError: invalid literal for int() with base 16: ''"],
    ["a: !!int '08'", "'08'", "ValueError: invalid literal for int() with base 8: '08'"],
    ["a: !!int b", "b", "ValueError: invalid literal for int() with base 10: 'b'"],
    ["a: !!int", "", "IndexError: string index out of range"],
    ["a: !!float 1.5.2", "1.5.2", "ValueError: could not convert string to float: '1.5.2'"],
    ["a: !!bool B", "B", "KeyError: 'b'"],
    ["a: 2020-13-01", "2020-13-01", "ValueError: month must be in 1..12"],
    ["a: 2021-02-29", "2021-02-29", "ValueError: day is out of range for month"],
    ["a: 1900-02-29", "1900-02-29", "ValueError: day is out of range for month"],
    ["a: 0000-00-00", "0000-00-00", "ValueError: year 0 is out of range"],
    ["a: 2020-1-1T24:00:00", "2020-1-1T24:00:00", "ValueError: hour must be in 0..23"],
    ["a: 2020-1-1 1:60:00", "2020-1-1 1:60:00", "ValueError: minute must be in 0..59"],
    ["a: 2020-1-1 1:00:60", "2020-1-1 1:00:60", "ValueError: second must be in 0..59"],
    [
      "a: 2020-13-1 1:00:00 -25:30",
      "2020-13-1 1:00:00 -25:30",
      "ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=-2, seconds=81000).",
    ],
    ["a: !!timestamp b", "b", "AttributeError: 'NoneType' object has no attribute 'groupdict'"],
    ["a: !!binary aGk", "aGk", "ConstructorError: failed to decode base64 data: Incorrect padding"],
    [
      "a: !!binary aGkaG",
      "aGkaG",
      "ConstructorError: failed to decode base64 data: Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4",
    ],
    [
      "a: !!binary aé€b",
      "aé€b",
      "ConstructorError: failed to convert base64 data into ascii: 'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)",
    ],
  ])("%j at %j: %s", (text, slice, said) => {
    const fault = faultOf(text)!;
    expect(`${fault.type}: ${fault.words}`).toBe(said);
    expect(text.slice(fault.from, fault.to)).toBe(slice);
  });

  test("a number of more digits than Python reads", () => {
    const words = (count: number) =>
      `Exceeds the limit (4300 digits) for integer string conversion: value has ${count} digits; use sys.set_int_max_str_digits() to increase the limit`;
    expect(faultOf(`a: ${"9".repeat(4300)}`)).toBeNull();
    expect(faultOf(`a: -${"9".repeat(4301)}`)).toMatchObject({ type: "ValueError", words: words(4301) });
    expect(faultOf(`a: ${"9".repeat(5000)}:59`)).toMatchObject({ type: "ValueError", words: words(5000) });
    expect(faultOf(`a: 0x${"9".repeat(4301)}`)).toMatchObject({ code: "limit", type: null });
    expect(faultOf(`a: 1${":0".repeat(10_000)}`)).toMatchObject({ code: "limit" });
  });

  test("a number to the base 60 beyond a float", () => {
    expect(faultOf(`a: 1${":0".repeat(173)}.5`)).toBeNull();
    expect(faultOf(`a: 1${":0".repeat(174)}.5`)).toMatchObject({
      type: "OverflowError",
      words: "int too large to convert to float",
    });
  });

  test("a mapping that merges itself, which the engine takes", () => {
    expect(faultOf("&x\na: 1\n<<: *x")).toMatchObject({
      code: "limit",
      message: "The mapping &x merges itself here.",
    });
    expect(faultOf("a: &x {b: 1, <<: {<<: *x}}")).toMatchObject({ code: "limit" });
    expect(faultOf("- &s [{<<: *s}]")).not.toBeNull();
  });
});

describe("taken", () => {
  test.each([
    "",
    "a: !!str 5\nb: !!set {c, d}\nc: !!omap [a: 1]\nd: !!binary aGk=\ne: !!null x",
    "=: 1",
    "{&a =: 1, b: *a}",
    "? [a, [b, [c]]]\n: d",
    "? !!python/tuple [a]\n: d",
    "a: &x {b: 1}\nc: {<<: *x}\nd: {<<: [*x, {e: 2}]}\ne: {<<: []}",
    "{&m <<: {a: 1}, *m : {b: 2}}",
    "1: a\ntrue: b\n2020-01-31: c\n~: d",
    "a: 2020-02-29\nb: 2000-02-29 1:2:3.456 +5:30\nc: 2020-1-1\nd: 9999-12-31T23:59:59Z",
    "a: 0_\nb: 1__0\nc: 1:59:59.5\nd: -.inf\ne: .nan\nf: 0x_1",
    "a: ! '5'\nb: ! [c]",
    "a: !!str {=: x}",
  ])("%j", (text) => {
    expect(faultOf(text)).toBeNull();
  });
});

describe("of several faults, the one that the engine comes upon first", () => {
  test.each<[string, string]>([
    // All merge keys of a mapping are gone through before its entries.
    ["a: =\n<<: 1", "for merging, but found scalar"],
    // What is merged is made before the mapping's own entries.
    ["a: 0b_\n<<: {b: 0x_}", "with base 16"],
    // Of a list of mappings, the last is made first.
    ["<<: [{a: 0b_}, {b: 0x_}]", "with base 16"],
    // A key is made, then looked at as a key, then its value is made.
    ["? {a: 1}\n: 0b_", "unhashable"],
    // Items of a list at the root wait for those behind them.
    ["- {a: 0b_}\n- 0x_", "with base 16"],
    ["- - - 0b_\n- - 0x_", "with base 16"],
    // In a mapping nothing waits.
    ["a: [{a: 0b_}, 0x_]", "with base 2"],
  ])("%j: %s", (text, words) => {
    expect(faultOf(text)?.words).toContain(words);
  });
});

describe("in linear time", () => {
  /** Longer by what makes a quadratic walk take minutes. */
  const many = (count: number, line: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => line(at)).join("");

  test("many mappings that merge one large one", () => {
    const text = `a: &a {${many(20_000, (at) => `k${at}: ${at}, `)}}\n${many(20_000, (at) => `b${at}: {<<: *a}\n`)}`;
    expect(faultOf(text)).toBeNull();
  });

  test("a chain of merges", () => {
    const text = many(50_000, (at) => `a${at}: &a${at} {k${at}: 1${at === 0 ? "" : `, <<: *a${at - 1}`}}\n`);
    expect(faultOf(text)).toBeNull();
  });

  test("merges that double with each line", () => {
    const text = many(
      5_000,
      (at) => `a${at}: &a${at} {<<: [${at === 0 ? "" : `*a${at - 1}, *a${at - 1}`}]}\n`,
    );
    expect(faultOf(text)).toBeNull();
  });

  test("chains of aliases that nobody looked at yet, as far as they go", () => {
    const lists = many(20_000, (at) => `- - &a${at} [${at === 0 ? "" : `*a${at - 1}`}]\n`);
    expect(faultOf(`${lists}- - {*a19999 : 1}`)).toMatchObject({ code: "limit" });
    const merges = many(20_000, (at) => `- - &a${at} {k: 1${at === 0 ? "" : `, <<: *a${at - 1}`}}\n`);
    expect(faultOf(`${merges}- {<<: *a19999}`)).toMatchObject({ code: "limit" });
  });
});
