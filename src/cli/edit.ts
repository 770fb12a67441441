/**
 * `edit`: changes one Flow file by the same splices as the page. All operations are made or none: the first that fails
 * ends the command with exit code 1 and nothing written.
 */
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { convert } from "../formats/convert/convert.ts";
import { changedLines } from "../formats/edit/changed-lines.ts";
import { editDocument } from "../formats/edit/edit-document.ts";
import { readTyped, typedAt } from "../formats/edit/typed-argument.ts";
import { type FlowDocument, readFlow } from "../formats/read/read-flow.ts";
import type { Edit } from "../model/flow-edit.ts";
import { printReport, reportOf } from "../model/legacy/conversion-report.ts";
import type { Path } from "../model/path.ts";
import { placeOf } from "../model/problem.ts";
import { applyChanges, diffChange, type TextChange } from "../model/text-change.ts";
import type { Value } from "../model/value.ts";
import { type Command, UsageError } from "./command.ts";
import { INPUT_OPTIONS, messageOf, parseEnvironment, parseOptions, readInput } from "./inputs.ts";
import { onOneLine, print, printContent, tell } from "./terminal.ts";

const HELP = `Usage: jina-flow-designer edit FILE OPERATION... [--write] [--json] [--env NAME=VALUE]...

Changes a Flow file by text splices: what no operation names keeps its bytes. Prints the new text, or writes it back.

  set PATH=VALUE                    VALUE is YAML; refused is what Jina refuses, or cannot start with
  unset PATH
  add NAME [needs=A,B] [before=C]
  remove NAME
  rename A:B                        everything that needs A needs B then
  move NAME before=C                or last, with before=
  connect A:B                       B needs A
  disconnect A:B
  convert                           old forms (0.x, 1.x, 2.x) to 3.34

PATH is executors.NAME.argument, with.argument or gateway.argument, deeper keys after further dots, a key with dots in
double quotes; NAME.argument where that is not ambiguous.

  --write           write the file back; without it the new text is printed
  --json            print {"file", "ok", "changes", "notes"} instead, changes with line, before and after
  --env NAME=VALUE  a variable of the environment; without it there is none
FILE may be - for standard input. Exit code 1 if an operation fails; then nothing is written.
`;

/** The command `edit`. */
export const edit: Command = {
  async run(args) {
    const { values, positionals } = parseOptions(args, { ...INPUT_OPTIONS, write: { type: "boolean" } });
    if (values.help) {
      print(HELP);
      return 0;
    }
    const [file, ...words] = positionals;
    if (file === undefined) {
      throw new UsageError("No file given.");
    }
    const operations = parseOperations(words);
    if (values.write && file === "-") {
      throw new UsageError("Standard input cannot be written back.");
    }
    const input = await readInput(file, parseEnvironment(values.env as string[] | undefined));
    if ("fault" in input) {
      return fail(file, input.fault.message, values.json === true);
    }
    const made = makeAll(readFlow(input.text, input.surroundings), operations);
    if ("refused" in made) {
      return fail(file, made.refused, values.json === true);
    }
    if (values.write) {
      const refused = await writeBack(file, input.text, made.text);
      if (refused !== null) {
        return fail(file, refused, values.json === true);
      }
    }
    if (values.json) {
      const changes = changedLines(input.text, diffOf(input.text, made));
      print(`${JSON.stringify({ file, ok: true, changes, notes: made.notes })}\n`);
    } else {
      for (const note of made.notes) {
        tell(`${note}\n`);
      }
      if (!values.write) {
        printContent(made.text);
      }
    }
    return 0;
  },
};

function fail(file: string, error: string, json: boolean): number {
  if (json) {
    print(`${JSON.stringify({ file, ok: false, error })}\n`);
  } else {
    tell(`${onOneLine(file)}: ${error}\n`);
  }
  return 1;
}

// --- operations

/** The edit on a file, why there is none, or null if the file says that already. */
type ToEdit = (document: FlowDocument) => Edit | { readonly refused: string } | null;

/** An operation as it was typed, with what it comes to once the file is known. */
interface Operation {
  readonly words: string;
  readonly toEdit: ToEdit | "convert";
}

function parseOperations(words: readonly string[]): Operation[] {
  const rest = [...words];
  const operations: Operation[] = [];
  while (rest.length > 0) {
    operations.push(parseOperation(rest));
  }
  if (operations.length === 0) {
    throw new UsageError("No operation given.");
  }
  return operations;
}

