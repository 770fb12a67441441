/** What is printed reads back, by our own reading; agreement/yaml-reader.test.ts has the live engine read it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Float, Timestamp, type Value } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import { printKey, printPair, printValue } from "./print-value.ts";
import { isPlainText, valueOfScalar } from "./scalar.ts";
import type { YamlNode } from "./yaml.ts";

function valueOfNode(node: YamlNode): Value {
  switch (node.kind) {
    case "scalar":
      return valueOfScalar(node);
    case "seq":
      return node.items.map(({ value }) => valueOfNode(value));
    case "map":
      return new Map(
        node.entries.map(({ key, value }) => {
          // A key that is resolved to no text would be a number, a boolean, a date or a merge to the engine.
          expect(key.kind === "scalar" && (key.style !== "plain" || isPlainText(key.value))).toBe(true);
          return [key.kind === "scalar" ? key.value : "", valueOfNode(value)];
        }),
      );
    case "alias":
      throw new Error("an alias was printed");
  }
}

function readBack(text: string): Value {
  const yaml = parseEngineYaml(text);
  expect(yaml.fault, text).toBeNull();
  return valueOfNode(yaml.root!);
}

const SIGNS = [
  ..."-?:,[]{}#&*!|>'\"%@`~<=.$/\\ \t\n\r",
  "\0",
  "\x7f",
  "\x85",
  "\xa0",
  "\u2028",
  "\ufeff",
  "\ufffe",
  "\ud800",
];
const WORDS = [
  "a",
  "é",
  "字",
  "🙂",
  "true",
  "null",
  "5",
  "1.5",
  "0x1",
  "!Flow",
  ": ",
  " #",
  "- ",
  "---",
  "...",
  "<<",
  "2020-01-01",
];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.array(fc.constantFrom(...SIGNS, ...WORDS), { maxLength: 6 }).map((parts) => parts.join("")),
);
const number = fc.oneof(
  fc.maxSafeInteger().map((value) => value + 0),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
  fc.double().map((value) => new Float(value)),
);
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, number, fc.constantFrom(null, true, false)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  ),
})).value;

describe("printValue", () => {
  test("prints what reads back as the same, behind a key, in a list and in a mapping, on one line", () => {
    let printed = 0;
    fc.assert(
      fc.property(value, (one) => {
        const print = printValue(one);
        if ("text" in print) {
          printed++;
          expect(print.text).not.toMatch(/[\n\r\x85\u2028\u2029]/);
          expect(readBack(`key: ${print.text}\nnext: 1`)).toEqual(
            new Map<string, Value>([
              ["key", one],
              ["next", 1],
            ]),
          );
          expect(readBack(`a:\n- ${print.text} # comment`)).toEqual(new Map([["a", [one]]]));
          expect(readBack(`[1, ${print.text}, ${print.text}]`)).toEqual([1, one, one]);
          expect(readBack(`{k: ${print.text}, l: 2}`)).toEqual(
            new Map<string, Value>([
              ["k", one],
              ["l", 2],
            ]),
          );
        }
      }),
      { numRuns: 2000 },
    );
    expect(printed).toBeGreaterThan(1000);
  });

  test("refuses a text exactly if the engine re-types it or makes a tag of it", () => {
    fc.assert(
      fc.property(text, (one) => {
        const inQuotes = readBack(
          `"${Array.from({ length: one.length }, (_, at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`,
        );
        expect("refused" in printValue(one)).toBe(inQuotes !== one);
      }),
      { numRuns: 2000 },
    );
    expect(printValue("see jtype: Flow there")).toEqual({ refused: expect.stringMatching(/jtype: Flow/) });
    expect(printValue(new Map([["jtype", "Flow"]]))).toEqual({
      refused: expect.stringMatching(/jtype: Flow/),
    });
    expect(printValue("jtype: Flower")).toEqual({ text: '"jtype: Flower"' });
  });

  test.each<[Value, string]>([
    ["Encoder", "Encoder"],
    ["docker://a:b", "docker://a:b"],
    ["exec.yml", "exec.yml"],
    ["it's", "it's"],
    ["a b", "a b"],
    ["a #b", '"a #b"'],
    ["a#b", "a#b"],
    ["a: b", '"a: b"'],
    ["what?", '"what?"'],
    ["- a", '"- a"'],
    ["-a", "-a"],
    ["yes", '"yes"'],
    ["2020-01-01", '"2020-01-01"'],
    ["=", '"="'],
    ["Hello !World", '"Hello \\u0021World"'],
    ["Hello !", '"Hello !"'],
    ["a\u2028b", '"a\\u2028b"'],
    ["a\ufffe", '"a\\ufffe"'],
    ["a\nb", '"a\\nb"'],
    [7, "7"],
    [12345678901234567890n, "12345678901234567890"],
    [new Float(2), "2.0"],
    [new Float(-0), "-0.0"],
    [new Float(1e21), "1e+21"],
    [new Float(Number.NaN), ".nan"],
    [new Float(Number.NEGATIVE_INFINITY), "-.inf"],
    [null, "null"],
    [true, "true"],
    [[], "[]"],
    [new Map(), "{}"],
    [["a", 1, ["b"]], "[a, 1, [b]]"],
    [
      new Map<string, Value>([
        ["/index", "ANY"],
        ["*", "ALL"],
        ["5", 5],
      ]),
      '{/index: ANY, "*": ALL, "5": 5}',
    ],
  ])("of %s is %s", (one, printed) => {
    expect(printValue(one)).toEqual({ text: printed });
  });

  test.each(["", "5", " 5 ", "1e3", "True", "'a'", "[a]", "inf", "٣"])("refuses %j", (one) => {
    const refused = { refused: expect.stringContaining(JSON.stringify(one)) };
    expect([one, [one], new Map([["k", one]])].map((place) => printValue(place))).toEqual([
      refused,
      refused,
      refused,
    ]);
  });
});

test.each<[Value, string]>([
  [new Timestamp("2024-01-31"), "2024-01-31"],
  [new Timestamp("2024-01-31 12:00:00.500000+02:00"), "2024-01-31 12:00:00.500000+02:00"],
  [[new Timestamp("2024-01-31")], "[2024-01-31]"],
])("a timestamp is written as it is read: %s", (value, text) => {
  expect(printValue(value)).toEqual({ text });
  expect(readValues(parseEngineYaml(`key: ${text}`)).value).toEqual(new Map([["key", value]]));
});

test.each([
  "$X",
  `\${X}`,
  `a $X/\${Y} b`,
  `\${{ ENV.X }}`,
  `\${{root.executors[0].name}}`,
  "$$x",
  "a: $X",
  "$X #",
])("a text with a variable in it is written as it is: %j", (text) => {
  const printed = printValue(text) as { text: string };
  expect(readBack(`key: ${printed.text}`)).toEqual(new Map([["key", text]]));
  expect(printed.text).toContain(text.includes('"') ? "" : text);
});

describe("in a file that is JSON", () => {
  test("what is printed is JSON, and reads back", () => {
    fc.assert(
      fc.property(value, (one) => {
        const print = printValue(one, "json");
        if ("text" in print && !holdsNoJson(one)) {
          JSON.parse(print.text);
          expect(readBack(`{"key":${print.text}}`)).toEqual(new Map([["key", one]]));
        }
      }),
      { numRuns: 1000 },
    );
    expect(printPair("a b", ["c", 1, true, null], "json")).toEqual({ text: '"a b": ["c", 1, true, null]' });
  });
});

/** JSON has no word for what is no number, or too large for one. */
function holdsNoJson(one: Value): boolean {
  if (one instanceof Map) {
    return [...one.values()].some(holdsNoJson);
  }
  return Array.isArray(one) ? one.some(holdsNoJson) : one instanceof Float && !Number.isFinite(one.value);
}

test("printKey prints a key that is read as that text", () => {
  fc.assert(
    fc.property(text, (key) => {
      const printed = (printKey(key) as { text: string }).text;
      expect(readBack(`{${printed}: 1}`)).toEqual(new Map([[key, 1]]));
      expect(readBack(`${printed}: 1`)).toEqual(new Map([[key, 1]]));
    }),
    { numRuns: 1000 },
  );
});

test("a key is refused that is too long for the engine's reader once it is printed", () => {
  const longest = "k".repeat(1024);
  expect(printKey(longest)).toEqual({ text: longest });
  expect(readBack(`${longest}: 1`)).toEqual(new Map([[longest, 1]]));
  expect(parseEngineYaml(`${longest}k: 1`).fault).not.toBeNull();
  const refused = { refused: expect.stringMatching(/^A key of 1,0\d\d characters cannot be written/) };
  expect(printKey(`${longest}k`)).toEqual(refused);
  expect(printKey(`${"k".repeat(1022)}?`)).toEqual(refused);
  expect(printValue(new Map([[`${longest}k`, 1]]))).toEqual(refused);
});
