/**
 * `check`: the problems of Flow files, found by the same reading as the page's. Exit code 1 if a file has an error or
 * cannot be read, 0 otherwise.
 */
import { readFlow } from "../formats/read/read-flow.ts";
import type { EngineFault } from "../model/engine-fault.ts";
import type { Path } from "../model/path.ts";
import { type Problem, placesOf, type Severity } from "../model/problem.ts";
import type { Command } from "./command.ts";
import { answerInputs, INPUT_HELP, messageOf, type ReadableInput, type UnreadableInput } from "./inputs.ts";
import { onOneLine } from "./terminal.ts";

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

/** The command `check`. */
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
  const places = placesOf(
    input.text,
    problems.map(({ range }) => range?.from ?? 0),
  );
  const placed = problems
    .map((problem, index) => describe(problem, places[index]!))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: !problems.some(({ severity }) => severity === "error"), problems: placed };
}

type Place = ReturnType<typeof placesOf>[number];

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
    `${onOneLine(file)}:${line}:${column} ${severity} ${code} ${message.replaceAll(/\s+/g, " ")}\n`;
}
