/**
 * What is imported, built by the live engine: of a chart the drawing is the chart again, or the Flow that it means; of a
 * Python program the Flow is the one that the program was exported of.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import { createSeededRandom } from "../src/base/test-random.ts";
import { endingProblem } from "../src/formats/export/graph.ts";
import { printPython } from "../src/formats/export/python.ts";
import { importFlow } from "../src/formats/import/import-flow.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { pythonRepr } from "../src/model/python.ts";
import { type Asker, createAsker } from "./engine.ts";
import { EXPORT_QUESTIONS } from "./exports.ts";
import { surroundingsOf } from "./questions.ts";
import { Draws } from "./random-draws.ts";
import { randomFlow } from "./random-flow.ts";
import { randomProgram } from "./random-program.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SEEDS = Array.from({ length: 60 }, (_, index) => 7101 + index);

let asker: Asker | undefined;

afterAll(() => asker?.close());

async function ask(text: string, around = {}) {
  asker ??= createAsker("v1");
  return asker.ask(text, around);
}

/** The arrows of the engine's drawing, without classes. */
function arrowsOf(drawing: string): string[] {
  return drawing
    .split("\n")
    .filter((line) => /-->|-\.->/.test(line) && !line.includes("HEADTAIL"))
    .map((line) => line.replaceAll(/:::\w+|;|\[gateway\]/g, ""));
}

/** What is imported of a chart. */
function textOf(chart: string): string {
  const imported = importFlow(chart, "mermaid");
  return "text" in imported ? imported.text : `# ${imported.refused}`;
}

describe("the engine draws what is imported of its drawing", () => {
  let drawn = 0;

  test.each(SEEDS)("of the drawn Flow %i", async (seed) => {
    const { text, ...around } = randomFlow(seed);
    const engine = await ask(text, around);
    if (!engine.ok || !engine.mermaid) {
      return;
    }
    const imported = importFlow(engine.mermaid, "mermaid");
    if ("refused" in imported) {
      // Circles, which it builds and no request comes out of.
      expect(imported.refused).toMatch(/round in a circle/);
      return;
    }
    drawn++;
    const again = await ask(imported.text);
    expect(again.ok && arrowsOf(again.mermaid ?? ""), imported.text).toEqual(arrowsOf(engine.mermaid));
  });

  test("of enough of them to say something", () => {
    expect(drawn).toBeGreaterThan(15);
  });
});

describe("the engine builds the same Flow of what is imported of its Python program", () => {
  let same = 0;

  test.each(SEEDS)("of the drawn Flow %i", async (seed) => {
    const { text, ...around } = randomFlow(seed);
    const document = readFlow(text, surroundingsOf(around));
    if (endingProblem(document)) {
      return;
    }
    const imported = importFlow(printPython(document), "python");
    // A note says that something of the program is not in the file.
    if ("text" in imported && imported.notes.length > 0) {
      return;
    }
    same++;
    const again = await ask("text" in imported ? imported.text : `# ${imported.refused}`, around);
    const engine = await ask(text, around);
    expect({ ...again, warnings: [] }, JSON.stringify(imported)).toEqual({ ...engine, warnings: [] });
  });

  test("of enough of them to say something", () => {
    expect(same).toBeGreaterThan(15);
  });
});

describe("the engine builds what it builds of a program of what is imported of it", () => {
  const SEEDS_OF_PROGRAMS = Array.from({ length: 600 }, (_, index) => 9401 + index);
  const [question] = EXPORT_QUESTIONS.filter(({ key }) => key === "program");
  const WAYS_TO_IMPORT = [
    (program: string) => program,
    (program: string) =>
      program.replace("import Flow", "import Flow as Graph").replaceAll("Flow()", "Graph()"),
    (program: string) =>
      program.replace("from jina import Flow", "import jina as j").replaceAll("Flow()", "j.Flow()"),
    (program: string) =>
      program.replace("import Flow", "import Flow\nMade = Flow").replaceAll("= Flow()", "= Made()"),
  ];
  let same = 0;

  test.each(SEEDS_OF_PROGRAMS)("of the drawn program %i", async (seed) => {
    const program = WAYS_TO_IMPORT[seed % WAYS_TO_IMPORT.length]!(randomProgram(seed));
    const imported = importFlow(program, "python");
    // Which of several Flows is meant, the program says last. Any other note says that something is not in the file.
    if ("refused" in imported || imported.notes.some(({ message }) => !message.includes("several Flows"))) {
      return;
    }
    const engine = await ask(imported.text, { exports: true, program });
    if (!engine.ok || engine.programError) {
      return;
    }
    same++;
    expect(question?.differences({ program: null }, engine), `${program}\n${imported.text}`).toEqual([]);
  });

  test("of enough of them to say something", () => {
    expect(same).toBeGreaterThan(60);
  });
});

