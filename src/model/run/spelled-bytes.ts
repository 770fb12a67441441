/**
 * Bytes as JSON spells them here: `{"base64": "…"}`. In documents that are typed that is bytes where the gateway's own type
 * has bytes, and an object of that key anywhere else, so that no value is taken for another. Pure.
 */
import { base64Of, bytesOfBase64 } from "../../base/base64.ts";
import { type Doc, type DocValue, type Fields, isFields, isList } from "./document.ts";
import type { DocumentType, FieldType } from "./document-type.ts";

/** The object that stands for bytes. */
export function spellBytes(bytes: Uint8Array): Fields {
  return { base64: base64Of(bytes) };
}

/** The bytes that an object stands for; null for any other value. */
export function bytesSpelled(value: DocValue | undefined): Uint8Array | null {
  return isFields(value) && typeof value.base64 === "string" && Object.keys(value).length === 1
    ? bytesOfBase64(value.base64)
    : null;
}

/** The document with bytes in the places where it spells some and its type has them. */
export function withBytes(document: Doc, { fields }: DocumentType): Doc {
  const read = new Map<string, DocValue>();
  for (const { name, type } of fields) {
    const value = Object.hasOwn(document, name) ? document[name]! : null;
    const typed = typedValue(value, type);
    if (typed !== value) {
      read.set(name, typed);
    }
  }
  return read.size === 0
    ? document
    : Object.fromEntries(Object.entries(document).map(([name, value]) => [name, read.get(name) ?? value]));
}

function typedValue(value: DocValue, type: FieldType): DocValue {
  switch (type.kind) {
    case "bytes":
      return bytesSpelled(value) ?? value;
    case "document":
      return isFields(value) ? withBytes(value, type.type()) : value;
    case "list":
      return isList(value) ? itemsOf(value, type.item) : value;
    case "mapping":
      return isFields(value) ? valuesOf(value, type.item) : value;
    case "either":
      // What may be an object as well stays one.
      return type.types.every(({ kind }) => !OBJECTS.has(kind)) && type.types.some(isBytes)
        ? (bytesSpelled(value) ?? value)
        : value;
    default:
      return value;
  }
}

function itemsOf(items: readonly DocValue[], type: FieldType): readonly DocValue[] {
  const typed = items.map((item) => typedValue(item, type));
  return typed.some((item, index) => item !== items[index]) ? typed : items;
}

function valuesOf(fields: Fields, type: FieldType): Fields {
  const typed = Object.entries(fields).map(([name, value]) => [name, typedValue(value, type)] as const);
  return typed.some(([name, value]) => value !== fields[name]) ? Object.fromEntries(typed) : fields;
}

function isBytes({ kind }: FieldType): boolean {
  return kind === "bytes";
}

const OBJECTS: ReadonlySet<FieldType["kind"]> = new Set(["any", "document", "either", "mapping"]);
