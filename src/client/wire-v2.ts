/**
 * Documents as gateways with docarray 0.30 and later have them, with any fields. The schema is known to the Executors
 * alone, so a value is sent as what it is: a JSON object as a dict, a JSON array as a list. Bytes are those that
 * protobuf-es would write. Pure.
 */
import { type Doc, type DocValue, type Fields, isList, Tensor } from "../model/run/document.ts";
import type { MessageWriter } from "./message-writer.ts";
import { doubleOf, fieldsOf, keyOf, placeOf, placeOfItem, textOf } from "./wire-values.ts";
import { writeDense } from "./write-dense.ts";

/** Writes the fields of a document. Throws ClientError of code `input`, naming the place, for a value that the wire cannot hold. */
export function writeDocument(writer: MessageWriter, doc: Doc, place: string): void {
  writeFields(writer, doc, place);
}

/** The entries of a map from names to values, each in a field 1. */
function writeFields(writer: MessageWriter, fields: Fields, place: string): void {
  const names = Object.keys(fields);
  for (let at = names.length - 1; at >= 0; at -= 1) {
    const name = names[at]!;
    const end = writer.length;
    writeNode(writer, fields[name]!, placeOf(name, place));
    writer.message(2, end);
    writer.text(1, keyOf(name, place));
    writer.message(1, end);
  }
}

/** A node holds nothing for null. */
function writeNode(writer: MessageWriter, value: DocValue, place: string): void {
  if (value === null) {
    return;
  }
  switch (typeof value) {
    case "string":
      writer.text(1, textOf(value, place));
      return;
    case "boolean":
      writer.uint32(4, value ? 1 : 0);
      return;
    case "number":
    case "bigint":
      writeNumber(writer, doubleOf(value, place));
      return;
  }
  const end = writer.length;
  if (value instanceof Uint8Array) {
    writer.blob(5, value);
  } else if (value instanceof Tensor) {
    // Its type, behind it in the message.
    writer.text(13, "ndarray");
    const arrayEnd = writer.length;
    writeDense(writer, value);
    writer.message(1, arrayEnd);
    writer.message(6, arrayEnd);
  } else if (isList(value)) {
    for (let at = value.length - 1; at >= 0; at -= 1) {
      const itemEnd = writer.length;
      writeNode(writer, value[at]!, placeOfItem(at, place));
      writer.message(1, itemEnd);
    }
    writer.message(9, end);
  } else {
    writeFields(writer, fieldsOf(value, place), place);
    writer.message(12, end);
  }
}

/** Whole numbers go as such while 32 bits hold them. Not -0, which only a float has. */
function writeNumber(writer: MessageWriter, value: number): void {
  if (Object.is(value | 0, value)) {
    writer.int32(2, value);
  } else {
    writer.double(3, value);
  }
}
