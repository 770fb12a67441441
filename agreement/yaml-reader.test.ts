/**
 * Our YAML reader beside the engine's own, live: what one refuses the other refuses, and what both take is the same,
 * node by node and value by value. And what we print the engine reads back. The `yaml` package is a second witness for
 * the files that the repository has.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { parseDocument } from "yaml";
import { createSeededRandom } from "../src/base/test-random.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { printValue } from "../src/formats/yaml/print-value.ts";
import { parseYaml, type YamlNode } from "../src/formats/yaml/yaml.ts";
import { Float, Timestamp, type Value } from "../src/model/value.ts";
import { askReader, isSameFault, type ReaderAnswer, type ReaderError } from "./ask-reader.ts";
import { createPick, randomLines, randomTokens } from "./random-yaml.ts";
import { comparable, plainAsEngine } from "./yaml-values.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const ROOT = resolve(import.meta.dirname, "..");

// --- nodes

const STYLES = { plain: "", empty: "", single: "'", double: '"', literal: "|", folded: ">" };

/** Our node in the words of the engine's answers. */
function nodeAsEngine(node: YamlNode | null): unknown {
  switch (node?.kind) {
    case undefined:
      return null;
    case "scalar":
      return [STYLES[node.style], node.value];
    case "map":
      return { map: node.entries.map(({ key, value }) => [nodeAsEngine(key), nodeAsEngine(value)]) };
    case "seq":
      return { seq: node.items.map(({ value }) => nodeAsEngine(value)) };
    case "alias":
      return { alias: node.name };
  }
}

/** Texts on which the two disagree, with both answers; the counts tell whether there was anything to agree on. */
function compareNodes(texts: readonly string[]): { differing: unknown[]; accepted: number } {
  const answers = askReader("nodes", texts);
  const differing = texts.flatMap((text, index) => {
    const { root, fault } = parseYaml(text);
    const engine = answers[index]!;
    const isSame =
      "error" in engine
        ? isSameFault(fault, engine)
        : !fault && JSON.stringify(engine) === JSON.stringify({ node: nodeAsEngine(root) });
    return isSame ? [] : [{ text, engine, ours: fault ?? nodeAsEngine(root) }];
  });
  return { differing, accepted: answers.filter((answer) => !("error" in answer)).length };
}

// biome-ignore format: a table reads better in full rows
const ODD_TEXTS = [
  "", "\n", "\ufeff", "\ufeff# c", "---", "--- ", "...", "---\n...\n", "---\n---\n", "a\n---\nb",
  "a\n...\nb", "a\n...\n", "\ufeffa: 1", " \ufeffa: 1", "a: 1\ufeff", "a\r", "a: 1\rb: 2\r",
  "a: 1\r\n\r\nb: 2", "a: 'x\r\n\r\n y'", "- a\n -b\n- c", "a: b: c", "a: 'b': c", "a: - b",
  "a:\n- b\n- c\nd: e", "a:\n - b\n c: d", "- - - a\n    - b\n  - c", "? a", "? a\n? b", ": a",
  "{a, b: , : c, ? d}", "[a: b, ? c : d, e: ]", "[, a]", "[a,, b]", "{a: [b, {c: d}]}", "[a\nb]", "[a]: b",
  "{a: b}: c", "a: |\n", "a: |", "a: |\n\n\n", "a: |+\n\n\n", "a: |-\n  x\n\n", "a: |+\n  x\n\nb: 1",
  "a: |2\n   x\n  y", "a: |\n  x\n y", "- |\n x\n-", "a: >\n  x\n  y\n\n  z\n   w\n  v", "a: >+\n  x\n\n\n",
  "a: >-\n\n  x\n", "a: | # c\n  x", "a: |#c\n  x", "a: |\n\tx", "|\n x", "|1\nx", "a: &x 1\nb: *x",
  "a: &x 1\nb: &x 2", "&x [*x]", "a: *x", "a: &x\nb: *x", "&x a: *x", "&x\na: 1", "- &x a: 1\n- *x",
  "*x : 1", "a: 'b\n\n  c'", 'a: "b\\\n   c"', 'a: "b \n c"', "a: 'b", 'a: "b', "a: 'b\n---\n'",
  "a: b\n  c\n   d", "a: b\n  c: d", "a: b\n\n\n  c", "a: b # c", "a: b# c", "a: #b", "a:#b", "#a: b",
  "a: b\n# c\n  d", "a:\n# c\n  b", "a: 'b'# c", "a: [b # c\n]", "a: b\u2028c", "a: \tb", "a:\tb", "\ta: b",
  "a:\n\tb", "- \ta", "-\ta", "a: b\t", "a: 'b'\tc", "[\ta]", "{a:\tb}", "? \ta", "a: |\t\n  b", "a: @b",
  "a: `b", "a: %b", "%a: b", "a: b%", "a: !b", "a: !b c", "!b a: c", "!b\na: c", "a: !<b> c", "a: !<> c",
  "a: !b!c d", "a: !!str", "a: -", "a: - ", "-", "- ", "-a", "--- a", "---a", "....", "a: ...", "'a': b",
  '"a": b', '{"a":b}', '{"a":"b"}', "{a:b}", "[a:b]", "[::]", "a: ?b", "a: ? b", "[?b]", "[b?]", "{?a: b}",
  "a?: b", "[a?b]", "{a: b?}", "x: {a: *b}", "[*a]", "{&a b: *a}", "[&a b, *a]", "[&a, *a]",
  `${"k".repeat(1023)}: v`, `${"k".repeat(1024)}: v`, `${"k".repeat(1025)}: v`, `"${"k".repeat(1022)}": v`,
  `"${"k".repeat(1023)}": v`, `!${"t".repeat(2000)} x`, `[${"a, ".repeat(3000)}]`, `- ${"x ".repeat(3000)}`,
  `${"- ".repeat(60)}a`, `${"[".repeat(60)}${"]".repeat(60)}`,
];