test.each([
  ["a --> b --> c", ["gatewaystart --> a", "a --> b", "b --> c", "c --> gatewayend"]],
  [
    "a --> b & c",
    ["gatewaystart --> a", "a --> b", "a --> c", "b --> joiner", "c --> joiner", "joiner --> gatewayend"],
  ],
  ["gateway --> a --> gateway\na --> log", ["gatewaystart --> a", "a --> log", "a --> gatewayend"]],
  [
    "1[no] --> 2[class] --> 3[a b]",
    ["gatewaystart --> no", "no --> class", "class --> a_b", "a_b --> gatewayend"],
  ],
  [
    "a\nb",
    ["gatewaystart --> a", "gatewaystart --> b", "a --> joiner", "b --> joiner", "joiner --> gatewayend"],
  ],
])("the engine builds what the flowchart %j means", async (chart, arrows) => {
  const engine = await ask(textOf(`flowchart LR\n${chart}`));
  expect(engine.ok && arrowsOf(engine.mermaid ?? "")).toEqual(arrows);
});

/** Arithmetic of Python on literals, a few levels deep. */
function arithmetic(draws: Draws, depth: number): string {
  if (depth === 0 || draws.chance(0.2)) {
    return draws.pick([
      ...["0", "1", "2", "3", "7", "10", "128", "0x1F", "1_000", "9007199254740993", "True", "False"],
      ...["0.0", "0.1", "1.5", "2.5", "1e3", "1e308", "1e-320", ".5", "3.0", "'a'", '"b c"', "None"],
    ]);
  }
  if (draws.chance(0.2)) {
    return `${draws.pick(["-", "+", "- -"])}${arithmetic(draws, depth - 1)}`;
  }
  if (draws.chance(0.1)) {
    // In brackets, so that no power is one of a power: Python would work on some for ever.
    return `(${arithmetic(draws, depth - 1)}) ** ${draws.pick(["0", "1", "2", "3", "10", "-1", "0.5", "True", "-2"])}`;
  }
  const sign = draws.pick(["+", "+", "-", "-", "*", "*", "/", "//", "%"]);
  const sum = `${arithmetic(draws, depth - 1)}${draws.pick(["", " "])}${sign} ${arithmetic(draws, depth - 1)}`;
  return draws.chance(0.5) ? `(${sum})` : sum;
}

test("arithmetic on literals comes to what Python makes of it, or is not known", async () => {
  const draws = new Draws(createSeededRandom(8311));
  const asked = Array.from({ length: 4000 }, (_, at) => arithmetic(draws, 1 + (at % 4)));
  // What is evaluated is what was drawn above.
  const script = `
import json, sys, warnings
warnings.simplefilter("ignore")
def answer(text):
    try:
        return repr(eval(text, {}))
    except Exception as error:
        return type(error).__name__
print(json.dumps([answer(text) for text in json.load(sys.stdin)]))
`;
  const running = promisify(execFile)(environmentPython("v1"), ["-c", script], { maxBuffer: 100_000_000 });
  running.child.stdin?.end(JSON.stringify(asked));
  const answers: string[] = JSON.parse((await running).stdout);
  let known = 0;
  for (const [at, text] of asked.entries()) {
    const imported = importFlow(`f = Flow().add(uses_with={'x': ${text}})\n`, "python");
    const value = readFlow("text" in imported ? imported.text : "").flow.entries[0]?.args.get("uses_with");
    if (value instanceof Map) {
      known++;
      expect(pythonRepr(value.get("x") ?? null), text).toBe(answers[at]);
    } else {
      expect("notes" in imported && imported.notes, text).toHaveLength(1);
    }
  }
  expect(known).toBeGreaterThan(1500);
});

test("a program that is refused leads to the file that it writes when it is run as the refusal says", async () => {
  const program = `from jina import Flow
flow = Flow(port=54321)
for name in ("a", "b"):
    flow = flow.add(name=name)
`;
  const imported = importFlow(program, "python");
  const [, call = ""] = ("refused" in imported && /with (\S+) behind/.exec(imported.refused)) || [];
  const folder = await mkdtemp(join(tmpdir(), "save-"));
  try {
    await promisify(execFile)(environmentPython("v1"), ["-c", `${program}${call}\n`], { cwd: folder });
    const { flow } = readFlow(await readFile(join(folder, "flow.yml"), "utf8"));
    expect(flow.entries.map(({ args }) => args.get("name"))).toEqual(["a", "b"]);
    expect(flow.with.get("port")).toBe(54321);
  } finally {
    await rm(folder, { recursive: true });
  }
});
