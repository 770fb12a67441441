/**
 * A Document as either docarray generation has it, in one form: fields by name. Bytes and tensors stay bytes, so a
 * response of many megabytes is never turned into lists of numbers.
 */
export interface Doc {
  readonly [field: string]: DocValue;
}

/** A value of a document or of parameters. */
export type DocValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tensor
  | Excerpt
  | readonly DocValue[]
  | { readonly [key: string]: DocValue };

/** The fields of an object, by name. */
export type Fields = { readonly [key: string]: DocValue };

/** A dense array: `buffer` holds its elements in C order in the byte order that `dtype` names (numpy's, as `<f4`). */
export class Tensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly buffer: Uint8Array;

  constructor(shape: readonly number[], dtype: string, buffer: Uint8Array) {
    this.shape = shape;
    this.dtype = dtype;
    this.buffer = buffer;
  }
}

/** A value of an answer that is not held as the gateway sent it. It is only shown, and never sent. */
export class Excerpt {
  /** What there is of it. */
  readonly shown: DocValue;
  /** What is not, or is not certain, for people: `nested deeper than 500 levels: 12 bytes are not shown`. */
  readonly note: string;

  constructor(shown: DocValue, note: string) {
    this.shown = shown;
    this.note = note;
  }
}

/** How much of a document is asked for: what a row shows, what it can be opened to, or as much as the page reads of one. */
export type Detail = "glance" | "more" | "whole";

/** The documents of an answer. A plain array is one; a large answer keeps its bytes and reads a document when asked. */
export interface DocumentList {
  readonly length: number;
  /** Bytes that the list holds; undefined where nobody has counted them. */
  readonly byteLength?: number;
  /** An Excerpt where not all of the document is there. Without `detail`, the whole. */
  at(index: number, detail?: Detail): Doc | Excerpt | undefined;
}

/** Whether a value is an object with fields: no list, no bytes, no array, and nothing that is only shown. */
export function isFields(value: DocValue | undefined): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Tensor) &&
    !(value instanceof Excerpt)
  );
}

/** Whether the value is a list. */
export function isList(value: DocValue | undefined): value is readonly DocValue[] {
  return Array.isArray(value);
}
