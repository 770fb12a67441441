/**
 * Documents that came as JSON. Each is read when it is looked at, within the limits of documents in protobuf, so that
 * showing it takes no longer, whatever is in it.
 */
import { bytesOfBase64 } from "../base/base64.ts";
import { grouped } from "../base/words.ts";
import {
  type Doc,
  type DocumentList,
  type DocValue,
  Excerpt,
  isFields,
  isList,
  Tensor,
} from "../model/run/document.ts";
import { DETAIL_LIMITS, type Limits, MAX_DEPTH } from "./answer-reader.ts";
import type { Generation } from "./generation.ts";
import { readJsonAt } from "./json-bytes.ts";

/**
 * The first so many documents of an answer, or all. The list may grow while it is looked at. Items that are no objects
 * are shown as what they are, with a remark.
 */
export function createJsonDocuments(
  items: readonly unknown[],
  generation: Generation,
  length: number = items.length,
): DocumentList {
  return {
    length,
    at: (index, detail = "whole") =>
      index >= 0 && index < length ? documentOf(items[index], DETAIL_LIMITS[detail], generation) : undefined,
  };
}

/** The documents of a large answer, which begin at these places in its bytes. */
export function createIndexedDocuments(
  bytes: Uint8Array,
  offsets: Uint32Array,
  generation: Generation,
): DocumentList {
  return {
    length: offsets.length,
    byteLength: bytes.byteLength + offsets.byteLength,
    at(index, detail = "whole") {
      const from = offsets[index];
      if (from === undefined) {
        return undefined;
      }
      const { value, isCut } = readJsonAt(bytes, from, DETAIL_LIMITS[detail]);
      return shownAs(value, isCut, generation);
    },
  };
}

/** The ids of the first documents of an answer, of those that have one. */
export function documentIds(answer: unknown, most = Infinity): string[] {
  const data = hasFields(answer) && Array.isArray(answer.data) ? answer.data.slice(0, most) : [];
  return data.flatMap((item) => (hasFields(item) && typeof item.id === "string" ? [item.id] : []));
}

function hasFields(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as far as the limits go; an Excerpt where something is left out. */
export function excerptOf(value: unknown, limits: Limits): DocValue {
  const reading = createReading(limits);
  const read = reading.read(value, 1);
  return reading.isCut() ? new Excerpt(read, "the rest is not shown") : read;
}

function documentOf(item: unknown, limits: Limits, generation: Generation): Doc | Excerpt {
  const reading = createReading(limits);
  return shownAs(reading.read(item, 1), reading.isCut(), generation);
}

function shownAs(read: DocValue, isCut: boolean, generation: Generation): Doc | Excerpt {
  if (!isFields(read)) {
    return new Excerpt({ value: read }, "it is no document");
  }
  const document = generation === "v1" ? typedV1(read) : read;
  return isCut ? new Excerpt(document, "the rest of it is not shown") : document;
}

/** Copies values until the limits are used up. */
function createReading(limits: Limits) {
  let { values, textBytes } = limits;
  let isCut = false;
  const cut = (note: string): Excerpt => new Excerpt(null, note);

  const read = (value: unknown, depth: number): DocValue => {
    values -= 1;
    if (typeof value === "string") {
      if (value.length <= textBytes) {
        textBytes -= value.length;
        return value;
      }
      const shown = value.slice(0, textBytes);
      textBytes = 0;
      return new Excerpt(shown, `${grouped(value.length - shown.length)} more characters are not shown`);
    }
    if (value === null || typeof value === "number" || typeof value === "boolean") {
      return value;
    }
    if (depth > MAX_DEPTH) {
      return cut(`nested deeper than ${MAX_DEPTH} levels: the rest is not shown`);
    }
    if (Array.isArray(value)) {
      return readList(value, depth);
    }
    return typeof value === "object" ? readFields(value, depth) : null;
  };

  const readList = (list: readonly unknown[], depth: number): DocValue => {
    const items: DocValue[] = [];
    for (const item of list) {
      if (values <= 0) {
        isCut = true;
        return new Excerpt(items, `${grouped(list.length - items.length)} more items are not shown`);
      }
      items.push(read(item, depth + 1));
    }
    return items;
  };

  const readFields = (fields: object, depth: number): DocValue => {
    const entries: [string, DocValue][] = [];
    for (const key in fields) {
      if (values <= 0) {
        isCut = true;
        break;
      }
      entries.push([key, read((fields as { [key: string]: unknown })[key], depth + 1)]);
    }
    // From entries, because assigning to a key `__proto__` would set no key.
    return Object.fromEntries(entries);
  };

  return { read, isCut: () => isCut };
}

/** A document of docarray below 0.30: what is not set is null there; bytes are base64, arrays are lists of numbers. */
function typedV1(document: Doc): Doc {
  const entries: [string, DocValue][] = [];
  for (const [field, value] of Object.entries(document)) {
    if (value !== null) {
      entries.push([field, typedField(field, value)]);
    }
  }
  return Object.fromEntries(entries);
}

function typedField(field: string, value: DocValue): DocValue {
  switch (field) {
    case "blob":
      return typeof value === "string" ? (bytesOfBase64(value) ?? value) : value;
    case "tensor":
    case "embedding":
      return tensorOfLists(value) ?? value;
    case "chunks":
    case "matches":
      return isList(value) ? value.map((item) => (isFields(item) ? typedV1(item) : item)) : value;
    case "scores":
    case "evaluations":
      return isFields(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, score]) => [
              name,
              isFields(score) ? withoutNulls(score) : score,
            ]),
          )
        : value;
    default:
      return value;
  }
}

function withoutNulls(fields: Doc): Doc {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Lists in lists of equal lengths as an array of 64-bit floats, which hold what JSON spells; null for anything else. */
function tensorOfLists(value: DocValue): Tensor | null {
  const shape: number[] = [];
  for (let part: DocValue | undefined = value; isList(part); part = part[0]) {
    shape.push(part.length);
  }
  if (shape.length === 0) {
    return null;
  }
  const numbers: number[] = [];
  const collect = (part: DocValue, depth: number): boolean => {
    if (depth === shape.length) {
      return typeof part === "number" && numbers.push(part) > 0;
    }
    return isList(part) && part.length === shape[depth] && part.every((item) => collect(item, depth + 1));
  };
  if (!collect(value, 0)) {
    return null;
  }
  const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, index) => {
    bytes.setFloat64(8 * index, number, true);
  });
  return new Tensor(shape, "<f8", new Uint8Array(bytes.buffer));
}
