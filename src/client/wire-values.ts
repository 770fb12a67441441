/**
 * What both generations' codecs share about single values: refusing what the wire cannot hold, with the place in the
 * request, and arrays of numbers. A place reads like `documents[3].tags.name`.
 */

import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { bytesOfBase64 } from "../base/base64.ts";
import { counted } from "../base/words.ts";
import { describeLoneSurrogate, findLoneSurrogate } from "../model/lone-surrogate.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type DocValue, Excerpt, type Fields, isFields, isList, Tensor } from "../model/run/document.ts";

/**
 * In the place of a place where nobody is told of it, and of all within it: making one takes longer than writing what
 * stands there.
 */
export const NO_PLACE = "";

/** The place of a field of the object at the place. */
export function placeOf(field: string, place: string): string {
  return place === NO_PLACE ? NO_PLACE : `${place}.${field}`;
}

/** The place of an item of the list at the place. */
export function placeOfItem(index: number, place: string): string {
  return place === NO_PLACE ? NO_PLACE : `${place}[${index}]`;
}

/** The refusal of a value in a request: a ClientError of code `input`. */
export function refused(place: string, why: string, advice = ""): ClientError {
  return new ClientError("input", `${place} ${why}.`, { advice });
}

/** The value as an object with fields. Throws a ClientError that names `place` if it is none. */
export function fieldsOf(value: DocValue, place: string): Fields {
  if (!isFields(value)) {
    throw refused(place, `must be an object, not ${kindOf(value)}`);
  }
  return value;
}

/** The value as a list. Throws a ClientError that names `place` if it is none. */
export function listOf(value: DocValue, place: string): readonly DocValue[] {
  if (!isList(value)) {
    throw refused(place, `must be a list, not ${kindOf(value)}`);
  }
  return value;
}

/** The value as a text that a wire can carry. Throws a ClientError that names `place` if it is none. */
export function textOf(value: DocValue, place: string): string {
  if (typeof value !== "string") {
    throw refused(place, `must be a text, not ${kindOf(value)}`);
  }
  const at = findLoneSurrogate(value);
  if (at >= 0) {
    throw refused(
      place,
      `holds ${describeLoneSurrogate(value, at)} at character ${at + 1}, which no wire carries`,
    );
  }
  return value;
}

/** A key of the object at the place, which is a text like any other. */
export function keyOf(key: string, place: string): string {
  return textOf(key, `A key of ${place}`);
}

/** A number as a double. Whole numbers that no double holds are refused, never rounded. */
export function doubleOf(value: DocValue, place: string): number {
  if (typeof value === "bigint") {
    const double = Number(value);
    // An infinite double has no whole number to compare with.
    if (!Number.isFinite(double) || BigInt(double) !== value) {
      throw refused(place, `is ${value}, which the wire cannot hold exactly`, "Send it as a text.");
    }
    return double;
  }
  if (typeof value !== "number") {
    throw refused(place, `must be a number, not ${kindOf(value)}`);
  }
  return value;
}

/** A number for a 32-bit float: rounded like any float, but not to infinity or 0, and whole ones not at all. */
export function floatOf(value: DocValue, place: string): number {
  const number = doubleOf(value, place);
  if (Number.isFinite(number) && !Number.isFinite(Math.fround(number))) {
    throw refused(place, `is ${number}, which is too large for a 32-bit float`);
  }
  if (number !== 0 && Math.fround(number) === 0) {
    throw refused(place, `is ${number}, which is too small for a 32-bit float: it would become 0`);
  }
  if (Number.isInteger(number) && Math.fround(number) !== number) {
    throw refused(place, `is ${number}, which a 32-bit float does not hold exactly`);
  }
  return number;
}

/** A whole number from 0 to 2^32 - 1. */
export function uint32Of(value: DocValue, place: string): number {
  const number = doubleOf(value, place);
  if (!Number.isInteger(number) || number < 0 || number > 0xffffffff) {
    throw refused(place, `must be a whole number from 0 to 4294967295, not ${number}`);
  }
  return number;
}

/** Bytes, or base64 text, which is how JSON spells bytes. */
export function bytesOf(value: DocValue, place: string): Uint8Array {
  if (value instanceof Uint8Array) {
    return value;
  }
  const bytes = bytesOfBase64(textOf(value, place));
  if (!bytes) {
    throw refused(place, "must be bytes as base64 text");
  }
  return bytes;
}

/** The text that bytes are in UTF-8; null for bytes that are none. */
export function textOfUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes as docarray from 0.30 on reads them in JSON: the letters that they are in UTF-8. */
export function utf8Of(bytes: Uint8Array, place: string): string {
  const text = textOfUtf8(bytes);
  if (text === null) {
    throw refused(
      place,
      "holds bytes that are no UTF-8, which this gateway's JSON cannot spell",
      "gRPC carries it.",
    );
  }
  return text;
}

/**
 * An object as a google.protobuf.Struct, whose numbers are doubles. NaN and infinities pass: only JSON cannot spell
 * them, and this wire is binary. Bytes and tensors are refused, as there is nothing to hold them.
 */
export function structOf(value: DocValue, place: string): JsonObject {
  const entries = Object.entries(fieldsOf(value, place));
  // From entries, because assigning to a key `__proto__` would set no key.
  return Object.fromEntries(
    entries.map(([key, item]) => [keyOf(key, place), structValueOf(item, placeOf(key, place))]),
  );
}

function structValueOf(value: DocValue, place: string): JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  if (typeof value === "string") {
    return textOf(value, place);
  }
  if (typeof value === "bigint") {
    return doubleOf(value, place);
  }
  if (isList(value)) {
    return value.map((item, index) => structValueOf(item, placeOfItem(index, place)));
  }
  if (!isFields(value)) {
    throw refused(
      place,
      `cannot be ${kindOf(value)}: only texts, numbers, booleans, null, lists and objects fit here`,
    );
  }
  return structOf(value, place);
}

/**
 * A tensor as it is, or a list of numbers as 32-bit floats (`<f4`); lists in lists of equal lengths become further
 * dimensions.
 */
export function tensorOf(value: DocValue, place: string): Tensor {
  if (value instanceof Tensor) {
    return value;
  }
  const shape: number[] = [];
  for (let part: DocValue | undefined = listOf(value, place); isList(part); part = part[0]) {
    shape.push(part.length);
  }
  const numbers: number[] = [];
  const collect = (part: DocValue, depth: number, partPlace: string): void => {
    if (depth === shape.length) {
      numbers.push(floatOf(part, partPlace));
      return;
    }
    const items = listOf(part, partPlace);
    if (items.length !== shape[depth]) {
      throw refused(
        partPlace,
        `has ${counted(items.length, "item")} where the list before it has ${shape[depth]}`,
      );
    }
    items.forEach((item, index) => {
      collect(item, depth + 1, placeOfItem(index, partPlace));
    });
  };
  collect(value, 0, place);

  const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, index) => {
    bytes.setFloat32(4 * index, number, true);
  });
  return new Tensor(shape, "<f4", new Uint8Array(bytes.buffer));
}

/** What a value is, for a sentence. */
function kindOf(value: DocValue): string {
  if (value === null) {
    return "null";
  }
  if (isList(value)) {
    return "a list";
  }
  if (value instanceof Tensor) {
    return "a tensor";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  if (value instanceof Excerpt) {
    return "a part of an answer";
  }
  switch (typeof value) {
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    default:
      return "a number";
  }
}
