/**
 * Documents as gateways with docarray below 0.30 have them, with one fixed set of fields. Fields keep the names of the
 * wire; one that is not set is absent from a Doc, and null in a request means not set. Bytes are those that protobuf-es
 * would write. Pure.
 */
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  DocumentProtoSchema,
  type NamedScoreProtoSchema,
  NdArrayProtoSchema,
} from "../gen/v1/docarray_pb.js";
import { type Doc, type DocValue, type Fields, isFields, type Tensor } from "../model/run/document.ts";
import type { MessageWriter } from "./message-writer.ts";
import {
  bytesOf,
  fieldsOf,
  floatOf,
  keyOf,
  listOf,
  placeOf,
  placeOfItem,
  refused,
  structOf,
  tensorOf,
  textOf,
  uint32Of,
} from "./wire-values.ts";
import { writeDense, writeText } from "./write-dense.ts";

type ScoreInit = MessageInitShape<typeof NamedScoreProtoSchema>;
type Value = DocValue | undefined;

type Content = "text" | "blob" | "tensor";

const FIELDS: ReadonlySet<string> = new Set([
  "id",
  "text",
  "blob",
  "tensor",
  "granularity",
  "adjacency",
  "parent_id",
  "weight",
  "uri",
  "modality",
  "mime_type",
  "offset",
  "location",
  "chunks",
  "matches",
  "embedding",
  "tags",
  "scores",
  "evaluations",
  "_metadata",
]);

/**
 * Writes the fields of a document. Throws ClientError of code `input`, naming the place, for a field that documents of
 * this generation do not have and for a value that its field cannot hold.
 */
export function writeDocument(writer: MessageWriter, doc: Doc, place: string): void {
  const content = checkFields(doc, place);
  writeMaps(writer, doc, place);
  writeNdArray(writer, 16, doc.embedding, place, "embedding");
  writeDocuments(writer, 15, doc.matches, place, "matches");
  writeDocuments(writer, 14, doc.chunks, place, "chunks");
  writeLocation(writer, 13, doc.location, place);
  writeFloat(writer, 12, doc.offset, place, "offset");
  writeTextOf(writer, 11, doc.mime_type, place, "mime_type");
  writeTextOf(writer, 10, doc.modality, place, "modality");
  writeTextOf(writer, 9, doc.uri, place, "uri");
  writeFloat(writer, 8, doc.weight, place, "weight");
  writeTextOf(writer, 7, doc.parent_id, place, "parent_id");
  writeUint32(writer, 6, doc.adjacency, place, "adjacency");
  writeUint32(writer, 5, doc.granularity, place, "granularity");
  switch (content) {
    case "text":
      writer.text(4, textOf(doc.text!, placeOf(content, place)));
      break;
    case "tensor":
      writeNdArray(writer, 3, doc.tensor, place, content);
      break;
    case "blob":
      writer.blob(2, bytesOf(doc.blob!, placeOf(content, place)));
      break;
  }
  writeTextOf(writer, 1, doc.id, place, "id");
}

/** Which content the document has, if any. Throws for a second one, and for what is no field. */
function checkFields(doc: Doc, place: string): Content | null {
  let content: Content | null = null;
  for (const field in doc) {
    if (doc[field] === null) {
      continue;
    }
    if (!FIELDS.has(field)) {
      throw refused(
        placeOf(field, place),
        "is no field of a Document with docarray below 0.30, which this gateway runs",
        "Fields of your own go into tags.",
      );
    }
    if (isContent(field)) {
      if (content !== null) {
        throw refused(
          placeOf(field, place),
          `comes beside ${content}; a Document holds only one of text, blob and tensor`,
        );
      }
      content = field;
    }
  }
  return content;
}

function isContent(field: string): field is Content {
  return field === "text" || field === "blob" || field === "tensor";
}

function isSet(value: Value): value is Exclude<DocValue, null> {
  return value !== undefined && value !== null;
}

/** The fields whose numbers are the highest: they hold anything and are mostly small, so that protobuf-es writes them. */
function writeMaps(writer: MessageWriter, doc: Doc, place: string): void {
  const { tags, scores, evaluations, _metadata } = doc;
  if (!isSet(tags) && !isSet(scores) && !isSet(evaluations) && !isSet(_metadata)) {
    return;
  }
  const maps = {
    ...(isSet(tags) && { tags: structOf(tags, placeOf("tags", place)) }),
    ...(isSet(scores) && { scores: encodeScores(scores, placeOf("scores", place)) }),
    ...(isSet(evaluations) && { evaluations: encodeScores(evaluations, placeOf("evaluations", place)) }),
    ...(isSet(_metadata) && { Metadata: structOf(_metadata, placeOf("_metadata", place)) }),
  };
  writer.raw(toBinary(DocumentProtoSchema, create(DocumentProtoSchema, maps)));
}

