/**
 * Documents on their way between threads: a copy that a browser makes loses the classes of their values, and is made
 * whole before anything of it can be looked at. Packed, they are texts and one block of bytes, which cost next to nothing to
 * hand over, and each is read when it is asked for.
 */
import { numberText } from "../base/words.ts";
import { type Doc, type DocumentList, type DocValue, Excerpt, Tensor } from "../model/run/document.ts";

/** Documents as a thread posts them. */
export interface PackedDocuments {
  /** Of each document its JSON; what JSON does not have is a list that begins with its kind, as every list does. */
  readonly texts: readonly string[];
  /** The bytes of all documents, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What JSON has. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** For a thread to post. */
export function packDocuments(documents: DocumentList): PackedDocuments {
  const blocks: Uint8Array[] = [];
  let length = 0;
  const placeOf = (block: Uint8Array): readonly [number, number] => {
    const from = length;
    blocks.push(block);
    length += block.length;
    return [from, length];
  };
  const pack = (value: DocValue): Json => {
    switch (typeof value) {
      case "bigint":
        return ["bigint", String(value)];
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : ["number", numberText(value)];
      case "object":
        return packObject(value);
      default:
        return value;
    }
  };
  const packObject = (value: Extract<DocValue, object> | null): Json => {
    if (value === null) {
      return null;
    }
    if (value instanceof Uint8Array) {
      return ["bytes", ...placeOf(value)];
    }
    if (value instanceof Tensor) {
      return ["tensor", value.shape, value.dtype, ...placeOf(value.buffer)];
    }
    if (value instanceof Excerpt) {
      return ["excerpt", pack(value.shown), value.note];
    }
    if (Array.isArray(value)) {
      return ["list", ...value.map(pack)];
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one as DocValue)]));
  };
  const texts = itemsOf(documents).map((document) => JSON.stringify(pack(document)));
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return { texts, bytes };
}

/** The documents that were packed, each of them read when it is asked for. */
export function unpackDocuments({ texts, bytes }: PackedDocuments): DocumentList {
  return {
    length: texts.length,
    byteLength: texts.reduce((sum, text) => sum + 2 * text.length, bytes.length),
    at: (index) => {
      const text = texts[index];
      return text === undefined ? undefined : unpackDocument(text, bytes);
    },
  };
}

/** Something with documents, as a thread posts it. */
export type Packed<Whole> = Omit<Whole, "documents"> & { readonly documents: PackedDocuments };

/** For a thread to post: a request, a workload or an answer. */
export function packed<Whole extends { readonly documents: DocumentList }>(whole: Whole): Packed<Whole> {
  return { ...whole, documents: packDocuments(whole.documents) };
}

/** What was packed, with all of its documents. */
export function unpacked<Whole>(from: Packed<Whole>): Omit<Whole, "documents"> & {
  readonly documents: readonly Doc[];
} {
  const { texts, bytes } = from.documents;
  return { ...from, documents: texts.map((text) => unpackDocument(text, bytes)) };
}

/** What is in a list. */
export function itemsOf(documents: DocumentList): readonly (Doc | Excerpt)[] {
  return Array.from({ length: documents.length }, (_, index) => documents.at(index) ?? {});
}

function unpackDocument(text: string, bytes: Uint8Array): Doc {
  const unpack = (packed: Json): DocValue => {
    if (Array.isArray(packed)) {
      return unpackList(packed);
    }
    return typeof packed === "object" && packed !== null
      ? Object.fromEntries(Object.entries(packed).map(([key, one]) => [key, unpack(one)]))
      : (packed as DocValue);
  };
  const unpackList = ([kind, ...rest]: readonly Json[]): DocValue => {
    switch (kind) {
      case "bigint":
        return BigInt(String(rest[0]));
      case "number":
        return Number(rest[0]);
      case "bytes":
        return bytes.subarray(Number(rest[0]), Number(rest[1]));
      case "tensor": {
        const [shape, dtype, from, to] = rest;
        return new Tensor(
          shape as readonly number[],
          String(dtype),
          bytes.subarray(Number(from), Number(to)),
        );
      }
      case "excerpt":
        return new Excerpt(unpack(rest[0] ?? null), String(rest[1]));
      default:
        return rest.map(unpack);
    }
  };
  return unpack(JSON.parse(text)) as Doc;
}
