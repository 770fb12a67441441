/**
 * Finds the parts of a large answer in JSON without keeping its values: where each document stands in the bytes, and
 * where what is around them does. Its values are read when they are looked at (`json-bytes.ts`).
 */
import { documentIds } from "./json-documents.ts";
import {
  CLOSE_FIELDS,
  CLOSE_LIST,
  COMMA,
  OPEN_FIELDS,
  OPEN_LIST,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from "./json-scan.ts";

/** Where the parts of an answer stand in its bytes; all places are offsets. */
interface JsonIndex {
  readonly isFields: boolean;
  /** Of each item of `data`; null where `data` is there and no list. */
  readonly documents: Uint32Array<ArrayBuffer> | null;
  /** Of the values of its other keys, the last one of each; there are none where it is no object. */
  readonly parts: { readonly [key: string]: number };
  /** Of documents that have one, by which an answer without a number is known; of the first ten thousand. */
  readonly ids: readonly string[];
}

/** The bytes of an answer and what was found in them. */
export interface IndexedJson {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly index: JsonIndex;
}

/** Keys of an answer beside its documents. */
const PARTS = new Set(["header", "parameters", "routes", "status", "detail"]);
const MAX_IDS = 10_000;

/** New for each answer: its buffer goes to another thread, and no buffer goes twice. */
const noItems = () => new Uint32Array(0);

/** Throws a SyntaxError for bytes that are no JSON. */
export function indexJson(bytes: Uint8Array): JsonIndex {
  const ids = documentIds(JSON.parse(new TextDecoder().decode(bytes)), MAX_IDS);
  let documents: JsonIndex["documents"] = noItems();
  const parts: { [key: string]: number } = {};
  const begin = beginOf(bytes);
  if (bytes[begin] !== OPEN_FIELDS) {
    return { isFields: false, documents, parts, ids };
  }
  for (let at = skipSpace(bytes, begin + 1); bytes[at] !== CLOSE_FIELDS && at < bytes.length; ) {
    const end = skipString(bytes, at);
    const key: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(at, end)));
    const value = skipColon(bytes, end);
    if (key === "data") {
      documents = itemsOf(bytes, value);
    } else if (PARTS.has(String(key))) {
      parts[String(key)] = value;
    }
    at = skipSpace(bytes, skipValue(bytes, value));
    if (bytes[at] === COMMA) {
      at = skipSpace(bytes, at + 1);
    }
  }
  return { isFields: true, documents, parts, ids };
}

/** Where the text's value begins: a mark of the byte order is no part of it. */
export function beginOf(bytes: Uint8Array): number {
  return skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

/** Where each item of a list stands; none for `null`, and null for what is no list. */
function itemsOf(bytes: Uint8Array, value: number): Uint32Array<ArrayBuffer> | null {
  if (bytes[value] !== OPEN_LIST) {
    return bytes[value] === "null".charCodeAt(0) ? noItems() : null;
  }
  let items = new Uint32Array(64);
  let count = 0;
  for (let at = skipSpace(bytes, value + 1); bytes[at] !== CLOSE_LIST && at < bytes.length; ) {
    if (count === items.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(items);
      items = larger;
    }
    items[count] = at;
    count += 1;
    at = skipSpace(bytes, skipValue(bytes, at));
    if (bytes[at] === COMMA) {
      at = skipSpace(bytes, at + 1);
    }
  }
  return items.subarray(0, count);
}
