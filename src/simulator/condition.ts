/**
 * `when`: which documents an executor gets, in the language of docarray's queries. They are read as docarray reads them,
 * which is not in every case what is meant: a field that stands behind `$or` in one mapping belongs to it.
 */
import { type Doc, type DocValue, type Fields, isFields } from "../model/run/document.ts";
import { compareValues, contains, isSame, textFits } from "./condition-values.ts";
import { gatewayError } from "./faults.ts";

/** Whether an executor gets a document. Throws ClientError where the gateway fails on the condition. */
export type Condition = (document: Doc) => boolean;

interface Group {
  readonly isAny: boolean;
  readonly isNot: boolean;
  readonly parts: (Group | Condition)[];
}

type Part = Group | Condition;

/** What a query knows beside its text: the generation of docarray, which takes what is missing differently. */
type Docarray = "v1" | "v2";

const LOGICAL = new Set(["$and", "$or", "$not"]);
const ORDERS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ["$lt", (order: number) => order < 0],
  ["$gt", (order: number) => order > 0],
  ["$lte", (order: number) => order <= 0],
  ["$gte", (order: number) => order >= 0],
]);

/** Fields that documents have whether they are set or not, in docarray's class and in Jina's own for the later one. */
const OWN_FIELDS: Readonly<Record<Docarray, ReadonlySet<string>>> = {
  v1: new Set(
    "id parent_id granularity adjacency blob tensor mime_type text content weight uri tags offset location embedding modality evaluations scores chunks matches".split(
      " ",
    ),
  ),
  v2: new Set("id tensor chunks matches blob text url embedding tags scores".split(" ")),
};

/** Reads a condition: a mapping of fields, or of `$and`, `$or` and `$not`, to what they have to be. */
export function readCondition(query: DocValue, docarray: Docarray): Condition {
  const part = partOf(query, null, docarray);
  return part === null ? () => true : (document) => holds(part, document);
}

function holds(part: Part, document: Doc): boolean {
  if (typeof part === "function") {
    return part(document);
  }
  const { isAny, isNot, parts } = part;
  const does = isAny ? parts.some((one) => holds(one, document)) : parts.every((one) => holds(one, document));
  return does !== isNot;
}

/** What a piece of a query says together with what stands before it. */
function partOf(query: DocValue, before: Part | null, docarray: Docarray): Part | null {
  let root = before;
  const add = (part: Part | null): void => {
    if (root !== null && part !== null && typeof root !== "function") {
      root.parts.push(part);
    } else if (root === null) {
      root = part;
    }
  };
  if (Array.isArray(query)) {
    for (const one of query) {
      add(partOf(one, null, docarray));
    }
  } else if (isFields(query)) {
    for (const [key, value] of Object.entries(query)) {
      root = typeof root === "function" ? { ...groupOf("$and"), parts: [root] } : root;
      add(entryOf(key, value, docarray));
    }
  } else {
    return refuse(`The query is illegal: \`${String(query)}\``);
  }
  return root;
}

function entryOf(key: string, value: DocValue, docarray: Docarray): Part | null {
  if (LOGICAL.has(key)) {
    return partOf(value, groupOf(key), docarray);
  }
  if (key.startsWith("$")) {
    return refuse(`The operator ${key} is not supported yet, please double check the given filters!`);
  }
  const operators = isFields(value) ? Object.entries(value) : [];
  const [only] = operators;
  if (!only) {
    return refuse("Not a valid query.");
  }
  const parts = operators.map(([operator, wanted]) =>
    LOGICAL.has(operator)
      ? partOf(wanted, groupOf(operator), docarray)
      : comparisonOf(key, operator, wanted, docarray),
  );
  return operators.length === 1
    ? (parts[0] ?? null)
    : { ...groupOf("$and"), parts: parts.filter((part) => part !== null) };
}

function groupOf(operator: string): Group {
  return { isAny: operator === "$or", isNot: operator === "$not", parts: [] };
}

function comparisonOf(field: string, operator: string, wanted: DocValue, docarray: Docarray): Condition {
  const keys = field.split("__");
  const find = (document: Doc) => findValue(document, keys, docarray);
  if (operator === "$exists") {
    return existsOf(keys, wanted, docarray);
  }
  const compare = compareBy(operator);
  if (!compare) {
    return refuse(`The operator ${operator} is not supported yet, please double check the given filters!`);
  }
  const other = wantedOf(wanted, docarray);
  return (document) => {
    const value = find(document);
    return value === undefined && docarray === "v2" ? false : compare(value ?? null, other(document));
  };
}

