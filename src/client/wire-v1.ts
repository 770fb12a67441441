/**
 * Messages of gateways with docarray below 0.30, whose documents have one fixed set of fields. Fields keep the names of
 * the wire; one that is not set is absent from a Doc, and null in a request means not set. Pure.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  DenseNdArrayProtoSchema,
  DocumentProtoSchema,
  NamedScoreProtoSchema,
  NdArrayProtoSchema,
} from "../gen/v1/docarray_pb.js";
import {
  type DataRequestProto,
  DataRequestProtoSchema,
  type SingleDocumentRequestProto,
  SingleDocumentRequestProtoSchema,
} from "../gen/v1/jina_pb.js";
import { type Doc, type DocValue, isFields, type Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { encodeEnvelope } from "./wire-envelope.ts";
import {
  bytesOf,
  fieldsOf,
  floatOf,
  keyOf,
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

/** The same with its first document alone, or an empty one, as `stream_doc` takes it. */
export function encodeSingle(request: DataRequest): SingleDocumentRequestProto {
  const [doc = {}] = request.documents;
  return create(SingleDocumentRequestProtoSchema, {
    ...encodeEnvelope(request),
    document: encodeDocument(doc, "documents[0]"),
  });
}

/** One document, without what is null. Throws as `encodeRequest` does; `place` is where it stands. */
export function encodeDocument(doc: Doc, place: string): DocumentInit {
  const out: DocumentInit = {};
  for (const field in doc) {
    const value = doc[field]!;
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
  return Object.fromEntries(
    entries.map(([name, score]) => [keyOf(name, place), encodeScore(score, `${place}.${name}`)]),
  );
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
