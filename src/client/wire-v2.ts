/**
 * Messages of gateways with docarray 0.30 and later, whose documents have any fields. The schema is known to the
 * Executors alone, so a value is sent as what it is: a JSON object as a dict, a JSON array as a list. Pure.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { DocProto, NodeProto, NodeProtoSchema } from "../gen/v2/docarray_pb.js";
import { type DataRequestProto, DataRequestProtoSchema } from "../gen/v2/jina_pb.js";
import { type Doc, type DocValue, Tensor } from "../model/document.ts";
import type { Reply } from "../model/reply.ts";
import type { DataRequest } from "../model/request.ts";
import { decodeEnvelope, documentsOf, encodeEnvelope } from "./wire-envelope.ts";
import { doubleOf, type Fields } from "./wire-values.ts";

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;

/** A request as a message. Throws ClientError of code `input`, naming the place, for a value that the wire cannot hold. */
export function encodeRequest(request: DataRequest): DataRequestProto {
  const docs = request.documents.map((doc, index) => ({ data: encodeFields(doc, `documents[${index}]`) }));
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

function encodeFields(fields: Fields, place: string): { [key: string]: NodeInit } {
  // From entries, because assigning to a key `__proto__` would set no key.
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, encodeNode(value, `${place}.${key}`)]),
  );
}

function encodeNode(value: DocValue, place: string): NodeInit {
  if (value === null) {
    return {};
  }
  switch (typeof value) {
    case "string":
      return { content: { case: "text", value } };
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
  return { content: { case: "dict", value: { data: encodeFields(value, place) } } };
}

/** Whole numbers go as such while 32 bits hold them. Not -0, which only a float has. */
function encodeNumber(value: number): NodeInit {
  const isInt32 = Object.is(value | 0, value);
  return { content: { case: isInt32 ? "integer" : "float", value } };
}

function decodeDocument({ data }: DocProto): Doc {
  return decodeFields(data);
}

function decodeFields(nodes: { [key: string]: NodeProto }): Fields {
  return Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, decodeNode(node)]));
}

function decodeNode({ content }: NodeProto): DocValue {
  switch (content.case) {
    case undefined:
      return null;
    case "text":
    case "integer":
    case "float":
    case "boolean":
    case "blob":
      return content.value;
    case "ndarray": {
      const { dense } = content.value;
      return dense === undefined ? null : new Tensor(dense.shape, dense.dtype, dense.buffer);
    }
    case "doc":
    case "dict":
      return decodeFields(content.value.data);
    case "docArray":
      return content.value.docs.map(decodeDocument);
    case "list":
    case "set":
    case "tuple":
      return content.value.data.map(decodeNode);
  }
}

function isList(value: DocValue): value is readonly DocValue[] {
  return Array.isArray(value);
}
