/**
 * Values → values that a file can hold, so that the engine hands over the first when it reads that file. It reads each text
 * once more as a number, a truth value, a list or nothing, in quotes too, and takes off one pair of quotes in each of its
 * rounds: where that matters, as many pairs are put around.
 */
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import { isList, isMap, pythonStr, retype } from "../../model/python.ts";
import { Float, type Value, type ValueMap } from "../../model/value.ts";

/** Rounds in which the engine reads every text of a file again. */
const ROUNDS = 4;

/** The arguments of a call of a method. */
export function keptArguments(args: ValueMap): ValueMap {
  // Of texts that are arguments themselves there is one round more.
  return keptIn(args, ROUNDS, ROUNDS + 1);
}

/** The arguments of a Deployment of its own, which is read again. */
export function keptDeployment(args: ValueMap): ValueMap {
  return keptIn(args, 2 * ROUNDS, 2 * ROUNDS);
}

/** `rounds`: of a text in a value; `ownRounds`: of one that is an argument. */
function keptIn(args: ValueMap, rounds: number, ownRounds: number): ValueMap {
  return new Map(
    [...args].map(([key, value]): [string, Value] => {
      if (typeof value === "string") {
        return [key, keptNumber(value) ?? keptText(value, ownRounds)];
      }
      return [key, key === "env" && isMap(value) ? keptVariables(value, rounds) : kept(value, rounds)];
    }),
  );
}

/** The variables of an environment, which are texts there, whatever the file gives. */
function keptVariables(variables: ValueMap, rounds: number): ValueMap {
  return new Map(
    [...variables].map(([name, value]) => [
      name,
      (typeof value === "string" ? keptNumber(value) : null) ?? kept(value, rounds),
    ]),
  );
}

/** A number that does for a text of digits where all becomes texts in the end; null where none does. */
function keptNumber(text: string): Value {
  const read = retype(text);
  const isNumber = typeof read === "number" || typeof read === "bigint" || read instanceof Float;
  return isNumber && pythonStr(read) === text ? read : null;
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
