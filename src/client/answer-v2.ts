/** Documents of answers from docarray 0.30 and later, which have any fields. */
import { WireType } from "@bufbuild/protobuf/wire";
import type { DocValue } from "../model/run/document.ts";
import { readNdArrayV2 } from "./answer-arrays.ts";
import { type AnswerReader, fieldsOf, Message, readEntry, readList, readMap } from "./answer-reader.ts";

/** The document that takes all bytes up to `end`. `out` gets its fields one by one, so that they are there if it breaks off. */
export function readDocumentV2(
  reader: AnswerReader,
  end: number,
  depth: number,
  out: { [field: string]: DocValue } = {},
): DocValue {
  const message = new Message(reader, end);
  const entries: [string, DocValue][] = [];
  while (message.next()) {
    if (message.is(1, WireType.LengthDelimited)) {
      const entry = readEntry(reader, message.length(), depth, readNode);
      entries.push(entry);
      Object.defineProperty(out, entry[0], {
        value: entry[1],
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else {
      message.unknown();
    }
  }
  return message.done(fieldsOf(entries, message));
}

function readNode(reader: AnswerReader, end: number, depth: number): DocValue {
  const message = new Message(reader, end);
  let value: DocValue = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      value = message.text();
    } else if (message.isOnce(2, WireType.Varint)) {
      value = reader.int32();
    } else if (message.isOnce(3, WireType.Bit64)) {
      value = reader.double();
    } else if (message.isOnce(4, WireType.Varint)) {
      value = reader.bool();
    } else if (message.isOnce(5, WireType.LengthDelimited)) {
      value = message.bytes();
    } else if (message.isOnce(6, WireType.LengthDelimited)) {
      value = readNdArrayV2(reader, message.length());
    } else if (message.isOnce(7, WireType.LengthDelimited) || message.isOnce(12, WireType.LengthDelimited)) {
      value = readMap(reader, message.length(), depth, readNode);
    } else if (message.isOnce(8, WireType.LengthDelimited)) {
      value = readList(reader, message.length(), depth, readNestedDocument);
    } else if (message.isOnce(9, WireType.LengthDelimited) || message.isOnce(10, WireType.LengthDelimited)) {
      value = readList(reader, message.length(), depth, readNode);
    } else if (message.isOnce(11, WireType.LengthDelimited)) {
      value = readList(reader, message.length(), depth, readNode);
    } else if (message.isOnce(13, WireType.LengthDelimited)) {
      // The name of the class that it becomes in Python.
      reader.pos = message.length();
    } else {
      message.unknown();
    }
  }
  return message.done(value);
}

function readNestedDocument(reader: AnswerReader, end: number, depth: number): DocValue {
  return readMap(reader, end, depth, readNode);
}
