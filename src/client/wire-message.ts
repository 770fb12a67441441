/**
 * A request → the bytes of its message, put together of those of its documents. protobuf-es would copy each tensor once
 * for every message around it, and the whole again whenever its buffer grows: with large embeddings that takes longer
 * than all else that the page does for a request.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { DocumentProtoSchema } from "../gen/v1/docarray_pb.js";
import { DataRequestProtoSchema } from "../gen/v1/jina_pb.js";
import { DocProtoSchema } from "../gen/v2/docarray_pb.js";
import type { Doc } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Generation } from "./generation.ts";
import { encodeEnvelope } from "./wire-envelope.ts";
import * as wireV1 from "./wire-v1.ts";
import * as wireV2 from "./wire-v2.ts";

/** Tags of length-delimited fields: `DataRequestProto.data`, its `docs`, and one of those. */
const DATA = 0x22;
const DOCS = 0x0a;
const DOC = 0x0a;
const PREFIX_BYTES = 5;

/**
 * The same bytes as those of the message that `encodeRequest` makes, behind `room` bytes that are 0. Throws what that
 * throws.
 */
export function encodeMessage(
  request: DataRequest,
  generation: Generation,
  room = 0,
): Uint8Array<ArrayBuffer> {
  const documents = request.documents.map((doc, index) => encode(doc, `documents[${index}]`, generation));
  // The same in both generations.
  const envelope = toBinary(DataRequestProtoSchema, create(DataRequestProtoSchema, encodeEnvelope(request)));
  const listLength = documents.reduce((sum, { length }) => sum + 1 + varintLength(length) + length, 0);
  const dataLength = 1 + varintLength(listLength) + listLength;
  const bytes = new Uint8Array(room + envelope.length + 1 + varintLength(dataLength) + dataLength);
  bytes.set(envelope, room);
  let at = writeHead(bytes, room + envelope.length, DATA, dataLength);
  at = writeHead(bytes, at, DOCS, listLength);
  for (const document of documents) {
    at = writeHead(bytes, at, DOC, document.length);
    bytes.set(document, at);
    at += document.length;
  }
  return bytes;
}

/** gRPC-web's frame of the message, which is not compressed: a flag and its length before it. */
export function messageFrame(request: DataRequest, generation: Generation): Uint8Array<ArrayBuffer> {
  const frame = encodeMessage(request, generation, PREFIX_BYTES);
  new DataView(frame.buffer).setUint32(1, frame.length - PREFIX_BYTES);
  return frame;
}

function encode(doc: Doc, place: string, generation: Generation): Uint8Array {
  return generation === "v1"
    ? toBinary(DocumentProtoSchema, create(DocumentProtoSchema, wireV1.encodeDocument(doc, place)))
    : toBinary(DocProtoSchema, create(DocProtoSchema, wireV2.encodeDocument(doc, place)));
}

function varintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) {
    length += 1;
  }
  return length;
}

/** Gives where the field's content begins. */
function writeHead(bytes: Uint8Array, at: number, tag: number, length: number): number {
  let next = at;
  bytes[next++] = tag;
  let left = length;
  while (left >= 0x80) {
    bytes[next++] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
  }
  bytes[next++] = left;
  return next;
}
