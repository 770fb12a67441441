/**
 * Checks documents by their type, as Pydantic 2 does in its lax mode, by which docarray makes documents of what arrives:
 * a text of digits is a number, a number is no text. What a type does not name is passed over, as it is there.
 */
import { listed } from "../../base/words.ts";
import { shorten } from "../shorten.ts";
import { type DocValue, Excerpt, isFields, isList, Tensor } from "./document.ts";
import type { DocumentType, FieldType } from "./document-type.ts";

/** What is wrong with a document. */
export interface DocumentFault {
  /** Within the document, as `inner.price` or `tags[2]`. */
  readonly place: string;
  /** Goes on after the place: `a number is wanted, not the text “abc”`. */
  readonly message: string;
}

/** Faults of one document that are told. */
const MAX_FAULTS = 20;
/** Characters of a value that are quoted. */
const MAX_QUOTED = 40;
/** Of a class's name. */
const MAX_NAME = 200;
/** Values of one document that are looked at. */
const MAX_VALUES = 100_000;

/** What is wrong with a document of this type; an excerpt is taken to be right where it is cut. */
export function checkDocument(document: DocValue, type: DocumentType): readonly DocumentFault[] {
  const faults: DocumentFault[] = [];
  let left = MAX_VALUES;

  const tell = (place: string, message: string): void => {
    if (faults.length < MAX_FAULTS) {
      faults.push({ place, message });
    }
  };

  const checkFields = (value: DocValue, { title, fields }: DocumentType, place: string): void => {
    const shown = value instanceof Excerpt ? value.shown : value;
    if (!isFields(shown)) {
      tell(place, `${shorten(title, MAX_NAME)} is wanted, not ${quoted(value)}`);
      return;
    }
    for (const { name, type: fieldType, isRequired, isOptional } of fields) {
      const where = place === "" ? name : `${place}.${name}`;
      if (Object.hasOwn(shown, name)) {
        checkValue(shown[name] ?? null, fieldType, isOptional || name === "id", where);
      } else if (isRequired && value === shown) {
        tell(where, "is missing, and has to be given");
      }
    }
  };

  const checkValue = (value: DocValue, type: FieldType, isOptional: boolean, place: string): void => {
    left -= 1;
    if (left < 0 || faults.length === MAX_FAULTS || (value === null && isOptional)) {
      return;
    }
    if (type.kind === "document" && value !== null) {
      checkFields(value, type.type(), place);
    } else if (type.kind === "list" && isList(value)) {
      for (const [index, item] of value.entries()) {
        checkValue(item, type.item, type.isItemOptional, `${place}[${index}]`);
      }
    } else if (type.kind === "mapping" && isFields(value)) {
      for (const [name, item] of Object.entries(value)) {
        checkValue(item, type.item, type.isItemOptional, `${place}.${name}`);
      }
    } else if (!fits(value, type)) {
      const given = type.kind === "tensor" ? quotedArray(value) : quoted(value);
      tell(place, `${wanted(type)} is wanted, not ${given}`);
    }
  };

  checkFields(document, type, "");
  return faults;
}

/** Whether a value alone is of a type. */
function fits(value: DocValue, type: FieldType): boolean {
  if (value instanceof Excerpt) {
    return true;
  }
  switch (type.kind) {
    case "any":
      return true;
    case "text":
    case "url":
      return typeof value === "string";
    case "bytes":
      return typeof value === "string" || value instanceof Uint8Array;
    case "boolean":
      return typeof value === "boolean" || value === 0 || value === 1 || isWord(value, BOOLEANS);
    case "integer":
      return (
        typeof value === "bigint" ||
        typeof value === "boolean" ||
        Number.isInteger(value) ||
        isWord(value, INTEGER)
      );
    case "number":
      return (
        typeof value === "bigint" ||
        typeof value === "boolean" ||
        typeof value === "number" ||
        isWord(value, NUMBER)
      );
    case "choice":
      return type.choices.some((choice) => Object.is(choice, value));
    case "mapping":
      return isFields(value);
    case "tensor":
      return isTensor(value, type.shape);
    case "list":
      return isList(value);
    case "document":
      return isFields(value);
    case "either":
      return type.types.some((one) => fits(value, one));
  }
}