describe("the engine's reader and ours agree on", () => {
  test("odd texts", () => {
    const { differing, accepted } = compareNodes(ODD_TEXTS);
    expect(differing).toEqual([]);
    expect(accepted).toBeGreaterThan(60);
  });

  test.each([
    {
      what: "20,000 texts of tokens in any order",
      draw: randomTokens,
      seed: 20_261,
      count: 20_000,
      least: 2_000,
    },
    { what: "15,000 texts of lines", draw: randomLines, seed: 3_340, count: 15_000, least: 2_000 },
  ])("$what", ({ draw, seed, count, least }) => {
    const random = createSeededRandom(seed);
    const { differing, accepted } = compareNodes(Array.from({ length: count }, () => draw(random)));
    expect(differing).toEqual([]);
    expect(accepted).toBeGreaterThan(least);
    expect(count - accepted).toBeGreaterThan(least);
  });

  test("every file of the shared corpus, where there is one", () => {
    const folder = resolve(ROOT, "..", "shared", "corpus", "files");
    if (!existsSync(folder)) {
      console.warn("The shared corpus is not here: the readers were compared on the other texts only.");
      return;
    }
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(compareNodes(texts).differing).toEqual([]);
    console.warn(`The readers agree on all ${texts.length} files of the shared corpus.`);
  });
});

// --- the yaml package

const OUR_FILES = [
  ...readdirSync(join(ROOT, "fixtures", "flows")).map((name) => join("fixtures", "flows", name, "flow.yml")),
  ...readdirSync(join(ROOT, "public", "examples")).map((name) => join("public", "examples", name)),
];

/** Mappings as lists of pairs and scalars as texts, with aliases in full. */
function plainNode(node: YamlNode | null, anchors = new Map<string, unknown>()): unknown {
  let plain: unknown;
  switch (node?.kind) {
    case undefined:
      return null;
    case "alias":
      return anchors.get(node.name);
    case "scalar":
      plain = node.value;
      break;
    case "map":
      plain = new Map(
        node.entries.map(({ key, value }) => [plainNode(key, anchors), plainNode(value, anchors)]),
      );
      break;
    case "seq":
      plain = node.items.map(({ value }) => plainNode(value, anchors));
      break;
  }
  if (node?.anchor) {
    anchors.set(node.anchor, plain);
  }
  return plain;
}

test.each(OUR_FILES)("%s means the same to the yaml package", (file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const other = parseDocument(text, { version: "1.2", schema: "failsafe", uniqueKeys: false });
  expect(other.errors).toEqual([]);
  const { root, fault } = parseYaml(text);
  expect(fault).toBeNull();
  expect(plainNode(root)).toEqual(other.toJS({ mapAsMap: true }));
});

// --- values

/** Our value in the words of the engine's answers. */
function valueAsEngine(value: Value): unknown {
  if (Array.isArray(value)) {
    return { list: value.map(valueAsEngine) };
  }
  return value instanceof Map
    ? { map: [...value].map(([key, item]) => [key, valueAsEngine(item)]) }
    : plainAsEngine(value);
}

