/** About how many bytes documents take in a message. Pure. */
import { type Doc, type DocValue, isFields, Tensor } from "../model/run/document.ts";

/** What a field takes beside a text or bytes. */
const FIELD_BYTES = 64;
/** Documents in documents are looked into so deep. */
const MAX_DEPTH = 100;

/** Of lists that were measured. */
const sizes = new WeakMap<readonly Doc[], number>();

/**
 * As said above; takes time in proportion to what is in them, arrays and bytes aside, and none for the same list again,
 * which is asked for at several steps.
 */
export function sizeOfDocuments(documents: readonly Doc[]): number {
  const known = sizes.get(documents);
  if (known !== undefined) {
    return known;
  }
  let size = 0;
  for (const document of documents) {
    size += sizeOfFields(document, 0);
  }
  sizes.set(documents, size);
  return size;
}

function sizeOfFields(fields: { readonly [name: string]: DocValue }, depth: number): number {
  let size = 0;
  for (const name in fields) {
    size += FIELD_BYTES + sizeOfValue(fields[name]!, depth);
  }
  return size;
}

function sizeOfValue(value: DocValue, depth: number): number {
  if (typeof value === "string" || value instanceof Uint8Array) {
    return value.length;
  }
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) {
    return 0;
  }
  if (value instanceof Tensor) {
    return value.buffer.length;
  }
  if (Array.isArray(value)) {
    let size = 8 * value.length;
    for (const item of value) {
      size += sizeOfValue(item, depth + 1);
    }
    return size;
  }
  return isFields(value) ? sizeOfFields(value, depth + 1) : 0;
}