type Compare = (found: DocValue, wanted: DocValue) => boolean;

function compareBy(operator: string): Compare | null {
  const order = ORDERS.get(operator);
  if (order) {
    return (found, wanted) => found !== null && order(compareValues(found, wanted, operator));
  }
  switch (operator) {
    case "$eq":
      return isSame;
    case "$neq":
      return (found, wanted) => !isSame(found, wanted);
    case "$in":
      return isIn;
    case "$nin":
      return (found, wanted) => !isIn(found, wanted);
    case "$regex":
      return (found, wanted) => found !== null && textFits(found, wanted);
    case "$size":
      return (found, wanted) => found !== null && sizeOf(found) === wanted;
    default:
      return null;
  }
}

/** A text in braces names another field of the document. */
function wantedOf(wanted: DocValue, docarray: Docarray): (document: Doc) => DocValue {
  if (typeof wanted !== "string" || !wanted.startsWith("{")) {
    return () => wanted;
  }
  const [found, ...more] = wanted.matchAll(/\{\s*([a-zA-Z0-9_]*)\s*\}/g);
  const name = found?.[1];
  if (name === undefined || more.length > 0) {
    return () => {
      throw valueError(`The placeholder \`${wanted}\` is illegal`);
    };
  }
  // Only docarray below 0.30 looks into fields here.
  const keys = docarray === "v1" ? name.split("__") : [name];
  return (document) => findValue(document, keys, docarray) ?? null;
}

function existsOf(keys: readonly string[], wanted: DocValue, docarray: Docarray): Condition {
  if (typeof wanted !== "boolean") {
    return () => {
      throw valueError("$exists operator can only accept True/False as value for comparison");
    };
  }
  return (document) => {
    const value = findValue(document, keys, docarray);
    const isThere =
      docarray === "v2" ? value !== undefined : keys.length > 1 ? (value ?? null) !== null : isSet(value);
    return isThere === wanted;
  };
}

/** What docarray below 0.30 takes for a field that is not empty. */
function isSet(value: DocValue | undefined): boolean {
  return Boolean(value) && sizeOf(value ?? null) !== 0;
}

/** The value at a path; undefined where there is none. */
function findValue(document: Doc, keys: readonly string[], docarray: Docarray): DocValue | undefined {
  const [first = "", ...more] = keys;
  let value: DocValue | undefined = ownValue(document, first);
  if (value === undefined && OWN_FIELDS[docarray].has(first)) {
    value = first === "tags" ? {} : first === "text" && docarray === "v1" ? "" : null;
  } else if (value === undefined && docarray === "v1") {
    throw gatewayError(
      "AttributeError",
      `'Document' object has no attribute '${first}'`,
      `A condition \`when\` asks for ${first}, which documents do not have: a tag is called tags__${first}.`,
    );
  }
  for (const key of more) {
    if (value === null || value === undefined) {
      return value;
    }
    if (Array.isArray(value) && Number(key) >= value.length && docarray === "v2") {
      throw gatewayError(
        "IndexError",
        "list index out of range",
        `A list is shorter than \`when\` takes it for.`,
      );
    }
    value = Array.isArray(value) ? value[Number(key)] : isFields(value) ? ownValue(value, key) : undefined;
  }
  return value;
}

/** A document may have a field by the name of something that every object of JavaScript has. */
function ownValue(fields: Fields, name: string): DocValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isIn(found: DocValue, wanted: DocValue): boolean {
  if (typeof wanted === "string") {
    return contains(wanted, found);
  }
  return Array.isArray(wanted)
    ? wanted.some((one: DocValue) => isSame(found, one))
    : isFields(wanted) && typeof found === "string" && Object.hasOwn(wanted, found);
}

function sizeOf(value: DocValue): number | null {
  if (typeof value === "string") {
    return [...value].length;
  }
  return Array.isArray(value) ? value.length : isFields(value) ? Object.keys(value).length : null;
}

/** The engine refuses it when the first documents come. */
function refuse(message: string): Condition {
  return () => {
    throw valueError(message);
  };
}

function valueError(message: string) {
  return gatewayError("ValueError", message, "The condition `when` of an executor cannot be read.");
}
