/**
 * The YAML test suite, case by case: what our reader makes of a text is what the engine's reader makes of it, a value
 * or a refusal, both as the text stands and as the engine's loader has it. Where the suite itself says otherwise, it
 * speaks of YAML 1.2, and the engine reads 1.1.
 */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { parseEngineYaml } from "../src/formats/read/engine-text.ts";
import { checkConstruction } from "../src/formats/yaml/constructor.ts";
import { attempt } from "../src/formats/yaml/fault.ts";
import { parseNodes } from "../src/formats/yaml/parser.ts";
import { parseYaml } from "../src/formats/yaml/yaml.ts";
import { askReader, type ReaderAnswer } from "./ask-reader.ts";
import { compareReading, type Reading } from "./compare-reading.ts";
import { suiteCases } from "./yaml-suite.ts";
import { anchorsIn, valueAsEngine } from "./yaml-values.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** The text as it stands: its nodes, what the constructor refuses in them, and else their value. */
function readPlainly(text: string): Reading {
  const { root, fault } = parseYaml(text);
  if (fault) {
    return { fault };
  }
  const { result: tags, fault: refused } = attempt(text, () => {
    const parsed = parseNodes(text, false);
    checkConstruction(parsed);
    return parsed.tags;
  });
  return refused ? { fault: refused } : { value: valueAsEngine(root, anchorsIn(root), tags) };
}

function readAsEngine(text: string): Reading {
  const { root, fault, anchors } = parseEngineYaml(text);
  return fault ? { fault } : { value: valueAsEngine(root, anchors) };
}

const CASES = suiteCases();

test("the suite is there", () => {
  expect(CASES.length).toBeGreaterThan(400);
});

describe.each([
  { mode: "yaml", what: "as it stands", read: readPlainly, least: 200 },
  { mode: "engine", what: "as the engine's loader has it", read: readAsEngine, least: 150 },
] as const)("the engine agrees on a text $what:", ({ mode, read, least }) => {
  let answers: ReaderAnswer[] = [];

  beforeAll(() => {
    answers = askReader(
      mode,
      CASES.map(({ text }) => text),
    );
  });

  test.each(CASES.map((one, index) => ({ ...one, index })))("$name", ({ text, index }) => {
    expect(compareReading(read(text), answers[index]!)).toBeNull();
  });

  test("and many a text is accepted, and many a text refused", () => {
    const accepted = answers.filter((answer) => "value" in answer).length;
    expect(accepted).toBeGreaterThan(least);
    expect(CASES.length - accepted).toBeGreaterThan(80);
  });
});
