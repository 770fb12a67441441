/**
 * What a conversion does to an old file, change by change, for people: each old key that goes, moves, gets another name
 * or another value is named once, with what it said.
 */
import { cut } from "../../base/words.ts";
import type { Path } from "../path.ts";
import { isList, isMap, pythonStr } from "../python.ts";
import type { Step } from "../steps.ts";
import type { Value, ValueMap } from "../value.ts";
import { valueAt } from "../value-at.ts";
import type { ConversionPlan } from "./conversion-plan.ts";
import { GONE, isBuiltIn, MERGING, PASSING } from "./draft.ts";

/** One change, at its place in the old file. */
export interface ConversionRow {
  readonly path: Path;
  readonly sentence: string;
}

/** What is shown of a change, or of something that is left to the person. */
export interface ReportRow {
  /** In the old file, from 1; null for what is about the file as a whole. */
  readonly line: number | null;
  /** What stood in that line. */
  readonly before: string;
  readonly text: string;
  /** It is for the person to do. */
  readonly isLeft?: true;
}

/** All that there is to tell of a file that was written anew: what is left to the person, and then what was done. */
export function reportOf({
  left = [],
  notes,
  rows = [],
}: {
  readonly left?: readonly string[];
  readonly notes: readonly string[];
  readonly rows?: readonly ReportRow[];
}): readonly ReportRow[] {
  return [
    ...left.map((text) => ({ line: null, before: "", text, isLeft: true as const })),
    ...notes.map((text) => ({ line: null, before: "", text })),
    ...rows,
  ];
}

/** The two parts of a report, each with its heading. */
export function partsOf(
  rows: readonly ReportRow[],
): readonly { readonly heading: string; readonly rows: readonly ReportRow[] }[] {
  const left = rows.filter(({ isLeft }) => isLeft);
  const done = rows.filter(({ isLeft }) => !isLeft);
  return [
    { heading: left.length === 0 ? "Left to you: nothing" : `Left to you (${left.length})`, rows: left },
    { heading: `Done (${done.length})`, rows: done },
  ];
}

/** A report as lines of text, the headings among them. */
export function printReport(rows: readonly ReportRow[]): string[] {
  return partsOf(rows).flatMap((part) => [
    part.rows.length === 0 ? `${part.heading}.` : `${part.heading}:`,
    ...part.rows.map(printRow),
  ]);
}

/** A row as one line of text. */
export function printRow({ line, text }: ReportRow): string {
  return line === null ? text : `line ${line}: ${text}`;
}

/** `beginsSo`: the old text begins with `jtype: Flow` as it is. */
export function conversionRows(
  root: ValueMap,
  { steps }: ConversionPlan,
  beginsSo: boolean,
): readonly ConversionRow[] {
  // What is handed on from where it stood is not lost, though its key goes there.
  const taken = new Set(steps.flatMap(sourcesOf).map((path) => JSON.stringify(path)));
  const version = steps.find((step) => step.kind === "set" && step.isFirst && step.path[0] === "version");
  return steps.flatMap((step): ConversionRow[] => {
    if (step === version) {
      return [];
    }
    const isBeginning = step.kind === "set" && step.path[0] === "jtype";
    const sentence = isBeginning ? beginning(version, beginsSo) : sentenceOf(step, root, taken);
    return sentence === null ? [] : [{ path: isBeginning ? [] : placeOf(step, root), sentence }];
  });
}

function sourcesOf(step: Step): readonly Path[] {
  if (step.kind === "insert") {
    return [...(step.writtenAt?.values() ?? [])];
  }
  return step.kind === "set" && step.writtenAt ? [step.writtenAt] : [];
}

/** What is new stands nowhere yet, but in a collection that has a place. */
function placeOf(step: Step, root: ValueMap): Path {
  const isNew = step.kind === "insert" || (step.kind === "set" && valueAt(root, step.path) === undefined);
  return isNew ? step.path.slice(0, -1) : step.path;
}

function beginning(version: Step | undefined, beginsSo: boolean): string | null {
  if (version?.kind !== "set") {
    return beginsSo ? null : "The file begins with jtype: Flow now.";
  }
  const said = `version: ${pythonStr(version.value)}`;
  return beginsSo
    ? `${said} stands behind jtype: Flow now.`
    : `The file begins with jtype: Flow and ${said} now.`;
}