function writeDocuments(
  writer: MessageWriter,
  field: number,
  value: Value,
  place: string,
  name: string,
): void {
  if (!isSet(value)) {
    return;
  }
  const listPlace = placeOf(name, place);
  const docs = listOf(value, listPlace);
  for (let at = docs.length - 1; at >= 0; at -= 1) {
    const docPlace = placeOfItem(at, listPlace);
    const end = writer.length;
    writeDocument(writer, fieldsOf(docs[at]!, docPlace), docPlace);
    writer.message(field, end);
  }
}

function writeLocation(writer: MessageWriter, field: number, value: Value, place: string): void {
  if (isSet(value)) {
    const listPlace = placeOf("location", place);
    const numbers = listOf(value, listPlace).map((item, at) => floatOf(item, placeOfItem(at, listPlace)));
    if (numbers.length > 0) {
      writer.floats(field, numbers);
    }
  }
}

function writeTextOf(writer: MessageWriter, field: number, value: Value, place: string, name: string): void {
  if (isSet(value)) {
    writeText(writer, field, textOf(value, placeOf(name, place)));
  }
}

/** -0 is another number than the 0 that is left out. */
function writeFloat(writer: MessageWriter, field: number, value: Value, place: string, name: string): void {
  if (isSet(value)) {
    const number = floatOf(value, placeOf(name, place));
    if (!Object.is(number, 0)) {
      writer.float(field, number);
    }
  }
}

function writeUint32(writer: MessageWriter, field: number, value: Value, place: string, name: string): void {
  if (isSet(value)) {
    const number = uint32Of(value, placeOf(name, place));
    if (number > 0) {
      writer.uint32(field, number);
    }
  }
}

/** A dense array, or a sparse one in the form that decoding gives it. */
function writeNdArray(writer: MessageWriter, field: number, value: Value, place: string, name: string): void {
  if (!isSet(value)) {
    return;
  }
  const end = writer.length;
  if (isFields(value)) {
    writeSparse(writer, value, placeOf(name, place));
  } else {
    // docarray drops an array that does not name its library.
    writer.text(3, "numpy");
    const denseEnd = writer.length;
    writeDense(writer, tensorOf(value, placeOf(name, place)));
    writer.message(1, denseEnd);
  }
  writer.message(field, end);
}

/** protobuf-es writes it. */
function writeSparse(writer: MessageWriter, value: Fields, place: string): void {
  const { indices = null, values = null, shape = null, cls_name = null, parameters = null } = value;
  const shapePlace = placeOf("shape", place);
  const array = create(NdArrayProtoSchema, {
    content: {
      case: "sparse",
      value: {
        indices: encodeDense(tensorOf(indices, placeOf("indices", place))),
        values: encodeDense(tensorOf(values, placeOf("values", place))),
        shape: listOf(shape, shapePlace).map((item, index) => uint32Of(item, placeOfItem(index, shapePlace))),
      },
    },
    clsName: textOf(cls_name, placeOf("cls_name", place)),
    // scipy's format is in here, without which docarray drops the array.
    ...(parameters !== null && { parameters: structOf(parameters, placeOf("parameters", place)) }),
  });
  writer.raw(toBinary(NdArrayProtoSchema, array));
}

function encodeDense({ buffer, shape, dtype }: Tensor) {
  return { buffer, shape: [...shape], dtype };
}

function encodeScores(value: DocValue, place: string): { [name: string]: ScoreInit } {
  const entries = Object.entries(fieldsOf(value, place));
  return Object.fromEntries(
    entries.map(([name, score]) => [keyOf(name, place), encodeScore(score, placeOf(name, place))]),
  );
}

function encodeScore(value: DocValue, place: string): ScoreInit {
  const out: ScoreInit = {};
  for (const [field, part] of Object.entries(fieldsOf(value, place))) {
    const partPlace = placeOf(field, place);
    if (part === null) {
      continue;
    }
    switch (field) {
      case "value":
        out.value = floatOf(part, partPlace);
        break;
      case "op_name":
        out.opName = textOf(part, partPlace);
        break;
      case "description":
        out.description = textOf(part, partPlace);
        break;
      case "ref_id":
        out.refId = textOf(part, partPlace);
        break;
      default:
        throw refused(partPlace, "is no field of a score; those are value, op_name, description and ref_id");
    }
  }
  return out;
}
