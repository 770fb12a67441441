/**
 * Messages of gateways with docarray below 0.30, whose documents have one fixed set of fields. Fields keep the names of
 * the wire; one that is not set is absent from a Doc, and null in a request means not set. Pure.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  DenseNdArrayProtoSchema,
  DocumentProto,
  DocumentProtoSchema,
  NamedScoreProto,
  NamedScoreProtoSchema,
  NdArrayProto,
  NdArrayProtoSchema,
} from "../gen/v1/docarray_pb.js";
import { type DataRequestProto, DataRequestProtoSchema } from "../gen/v1/jina_pb.js";
import { type Doc, type DocValue, Tensor } from "../model/document.ts";
import type { Reply } from "../model/reply.ts";
import type { DataRequest } from "../model/request.ts";
import { decodeEnvelope, documentsOf, encodeEnvelope } from "./wire-envelope.ts";
import {
  bytesOf,
  type Fields,
  fieldsOf,
  floatOf,
  isFields,
  listOf,
  refused,
  structOf,
  tensorOf,
  textOf,
  uint32Of,
} from "./wire-values.ts";

type DenseInit = MessageInitShape<typeof DenseNdArrayProtoSchema>;
type DocumentInit = MessageInitShape<typeof DocumentProtoSchema>;
type NdArrayInit = MessageInitShape<typeof NdArrayProtoSchema>;
type ScoreInit = MessageInitShape<typeof NamedScoreProtoSchema>;
type DenseNdArray = NonNullable<Extract<NdArrayProto["content"], { case: "dense" }>["value"]>;

/**
 * A request as a message. Throws ClientError of code `input`, naming the place, for a field that documents of this
 * generation do not have and for a value that its field cannot hold.
 */
export function encodeRequest(request: DataRequest): DataRequestProto {
  const docs = request.documents.map((doc, index) => encodeDocument(doc, `documents[${index}]`));
  return create(DataRequestProtoSchema, {
    ...encodeEnvelope(request),
    data: { documents: { case: "docs", value: { docs } } },
  });
}

/** An answer. Its tensors and blobs are views of the bytes that were received. Throws ClientError of code `protocol`. */
export function decodeReply(message: DataRequestProto): Reply {
  const list = documentsOf(message.data?.documents);
  return { ...decodeEnvelope(message), documents: list?.docs.map(decodeDocument) ?? [] };
}

function encodeDocument(doc: Doc, place: string): DocumentInit {
  const out: DocumentInit = {};
  for (const [field, value] of Object.entries(doc)) {
    if (value !== null) {
      encodeField(out, field, value, `${place}.${field}`);
    }
  }
  return out;
}

function encodeField(out: DocumentInit, field: string, value: DocValue, place: string): void {
  switch (field) {
    case "id":
      out.id = textOf(value, place);
      break;
    case "text":
      setContent(out, { case: "text", value: textOf(value, place) }, place);
      break;
    case "blob":
      setContent(out, { case: "blob", value: bytesOf(value, place) }, place);
      break;
    case "tensor":
      setContent(out, { case: "tensor", value: encodeNdArray(value, place) }, place);
      break;
    case "granularity":
      out.granularity = uint32Of(value, place);
      break;
    case "adjacency":
      out.adjacency = uint32Of(value, place);
      break;
    case "parent_id":
      out.parentId = textOf(value, place);
      break;
    case "weight":
      out.weight = floatOf(value, place);
      break;
    case "uri":
      out.uri = textOf(value, place);
      break;
    case "modality":
      out.modality = textOf(value, place);
      break;
    case "mime_type":
      out.mimeType = textOf(value, place);
      break;
    case "offset":
      out.offset = floatOf(value, place);
      break;
    case "location":
      out.location = listOf(value, place).map((item, index) => floatOf(item, `${place}[${index}]`));
      break;
    case "chunks":
      out.chunks = encodeDocuments(value, place);
      break;
    case "matches":
      out.matches = encodeDocuments(value, place);
      break;
    case "embedding":
      out.embedding = encodeNdArray(value, place);
      break;
    case "tags":
      out.tags = structOf(value, place);
      break;
    case "scores":
      out.scores = encodeScores(value, place);
      break;
    case "evaluations":
      out.evaluations = encodeScores(value, place);
      break;
    case "_metadata":
      out.Metadata = structOf(value, place);
      break;
    default:
      throw refused(
        place,
        "is no field of a Document with docarray below 0.30, which this gateway runs",
        "Fields of your own go into tags.",
      );
  }
}

function setContent(out: DocumentInit, content: DocumentInit["content"], place: string): void {
  if (out.content !== undefined) {
    throw refused(
      place,
      `comes beside ${out.content.case}; a Document holds only one of text, blob and tensor`,
    );
  }
  out.content = content;
}

