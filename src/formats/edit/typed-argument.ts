/**
 * What a person types for an argument, or for a value in one, in a field or on the command line, as an edit. What is
 * typed is YAML. Where the engine wants a text, a plain word stands for itself: `yes`, `#1` and 2024-01-31 are no
 * boolean, comment or date there. What the engine would refuse, or could not start with, is refused here, unless it
 * hangs on a variable.
 */
import { argumentsPath, wayInArguments } from "../../model/arguments-path.ts";
import type { Refusal } from "../../model/edit/edit.ts";
import { refuseBounds } from "../../model/engine/argument-bounds.ts";
import { executorOwner, type Owner, THE_GATEWAY, UNDER_WITH } from "../../model/engine/argument-sentences.ts";
import { type Argument, argumentOf, type ParserName } from "../../model/engine/argument-table.ts";
import { parseArguments } from "../../model/engine/arguments.ts";
import { GATEWAY } from "../../model/flow.ts";
import type { ArgumentEdit } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { placeOf } from "../../model/problem.ts";
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import { Float, type Value } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { readValues } from "../read/read-values.ts";
import { parseYaml, type YamlNode } from "../yaml/yaml.ts";

/** A text that is YAML, with what it says. */
interface Typed {
  readonly text: string;
  readonly value: Value;
  /** Words in one line, without quotes or brackets. */
  readonly isPlain: boolean;
}

/** Reads what was typed, or says what is wrong with it as YAML, and where. */
export function readTyped(text: string): Typed | Refusal {
  const yaml = parseYaml(text);
  if (yaml.fault) {
    return { refused: `${placeWords(text, yaml.fault.from)}: ${yaml.fault.message}` };
  }
  const tagged = yaml.root && findTag(yaml.root);
  if (tagged) {
    return {
      refused: `${placeWords(text, tagged.start)}: the tag ${tagged.tag} would be lost. Write the value without it, or all of it in the YAML tab.`,
    };
  }
  const { value, limit } = readValues(yaml);
  if (limit) {
    return { refused: limit.message };
  }
  const isPlain =
    !text.trim().includes("\n") &&
    (yaml.root === null ||
      (yaml.root.kind === "scalar" && yaml.root.style === "plain" && yaml.root.tag === null));
  return { text, value, isPlain };
}

/** Tags whose values are what they are without one. */
const KEPT_TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `!!${name}`);

/** The first node with a tag that the values read do not show. */
function findTag(node: YamlNode): YamlNode | null {
  if (node.tag !== null && !KEPT_TAGS.includes(node.tag)) {
    return node;
  }
  const inner =
    node.kind === "map"
      ? node.entries.flatMap(({ key, value }) => [key, value])
      : node.kind === "seq"
        ? node.items.map(({ value }) => value)
        : [];
  return inner.reduce<YamlNode | null>((found, one) => found ?? findTag(one), null);
}

function placeWords(text: string, offset: number): string {
  const { line, column } = placeOf(text, offset);
  return text.trim().includes("\n") ? `Line ${line}, column ${column}` : `Column ${column}`;
}

/**
 * The edit that puts what was typed at a path of the file, or why the engine would not take it; null if the file says
 * that already.
 */
export function typedAt(document: FlowDocument, path: Path, typed: Typed): ArgumentEdit | Refusal | null {
  const readAt = (at: Path) => (document.root ? valueAt(document.root, at) : undefined);
  const place = argumentAt(document, path);
  const several = place && severalInRow(place, typed);
  if (several) {
    const before = readAt(place.path);
    const items = isList(before) ? before : [before ?? null];
    const value = [...items.slice(0, several.at), ...several.values, ...items.slice(several.at + 1)];
    return typedAt(document, place.path, { ...typed, value, isPlain: false });
  }
  const made = valueAtPlace(place, typed, readAt);
  if ("refused" in made) {
    return made;
  }
  const before = readAt(path);
  const { value } = made;
  return before !== undefined && sameValue(before, value) ? null : { kind: "set-path", path, value };
}

function valueAtPlace(
  place: ArgumentPlace | null,
  typed: Typed,
  readAt: (path: Path) => Value | undefined,
): { readonly value: Value } | Refusal {
  if (!place) {
    return { value: typed.value };
  }
  const { argument, path, rest } = place;
  const value = isText(argument, rest)
    ? textOf(typed, argument)
    : rest.length === 0
      ? listOf(typed, argument)
      : typed.value;
  if (value === null || typed.text.includes("$")) {
    return { value };
  }
  const before = readAt(path);
  // What was wrong before is no reason to refuse another value beside it.
  const known = before === undefined || rest.length === 0 ? [] : faultsOf(place, before);
  const fault = faultsOf(place, withValue(before, rest, value)).find((one) => !known.includes(one));
  return fault === undefined ? { value } : { refused: fault };
}

/** Why the engine would not take a value, or could not start with it. */
function faultsOf({ argument, parser, key, owner }: ArgumentPlace, value: Value): string[] {
  const { problems } = parseArguments(parser, new Map([[key, value]]), { owner });
  const outOfBounds = refuseBounds(argument.name, value, owner);
  return [
    ...problems
      .filter(({ severity, code }) => severity === "error" || code === "argument-value")
      .map(({ message }) => message),
    ...(outOfBounds === null ? [] : [outOfBounds]),
  ];
}

/** A value with another one in it; what leads there is made where it is not there. */
function withValue(before: Value | undefined, [key, ...rest]: Path, value: Value): Value {
  if (key === undefined) {
    return value;
  }
  if (typeof key === "number") {
    const items = isList(before) ? [...before] : before === undefined || before === null ? [] : [before];
    items[key] = withValue(items[key], rest, value);
    return items;
  }
  const map = isMap(before) ? before : new Map<string, Value>();
  return new Map([...map, [key, withValue(map.get(key), rest, value)]]);
}

