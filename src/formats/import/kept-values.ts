/**
 * Values → values that a file can hold, so that the engine hands over the first when it reads that file. It reads each text
 * once more as a number, a truth value, a list or nothing, in quotes too, and takes off one pair of quotes in each of its
 * rounds: where that matters, as many pairs are put around.
 */
import { argumentOf, type ParserName } from "../../model/engine/argument-table.ts";
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import { isList, isMap, pythonStr, retype } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";

/** Rounds in which the engine reads every text of a file again. */
const ROUNDS = 4;

/** `rounds`: one more for texts that are arguments themselves, twice as many in a Deployment, which is read again. */
interface Place {
  readonly parsers: readonly ParserName[];
  readonly rounds: number;
  readonly isDeployment: boolean;
}

/** The arguments of a call of a method. */
export function keptArguments(args: ValueMap, parsers: readonly ParserName[]): ValueMap {
  return keptIn(args, { parsers, rounds: ROUNDS, isDeployment: false });
}

/** The arguments of a Deployment of its own. */
export function keptDeployment(args: ValueMap): ValueMap {
  return keptIn(args, { parsers: ["deployment"], rounds: 2 * ROUNDS, isDeployment: true });
}

function keptIn(args: ValueMap, place: Place): ValueMap {
  return new Map([...args].map(([key, value]) => [key, keptArgument(key, value, place)]));
}

/** Every argument becomes a text of the command line, so that a number does for a text of digits. */
function keptArgument(key: string, value: Value, { parsers, rounds, isDeployment }: Place): Value {
  if (typeof value === "string") {
    const read = retype(value);
    const isSame = read !== null && typeof read !== "boolean" && pythonStr(read) === value;
    return isSame && !isList(read) ? read : keptText(value, isDeployment ? rounds : rounds + 1);
  }
  const type = parsers
    .map((parser) => argumentOf(parser, key.replaceAll("-", "_"))?.type)
    .find((found) => found !== undefined);
  if (isMap(value) && type === "map") {
    // The engine reads the texts right below it again itself.
    return new Map(
      [...value].map(([name, item]) => [name, typeof item === "string" ? retyped(item) : kept(item, rounds)]),
    );
  }
  return kept(value, rounds);
}

/** What the text comes to in the end, where that is one value. */
function retyped(text: string): Value {
  const read = retype(text);
  return isList(read) || typeof read === "string" ? keptText(text, ROUNDS) : read;
}

function kept(value: Value, rounds: number): Value {
  if (typeof value === "string") {
    return keptText(value, rounds);
  }
  if (isList(value)) {
    return value.map((item) => kept(item, rounds));
  }
  return isMap(value) ? new Map([...value].map(([key, item]) => [key, kept(item, rounds)])) : value;
}

function keptText(text: string, rounds: number): Value {
  if (text === NESTED_FLOW || text === NESTED_DEPLOYMENT) {
    return new Map([["jtype", text === NESTED_FLOW ? "Flow" : "Deployment"]]);
  }
  return retype(text) === text ? text : "'".repeat(rounds) + text + "'".repeat(rounds);
}
