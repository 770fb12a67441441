/**
 * Needs as the engine holds them. What stands in a list of needs stays what it is, number, date or nothing, until the
 * Flow is built: there the engine sorts each executor's needs, and writes all of them as keys of JSON.
 */

import type { EngineFault } from "../engine-fault.ts";
import { byCodePoint, isList, isTrue, pythonRepr, pythonStr, typeName } from "../python.ts";
import type { PythonFault } from "../python-json.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../value.ts";

/** One need: a name, or anything else that Python's sets take. Lists and mappings are refused where they stand. */
export type Need = Exclude<Value, readonly Value[] | ValueMap>;

/** The names of a `needs` value: null where the engine supplies them, undefined where it refuses the value. */
export function needsOf(value: Value | undefined): string[] | null | undefined {
  if (value === undefined || !isTrue(value)) {
    return null;
  }
  if (typeof value === "string") {
    return [value];
  }
  return isList(value) ? value.map(nameOfNeed) : undefined;
}

/** A need as it is shown, and told from others: nothing as `~`, since an executor may be called None or null. */
export function nameOfNeed(need: Value): string {
  return need === null ? "~" : pythonStr(need);
}

/** Whether Python can put a value into a set, as it does with needs. */
export function isNeed(value: Value): value is Need {
  return !isList(value) && !(value instanceof Map);
}

/** Each need once, as in one of Python's sets, where 1, 1.0 and true are one; the reader has one object for all NaN. */
export function distinctNeeds(needs: readonly Need[]): readonly Need[] {
  if (needs.length < 2) {
    return needs;
  }
  const firsts = new Map<unknown, Need>();
  for (const need of needs) {
    const key = identityOf(need);
    if (!firsts.has(key)) {
      firsts.set(key, need);
    }
  }
  return [...firsts.values()];
}

/** Equal for needs that are one to Python. */
export function identityOf(need: Need): unknown {
  if (typeof need === "string") {
    return need;
  }
  if (need === null || need instanceof Timestamp) {
    return need && `\0${need.text}`;
  }
  const number = numberOf(need);
  return Number.isInteger(number) ? BigInt(number) : number;
}

/** Kinds of values that Python compares with their own only, in the order in which engine/ask.py has them. */
const KINDS = ["text", "number", "date", "time", "time with a zone", "nothing"] as const;

type Kind = (typeof KINDS)[number];

function kindOf(need: Need): Kind {
  if (need === null) {
    return "nothing";
  }
  if (need instanceof Timestamp) {
    const hasTime = typeName(need) === "datetime.datetime";
    return hasTime ? (/[+-]\d\d:\d\d$/.test(need.text) ? "time with a zone" : "time") : "date";
  }
  return typeof need === "string" ? "text" : "number";
}

/**
 * Python's sorted() of a set of needs. A set has no order, and two that cannot be compared are met in any: they come here
 * in the order of KINDS, as engine/ask.py brings them.
 */
export function sortNeeds(needs: readonly Need[]): readonly Need[] {
  return needs.every((need) => typeof need === "string")
    ? (needs as readonly string[]).toSorted(byCodePoint)
    : needs.toSorted((a, b) => KINDS.indexOf(kindOf(a)) - KINDS.indexOf(kindOf(b)) || compareAlike(a, b));
}

function compareAlike(a: Need, b: Need): number {
  if (typeof a === "string" || a instanceof Timestamp) {
    return byCodePoint(nameOfNeed(a), nameOfNeed(b));
  }
  const [left, right] = [numberOf(a), numberOf(b)];
  // What is not a number comes last, whatever it is compared with.
  return (
    Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || (left < right ? -1 : left > right ? 1 : 0)
  );
}

function numberOf(need: Need): number | bigint {
  return need instanceof Float ? need.value : typeof need === "bigint" ? need : Number(need);
}

/** What Python says of a set of needs that it cannot sort; null of one that it can. */
export function sortingFault(needs: readonly Need[]): (PythonFault & { pair: readonly [Need, Need] }) | null {
  if (needs.every((need) => typeof need === "string")) {
    return null;
  }
  const sorted = sortNeeds(needs);
  const pair = pairOfTwoKinds(sorted);
  if (!pair) {
    return null;
  }
  const other = kindOf(pair[1]);
  const areDates = pair.every((need) => need instanceof Timestamp);
  const message = !areDates
    ? `'<' not supported between instances of '${typeName(pair[0])}' and '${typeName(pair[1])}'`
    : other === "date"
      ? "can't compare datetime.datetime to datetime.date"
      : `can't compare offset-naive and offset-aware datetimes`;
  return { type: "TypeError", message, pair };
}

/** The first two neighbours that Python cannot compare, the later one first. */
function pairOfTwoKinds(sorted: readonly Need[]): readonly [Need, Need] | null {
  for (const [index, need] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && kindOf(before) !== kindOf(need)) {
      return [need, before];
    }
  }
  return null;
}

/** The one line of the engine's log that names all from whom nobody receives. */
export function floatingWords(names: readonly string[], phase: EngineFault["phase"]): EngineFault {
  const listed = names.toSorted(byCodePoint).map(pythonRepr).join(", ");
  return {
    phase,
    type: "log",
    message: `[${listed}] are "floating" in this flow with no deployment receiving from them, you may want to double check if it is intentional or some mistake`,
  };
}