const BOOLEANS = /^(?:0|1|t|f|y|n|true|false|yes|no|on|off)$/i;
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$/;
const NUMBER = /^\s*[+-]?(?:(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)\s*$/i;

function isWord(value: DocValue, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/**
 * An array whose rows are as long as each other. docarray changes the shape of one that has as many items, and numpy makes
 * an array of texts too.
 */
function isTensor(value: DocValue, shape: readonly number[] | null): boolean {
  const lengths = lengthsOf(value);
  return lengths !== null && (shape === null || productOf(shape) === productOf(lengths));
}

function productOf(lengths: readonly number[]): number {
  return lengths.reduce((product, length) => product * length, 1);
}

/** Lists within lists that numpy makes one array of. */
const MAX_DIMENSIONS = 32;

/**
 * The lengths of lists within lists, which docarray reads from a text in JSON too; null for anything else, and where rows
 * are not as long as each other.
 */
function lengthsOf(given: DocValue): readonly number[] | null {
  const value = typeof given === "string" ? readList(given) : given;
  if (value instanceof Tensor) {
    return value.shape;
  }
  const lengths: number[] = [];
  const isEven = (item: DocValue, depth: number): boolean => {
    if (!isList(item)) {
      return depth === lengths.length;
    }
    if (depth === MAX_DIMENSIONS) {
      return false;
    }
    if (lengths[depth] === undefined && depth === lengths.length) {
      lengths.push(item.length);
    }
    return lengths[depth] === item.length && item.every((one) => isEven(one, depth + 1));
  };
  return isList(value) && isEven(value, 0) ? lengths : null;
}

/** What a text in JSON holds; null for another text. */
function readList(text: string): DocValue {
  try {
    return text.trimStart().startsWith("[") ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const WANTED: { readonly [kind in FieldType["kind"]]: string } = {
  any: "anything",
  text: "a text",
  url: "an address",
  bytes: 'bytes as a text or as {"base64": "…"}',
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  choice: "one of the choices",
  mapping: "an object",
  tensor: "an array of numbers",
  list: "a list",
  document: "a document",
  either: "another value",
};

/** Choices that are named. */
const MAX_CHOICES = 8;

function wanted(type: FieldType): string {
  if (type.kind === "choice") {
    const named = type.choices
      .slice(0, MAX_CHOICES)
      .map((choice) => (typeof choice === "string" ? `“${shorten(choice, MAX_QUOTED)}”` : quoted(choice)));
    return `one of ${named.join(", ")}${type.choices.length > MAX_CHOICES ? ", …" : ""}`;
  }
  if (type.kind === "either") {
    return listed([...new Set(type.types.slice(0, MAX_CHOICES).map(wanted))], "or");
  }
  return type.kind === "tensor" && type.shape ? arrayOf(type.shape) : WANTED[type.kind];
}

function arrayOf(shape: readonly number[]): string {
  return `an array of the shape ${shorten(shape.join("×"), MAX_QUOTED)}`;
}

/** What is given in place of an array. */
function quotedArray(value: DocValue): string {
  const lengths = lengthsOf(value);
  return lengths ? arrayOf(lengths) : isList(value) ? "lists of unlike lengths" : quoted(value);
}

function quoted(value: DocValue): string {
  if (
    value === null ||
    typeof value === "boolean" ||
    typeof value === "number" ||
    typeof value === "bigint"
  ) {
    return String(value);
  }
  if (typeof value === "string") {
    return `the text “${shorten(value, MAX_QUOTED)}”`;
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  if (value instanceof Tensor) {
    return arrayOf(value.shape);
  }
  return isList(value) ? "a list" : value instanceof Excerpt ? quoted(value.shown) : "an object";
}
