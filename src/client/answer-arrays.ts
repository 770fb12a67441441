/** Arrays of numbers in an answer. Their bytes are views of the answer's, never copies. */
import { WireType } from "@bufbuild/protobuf/wire";
import { type DocValue, Tensor } from "../model/run/document.ts";
import { type AnswerReader, Message, readStruct } from "./answer-reader.ts";

/** A NdArrayProto of docarray below 0.30: a tensor, or the parts of a sparse array. */
export function readNdArrayV1(reader: AnswerReader, end: number, depth: number): DocValue {
  const message = new Message(reader, end);
  let content: DocValue = null;
  let sparse: { [key: string]: DocValue } | null = null;
  let name = "";
  let parameters: DocValue = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      content = readDense(reader, message.length());
      sparse = null;
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      sparse = readSparse(message, reader, message.length());
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      name = message.plainText("cls_name");
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      parameters = readStruct(reader, message.length(), depth);
    } else {
      message.unknown();
    }
  }
  return message.done(sparse ? { ...sparse, cls_name: name, parameters } : content);
}

/** A NdArrayProto of docarray 0.30 and later. */
export function readNdArrayV2(reader: AnswerReader, end: number): DocValue {
  const message = new Message(reader, end);
  let content: DocValue = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      content = readDense(reader, message.length());
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      // Its parameters say nothing about its numbers.
      reader.pos = message.length();
    } else {
      message.unknown();
    }
  }
  return message.done(content);
}

function readDense(reader: AnswerReader, end: number): DocValue {
  const message = new Message(reader, end);
  let buffer: Uint8Array = new Uint8Array(0);
  let dtype = "";
  const shape: number[] = [];
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      buffer = message.bytes();
    } else if (message.isNumbers(2, WireType.Varint)) {
      message.numbers(shape, () => reader.uint32());
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      dtype = message.plainText("dtype");
    } else {
      message.unknown();
    }
  }
  return message.done(new Tensor(shape, dtype, buffer));
}

/** What it has to remark goes to the array that it is in. */
function readSparse(outer: Message, reader: AnswerReader, end: number): { [key: string]: DocValue } {
  const message = new Message(reader, end);
  let indices: DocValue = null;
  let values: DocValue = null;
  const shape: number[] = [];
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      indices = readDense(reader, message.length());
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      values = readDense(reader, message.length());
    } else if (message.isNumbers(3, WireType.Varint)) {
      message.numbers(shape, () => reader.uint32());
    } else {
      message.unknown();
    }
  }
  for (const remark of message.remarks()) {
    outer.note(remark);
  }
  return { indices, values, shape };
}
