/** Values of documents beside those of a condition, as Python compares them. */
import { byCodePoint } from "../model/python.ts";
import { type DocValue, isFields } from "../model/run/document.ts";
import { gatewayError, tooSlow, unsupported } from "./faults.ts";
import { choicesIn, readTargetPattern } from "./target-pattern.ts";

const ADVICE = "The condition `when` of an executor compares values of different kinds.";
const SIGNS: Readonly<Record<string, string>> = { $lt: "<", $gt: ">", $lte: "<=", $gte: ">=" };

/** So many steps a pattern may take on a text. */
const MAX_STEPS = 1e8;

/** Whether two values are equal; True equals 1 in Python, and False 0. */
export function isSame(found: DocValue, wanted: DocValue): boolean {
  if (Array.isArray(found) && Array.isArray(wanted)) {
    return (
      found.length === wanted.length &&
      found.every((one: DocValue, index) => isSame(one, wanted[index] ?? null))
    );
  }
  if (isFields(found) && isFields(wanted)) {
    const keys = Object.keys(found);
    return (
      keys.length === Object.keys(wanted).length &&
      keys.every((key) => Object.hasOwn(wanted, key) && isSame(found[key] ?? null, wanted[key] ?? null))
    );
  }
  const [left, right] = [numberOf(found), numberOf(wanted)];
  return left === null || right === null ? found === wanted : left === right;
}

/** Below 0, 0 or above 0, as the first is smaller. Throws what the gateway fails with where they have no order. */
export function compareValues(found: DocValue, wanted: DocValue, operator: string): number {
  const [left, right] = [numberOf(found), numberOf(wanted)];
  if (left !== null && right !== null) {
    return left === right ? 0 : left - right;
  }
  if (typeof found === "string" && typeof wanted === "string") {
    return byCodePoint(found, wanted);
  }
  throw gatewayError(
    "TypeError",
    `'${SIGNS[operator]}' not supported between instances of '${kindOf(found)}' and '${kindOf(wanted)}'`,
    ADVICE,
  );
}

/** Whether a text holds another one, which has to be one. */
export function contains(text: string, part: DocValue): boolean {
  if (typeof part !== "string") {
    throw gatewayError(
      "TypeError",
      `'in <string>' requires string as left operand, not ${kindOf(part)}`,
      ADVICE,
    );
  }
  return text.includes(part);
}

/** Whether a pattern of Python's `re` is found anywhere in a text. */
export function textFits(text: DocValue, pattern: DocValue): boolean {
  if (typeof text !== "string" || typeof pattern !== "string") {
    throw gatewayError("TypeError", "expected string or bytes-like object", ADVICE);
  }
  const read = readTargetPattern(pattern);
  switch (read.kind) {
    case "broken":
      throw gatewayError(
        "re.error",
        read.message,
        "`$regex` takes a regular expression as Python writes them.",
      );
    case "unsupported":
      throw unsupported(read.construct, "a condition");
    case "ready": {
      const { quantifiers, bars } = choicesIn(pattern);
      const steps = text.length ** (quantifiers + 1) * 2 ** bars;
      if (/\)[*+{?]/.test(pattern) || steps > MAX_STEPS) {
        throw tooSlow("Which documents a condition takes");
      }
      return read.isIn(text);
    }
  }
}

function numberOf(value: DocValue): number | null {
  return typeof value === "boolean" || typeof value === "bigint" || typeof value === "number"
    ? Number(value)
    : null;
}

/** Python's name of a kind of values. */
function kindOf(value: DocValue): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    default:
      return value === null ? "NoneType" : Array.isArray(value) ? "list" : "dict";
  }
}
