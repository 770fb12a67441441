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
    switch (kind) {
      case "text":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          setUnless(out, name, message.text(), "");
          continue;
        }
        break;
      case "content of bytes":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          setContent(out, name, message.bytes(), message);
          continue;
        }
        break;
      case "content of numbers":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          setContent(out, name, readNdArrayV1(reader, message.length(), depth + 1), message);
          continue;
        }
        break;
      case "content of text":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          setContent(out, name, message.text(), message);
          continue;
        }
        break;
      case "whole number":
        if (message.isOnce(field, WireType.Varint)) {
          setUnless(out, name, reader.uint32(), 0);
          continue;
        }
        break;
      case "float":
        if (message.isOnce(field, WireType.Bit32)) {
          setUnless(out, name, reader.float(), 0);
          continue;
        }
        break;
      case "floats":
        if (message.isNumbers(field, WireType.Bit32)) {
          message.numbers(listIn<number>(out, name), () => reader.float());
          continue;
        }
        break;
      case "documents":
        if (message.is(field, WireType.LengthDelimited)) {
          listIn<DocValue>(out, name).push(readDocumentV1(reader, message.length(), depth + 1));
          continue;
        }
        break;
      case "array":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          out[name] = readNdArrayV1(reader, message.length(), depth + 1);
          continue;
        }
        break;
      case "struct":
        if (message.isOnce(field, WireType.LengthDelimited)) {
          out[name] = readStruct(reader, message.length(), depth + 1);
          continue;
        }
        break;
      case "scores":
        if (message.is(field, WireType.LengthDelimited)) {
          scores[name] ??= [];
          scores[name].push(readEntry(reader, message.length(), depth, readScore));
          continue;
        }
        break;
    }
    message.unknown();
  }
  for (const [name, entries] of Object.entries(scores)) {
    out[name] = fieldsOf(entries, message);
  }
  return message.done(out);
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
