/**
 * Messages of gateways with docarray 0.30 and later, whose documents have any fields. The schema is known to the
 * Executors alone, so a value is sent as what it is: a JSON object as a dict, a JSON array as a list. Pure.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { DocProtoSchema, NodeProtoSchema } from "../gen/v2/docarray_pb.js";
import {
  type DataRequestProto,
  DataRequestProtoSchema,
  type SingleDocumentRequestProto,
  SingleDocumentRequestProtoSchema,
} from "../gen/v2/jina_pb.js";
import { type Doc, type DocValue, type Fields, Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { encodeEnvelope } from "./wire-envelope.ts";
import { doubleOf, fieldsOf, keyOf, textOf } from "./wire-values.ts";

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;

/** A request as a message. Throws ClientError of code `input`, naming the place, for a value that the wire cannot hold. */
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

/** One document. Throws as `encodeRequest` does; `place` is where it stands. */
export function encodeDocument(doc: Doc, place: string): MessageInitShape<typeof DocProtoSchema> {
  return { data: encodeFields(doc, place) };
}

function encodeFields(fields: Fields, place: string): { [key: string]: NodeInit } {
  const encoded: [string, NodeInit][] = [];
  for (const key in fields) {
    encoded.push([keyOf(key, place), encodeNode(fields[key]!, `${place}.${key}`)]);
  }
  // From entries, because assigning to a key `__proto__` would set no key.
  return Object.fromEntries(encoded);
}

function encodeNode(value: DocValue, place: string): NodeInit {
  if (value === null) {
    return {};
  }
  switch (typeof value) {
    case "string":
      return { content: { case: "text", value: textOf(value, place) } };
    case "boolean":
      return { content: { case: "boolean", value } };
    case "number":
    case "bigint":
      return encodeNumber(doubleOf(value, place));
  }
  if (value instanceof Uint8Array) {
    return { content: { case: "blob", value } };
  }
  if (value instanceof Tensor) {
    const { buffer, shape, dtype } = value;
    return {
      content: { case: "ndarray", value: { dense: { buffer, shape: [...shape], dtype } } },
      docarrayType: { case: "type", value: "ndarray" },
    };
  }
  if (isList(value)) {
    const data = value.map((item, index) => encodeNode(item, `${place}[${index}]`));
    return { content: { case: "list", value: { data } } };
  }
  return { content: { case: "dict", value: { data: encodeFields(fieldsOf(value, place), place) } } };
}

/** Whole numbers go as such while 32 bits hold them. Not -0, which only a float has. */
function encodeNumber(value: number): NodeInit {
  const isInt32 = Object.is(value | 0, value);
  return { content: { case: isInt32 ? "integer" : "float", value } };
}

function isList(value: DocValue): value is readonly DocValue[] {
  return Array.isArray(value);
}
