/**
 * The work of the exporting thread: an export is made and stays there, since it may be many megabytes, and the page asks
 * for what it shows of it.
 */
import { isSecretVariable } from "../../model/engine/check-secrets.ts";
import { fullMessage, type Problem, placeOf, type TextRange } from "../../model/problem.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import type { Variables } from "../read/substitute.ts";
import { type FaultGroup, groupFaults } from "./export-fault.ts";
import { type ExportedFile, type ExportKind, type ExportOptions, exportFlow } from "./export-flow.ts";
import type { AskedInput, ExportInputs } from "./export-inputs.ts";
import type { EngineWords } from "./export-refusal.ts";
import { endingProblem } from "./graph.ts";
import { zipOf } from "./zip.ts";

/** What is to be made, of a text that is read with values for variables. */
export interface ExportQuestion {
  readonly text: string;
  readonly given: Variables;
  readonly kind: ExportKind;
  readonly options: ExportOptions;
  /** Without the environment, which is that of `given`. */
  readonly inputs: ExportInputs;
}

/** A file of an export, without its text. */
export interface ListedFile {
  /** Below the folder that is written to; null where the export is one file. */
  readonly path: string | null;
  readonly lines: number;
}

/** What came of an export, without its texts. */
export type MadeExport =
  | {
      readonly files: readonly ListedFile[];
      readonly faults: readonly FaultGroup[];
      /** Problems of the file that are about secrets in it. */
      readonly secrets: readonly Problem[];
      /** Variables that are secret, by their names, whose values stand in it. */
      readonly secretVariables: readonly string[];
      readonly asked: readonly AskedInput[];
    }
  | RefusedExport;

/** Why there is none. */
export interface RefusedExport {
  readonly refused: string;
  /** What the engine says, if it is it that refuses. */
  readonly engine: EngineWords | null;
  /** What it takes from outside the file, as far as that is known. */
  readonly asked: readonly AskedInput[];
  /** The executor that it is about, or the gateway; null if it is about none. */
  readonly executor: string | null;
  /** Where it stands in the text, of a file that the engine does not build. */
  readonly place: { readonly line: number; readonly range: TextRange } | null;
}

/** What the thread answers: to each task the one that it asks for, or what our code has thrown. */
export type ExportAnswer =
  | { readonly made: MadeExport }
  | { readonly lines: readonly string[] }
  | { readonly text: string }
  | { readonly blob: Blob }
  | { readonly fault: string };

/** A task, or its answer, on its way between page and thread; both have the number that the page has given the task. */
export interface Numbered<Sent> {
  readonly number: number;
  readonly sent: Sent;
}

/** What the thread is asked. All but `make` are about what was made last. */
export type ExportTask =
  | { readonly ask: "make"; readonly question: ExportQuestion }
  /** Lines of a file, from one to before another, counted from 0; each cut where it is very long. */
  | { readonly ask: "lines"; readonly file: number; readonly from: number; readonly to: number }
  /** All of a file. */
  | { readonly ask: "text"; readonly file: number }
  /** All of the export, as it is downloaded. */
  | { readonly ask: "blob" };

/** Characters of a line that is shown: the browser would take seconds for the layout of a very long one. */
const MAX_LINE = 2_000;

interface SplitFile extends ExportedFile {
  /** Where each line begins. */
  readonly starts: readonly number[];
}

/** Does one task after the other. Rejects for our own faults alone. */
export function createExporter(): (task: ExportTask) => Promise<ExportAnswer> {
  let document: FlowDocument | null = null;
  let files: readonly SplitFile[] = [];
  const read = ({ text, given }: ExportQuestion): FlowDocument => {
    // Most questions differ from the one before in their options alone.
    if (document?.text !== text || !isSame(document.surroundings.given, given)) {
      document = readFlow(text, { given });
    }
    return document;
  };
  const make = (question: ExportQuestion): MadeExport => {
    files = [];
    const flow = read(question);
    const { kind, options, inputs, given } = question;
    const problem = endingProblem(flow);
    // A picture shows what the page shows, with what is wrong marked.
    const isDrawn = kind === "svg" && flow.picture.nodes.length > 0;
    if (problem && !isDrawn) {
      return refusedFile(flow, problem);
    }
    const exported = exportFlow(flow, kind, options, { ...inputs, environment: given.environment });
    if ("refused" in exported) {
      const { refused, engine = null, executor = null, asked } = exported;
      return { refused, engine, executor, asked, place: null };
    }
    files = exported.files.map((file) => ({ ...file, starts: lineStarts(file.text) }));
    return {
      files: files.map(({ path, starts }) => ({ path, lines: starts.length })),
      faults: groupFaults(exported.faults),
      asked: exported.asked,
      secrets: flow.problems.filter(({ code }) => code === "secret"),
      secretVariables: secretVariablesIn(files, given),
    };
  };
  const linesOf = ({ text, starts }: SplitFile, from: number, to: number) =>
    starts.slice(from, to).map((start, index) => {
      const next = starts[from + index + 1];
      const end = next === undefined ? text.length - (text.endsWith("\n") ? 1 : 0) : next - 1;
      return end - start > MAX_LINE ? `${text.slice(start, start + MAX_LINE)}…` : text.slice(start, end);
    });
  return async (task) => {
    switch (task.ask) {
      case "make":
        return { made: make(task.question) };
      case "lines": {
        const file = files[task.file];
        return { lines: file ? linesOf(file, task.from, task.to) : [] };
      }
      case "text":
        return { text: files[task.file]?.text ?? "" };
      case "blob":
        return { blob: files[0]?.path === null ? new Blob([files[0].text]) : await zipOf(files) };
    }
  };
}

function refusedFile({ text }: FlowDocument, problem: Problem): RefusedExport {
  const { range, executor = null } = problem;
  return {
    refused: fullMessage(problem),
    engine: null,
    asked: [],
    executor,
    place: range ? { line: placeOf(text, range.from).line, range } : null,
  };
}

/** Shorter values stand in texts by chance. */
const SHORTEST_SECRET = 4;

/** Names of the secret variables whose values stand in these files, as they are or with JSON's escapes. */
function secretVariablesIn(
  files: readonly ExportedFile[],
  { environment, callers }: Variables,
): readonly string[] {
  return [...environment, ...callers].flatMap(([name, value]) => {
    const isSecret = value.length >= SHORTEST_SECRET && isSecretVariable(name, value);
    const spellings = isSecret ? [value, JSON.stringify(value).slice(1, -1)] : [];
    return spellings.some((spelling) => files.some(({ text }) => text.includes(spelling))) ? [name] : [];
  });
}

/** A break at the end begins no line. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0 && at < text.length - 1; at = text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

function isSame(one: Variables | undefined, other: Variables): boolean {
  return (
    one !== undefined &&
    isSameMap(one.environment, other.environment) &&
    isSameMap(one.callers, other.callers)
  );
}

function isSameMap(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}