const flowOf = (text: string) => readFlow(`jtype: Flow\nwith:\n  unknown:\n    key: ${text}\n`);
const faultOf = (text: string) => flowOf(text).yaml.fault;

/** What we make of a text behind `key: `. */
function ourValue(text: string): unknown {
  const { flow, yaml } = flowOf(text);
  return yaml.fault
    ? { error: yaml.fault.message }
    : valueAsEngine((flow.with.get("unknown") as Map<string, Value>).get("key")!);
}

// biome-ignore format: a table reads better in full rows
const BASES = [
  "0", "7", "007", "-7", "+7", "--1", "0x1F", "0X1f", "-0x1f", "0x_0A_74", "0b101", "-0b1_0", "0b", "0o17",
  "010", "-010", "08", "0_1", "1_000", "_1", "1_", "1__0", "+685_230", "02472256", "1:30", "1:60", "01:30",
  "-1:30:15", "190:20:30", "1:30:15.5", "1:0.1", "59:59:59.999", "-0:00.0", "1e3", "1.5e3", "1.5e+3",
  "1.5E-3", ".5", ".5e+1", "-.5", "+.5", "5.", "5.e+1", "+5.", "1_0.5_0", "1._5", "1_.5", "1_2e0_3", "1e_3",
  "685.230_15e+03", "1e400", "1e-400", "-0", "-0.0", "00", "1.7976931348623157e+308", "1e5.5", "1e", ".inf",
  "-.inf", "+.INF", ".nan", ".NaN", "-.nan", "inf", "-inf", "Infinity", "nan", "-NAN", "infinit", "0.5f",
  "1.2.3", "1,000", "1 000", "true", "True", "TRUE", "tRue", "false", "FALSE", "yes", "Yes", "YES", "yEs",
  "no", "NO", "on", "On", "ON", "off", "OFF", "y", "n", "Y", "~", "null", "Null", "NULL", "nUll", "None",
  "a", "a b", "a-b", "$", "it's", "a'", "x:y", "http://a:1", "<", "==", "2020-1-1", "12-01-01", "٣", "٣.٥",
  "१२३", "𝟗", "٣e1", "１_０", "²", "½", "99999999999999999999", "9007199254740991", "9007199254740993",
  "9".repeat(400),
];
const inDouble = (text: string) => JSON.stringify(text);
const inSingle = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** Texts that are read in double quotes only: quotes within quotes, brackets, blanks. */
// biome-ignore format: a table reads better in full rows
const WITHIN = [
  "", "[]", "[ ]", "[,]", "[[1, 2], [3]]", "[a, [b", "]", "[", "'", "''", '""', "'\"", "'a\"", " ", "\t", "ſ",
  "a\0b", "\"'\"'5'\"'\"", "'''''7'''''", "''''''''7''''''''", "'a'\n", "'a\n'", "'a\r'", "[1\n]", "\n5\n",
  "\ufeff5", "5\u3000", "'[1, 2]'", "['[1, 2]']", "['a', \"b\", c]", "[true, NULL, , ~]", "'true'", "TRUE ",
  "9".repeat(4301),
];
const SCALARS = [
  ...BASES.flatMap((base) => [
    base,
    `[${base}]`,
    inSingle(`'${base}'`),
    ...[base, ` ${base} `, `[${base}]`, `"'${base}'"`, `${base}\x1c`, `\x85${base}\u2028`].map(inDouble),
    inDouble(`[\x1f${base}, "${base}"]`),
  ]),
  ...WITHIN.map(inDouble),
  ...["", "# c", "!", "[]", "{}", "[~, '', 5]", "{a: '5', b: [\"'6'\", {c: '[7]'}]}"],
  ...['"\\ud83d\\ude00"', '"\\ud800"'],
];

/** Texts at which the reader itself ends the load. */
const REFUSED = ["2020-13-45", "=", "<<", "0x_"];

/** Dates, which the reader takes and nothing else of the engine can pass on. */
const DATES: readonly (readonly [text: string, shown: string])[] = [
  ["2020-01-01", "2020-01-01"],
  ["2020-01-01T10:00:00Z", "2020-01-01 10:00:00+00:00"],
];