/** Takes the words of one operation off the front. */
function parseOperation(rest: string[]): Operation {
  const verb = rest.shift()!;
  if (verb === "convert") {
    return { words: verb, toEdit: "convert" };
  }
  const parse = Object.hasOwn(PARSERS, verb) ? PARSERS[verb as keyof typeof PARSERS] : undefined;
  if (!parse) {
    throw new UsageError(`There is no operation "${verb}".`);
  }
  const argument = rest.shift();
  if (argument === undefined || argument === "") {
    throw new UsageError(`${verb} needs an argument.`);
  }
  const options = takeOptions(rest);
  const words = [verb, argument, ...[...options].map(([key, value]) => `${key}=${value}`)].join(" ");
  return { words, toEdit: parse(argument, options) };
}

function takeOptions(rest: string[]): Map<string, string> {
  const options = new Map<string, string>();
  for (let match = option(rest[0]); match; match = option(rest[0])) {
    options.set(match[1]!, match[2]!);
    rest.shift();
  }
  return options;
}

function option(word: string | undefined): RegExpExecArray | null {
  return word === undefined ? null : /^(needs|before)=(.*)$/s.exec(word);
}

type Parser = (argument: string, options: ReadonlyMap<string, string>) => ToEdit;

const PARSERS = {
  set(argument) {
    const at = endOfPath(argument);
    if (argument[at] !== "=") {
      throw new UsageError(`set takes PATH=VALUE, not ${JSON.stringify(argument)}.`);
    }
    const typed = readTyped(argument.slice(at + 1));
    if ("refused" in typed) {
      throw new UsageError(`${JSON.stringify(argument.slice(at + 1))} is not YAML: ${typed.refused}`);
    }
    const keys = splitPath(argument.slice(0, at));
    return (document) => onPath(document, keys, (path) => typedAt(document, path, typed));
  },
  unset(argument) {
    const keys = splitPath(argument);
    return (document) => onPath(document, keys, (path) => ({ kind: "unset-path", path }));
  },
  add(name, options) {
    const needs = options.get("needs");
    const before = options.get("before");
    return (document) => {
      const target = before === undefined ? null : document.built.byName.get(before);
      if (target === undefined) {
        return { refused: `There is no executor ${before}.` };
      }
      const args = new Map<string, Value>([["name", name]]);
      if (needs !== undefined) {
        const names = needs.split(",").filter((need) => need !== "");
        args.set("needs", names.length === 1 ? names[0]! : names);
      }
      return { kind: "add", args, ...(target ? { index: target.entry } : {}) };
    };
  },
  remove: (name) => () => ({ kind: "remove", names: [name], reconnect: false }),
  rename(argument) {
    const [name, to] = pairOf("rename", argument);
    return () => ({ kind: "rename", name, to });
  },
  move(name, options) {
    const before = options.get("before");
    if (before === undefined) {
      throw new UsageError("move takes NAME before=C, or NAME before= for the end.");
    }
    return () => ({ kind: "move", name, before: before === "" ? null : before });
  },
  connect(argument) {
    const [from, to] = pairOf("connect", argument);
    return () => ({ kind: "connect", from, to });
  },
  disconnect(argument) {
    const [from, to] = pairOf("disconnect", argument);
    return () => ({ kind: "disconnect", from, to });
  },
} as const satisfies Record<string, Parser>;

function pairOf(verb: string, argument: string): [string, string] {
  const [from, to, more] = argument.split(":");
  if (!from || !to || more !== undefined) {
    throw new UsageError(`${verb} takes A:B, not ${JSON.stringify(argument)}.`);
  }
  return [from, to];
}

// --- paths

/** Where a path ends: at the first `=` that stands in no quotes. */
function endOfPath(text: string): number {
  const quoted = /^(?:[^"=]|"(?:[^"\\]|\\.)*")*/.exec(text)!;
  return quoted[0].length;
}

/** The keys of a path: parted by dots, in double quotes where a key has dots of its own. */
export function splitPath(text: string): string[] {
  const keys: string[] = [];
  const part = /(?:"((?:[^"\\]|\\.)*)"|([^".]+))(\.|$)/y;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (!match || (match[3] === "." && part.lastIndex === text.length)) {
      throw new UsageError(`${JSON.stringify(text)} is no path: keys are parted by dots.`);
    }
    keys.push(match[1] === undefined ? match[2]! : match[1].replaceAll(/\\(.)/gs, "$1"));
  }
  return keys;
}

