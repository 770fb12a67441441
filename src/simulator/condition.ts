/** `when`: which documents an executor gets, in the language of docarray's queries. */
import { type Doc, type DocValue, isFields } from "../model/run/document.ts";
import { gatewayError } from "./faults.ts";

/** Whether an executor gets a document. Throws ClientError where the gateway fails on the condition. */
export type Condition = (document: Doc) => boolean;

type Comparison = (found: DocValue | undefined, wanted: DocValue) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  $eq: (found, wanted) => isSame(found, wanted),
  $neq: (found, wanted) => !isSame(found, wanted),
  $lt: (found, wanted) => isOrdered(found, wanted, (order) => order < 0),
  $lte: (found, wanted) => isOrdered(found, wanted, (order) => order <= 0),
  $gt: (found, wanted) => isOrdered(found, wanted, (order) => order > 0),
  $gte: (found, wanted) => isOrdered(found, wanted, (order) => order >= 0),
  $in: (found, wanted) => isIn(found, wanted),
  $nin: (found, wanted) => !isIn(found, wanted),
  $regex: (found, wanted) => typeof found === "string" && new RegExp(String(wanted), "u").test(found),
  $size: (found, wanted) => sizeOf(found) === wanted,
};

/** Fields that every document has, set or not, as Jina's own class of documents declares them. */
const OWN_FIELDS = new Set([
  "id",
  "text",
  "tags",
  "tensor",
  "embedding",
  "chunks",
  "matches",
  "blob",
  "url",
  "uri",
]);

/** Reads a condition: a mapping of fields, or of `$and`, `$or` and `$not`, to what they have to be. */
export function readCondition(query: DocValue): Condition {
  if (isFields(query)) {
    return all(Object.entries(query).map(([key, value]) => conditionOf(key, value)));
  }
  if (Array.isArray(query)) {
    return all(query.map(readCondition));
  }
  return refuse(`The query is illegal: \`${String(query)}\``);
}

function conditionOf(key: string, value: DocValue): Condition {
  if (key === "$or") {
    const parts = partsOf(value);
    return (document) => parts.some((part) => part(document));
  }
  if (key === "$and") {
    return all(partsOf(value));
  }
  if (key === "$not") {
    const part = readCondition(value);
    return (document) => !part(document);
  }
  if (key.startsWith("$")) {
    return refuse(`The operator ${key} is not supported yet, please double check the given filters!`);
  }
  if (!isFields(value) || Object.keys(value).length === 0) {
    return refuse(
      "Not a valid query. It should follow the format: { <field1>: { <operator1>: <value1> }, ... }",
    );
  }
  return all(Object.entries(value).map(([operator, wanted]) => comparisonOf(key, operator, wanted)));
}

function comparisonOf(field: string, operator: string, wanted: DocValue): Condition {
  if (operator === "$exists") {
    return (document) => (find(document, field).isThere ? wanted === true : wanted === false);
  }
  const compare = COMPARISONS[operator];
  if (!compare) {
    return refuse(`The operator ${operator} is not supported yet, please double check the given filters!`);
  }
  return (document) => {
    const { isThere, value } = find(document, field);
    return isThere && compare(value, wanted);
  };
}

function partsOf(value: DocValue): Condition[] {
  return isFields(value)
    ? Object.entries(value).map(([key, one]) => conditionOf(key, one))
    : Array.isArray(value)
      ? value.map(readCondition)
      : [readCondition(value)];
}

function all(parts: readonly Condition[]): Condition {
  return (document) => parts.every((part) => part(document));
}

function refuse(message: string): Condition {
  return () => {
    throw gatewayError("ValueError", message, "The condition `when` of an executor cannot be read.");
  };
}

/** The value at a path, as `tags__colour`. */
function find(
  document: Doc,
  path: string,
): { readonly isThere: boolean; readonly value: DocValue | undefined } {
  const [first = "", ...keys] = path.split("__");
  let value: DocValue | undefined = document[first];
  let isThere = first in document || OWN_FIELDS.has(first);
  for (const key of keys) {
    const inside: DocValue | undefined = Array.isArray(value)
      ? value[Number(key)]
      : isFields(value)
        ? value[key]
        : undefined;
    isThere = inside !== undefined;
    value = inside;
  }
  return { isThere, value };
}

function isSame(found: DocValue | undefined, value: DocValue): boolean {
  if (Array.isArray(found) && Array.isArray(value)) {
    return found.length === value.length && value.every((one, index) => isSame(found[index], one));
  }
  if (isFields(found) && isFields(value)) {
    return (
      Object.keys(found).length === Object.keys(value).length &&
      Object.entries(value).every(([key, one]) => key in found && isSame(found[key], one))
    );
  }
  // True equals 1 in Python, and False 0.
  const left = typeof found === "boolean" ? Number(found) : (found ?? null);
  const right = typeof value === "boolean" ? Number(value) : value;
  return left === right || (isNumber(left) && isNumber(right) && Number(left) === Number(right));
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isOrdered(found: DocValue | undefined, value: DocValue, is: (order: number) => boolean): boolean {
  if (found === undefined || found === null) {
    return false;
  }
  const left = typeof found === "boolean" ? Number(found) : found;
  const right = typeof value === "boolean" ? Number(value) : value;
  if (isNumber(left) && isNumber(right)) {
    return is(left < right ? -1 : left > right ? 1 : 0);
  }
  if (typeof left === "string" && typeof right === "string") {
    return is(left < right ? -1 : left > right ? 1 : 0);
  }
  throw gatewayError(
    "TypeError",
    `'<' not supported between instances of '${pythonName(found)}' and '${pythonName(value)}'`,
    "The condition `when` of an executor compares values of different kinds.",
  );
}

function pythonName(value: unknown): string {
  return typeof value === "string"
    ? "str"
    : typeof value === "boolean"
      ? "bool"
      : isNumber(value)
        ? "float"
        : "dict";
}

function isIn(found: DocValue | undefined, wanted: DocValue): boolean {
  return typeof wanted === "string"
    ? typeof found === "string" && wanted.includes(found)
    : Array.isArray(wanted) && wanted.some((one) => isSame(found, one));
}

function sizeOf(value: DocValue | undefined): number | null {
  return typeof value === "string" || Array.isArray(value)
    ? value.length
    : isFields(value)
      ? Object.keys(value).length
      : null;
}