// biome-ignore format: a table reads better in full rows
const LETTERS = [
  ..."aZé字🙂0 _-.:,?#&*!|>'\"%@`[]{}<=~$+()\\/^", "\t", "\n", "\r", "\0", "\x1b", "\x7f", "\x85", "\xa0",
];
// biome-ignore format: a table reads better in full rows
const PIECES = [
  ...LETTERS, "\u2028", "\ufeff", "\ufffe", "\ud800", ": ", " #", "- ", "!Flow", "jtype: ", "Flow", "true",
  "null", "1e3",
];

function randomValue(random: () => number, depth: number): Value {
  const pick = createPick(random);
  const text = () => Array.from({ length: Math.floor(random() * 6) }, () => pick(PIECES)).join("");
  const many = <T>(make: () => T) => Array.from({ length: Math.floor(random() * 4) }, make);
  const kind = random();
  if (depth > 0 && kind < 0.15) {
    return many(() => randomValue(random, depth - 1));
  }
  if (depth > 0 && kind < 0.3) {
    return new Map(many(() => [text(), randomValue(random, depth - 1)] as const));
  }
  if (kind < 0.45) {
    return pick<Value>([
      null,
      true,
      false,
      0,
      -7,
      8080,
      9007199254740991,
      12345678901234567890n,
      -(2n ** 70n),
    ]);
  }
  if (kind < 0.55) {
    return new Float(
      pick([0, -0, 0.1, 1, 1e21, 1e-7, 5e-324, 1.5e300, Number.NaN, Number.NEGATIVE_INFINITY]),
    );
  }
  return text();
}

describe("the engine's values and ours agree on", () => {
  const answers = new Map<string, ReaderAnswer>();
  const printed: { value: Value; text: string }[] = [];
  const refused: Value[] = [];

  // One process for all: importing the engine takes seconds.
  beforeAll(() => {
    const random = createSeededRandom(11);
    for (let count = 0; count < 1_500; count++) {
      const value = randomValue(random, 2);
      const print = printValue(value);
      if ("text" in print) {
        printed.push({ value, text: print.text });
      } else {
        refused.push(value);
      }
    }
    const carriers = refused.flatMap(carriersOf);
    const forms = printed.flatMap(({ text }) => [text, `[${text}]`, `{k: ${text}}`]);
    const texts = [...SCALARS, ...REFUSED, ...DATES.map(([text]) => text), ...forms, ...carriers];
    for (const [index, answer] of askReader("values", texts).entries()) {
      answers.set(texts[index]!, answer);
    }
  });

  const engineValue = (text: string) => comparable((answers.get(text) as { value: unknown }).value);

  test.each([...new Set(SCALARS)].map((text) => ({ text, name: JSON.stringify(text).slice(0, 60) })))(
    "the scalar $name",
    ({ text }) => {
      expect(ourValue(text)).toEqual(engineValue(text));
    },
  );

  test.each(REFUSED)("the load that ends at %s", (text) => {
    expect(isSameFault(faultOf(text), answers.get(text) as ReaderError)).toBe(true);
  });

  test.each(DATES)("the date %s, at which the load ends later", (text, shown) => {
    expect(answers.get(text)).toMatchObject({ error: "TypeError" });
    expect(ourValue(text)).toEqual(new Timestamp(shown));
  });

  test("whatever is printed, as a value, in a list and in a mapping", () => {
    const unlike = printed.flatMap(({ value, text }) => {
      const expected = valueAsEngine(value);
      const places = [
        { text, expected },
        { text: `[${text}]`, expected: { list: [expected] } },
        { text: `{k: ${text}}`, expected: { map: [["k", expected]] } },
      ];
      return places.filter((place) => !isEqual(engineValue(place.text), place.expected));
    });
    expect(unlike).toEqual([]);
    expect(printed.length).toBeGreaterThan(800);
  });

  test("what cannot be written: no way to write it gives it", () => {
    for (const value of refused) {
      for (const carrier of carriersOf(value)) {
        const answer = answers.get(carrier)!;
        expect("value" in answer && isEqual(comparable(answer.value), valueAsEngine(value)), carrier).toBe(
          false,
        );
      }
    }
    expect(refused.length).toBeGreaterThan(50);
  });
});

/** The texts that would carry a refused text if anything did: every character escaped, and within quotes of its own. */
function carriersOf(value: Value): string[] {
  if (typeof value !== "string") {
    return [];
  }
  const escaped = (text: string) =>
    `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`;
  return [escaped(value), escaped(`'${value}'`), escaped(`"'${value}'"`)];
}

/** As toEqual has it: NaN equals itself, and -0 is not 0. */
function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
