/** Documents of answers from docarray below 0.30, under the names of the wire; one that is not set is absent. */
import { WireType } from "@bufbuild/protobuf/wire";
import type { DocValue } from "../model/run/document.ts";
import { readNdArrayV1 } from "./answer-arrays.ts";
import { type AnswerReader, fieldsOf, Message, readEntry, readStruct, tooDeep } from "./answer-reader.ts";

const CONTENT = ["blob", "tensor", "text"] as const;
/** The fields by their numbers, and what each holds. Texts and numbers are left out by the wire where they are empty or 0. */
const FIELDS = [
  ["", "nothing"],
  ["id", "text"],
  ["blob", "content of bytes"],
  ["tensor", "content of numbers"],
  ["text", "content of text"],
  ["granularity", "whole number"],
  ["adjacency", "whole number"],
  ["parent_id", "text"],
  ["weight", "float"],
  ["uri", "text"],
  ["modality", "text"],
  ["mime_type", "text"],
  ["offset", "float"],
  ["location", "floats"],
  ["chunks", "documents"],
  ["matches", "documents"],
  ["embedding", "array"],
  ["tags", "struct"],
  ["scores", "scores"],
  ["evaluations", "scores"],
  ["_metadata", "struct"],
] as const;

/** The document that takes all bytes up to `end`. `out` gets its fields one by one, so that they are there if it breaks off. */
export function readDocumentV1(
  reader: AnswerReader,
  end: number,
  depth: number,
  out: { [field: string]: DocValue } = {},
): DocValue {
  const deep = tooDeep(reader, end, depth);
  if (deep) {
    return deep;
  }
  const message = new Message(reader, end);
  const scores: { [field: string]: [string, DocValue][] } = {};
  while (message.next()) {
    const { field } = message;
    const [name, kind] = FIELDS[field] ?? FIELDS[0];
    if (!isTaken(message, kind)) {
      message.unknown();
      continue;
    }
    switch (kind) {
      case "text":
        setUnless(out, name, message.text(), "");
        break;
      case "content of bytes":
        setContent(out, name, message.bytes(), message);
        break;
      case "content of numbers":
        setContent(out, name, readNdArrayV1(reader, message.length(), depth + 1), message);
        break;
      case "content of text":
        setContent(out, name, message.text(), message);
        break;
      case "whole number":
        setUnless(out, name, reader.uint32(), 0);
        break;
      case "float":
        setUnless(out, name, reader.float(), 0);
        break;
      case "floats":
        message.numbers(listIn<number>(out, name), () => reader.float());
        break;
      case "documents":
        listIn<DocValue>(out, name).push(readDocumentV1(reader, message.length(), depth + 1));
        break;
      case "array":
        out[name] = readNdArrayV1(reader, message.length(), depth + 1);
        break;
      case "struct":
        out[name] = readStruct(reader, message.length(), depth + 1);
        break;
      case "scores":
        scores[name] ??= [];
        scores[name].push(readEntry(reader, message.length(), depth, readScore));
        break;
    }
  }
  for (const [name, entries] of Object.entries(scores)) {
    out[name] = fieldsOf(entries, message);
  }
  return message.done(out);
}

type Kind = (typeof FIELDS)[number][1];

/** Whether the field is on the wire as what it holds is, and has not been there before where it may be once. */
function isTaken(message: Message, kind: Kind): boolean {
  const { field } = message;
  switch (kind) {
    case "nothing":
      return false;
    case "whole number":
      return message.isOnce(field, WireType.Varint);
    case "float":
      return message.isOnce(field, WireType.Bit32);
    case "floats":
      return message.isNumbers(field, WireType.Bit32);
    case "documents":
    case "scores":
      return message.is(field, WireType.LengthDelimited);
    default:
      return message.isOnce(field, WireType.LengthDelimited);
  }
}

/** The list of a repeated field, which is there from its first item on. */
function listIn<Item extends DocValue>(out: { [field: string]: DocValue }, name: string): Item[] {
  out[name] ??= [];
  return out[name] as Item[];
}

function readScore(reader: AnswerReader, end: number): DocValue {
  const message = new Message(reader, end);
  // A score without its value would say nothing, so 0 is kept.
  const score: { [field: string]: DocValue } = { value: 0 };
  while (message.next()) {
    if (message.isOnce(1, WireType.Bit32)) {
      score.value = reader.float();
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      setUnless(score, "op_name", message.text(), "");
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      setUnless(score, "description", message.text(), "");
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      setUnless(score, "ref_id", message.text(), "");
    } else {
      message.unknown();
    }
  }
  return message.done(score);
}

/** A document has one content, which may be empty; of several the last one counts. */
function setContent(
  out: { [field: string]: DocValue },
  name: (typeof CONTENT)[number],
  value: DocValue,
  message: Message,
): void {
  for (const other of CONTENT) {
    if (other !== name && other in out) {
      message.note(`it carries ${other} beside ${name}; the last is shown`);
      delete out[other];
    }
  }
  out[name] = value;
}

function setUnless(out: { [field: string]: DocValue }, name: string, value: DocValue, unset: DocValue): void {
  if (Object.is(value, unset)) {
    delete out[name];
  } else {
    out[name] = value;
  }
}
