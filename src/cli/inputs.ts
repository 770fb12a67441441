/**
 * Where commands get Flow files from: files by name, standard input as `-`, or questions as JSON lines. Environment and
 * files beside the Flow are part of the input: nothing else of this machine has a say in what a file means.
 */
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { megabytes } from "../base/words.ts";
import type { Surroundings } from "../formats/read/read-flow.ts";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/yaml/decode.ts";
import { fullMessage, type Problem, placeOf } from "../model/problem.ts";
import { UsageError } from "./command.ts";
import { onOneLine, print } from "./terminal.ts";

/** One file, or one line of questions. */
type Input = InputName & (ReadableInput | UnreadableInput);

/** What answers repeat so that they can be told apart. */
type InputName = { readonly file: string } | { readonly id: unknown };

/** A file that was read, with the environment and the files that it is read in. */
export interface ReadableInput {
  readonly text: string;
  readonly surroundings: Surroundings;
}

/** A file that could not be read. */
export interface UnreadableInput {
  readonly fault: InputFault;
}

interface InputFault {
  readonly code: "unreadable" | "encoding" | "limit" | "question";
  readonly message: string;
}

/** The options that all commands on Flow files share. */
export const INPUT_OPTIONS = {
  env: { type: "string", multiple: true },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

/** Help about the options of all commands that read files. */
export const INPUT_HELP = `  --env NAME=VALUE  a variable of the environment; without it there is none
  --json            one JSON object for each file, one a line
  --stdin-jsonl     read {"id", "yaml", "env"?, "files"?} from standard input, one a line, and answer each with a
                    JSON object that has its id
FILE may be - for standard input. Files that a Flow refers to are looked for beside it.
`;

interface InputArguments {
  readonly files: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly json: boolean;
  readonly stdinJsonl: boolean;
}

/** The arguments of a command that reads many Flow files, with options of its own; null if help is asked for. */
function parseInputArguments(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): InputArguments | null {
  const { values, positionals } = parseOptions(args, {
    ...INPUT_OPTIONS,
    ...options,
    "stdin-jsonl": { type: "boolean" },
  });
  if (values.help) {
    return null;
  }
  const stdinJsonl = values["stdin-jsonl"] === true;
  if (stdinJsonl && positionals.length > 0) {
    throw new UsageError("--stdin-jsonl reads standard input: name no files beside it.");
  }
  if (!stdinJsonl && positionals.length === 0) {
    throw new UsageError("No file given.");
  }
  if (positionals.filter((name) => name === "-").length > 1) {
    throw new UsageError("Standard input can be read once only.");
  }
  return {
    files: positionals,
    environment: parseEnvironment(values.env as string[] | undefined),
    json: values.json === true || stdinJsonl,
    stdinJsonl,
  };
}

/** Node's `parseArgs`, with a UsageError for what it does not take. */
export function parseOptions(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The variables of the options `--env NAME=VALUE`; of two with one name the last counts. Throws a UsageError. */
export function parseEnvironment(given: readonly string[] = []): ReadonlyMap<string, string> {
  return new Map(
    given.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) {
        throw new UsageError(`--env takes NAME=VALUE, not ${JSON.stringify(pair)}.`);
      }
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/**
 * A command that answers for each input: prints the help if asked, else each answer as soon as it is known, and gives
 * the exit code, 1 if one of them is not ok.
 */
export async function answerInputs<Answer extends { readonly ok: boolean }>(
  args: readonly string[],
  command: {
    readonly help: string;
    /** Options of its own, which it reads by itself. */
    readonly options?: ParseArgsOptionsConfig;
    answer(input: ReadableInput | UnreadableInput): Answer;
    /** Whether it is no failure; without it, what is ok is. */
    isFine?(answer: Answer): boolean;
    /** One line, without its break. */
    printJson(name: InputName, answer: Answer): string;
    /** Whole lines. */
    printPlain(file: string, answer: Answer): string;
  },
): Promise<number> {
  const options = parseInputArguments(args, command.options ?? {});
  if (!options) {
    print(command.help);
    return 0;
  }
  let isFine = true;
  for await (const input of readInputs(options)) {
    const answer = command.answer(input);
    isFine &&= command.isFine?.(answer) ?? answer.ok;
    const name = "file" in input ? { file: input.file } : { id: input.id };
    print(
      options.json
        ? `${command.printJson(name, answer)}\n`
        : command.printPlain("file" in input ? input.file : "", answer),
    );
  }
  return isFine ? 0 : 1;
}

/** A problem as the command line tells it. */
export function messageOf(problem: Problem): string {
  const { unset = [], message } = problem;
  const options = unset.map((name) => `--env ${name}=VALUE`).join(" ");
  return fullMessage(
    options === "" ? problem : { ...problem, message: `${message} Set it with ${options}.` },
  );
}

/** The line of a text that a problem is about; the first one if it is about all of it. */
export function lineOf(text: string, { range }: Problem): number {
  return range ? placeOf(text, range.from).line : 1;
}

/** That a file is refused, in a line. */
export function refusedLine(file: string, line: number, sentence: string): string {
  return `${onOneLine(file)}:${line} refused: ${sentence.replaceAll(/\s+/g, " ")}\n`;
}

/** The inputs in their order, each read when it is asked for. */
async function* readInputs(args: InputArguments): AsyncGenerator<Input> {
  if (args.stdinJsonl) {
    yield* readQuestions(args.environment);
    return;
  }
  for (const file of args.files) {
    yield { file, ...(await readInput(file, args.environment)) };
  }
}

/** The text of a file, `-` being standard input, or why it cannot be had. Never throws for the file's sake. */
export async function readInput(
  file: string,
  environment: ReadonlyMap<string, string>,
): Promise<ReadableInput | UnreadableInput> {
  let bytes: Uint8Array;
  try {
    bytes = file === "-" ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    return {
      fault: { code: "unreadable", message: `The file cannot be read: ${(error as Error).message}.` },
    };
  }
  if (bytes.length > MAX_FILE_BYTES) {
    const message = `The file has ${megabytes(bytes.length)}; over ${megabytes(MAX_FILE_BYTES)} none is read.`;
    return { fault: { code: "limit", message } };
  }
  const decoded = decodeUtf8(bytes);
  if ("refused" in decoded) {
    return { fault: { code: "encoding", message: decoded.refused } };
  }
  const folder = file === "-" ? process.cwd() : dirname(resolve(file));
  return { text: decoded.text, surroundings: { environment, ...besideIn(folder) } };
}

/** Files beside a Flow, as the engine looks for them: by the Flow's folder, then by the working folder. */
function besideIn(folder: string): Pick<Surroundings, "readFile" | "hasFile"> {
  const find = (path: string) =>
    (isAbsolute(path) ? [path] : [resolve(folder, path), resolve(path)]).find((candidate) =>
      existsSync(candidate),
    );
  return {
    hasFile: (path) => find(path) !== undefined,
    readFile: (path) => {
      const found = find(path);
      try {
        return found === undefined ? null : readFileSync(found, "utf8");
      } catch {
        return null;
      }
    },
  };
}

async function* readQuestions(given: ReadonlyMap<string, string>): AsyncGenerator<Input> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") {
      yield readQuestion(line, given);
    }
  }
}

function readQuestion(line: string, given: ReadonlyMap<string, string>): Input {
  let question: { id?: unknown; yaml?: unknown; env?: unknown; files?: unknown };
  try {
    question = JSON.parse(line) as typeof question;
  } catch (error) {
    return {
      id: null,
      fault: { code: "question", message: `This line is not JSON: ${(error as Error).message}` },
    };
  }
  const { id = null, yaml, env = {}, files = {} } = question ?? {};
  if (typeof yaml !== "string" || !isTexts(env) || !isTexts(files)) {
    const message =
      'A question is {"id", "yaml", "env"?, "files"?}: yaml a text, env and files objects of texts.';
    return { id, fault: { code: "question", message } };
  }
  const beside = new Map(Object.entries(files));
  return {
    id,
    text: yaml,
    surroundings: {
      environment: new Map([...given, ...Object.entries(env)]),
      readFile: (path) => beside.get(path.replace(/^\.\//, "")) ?? null,
    },
  };
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === "string")
  );
}