function encodeDocuments(value: DocValue, place: string): DocumentInit[] {
  return listOf(value, place).map((item, index) => {
    const itemPlace = `${place}[${index}]`;
    return encodeDocument(fieldsOf(item, itemPlace), itemPlace);
  });
}

function encodeScores(value: DocValue, place: string): { [name: string]: ScoreInit } {
  const entries = Object.entries(fieldsOf(value, place));
  return Object.fromEntries(entries.map(([name, score]) => [name, encodeScore(score, `${place}.${name}`)]));
}

function encodeScore(value: DocValue, place: string): ScoreInit {
  const out: ScoreInit = {};
  for (const [field, part] of Object.entries(fieldsOf(value, place))) {
    const partPlace = `${place}.${field}`;
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

/** A dense array, or a sparse one in the form that decoding gives it. */
function encodeNdArray(value: DocValue, place: string): NdArrayInit {
  if (!isFields(value)) {
    // docarray drops an array that does not name its library.
    return { content: { case: "dense", value: encodeDense(tensorOf(value, place)) }, clsName: "numpy" };
  }
  const { indices = null, values = null, shape = null, cls_name = null, parameters = null } = value;
  return {
    content: {
      case: "sparse",
      value: {
        indices: encodeDense(tensorOf(indices, `${place}.indices`)),
        values: encodeDense(tensorOf(values, `${place}.values`)),
        shape: listOf(shape, `${place}.shape`).map((item, index) =>
          uint32Of(item, `${place}.shape[${index}]`),
        ),
      },
    },
    clsName: textOf(cls_name, `${place}.cls_name`),
    // scipy's format is in here, without which docarray drops the array.
    ...(parameters !== null && { parameters: structOf(parameters, `${place}.parameters`) }),
  };
}

function encodeDense({ buffer, shape, dtype }: Tensor): DenseInit {
  return { buffer, shape: [...shape], dtype };
}

function decodeDocument(message: DocumentProto): Doc {
  const doc: { [field: string]: DocValue } = {};
  const { content } = message;
  set(doc, "id", message.id);
  if (content.case === "tensor") {
    doc.tensor = decodeNdArray(content.value);
  } else if (content.case !== undefined) {
    // In a choice of fields, set and empty is not the same as not set.
    doc[content.case] = content.value;
  }
  set(doc, "granularity", message.granularity);
  set(doc, "adjacency", message.adjacency);
  set(doc, "parent_id", message.parentId);
  set(doc, "weight", message.weight);
  set(doc, "uri", message.uri);
  set(doc, "modality", message.modality);
  set(doc, "mime_type", message.mimeType);
  set(doc, "offset", message.offset);
  if (message.location.length > 0) {
    doc.location = message.location;
  }
  if (message.chunks.length > 0) {
    doc.chunks = message.chunks.map(decodeDocument);
  }
  if (message.matches.length > 0) {
    doc.matches = message.matches.map(decodeDocument);
  }
  if (message.embedding !== undefined) {
    doc.embedding = decodeNdArray(message.embedding);
  }
  if (message.tags !== undefined) {
    doc.tags = message.tags;
  }
  setScores(doc, "scores", message.scores);
  setScores(doc, "evaluations", message.evaluations);
  if (message.Metadata !== undefined) {
    doc._metadata = message.Metadata;
  }
  return doc;
}

/** Keeps a value unless it is the one that the wire leaves out. */
function set(fields: { [field: string]: DocValue }, field: string, value: string | number): void {
  if (value !== "" && !Object.is(value, 0)) {
    fields[field] = value;
  }
}

function setScores(
  doc: { [field: string]: DocValue },
  field: string,
  scores: { [name: string]: NamedScoreProto },
): void {
  const entries = Object.entries(scores);
  if (entries.length > 0) {
    doc[field] = Object.fromEntries(entries.map(([name, score]) => [name, decodeScore(score)]));
  }
}

function decodeScore({ value, opName, description, refId }: NamedScoreProto): Fields {
  // A score without its value would say nothing, so 0 is kept.
  const score: { [field: string]: DocValue } = { value };
  set(score, "op_name", opName);
  set(score, "description", description);
  set(score, "ref_id", refId);
  return score;
}

function decodeNdArray({ content, clsName, parameters }: NdArrayProto): DocValue {
  switch (content.case) {
    case "dense":
      return decodeDense(content.value);
    case "sparse": {
      const { indices, values, shape } = content.value;
      return {
        indices: decodeDense(indices),
        values: decodeDense(values),
        shape,
        cls_name: clsName,
        parameters: parameters ?? null,
      };
    }
    default:
      return null;
  }
}

function decodeDense(dense: DenseNdArray | undefined): DocValue {
  return dense === undefined ? null : new Tensor(dense.shape, dense.dtype, dense.buffer);
}