function sentenceOf(step: Step, root: ValueMap, taken: ReadonlySet<string>): string | null {
  const { path } = step;
  switch (step.kind) {
    case "rename":
      return `${named(root, path)} is called ${step.to} now.`;
    case "unset":
      return removal(root, path, taken.has(JSON.stringify(path)));
    case "set":
      return valueAt(root, path) === undefined
        ? `${ownerAt(root, path.slice(0, -1))} gets ${path.at(-1)}: ${shown(step.value)}.`
        : `${named(root, path, true)} says ${shown(step.value)} now.`;
    case "transfer":
      return `${named(root, path)} stands under ${step.to[0]} now, as ${step.to[1]}.`;
    case "list":
      return `${path.join(".")} is a list now: each of its keys is the name of an item.`;
    case "insert":
      return `A new executor stands here: ${isMap(step.value) ? pairsOf(step.value) : shown(step.value)}.`;
    case "reword":
      return `In ${named(root, path)}, ${cut(step.from)} is ${cut(step.to)} now.`;
    case "move":
      return null;
  }
}

function pairsOf(map: ValueMap): string {
  return [...map].map(([key, value]) => `${key}: ${shown(value)}`).join(", ");
}

function removal(root: ValueMap, path: Path, isTaken: boolean): string {
  const what = named(root, path, true);
  const value = valueAt(root, path);
  if (path.length === 2 && path[0] === "pods") {
    return `${what} was taken out: what the gateway needs stands under gateway in Jina 3, beside the executors.`;
  }
  if (isTaken) {
    return `${what} went to where Jina 3 reads it.`;
  }
  if (typeof value === "string" && isBuiltIn(value, "1.x")) {
    return PASSING.test(value)
      ? `${what} was taken out: each executor of Jina 3 does that by itself.`
      : MERGING.test(value)
        ? `${what} was taken out: Jina 3 merges all that comes, in its own way. If that is not enough, write an executor that does it.`
        : `${what} was taken out: Jina 3 has no such executor.`;
  }
  const word = String(path.at(-1)).replaceAll("-", "_");
  const today = SUCCESSORS.get(word);
  return today !== undefined
    ? `${what} was taken out: Jina 3 says such a thing by ${today}.`
    : GONE.has(word)
      ? `${what} was taken out: Jina 3 has nothing for it.`
      : `${what} was taken out: Jina 3 does not read it there, or it says what holds anyway.`;
}

/** What says in Jina 3 what these said. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ["image", "uses"],
  ["override_metas", "uses_metas"],
  ["override_requests", "uses_requests"],
  ["override_with", "uses_with"],
  ["parallel", "shards or replicas"],
  ["port_expose", "port"],
  ["port_grpc", "port"],
  ["recv_from", "needs"],
  ["reducing_yaml_path", "uses_after"],
  ["rest_api", "protocol"],
  ["restful", "protocol"],
  ["uses_reducing", "uses_after"],
  ["yaml_path", "uses"],
]);

/** `read_only: true of encoder`; with `whole`, the keys in a collection are named too, because they go with it. */
function named(root: ValueMap, path: Path, whole = false): string {
  const key = path.at(-1);
  const value = valueAt(root, path);
  const said = typeof key === "number" ? `Item ${key + 1}` : String(key);
  const keys = whole ? keysIn(value) : [];
  const isCollection = isMap(value) || isList(value);
  const text = !isCollection ? `: ${shown(value)}` : keys.length > 0 ? ` (${keys.join(", ")})` : "";
  return `${said}${text}${path.length > 1 ? ` ${ofOwner(root, path.slice(0, -1))}` : ""}`;
}

function ofOwner(root: ValueMap, path: Path): string {
  const isSection = path.length === 1 || path[0] === "with" || path[0] === "gateway";
  return isSection ? `under ${path[0]}` : `of ${ownerAt(root, path)}`;
}

/** The executor, by its name or place, or the section that a path leads into. */
function ownerAt(root: ValueMap, path: Path): string {
  const [top, entry] = path;
  if (entry === undefined || top === "with" || top === "gateway") {
    return String(top ?? "the file");
  }
  const value = valueAt(root, [top!, entry]);
  const name = isMap(value) ? value.get("name") : undefined;
  return typeof name === "string" && name !== ""
    ? cut(name, 40)
    : typeof entry === "string"
      ? cut(entry, 40)
      : `item ${entry + 1} of ${top}`;
}

/** All keys in a value, at any depth, each once. */
function keysIn(value: Value | undefined): string[] {
  const keys = isMap(value)
    ? [...value].flatMap(([key, item]) => [key, ...keysIn(item)])
    : isList(value)
      ? value.flatMap(keysIn)
      : [];
  return [...new Set(keys)];
}

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  if (isMap(value)) {
    return `{${cut(pairsOf(value))}}`;
  }
  if (isList(value)) {
    return `[${cut(value.map(shown).join(", "))}]`;
  }
  return typeof value === "boolean" ? String(value) : cut(pythonStr(value).replaceAll(/\s+/g, " "));
}
