/** All arguments that the engine knows, as engine/make_arguments.py has written them down, and what holds for each. */

import { equals, isList } from "../python.ts";
import type { Value } from "../value.ts";
import table from "./arguments.json" with { type: "json" };
import { type ArgumentValue, Drawn, hasDrawn, type Port } from "./drawn.ts";

/** The engine's parsers: of an executor, of the gateway, of `with`, and of the client, which is only asked for names. */
export type ParserName = "deployment" | "gateway" | "flow" | "client";

type ArgumentType =
  | "exit"
  | "flag"
  | "string"
  | "int"
  | "enum"
  | "choice"
  | "map"
  | "string list"
  | "enum list"
  | "int list"
  | "host list"
  | "port map";

/** One argument; engine/make_arguments.py says what its members mean. The client's have the first five only. */
export interface Argument {
  readonly name: string;
  readonly flags: readonly string[];
  readonly type: ArgumentType;
  readonly nargs?: "+" | "*";
  readonly choices?: readonly string[];
  readonly default?: unknown;
  readonly hidden?: boolean;
  readonly required?: boolean;
}

interface Table extends Readonly<Record<ParserName, readonly Argument[]>> {
  readonly engine: string;
  readonly otherNames: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly logConfigs: readonly string[];
}

/** The whole list. */
export const TABLE = table as unknown as Table;

/** All parsers. */
export const PARSER_NAMES: readonly ParserName[] = ["deployment", "gateway", "flow", "client"];

/** The parsers that an unknown argument of a Flow or of an executor is looked up in, in the engine's order. */
export const FALLBACKS: readonly ParserName[] = ["gateway", "deployment", "client", "flow"];

/** The engine's default of an argument; undefined if there is no such argument. */
export function defaultOf(
  parser: "deployment" | "gateway" | "flow",
  name: string,
): ArgumentValue | undefined {
  const argument = argumentOf(parser, name);
  return argument && drawn(argument.default);
}

function drawn(value: unknown): ArgumentValue {
  if (isList(value as Value)) {
    return (value as readonly unknown[]).map(drawn) as readonly Port[];
  }
  return value === "random port"
    ? new Drawn("port")
    : value === "random id"
      ? new Drawn("id")
      : (value as Value);
}

/** All arguments of a parser in the engine's order. */
export function argumentsOf(parser: ParserName): readonly Argument[] {
  return TABLE[parser];
}

/** One argument by its name, as values have it. */
export function argumentOf(parser: ParserName, name: string): Argument | undefined {
  return indexOf(parser).get(name)?.argument;
}

/** All names of a parser in the engine's order. */
export function namesOf(parser: ParserName): Iterable<string> {
  return indexOf(parser).keys();
}

interface Placed {
  readonly argument: Argument;
  /** Its position in the engine's order. */
  readonly place: number;
}

const indexes = new Map<ParserName, ReadonlyMap<string, Placed>>();

function indexOf(parser: ParserName): ReadonlyMap<string, Placed> {
  let index = indexes.get(parser);
  if (!index) {
    index = new Map(TABLE[parser].map((argument, place) => [argument.name, { argument, place }]));
    indexes.set(parser, index);
  }
  return index;
}

/** The values in the engine's order, without those that equal their defaults. */
export function nonDefaults(
  parser: "deployment" | "gateway" | "flow",
  values: ReadonlyMap<string, ArgumentValue>,
): Map<string, ArgumentValue> {
  const index = indexOf(parser);
  const given: { readonly name: string; readonly value: ArgumentValue; readonly place: number }[] = [];
  for (const [name, value] of values) {
    const placed = index.get(name);
    if (placed && (hasDrawn(value) || !equals(value, (placed.argument.default ?? null) as Value))) {
      given.push({ name, value, place: placed.place });
    }
  }
  given.sort((one, other) => one.place - other.place);
  return new Map(given.map(({ name, value }) => [name, value]));
}

/** The file that the logging set-up is read from; null where it comes with the engine, or nothing is logged. */
export function neededLogConfig(values: ReadonlyMap<string, ArgumentValue>): string | null {
  const name = values.get("log_config");
  return typeof name === "string" && name !== "" && !logConfigs.has(name) && values.get("quiet") !== true
    ? name
    : null;
}

const logConfigs = new Set(TABLE.logConfigs.flatMap((name) => [name, `logging.${name}.yml`]));
