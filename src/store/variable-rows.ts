/** What the panel Variables shows: all that the file asks for, with values, and what each place reads then. */
import type { Variables } from "../formats/read/substitute.ts";
import type { Variable, VariableUse } from "../formats/read/variable-uses.ts";
import { printValue } from "../formats/yaml/print-value.ts";
import { isSecretVariable } from "../model/engine/check-secrets.ts";
import type { Path } from "../model/path.ts";
import { isList, isMap, pythonStr } from "../model/python.ts";
import { shorten } from "../model/shorten.ts";
import { Float, type Value } from "../model/value.ts";
import type { OpenFile } from "./open-file.ts";

export { type EnvText, parseEnvText } from "../formats/read/env-text.ts";
export type { Variable, VariableUse };

/** A variable of the environment, or one that Python code gives. */
export interface VariableRow {
  readonly kind: keyof Variables;
  readonly name: string;
  /** Null if it is not set. */
  readonly value: string | null;
  readonly isSecret: boolean;
  /** Undefined where the file does not ask for it. */
  readonly variable: Variable | undefined;
}

/** All that the file asks for, and after these what is set all the same. */
export function variableRows({ reading, variables }: Pick<OpenFile, "reading" | "variables">): VariableRow[] {
  const asked = reading.document.variables;
  const row = (kind: keyof Variables, name: string, variable: Variable | undefined): VariableRow => {
    const value = variables[kind].get(name) ?? null;
    return { kind, name, value, isSecret: isSecretVariable(name, value ?? ""), variable };
  };
  return (["environment", "callers"] as const).flatMap((kind) => {
    const of = asked.filter((one) => one.kind === kind);
    const names = new Set(of.map(({ name }) => name));
    const others = [...variables[kind].keys()].filter((name) => !names.has(name));
    return [
      ...of.map((variable) => row(kind, variable.name, variable)),
      ...others.map((name) => row(kind, name, undefined)),
    ];
  });
}

/** How many variables the file asks for that have no value. */
export function countUnset({ reading, variables }: Pick<OpenFile, "reading" | "variables">): number {
  return reading.document.variables.filter(
    ({ kind, name }) => kind !== "reference" && !variables[kind].has(name),
  ).length;
}

/** What a place reads, for people. */
interface ReadText {
  readonly text: string;
  readonly type: string;
}

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

/** A value as the engine has it: `3`, a number. */
export function readText(value: Value): ReadText {
  const type = typeOf(value);
  if (typeof value === "string") {
    return { text: shorten(value, MAX_SHOWN), type };
  }
  const printed = isList(value) || isMap(value) ? printValue(value) : { text: pythonStr(value) };
  return { text: shorten("text" in printed ? printed.text : pythonStr(value), MAX_SHOWN), type };
}

function typeOf(value: Value): string {
  if (value === null) {
    return "nothing";
  }
  return isList(value)
    ? "list"
    : isMap(value)
      ? "mapping"
      : typeof value === "string"
        ? "text"
        : typeof value === "boolean"
          ? "boolean"
          : typeof value === "number" || typeof value === "bigint" || value instanceof Float
            ? "number"
            : "date";
}

/**
 * Whether what a place reads would give a secret away: it asks for one that is set, or holds the value of one by a
 * reference.
 */
export function createMask(
  rows: readonly VariableRow[],
  isShown: (row: VariableRow) => boolean,
): (use: VariableUse) => boolean {
  const hidden = rows.filter((row) => row.isSecret && row.value !== null && !isShown(row));
  const paths = new Set(
    hidden.flatMap(({ variable }) => variable?.uses ?? []).map(({ path }) => keyOf(path)),
  );
  return ({ path, reads }) =>
    paths.has(keyOf(path)) ||
    (reads !== undefined &&
      hidden.some(({ value }) => value !== null && value !== "" && pythonStr(reads).includes(value)));
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

/** Where a text stands, in a few words: `encoder · uses_with.key`, `gateway · port`. */
export function placeWords({ path, executor }: VariableUse): string {
  const [top = "", ...rest] = path;
  const keys = executor === null ? rest : rest.slice(1);
  const way = keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
  const owner = executor ?? (top === "with" ? "Flow" : String(top));
  return way === "" ? owner : `${owner} · ${way}`;
}
