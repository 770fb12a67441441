/** Documents of answers from docarray below 0.30, under the names of the wire; one that is not set is absent. */
import { WireType } from "@bufbuild/protobuf/wire";
import type { DocValue } from "../model/run/document.ts";
import { readNdArrayV1 } from "./answer-arrays.ts";
import { type AnswerReader, fieldsOf, Message, readEntry, readStruct, tooDeep } from "./answer-reader.ts";

const CONTENT = ["blob", "tensor", "text"] as const;
/** Texts and whole numbers by field; the wire leaves them out where they are empty or 0. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [1, "id"],
  [7, "parent_id"],
  [9, "uri"],
  [10, "modality"],
  [11, "mime_type"],
]);
const WHOLE_NUMBERS: ReadonlyMap<number, string> = new Map([
  [5, "granularity"],
  [6, "adjacency"],
]);
const FLOATS: ReadonlyMap<number, string> = new Map([
  [8, "weight"],
  [12, "offset"],
]);
const STRUCTS: ReadonlyMap<number, string> = new Map([
  [17, "tags"],
  [20, "_metadata"],
]);
const LISTS: ReadonlyMap<number, string> = new Map([
  [14, "chunks"],
  [15, "matches"],
]);
const SCORES: ReadonlyMap<number, string> = new Map([
  [18, "scores"],
  [19, "evaluations"],
]);

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
  const lists: { [field: string]: DocValue[] } = {};
  const scores: { [field: string]: [string, DocValue][] } = {};
  const location: number[] = [];
  while (message.next()) {
    const { field } = message;
    if (TEXTS.has(field) && message.isOnce(field, WireType.LengthDelimited)) {
      setUnless(out, TEXTS.get(field)!, message.text(), "");
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      setContent(out, "blob", message.bytes(), message);
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      setContent(out, "tensor", readNdArrayV1(reader, message.length(), depth + 1), message);
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      setContent(out, "text", message.text(), message);
    } else if (WHOLE_NUMBERS.has(field) && message.isOnce(field, WireType.Varint)) {
      setUnless(out, WHOLE_NUMBERS.get(field)!, reader.uint32(), 0);
    } else if (FLOATS.has(field) && message.isOnce(field, WireType.Bit32)) {
      setUnless(out, FLOATS.get(field)!, reader.float(), 0);
    } else if (message.isNumbers(13, WireType.Bit32)) {
      out.location = location;
      message.numbers(location, () => reader.float());
    } else if (LISTS.has(field) && message.is(field, WireType.LengthDelimited)) {
      const name = LISTS.get(field)!;
      lists[name] ??= [];
      out[name] = lists[name];
      lists[name].push(readDocumentV1(reader, message.length(), depth + 1));
    } else if (message.isOnce(16, WireType.LengthDelimited)) {
      out.embedding = readNdArrayV1(reader, message.length(), depth + 1);
    } else if (STRUCTS.has(field) && message.isOnce(field, WireType.LengthDelimited)) {
      out[STRUCTS.get(field)!] = readStruct(reader, message.length(), depth + 1);
    } else if (SCORES.has(field) && message.is(field, WireType.LengthDelimited)) {
      const name = SCORES.get(field)!;
      scores[name] ??= [];
      scores[name].push(readEntry(reader, message.length(), depth, readScore));
    } else {
      message.unknown();
    }
  }
  for (const [name, entries] of Object.entries(scores)) {
    out[name] = fieldsOf(entries, message);
  }
  return message.done(out);
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
