/**
 * `check`: the problems of Flow files, found by the same reading as the page's. Exit code 1 if a file has an error or
 * cannot be read, 0 otherwise.
 */
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/decode.ts";
import { readFlow } from "../formats/read-flow.ts";
import { type Problem, placeOf, type Severity } from "../model/problem.ts";
import { type Command, UsageError } from "./command.ts";

const HELP = `Usage: jina-flow-designer check FILE... [--json]

Says what is wrong with Flow files, one problem a line: FILE:LINE:COLUMN SEVERITY CODE MESSAGE
An error is what Jina refuses, a warning what it takes and fails at later or silently changes.
FILE may be - for standard input. Exit code 1 if a file has an error or cannot be read.

  --json  one JSON object for each file, one a line
`;

/** What `--json` prints for a file; part of the interface, described in docs/command-line.md. */
interface CheckedFile {
  readonly file: string;
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
  readonly message: string;
  readonly executor?: string;
}

export const check: Command = {
  async run(args) {
    const { files, json } = readOptions(args);
    if (files === "help") {
      process.stdout.write(HELP);
      return 0;
    }
    let isFine = true;
    for (const file of files) {
      const checked = await checkFile(file);
      isFine &&= checked.ok;
      process.stdout.write(
        json ? `${JSON.stringify(checked)}\n` : checked.problems.map(lineOf(file)).join(""),
      );
    }
    return isFine ? 0 : 1;
  },
};

function readOptions(args: readonly string[]): { files: readonly string[] | "help"; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    if (values.help) {
      return { files: "help", json: false };
    }
    if (positionals.length === 0) {
      throw new UsageError("No file given.");
    }
    if (positionals.filter((name) => name === "-").length > 1) {
      throw new UsageError("Standard input can be read once only.");
    }
    return { files: positionals, json: values.json ?? false };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

async function checkFile(file: string): Promise<CheckedFile> {
  const whole = (code: string, message: string): CheckedFile => ({
    file,
    ok: false,
    problems: [{ line: 1, column: 1, severity: "error", code, message }],
  });
  let bytes: Uint8Array;
  try {
    bytes = file === "-" ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    return whole("unreadable", `The file cannot be read: ${(error as Error).message}.`);
  }
  if (bytes.length > MAX_FILE_BYTES) {
    return whole(
      "limit",
      `The file has ${(bytes.length / 1024 / 1024).toFixed(1)} MB; over 8 MB none is read.`,
    );
  }
  const decoded = decodeUtf8(bytes);
  if ("refused" in decoded) {
    return whole("encoding", decoded.refused);
  }
  const { problems } = readFlow(decoded.text);
  const placed = problems
    .map((problem) => place(decoded.text, problem))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { file, ok: !problems.some(({ severity }) => severity === "error"), problems: placed };
}

function place(text: string, { range, severity, code, message, executor }: Problem): PlacedProblem {
  const { line, column } = range ? placeOf(text, range.from) : { line: 1, column: 1 };
  return { line, column, severity, code, message, ...(executor === undefined ? {} : { executor }) };
}

function lineOf(file: string): (problem: PlacedProblem) => string {
  return ({ line, column, severity, code, message }) =>
    `${file}:${line}:${column} ${severity} ${code} ${message.replaceAll(/\s+/g, " ")}\n`;
}
