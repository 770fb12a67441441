/**
 * Where variables and references stand in a file, and what the engine reads there: the whole text with all of them put
 * in, re-typed. Of each name the first places are held, of a file the first names; what is counted is all of them.
 */
import { wayInArguments } from "../../model/arguments-path.ts";
import type { Flow } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { TextRange } from "../../model/problem.ts";
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { rangeOf, readValues } from "./read-values.ts";
import { askedBy, type Variables } from "./substitute.ts";

/** A variable of the environment, one that Python code hands over, or a reference within the file. */
export interface Variable {
  readonly kind: "environment" | "callers" | "reference";
  /** Of a reference its path, as `root.with.port`. */
  readonly name: string;
  readonly uses: readonly VariableUse[];
  /** How many texts ask for it. */
  readonly count: number;
}

/** One text that asks for a variable. */
export interface VariableUse {
  readonly path: Path;
  /** Whose it is, by the name in the graph; null outside of the list. */
  readonly executor: string | null;
  /** Of the variable in the file, or of the text where that is written in another way or comes with another's value. */
  readonly range: TextRange | null;
  /** What the engine reads; undefined where it ends before that. */
  readonly reads: Value | undefined;
}

/** What is looked through: a file with what the engine makes of it. */
export interface VariableSource {
  readonly yaml: YamlDocument;
  /** The values with what variables and references stand for; null if the engine ends at one of them. */
  readonly effective: ValueMap | null;
  readonly flow: Flow;
  readonly given: Variables;
  /** What the engine calls the executor of each entry. */
  readonly nameOf: (entry: number) => string | undefined;
}

const MAX_NAMES = 1000;
const MAX_USES = 100;
/** Characters in which a variable is looked for, and of the longest name that is: a pattern of much more is none. */
const MAX_TEXT = 10_000;
const MAX_NAME = 1000;

/** All that texts ask for, variables of the environment first, each kind in the order of the file. */
export function variablesIn(source: VariableSource): readonly Variable[] {
  const found: Readonly<Record<Variable["kind"], Map<string, Found>>> = {
    environment: new Map(),
    callers: new Map(),
    reference: new Map(),
  };
  const path: (string | number)[] = [];
  const add = (kind: Variable["kind"], names: readonly string[]) => {
    for (const name of names) {
      const known = found[kind].get(name);
      const variable = known ?? { uses: [], count: 0 };
      if (!known) {
        if (found[kind].size >= MAX_NAMES) {
          continue;
        }
        found[kind].set(name, variable);
      }
      variable.count += 1;
      if (variable.uses.length < MAX_USES) {
        variable.uses.push(makeUse(source, [...path], name));
      }
    }
  };
  const visit = (value: Value): void => {
    if (isList(value) || isMap(value)) {
      for (const [step, item] of value.entries()) {
        path.push(step);
        visit(item);
        path.pop();
      }
    } else if (typeof value === "string" && value.includes("$")) {
      const { environment, callers, references } = askedBy(value, source.given);
      // Names that begin with a digit can be set by no shell: `$5` is a price.
      add(
        "environment",
        environment.filter((name) => !/^\d/.test(name)),
      );
      add("callers", callers);
      add("reference", references);
    }
  };
  visit(readValues(source.yaml, "yaml").value);
  return (["environment", "callers", "reference"] as const).flatMap((kind) =>
    [...found[kind]].map(([name, { uses, count }]) => ({ kind, name, uses, count })),
  );
}

interface Found {
  readonly uses: VariableUse[];
  count: number;
}

function makeUse(source: VariableSource, path: Path, name: string): VariableUse {
  const { yaml, flow, nameOf } = source;
  const [top, index] = path;
  const entry = top === flow.listKey && typeof index === "number" ? index : null;
  return {
    path,
    executor: (entry === null ? null : nameOf(entry)) ?? null,
    range: rangeIn(yaml, path, name),
    reads: readsAt(source, path),
  };
}

/** The engine expands what stands at the top of an executor, of `with` and of `gateway` once more than all else. */
function readsAt({ effective, flow }: VariableSource, path: Path): Value | undefined {
  if (!effective) {
    return undefined;
  }
  const [top, index, ...rest] = path;
  const entry = top === flow.listKey ? flow.entries[Number(index)] : undefined;
  const way = entry ? wayInArguments(entry, rest) : [];
  const called = entry
    ? way.length > 0
      ? valueAt(entry.args, way)
      : undefined
    : top === "with" || top === "gateway"
      ? valueAt(flow[top], path.slice(1))
      : undefined;
  return called ?? valueAt(effective, path);
}

function rangeIn(yaml: YamlDocument, path: Path, name: string): TextRange | null {
  const range = rangeOf(yaml, path);
  if (!range) {
    return null;
  }
  const text = yaml.text.slice(range.from, Math.min(range.to, range.from + MAX_TEXT));
  const word = name.replaceAll(/[.[\]]/g, "\\$&");
  const found =
    name.length > MAX_NAME
      ? null
      : new RegExp(`\\$(?:${word}(?!\\w)|\\{${word}\\}|\\{\\{\\s?(?:\\w+\\.)?${word}\\s?\\}\\})`).exec(text);
  if (found) {
    const from = range.from + found.index;
    return { from, to: from + found[0].length };
  }
  const end = text.search(/[\r\n]/);
  return end < 0 ? range : { from: range.from, to: range.from + end };
}
