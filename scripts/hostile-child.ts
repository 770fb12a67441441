/**
 * Reads hostile shapes in a process of its own, whose heap its caller limits, and goes on with each: layout, drawing,
 * graph. Every eighth is edited and mended too, an old one converted, which reads it several times more. One line of
 * JSON for each shape. `node scripts/hostile-child.ts EVERY FIRST` takes each EVERYth from the FIRST on.
 */
import { pathToFileURL } from "node:url";
import { convert } from "../src/formats/convert/convert.ts";
import { editDocument } from "../src/formats/edit/edit-document.ts";
import { graphOf, printable, printGraph } from "../src/formats/export/graph.ts";
import { printMermaid } from "../src/formats/export/mermaid.ts";
import { type FlowDocument, readFlow } from "../src/formats/read/read-flow.ts";
import { layoutFlow } from "../src/model/drawing/layout.ts";
import type { Problem } from "../src/model/problem.ts";
import { HOSTILE_SHAPES, type HostileShape, type Outcome } from "./hostile-shapes.ts";

/** What reading one shape has taken. */
export interface ShapeResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly characters: number;
  /** Of the whole way; milliseconds of processor time, all threads together. */
  readonly cpuMs: number;
  readonly problems: number;
  readonly longestMessage: number;
  /** Caps without a place. */
  readonly unplaced: number;
  /** What was thrown; null is right. */
  readonly thrown: string | null;
}

/** What is said of a file: a cap of ours, a refusal that the engine has too, or neither. */
export function outcomeOf(problems: readonly Pick<Problem, "code" | "severity">[]): Outcome {
  const errors = problems.filter(({ severity }) => severity === "error");
  return errors.some(({ code }) => code === "limit") ? "limit" : errors.length > 0 ? "refused" : "read";
}

const EDITED = 8;

/** What comes after reading; each of it may refuse, none may throw or hang. */
function draw(document: FlowDocument): void {
  layoutFlow(document.picture);
  printMermaid(document.picture);
  printGraph(printable(graphOf(document)));
}

function change(document: FlowDocument): void {
  editDocument(document, { kind: "add", args: new Map([["name", "one_more"]]) });
  const fix = document.problems.find(({ fix }) => fix && "edit" in fix)?.fix;
  if (fix && "edit" in fix) {
    editDocument(document, fix.edit);
  }
  if (document.legacy) {
    convert(document.text);
  }
}

function resultFor({ name, text: make }: HostileShape, isChanged: boolean): ShapeResult {
  const text = make();
  const before = process.cpuUsage();
  let problems: readonly Problem[] = [];
  let thrown: string | null = null;
  try {
    const document = readFlow(text, { environment: new Map() });
    problems = document.problems;
    draw(document);
    if (isChanged) {
      change(document);
    }
  } catch (error) {
    thrown = String((error as Error).stack).slice(0, 500);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    name,
    outcome: outcomeOf(problems),
    characters: text.length,
    cpuMs: Math.round((user + system) / 1000),
    problems: problems.length,
    longestMessage: Math.max(0, ...problems.map(({ message }) => message.length)),
    unplaced: problems.filter(({ code, range }) => code === "limit" && !range).length,
    thrown,
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [every, first] = process.argv.slice(2).map(Number);
  for (const [index, shape] of HOSTILE_SHAPES.entries()) {
    if (index % every! === first) {
      console.log(JSON.stringify(resultFor(shape, index % EDITED === 0)));
    }
  }
}
