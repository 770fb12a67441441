/**
 * Files as the engine's loader reads them, beside that loader, live: promises [T1] to [T3] of engine-text.ts on random
 * texts of nasty pieces. Class and words of each refusal, and each value, are the engine's.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { parseEngineYaml } from "../src/formats/read/engine-text.ts";
import { askReader, type ReaderAnswer } from "./ask-reader.ts";
import { compareReading, type Reading } from "./compare-reading.ts";
import { randomAnchors, randomFile, randomLines, randomRecursion, randomTokens } from "./random-yaml.ts";
import { valueAsEngine } from "./yaml-values.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

function read(text: string): Reading {
  const { root, fault, anchors } = parseEngineYaml(text);
  return fault ? { fault } : { value: valueAsEngine(root, anchors) };
}

function draw(make: (random: () => number) => string, seed: number, count: number): string[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => make(random));
}

// biome-ignore format: a table reads better in full rows
const ODD_TEXTS = [
  // What the loader replaces.
  "!", "!Flow", "--- !Flow\na: 1", "- !Foo\n  a: 1", "[!Foo, b]", "{!Foo, b: 1}", "{!Foo : 1}", "{!Foo: 1}", "x!Foo",
  "!é2_x", "!١٢", "!字", "!a\u0301", "!🙂", "!½", "a: !Foo.bar", '"a!b": 1', "a: [x!y]", "&a!b c", "*a!b", "# !x\na: 1",
  "a: |!x\n b", "a: !!str x", "a: !!set {x}", "a: !<!Flow> x", "a: !<tag:yaml.org,2002:str> 5", "a: !-x y", "a: ! x",
  "a: ! '5'", "a: ! 'yes'", "a: !!", "a: !! x", "a: !jtype", "a: !%73tr x", "a: !!%73tr x", "%TAG !! x,\n--- !!-a b",
  '"\\!x41"', '"\\x!1"', "!Foo\n---\n", "a: b!\nc: !\n", "a: '!Foo\n  !Bar'", "jtype: !Flow", "!Flow # !c",
  // What the constructor refuses.
  "a: =", "a: <<", "=: 1", "{&a =: 1, b: *a}", "{b: {&a =: 1}, c: *a}", "a: !<tag:yaml.org,2002:str> {=: x}", "a: !<tag:yaml.org,2002:int> {=: {=: 5}}", "<<: 5", "<<: [1]", "<<: [{a: 1}, {a: 2}]",
  "<<: {a: 1}\n<<: {a: 2}\n", "{{ X }}: 1", "a: {{ X }}", "a: {{ X: 1.5, b: [1e5, 'c']}: 2}", "? [a, [b]]\n: 1",
  "? [a, {b: 1}]\n: 1", "1: a\ntrue: b\n~: c\n1.0: d", ".nan: 1\n.NaN: 2", "2020-01-01: a\n'2020-01-01': b",
  "a: 2020-99-99", "a: 2020-02-30", "a: 0000-01-01", "a: 2020-01-01T25:00:00", "a: 2020-1-1 1:60:00", "a: 2020-1-1 1:2:60",
  "a: 2020-01-01T00:00:00+24:00", "a: 2020-01-01T00:00:00-99:59", "a: 2020-1-1 1:02:03.1234567 -0:00", "a: 2020-1-1",
  "a: 0b_", "a: 0x_", "a: -0x_", "a: 0_", "a: 08", "a: 1:60", `a: ${"9".repeat(4300)}`, `a: ${"9".repeat(4301)}`,
  `a: 1${":0".repeat(174)}.5`, '"\\U00110000"', '"\\U7FFFFFFF"', '"\\UFFFFFFFF"',
  "a: &x 1\nb: &x 2", "a: *x", "a: &x [*x]", "a: &x {<<: {b: *x}}", "&x\na: {<<: *x}", "a\x07", "\ud800", "a: 1\n---\n",
  `%YAML 1.${"1".repeat(4301)}\n---\na`,
  ...["int", "float", "bool", "timestamp", "binary", "null", "str", "seq", "map", "set", "omap", "pairs"].flatMap((name) =>
    ["x", "''", "5", "' 5 '", "0b1", "'_'", "[]", "{}", "[a: 1, b: 2]", "aGk", "aGk=", "aG=k", "é", "aé€🙂"].map(
      (text) => `a: !<tag:yaml.org,2002:${name}> ${text}`,
    ),
  ),
  // Line breaks.
  "", "\n", "\r", "\r\n", "\ufeff", "\ufeff\n", "a", "a\r", "a\r\n\r\n", "a: |", "a: |\n", "a: |+\n\n\n", "a: |+\r\n\r\n",
  "a: |\n   ", "a: |\r  b\r  c", "a: |2\n   b\n\n  c\n", "a: >\n  b\n\n  c\n   d\n  e\n", "a: >+\n  b\n\n", "a: >\n  b\x85  c\n",
  "a: b\n  c\n\n  d", "a: b\r\n\r\n  c", "a: 'b\n\n  c'", 'a: "b\\\n  c"', 'a: "b\\\r\n\r\n  c"', "a: b\u2028  c", "a: b\n\u2028  c",
  "a: b\n# c\n  d", "? a\n  b\n: c", "'a\n b': c", "[a\n b: c]", "%YAML 1.1\n--- a", "%YAML 1.1\na: b", "%YAML 1.1\n\n--- a",
];

const GROUPS = [
  { what: "odd texts", texts: ODD_TEXTS, least: 100 },
  { what: "8,000 files", texts: draw(randomFile, 1, 8_000), least: 2_000 },
  { what: "6,000 texts of anchors and merges", texts: draw(randomAnchors, 2, 6_000), least: 2_000 },
  { what: "6,000 texts of tokens in any order", texts: draw(randomTokens, 3, 6_000), least: 500 },
  { what: "4,000 texts of lines", texts: draw(randomLines, 4, 4_000), least: 500 },
];
const FOLDER = resolve(import.meta.dirname, "..", "..", "shared", "corpus", "files");
const CORPUS = existsSync(FOLDER)
  ? readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8"))
  : [];
const RECURSIVE = draw(randomRecursion, 5, 3_000);

describe("[T1] [T2] [T3] the engine's loader agrees on", () => {
  const answers = new Map<string, ReaderAnswer>();

  // One process for all: importing the engine takes seconds.
  beforeAll(() => {
    const texts = [...GROUPS.flatMap((group) => group.texts), ...RECURSIVE, ...CORPUS];
    for (const [index, answer] of askReader("engine", texts).entries()) {
      answers.set(texts[index]!, answer);
    }
  });

  test.each(GROUPS)("$what", ({ texts, least }) => {
    const differing = texts.flatMap((text) => {
      const difference = compareReading(read(text), answers.get(text)!);
      return difference === null ? [] : [{ text, difference }];
    });
    expect(differing).toEqual([]);
    const accepted = texts.filter((text) => "value" in answers.get(text)!).length;
    expect(accepted).toBeGreaterThan(least);
    expect(texts.length - accepted).toBeGreaterThan(least);
  });

  test("every file of the shared corpus, where there is one", () => {
    if (CORPUS.length === 0) {
      console.warn("The shared corpus is not here: the loader was compared on the other texts only.");
      return;
    }
    const differing = CORPUS.filter((text) => compareReading(read(text), answers.get(text)!) !== null);
    expect(differing).toEqual([]);
    console.warn(`The loader and we agree on all ${CORPUS.length} files of the shared corpus.`);
  });

  test("3,000 texts with nodes that hold themselves, save for what is refused as such", () => {
    const differing = RECURSIVE.filter((text) => {
      const { fault } = parseEngineYaml(text);
      return "error" in answers.get(text)!
        ? fault === null
        : fault !== null && fault.code !== "limit" && fault.type !== "RecursionError";
    });
    expect(differing).toEqual([]);
  });
});