/** The file's path for what a person types, and the edit on it. */
function onPath(
  document: FlowDocument,
  keys: readonly string[],
  toEdit: (path: Path) => ReturnType<ToEdit>,
): ReturnType<ToEdit> {
  const { flow, built } = document;
  const [first, ...rest] = keys;
  const isList = first === "executors" || first === "deployments";
  if (!isList && (first === "with" || first === "gateway")) {
    if (built.byName.has(first)) {
      return { refused: `${first} is ambiguous: write executors.${first} for the executor.` };
    }
    return toEdit([first, ...indexed(rest)]);
  }
  const [name, ...argument] = isList ? rest : keys;
  const node = name === undefined ? undefined : built.byName.get(name);
  if (!node) {
    return {
      refused: isList
        ? `There is no executor ${name ?? ""}.`
        : `There is no executor ${name}: a path is executors.NAME.argument, with.argument or gateway.argument.`,
    };
  }
  if (argument.length === 0) {
    return { refused: `${keys.join(".")} names an executor, not an argument of it.` };
  }
  const entry = flow.entries[node.entry];
  if (!entry) {
    return { refused: `${name} is added by Jina itself: it stands nowhere in the file.` };
  }
  const inside = entry.deployment ? ["with"] : [];
  return toEdit([flow.listKey, node.entry, ...inside, ...indexed(argument)]);
}

/** Whole numbers are positions in lists; the edit takes them for keys where there is a mapping. */
function indexed(keys: readonly string[]): Path {
  return keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

// --- making and writing

interface Made {
  readonly text: string;
  readonly notes: readonly string[];
  /** The changes of a single operation, which are smaller than what a comparison of the texts finds. */
  readonly changes: readonly TextChange[] | null;
}

function makeAll(document: FlowDocument, operations: readonly Operation[]): Made | { refused: string } {
  let at = document;
  const notes: string[] = [];
  let changes: readonly TextChange[] = [];
  for (const { words, toEdit } of operations) {
    const made = makeOne(at, toEdit);
    if ("refused" in made) {
      return { refused: `${words}: ${made.refused}` };
    }
    notes.push(...made.notes);
    changes = made.changes;
    at = made.document;
  }
  return { text: at.text, notes, changes: operations.length === 1 ? changes : null };
}

function makeOne(
  document: FlowDocument,
  toEdit: Operation["toEdit"],
):
  | { document: FlowDocument; notes: readonly string[]; changes: readonly TextChange[] }
  | { refused: string } {
  if (toEdit === "convert") {
    const converted = convert(document.text);
    return "refused" in converted
      ? converted
      : {
          changes: converted.changes,
          notes: printReport(reportOf(converted)),
          document: readFlow(applyChanges(document.text, converted.changes), document.surroundings),
        };
  }
  const unfit = whyUnfit(document);
  if (unfit !== null) {
    return { refused: unfit };
  }
  const edit = toEdit(document);
  if (edit === null) {
    return { document, notes: [], changes: [] };
  }
  return "refused" in edit ? edit : editDocument(document, edit);
}

/** Why no executor of the file can be edited, with the place in the file; null if they can. */
function whyUnfit({ text, problems, isFlow, legacy }: FlowDocument): string | null {
  const [problem] = problems;
  if (isFlow && legacy) {
    return `This file is one of Jina ${legacy.version}: convert it first, with the operation convert.`;
  }
  if (isFlow || !problem) {
    return null;
  }
  const { line, column } = placeOf(text, problem.range?.from ?? 0);
  const advice =
    problem.fix && "rewrite" in problem.fix && problem.fix.rewrite === "convert" ? CONVERT_FIRST : "";
  return `line ${line}, column ${column}: ${messageOf(problem)}${advice}`;
}

const CONVERT_FIRST = " The operation convert makes a Flow of Jina 3 of it.";

function diffOf(before: string, { text, changes }: Made): readonly TextChange[] {
  return changes ?? diffChange(before, text);
}

/** Null once the file holds the new text; else why it does not, and then it holds the old one. */
async function writeBack(file: string, before: string, after: string): Promise<string | null> {
  if (before === after) {
    return null;
  }
  // A link stays one: what it leads to is written.
  const target = await realpath(file);
  const { mode } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, after, { flag: "wx" });
    await chmod(temporary, mode);
    if ((await readFile(target, "utf8")) !== before) {
      return "The file was changed by someone else meanwhile; nothing was written.";
    }
    await rename(temporary, target);
    return null;
  } catch (error) {
    return `The file cannot be written: ${(error as Error).message}.`;
  } finally {
    await rm(temporary, { force: true });
  }
}