/** Whether the engine wants a text at this place of an argument: as a whole, as an item, or as a variable. */
function isText({ name, type }: Argument, rest: Path): boolean {
  return rest.length === 0
    ? type === "string"
    : rest.length === 1 && (type === "string list" || type === "host list" || name === "env");
}

/** A number that the engine turns into just this text may stay one, but in a name. */
function textOf({ text, value, isPlain }: Typed, { name }: Argument): Value {
  const word = text.trim();
  if (!isPlain || (value === null && !word.startsWith("#"))) {
    return value;
  }
  const isSame =
    (typeof value === "number" && String(value) === word) ||
    (value instanceof Float && String(value.value) === word);
  return isSame && name !== "name" ? value : word;
}

/**
 * Choices and numbers between commas are the list of them: of choices the engine takes no text that names several, and
 * of ports in a text it makes that list itself.
 */
function listOf({ value, isPlain }: Typed, { type }: Argument): Value {
  const isList = isPlain && typeof value === "string" && value.includes(",");
  const words = isList ? value.split(",").map((word) => word.trim()) : [];
  const hasNumbers = words.every((word) => /^\d+$|\$/.test(word));
  return isList && (type === "enum list" || (type === "int list" && hasNumbers))
    ? words.map((word) => (/^\d+$/.test(word) ? Number(word) : word))
    : value;
}

/** Choices or numbers that were typed with commas between into one row of a list: where, and which; null for anything else. */
function severalInRow(
  { argument, rest: [at, ...further] }: ArgumentPlace,
  typed: Typed,
): { readonly at: number; readonly values: readonly Value[] } | null {
  if (typeof at !== "number" || further.length > 0) {
    return null;
  }
  const values = listOf(typed, argument);
  return isList(values) ? { at, values } : null;
}

interface ArgumentPlace {
  readonly argument: Argument;
  readonly parser: ParserName;
  /** As it is written. */
  readonly key: string;
  readonly owner: Owner;
  /** Of the argument in the file. */
  readonly path: Path;
  /** From there on. */
  readonly rest: Path;
}

/** The argument that a path leads to, or into; null if it leads to none. */
function argumentAt({ flow, built }: FlowDocument, path: Path): ArgumentPlace | null {
  const [top, ...rest] = path;
  const find = (
    parsers: readonly ParserName[],
    [key, ...inner]: Path,
    owner: Owner,
  ): ArgumentPlace | null => {
    if (typeof key !== "string") {
      return null;
    }
    for (const parser of parsers) {
      const argument = argumentOf(parser, key.replaceAll("-", "_"));
      if (argument) {
        const at = path.slice(0, path.length - inner.length);
        return { argument, parser, key, owner, path: at, rest: inner };
      }
    }
    return null;
  };
  if (top === "with") {
    return find(["flow", "gateway", "deployment"], rest, UNDER_WITH);
  }
  if (top === "gateway") {
    return find(["gateway"], rest, THE_GATEWAY);
  }
  const [index, ...inside] = rest;
  const entry = top === flow.listKey ? flow.entries[Number(index)] : undefined;
  if (!entry) {
    return null;
  }
  const name = built.nodes.find((node) => node.entry === entry.index)?.name ?? `entry ${entry.index}`;
  return find(["deployment"], wayInArguments(entry, inside), executorOwner(name));
}

/**
 * The edit that puts what was typed at a place of an argument, or takes away what is there where nothing was; null if
 * that changes nothing. `name`: an executor, `gateway` for the section of that name, or null for the Flow's `with`;
 * `way`: the argument's key, and keys and positions in its value.
 */
export function typedEdit(
  document: FlowDocument,
  name: string | null,
  way: Path,
  text: string,
): ArgumentEdit | Refusal | null {
  const path = argumentPath(document, name, way);
  if ("refused" in path) {
    return path;
  }
  if (text.trim() === "") {
    const isSet = document.root && valueAt(document.root, path) !== undefined;
    return isSet ? { kind: "unset-path", path } : null;
  }
  const typed = readTyped(text);
  return "refused" in typed ? typed : typedAt(document, path, typed);
}

/** The edit that adds what was typed to a list: one that is not there, or is a single value, becomes one. */
export function typedItem(
  document: FlowDocument,
  name: string | null,
  way: Path,
  text: string,
): ArgumentEdit | Refusal | null {
  const path = argumentPath(document, name, way);
  if ("refused" in path) {
    return path;
  }
  const before = (document.root && valueAt(document.root, path)) ?? null;
  if (before === null || text.trim() === "") {
    return text.trim() === "" ? null : typedEdit(document, name, way, text);
  }
  const typed = readTyped(text);
  if ("refused" in typed) {
    return typed;
  }
  const edit = typedAt(document, [...path, isList(before) ? before.length : 1], typed);
  return edit === null ||
    "refused" in edit ||
    edit.kind === "unset-path" ||
    isList(before) ||
    edit.path.length === path.length
    ? edit
    : { kind: "set-path", path, value: [before, edit.value] };
}

/** Where an argument, or a value in it, stands in the file. */
export function argumentPath({ flow, built }: FlowDocument, name: string | null, way: Path): Path | Refusal {
  if (name === null || name === GATEWAY) {
    return [name === null ? "with" : "gateway", ...way];
  }
  const node = built.byName.get(name);
  const entry = node && flow.entries[node.entry];
  if (!entry) {
    return {
      refused: node
        ? `${name} is added by Jina itself: it stands nowhere in the file.`
        : `There is no executor ${name}.`,
    };
  }
  return [...argumentsPath(flow, entry), ...way];
}
