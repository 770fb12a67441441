/**
 * `check`: the problems of Flow files, found by the same reading as the page's. Exit code 1 if a file has an error or
 * cannot be read, 0 otherwise.
 */
import { readFlow } from "../formats/read-flow.ts";
import { type EngineFault, type Path, type Problem, placeOf, type Severity } from "../model/problem.ts";
import type { Command } from "./command.ts";
import { answerInputs, INPUT_HELP, messageOf, type ReadableInput, type UnreadableInput } from "./inputs.ts";

const HELP = `Usage: jina-flow-designer check FILE... [--env NAME=VALUE]... [--json]
       jina-flow-designer check --stdin-jsonl

Says what is wrong with Flow files, one problem a line: FILE:LINE:COLUMN SEVERITY CODE MESSAGE
An error is what Jina refuses, a warning what it takes and fails at later or silently changes, a hint a matter of style.
Exit code 1 if a file has an error or cannot be read.

${INPUT_HELP}`;

/** What `--json` prints for a file, besides its name; part of the interface, described in docs/command-line.md. */
interface CheckedFile {
  /** True if no problem is an error. */
  readonly ok: boolean;
  readonly problems: readonly PlacedProblem[];
}

interface PlacedProblem {
  /** From 1; the first place of the file for a problem of the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  readonly code: string;
  /** In plain words, and then the engine's own, which `engine` has by themselves. */
  readonly message: string;
  readonly engine?: EngineFault;
  readonly path?: Path;
  readonly executor?: string;
  /** What a change that mends it would do. */
  readonly fix?: string;
}

export const check: Command = {
  run: (args) =>
    answerInputs(args, {
      help: HELP,
      answer: checkInput,
      printJson: (name, checked) => JSON.stringify({ ...name, ...checked }),
      printPlain: (file, { problems }) => problems.map(lineOf(file)).join(""),
    }),
};

function checkInput(input: ReadableInput | UnreadableInput): CheckedFile {
  if ("fault" in input) {
    return { ok: false, problems: [{ line: 1, column: 1, severity: "error", ...input.fault }] };
  }
  const { problems } = readFlow(input.text, input.surroundings);
  const places = placesOf(input.text, problems);
  const placed = problems
    .map((problem, index) => describe(problem, places[index]!))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: !problems.some(({ severity }) => severity === "error"), problems: placed };
}

type Place = ReturnType<typeof placeOf>;

/** Line and column of each problem, in one walk over the text: a large file may have thousands. */
function placesOf(text: string, problems: readonly Problem[]): Place[] {
  const offsets = problems.map(({ range }, index) => ({ at: range?.from ?? 0, index }));
  const places: Place[] = new Array(problems.length);
  let from = 0;
  let base: Place = { line: 1, column: 1 };
  for (const { at, index } of offsets.sort((a, b) => a.at - b.at)) {
    const { line, column } = placeOf(text.slice(from, at), at - from);
    base = { line: base.line + line - 1, column: line === 1 ? base.column + column - 1 : column };
    from = at;
    places[index] = base;
  }
  return places;
}

function describe(problem: Problem, place: Place): PlacedProblem {
  const { severity, code, engine, path, executor, fix } = problem;
  return {
    ...place,
    severity,
    code,
    message: messageOf(problem),
    ...(engine === undefined ? {} : { engine }),
    ...(path === undefined ? {} : { path }),
    ...(executor === undefined ? {} : { executor }),
    ...(fix === undefined ? {} : { fix: fix.label }),
  };
}

function lineOf(file: string): (problem: PlacedProblem) => string {
  return ({ line, column, severity, code, message }) =>
    `${file}:${line}:${column} ${severity} ${code} ${message.replaceAll(/\s+/g, " ")}\n`;
}
