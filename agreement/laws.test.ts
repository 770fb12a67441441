/**
 * The laws of editing, asked of the live engine: from the patched text of a random edit it builds exactly what it builds
 * from a plain print of the values that the edit was meant to leave, arguments and all, or refuses both alike. And what
 * is printed for the Big List of Naughty Strings the engine's reader reads back.
 */
import naughty from "big-list-of-naughty-strings";
import { describe, expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { editDocument } from "../src/formats/edit/edit-document.ts";
import { drawEdit, KINDS, STYLES } from "../src/formats/edit/test-edits.ts";
import { readFlow, type Surroundings } from "../src/formats/read/read-flow.ts";
import { readValues } from "../src/formats/read/read-values.ts";
import { printValue } from "../src/formats/yaml/print-value.ts";
import type { Edit } from "../src/model/flow-edit.ts";
import { applySteps } from "../src/model/steps.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../src/model/value.ts";
import { askReader } from "./ask-reader.ts";
import { createAsker, type EngineAnswer } from "./engine.ts";
import { type RandomFlow, randomFlow } from "./random-flow.ts";

/** Asks so many times as much; the default takes half a minute. */
const FACTOR = Number(process.env.LAWS_FACTOR ?? 1);

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 240_000 * FACTOR });

interface Made {
  readonly story: string;
  readonly patched: string;
  readonly meant: string;
  readonly around: Pick<RandomFlow, "env" | "files">;
}

const ROUNDS = 6;

/** Chains of edits on a file, each on the text that the one before left. */
function editsOf({ text, ...around }: RandomFlow, seed: number): Made[] {
  const surroundings: Surroundings = {
    environment: new Map(Object.entries(around.env ?? {})),
    readFile: (path) => around.files?.[path] ?? null,
  };
  const random = createSeededRandom(seed);
  const made: Made[] = [];
  let document = readFlow(text, surroundings);
  for (let round = 0; round < ROUNDS; round++) {
    const edit = drawEdit(KINDS[(seed * ROUNDS + round) % KINDS.length]!, document, random);
    const edited = editDocument(document, edit);
    if ("refused" in edited) {
      continue;
    }
    // Keys that are no texts have no print of their own; what an alias shares is not among the steps.
    const isPlain = readValues(document.yaml).oddKeys.length === 0 && edited.shared.length === 0;
    if (isPlain) {
      const meant = printPlain(applySteps(document.root!, edited.steps));
      made.push({
        story: `seed ${seed}: ${show(edit)}\n--- before\n${document.text}\n--- after\n${edited.text}\n--- meant\n${meant}`,
        patched: edited.text,
        meant,
        around,
      });
    }
    document = edited.document;
  }
  return made;
}

const SEEDS = { style: 2 * FACTOR, random: 100 * FACTOR };

const EDITS: readonly Made[] = [
  ...STYLES.flatMap(({ text }, index) =>
    Array.from({ length: SEEDS.style }, (_, seed) => editsOf({ text }, index * SEEDS.style + seed)).flat(),
  ),
  ...Array.from({ length: SEEDS.random }, (_, index) => randomFlow(index + 1)).flatMap((flow, index) =>
    readFlow(flow.text).isFlow ? editsOf(flow, 1000 + index) : [],
  ),
];

describe("the engine", () => {
  test("builds from a patched text what was meant", async () => {
    expect(EDITS.length).toBeGreaterThan(500);
    const asker = createAsker("v1");
    const answers = await Promise.all(
      EDITS.flatMap(({ patched, meant, around }) => [asker.ask(patched, around), asker.ask(meant, around)]),
    );
    asker.close();
    let accepted = 0;
    for (const [index, { story }] of EDITS.entries()) {
      const [patched, meant] = answers.slice(2 * index, 2 * index + 2).map(comparable);
      expect(patched, story).toEqual(meant);
      accepted += answers[2 * index]!.ok ? 1 : 0;
    }
    process.stdout.write(`Asked of the engine: ${EDITS.length} edits, of which it builds ${accepted}\n`);
    expect(accepted).toBeGreaterThan(300);
  });

  test("reads every naughty string as it was meant, or takes it for something else in quotes too", () => {
    // A text with a variable in it means what that stands for.
    const texts = [...new Set(naughty)].filter((text) => !/\$\w/.test(text));
    const printed = texts.map((text) => printValue(text));
    const written = texts.filter((_, index) => "text" in printed[index]!);
    const prints = printed.flatMap((print) => ("text" in print ? [print.text] : []));
    expect(askReader("values", prints)).toEqual(written.map((value) => ({ value })));

    const refused = texts.filter((_, index) => "refused" in printed[index]!);
    const read = askReader("values", refused.map(quoted));
    expect(refused.filter((value, index) => (read[index] as { value: unknown }).value === value)).toEqual([]);
    expect([written.length > 400, refused.length > 20]).toEqual([true, true]);
  });
});

/** What the reader says of a text that is no YAML to it quotes the lines, in whatever order they stand. */
function comparable(answer: EngineAnswer): unknown {
  if (answer.ok) {
    return answer;
  }
  const { phase, type, message } = answer.error;
  return { ok: false, phase, type, message: /^(?:Scanner|Parser|Composer)Error$/.test(type) ? "" : message };
}

// --- the print: in braces and double quotes, whatever the file's own style

function printPlain(value: Value): string {
  if (typeof value === "string") {
    return quoted(value);
  }
  if (value instanceof Float) {
    return printFloat(value.value);
  }
  if (value instanceof Timestamp) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map(printPlain).join(", ")}]`;
  }
  if (value instanceof Map) {
    const pairs = [...(value as ValueMap)].map(([key, item]) => `${quoted(key)}: ${printPlain(item)}`);
    return `{${pairs.join(", ")}}`;
  }
  return String(value);
}

function printFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  if (Object.is(value, -0)) {
    return "-0.0";
  }
  const [digits, power] = value.toExponential(20).split("e") as [string, string];
  return `${digits}e${Number(power) < 0 ? "-" : "+"}${Math.abs(Number(power))}`;
}

/** Every character by its number, save letters and digits: nothing is left for the engine to take for a sign. */
function quoted(text: string): string {
  const codes = [...text].map((char) =>
    /[\w$ {}.]/.test(char) ? char : `\\U${char.codePointAt(0)!.toString(16).padStart(8, "0")}`,
  );
  return `"${codes.join("")}"`;
}

function show(edit: Edit): string {
  return JSON.stringify(edit, (_, value) =>
    value instanceof Map ? { map: [...value] } : typeof value === "bigint" ? `${value}n` : value,
  );
}
