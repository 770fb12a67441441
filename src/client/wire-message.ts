/**
 * A request → the bytes of its message. protobuf-es would copy each tensor once for every message around it, and the whole
 * again whenever its buffer grows: with large embeddings that takes longer than all else that the page does for a request.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { DataRequestProtoSchema } from "../gen/v1/jina_pb.js";
import type { DataRequest } from "../model/run/request.ts";
import { sizeOfDocuments } from "./document-size.ts";
import type { Generation } from "./generation.ts";
import { MessageWriter } from "./message-writer.ts";
import { type Envelope, encodeEnvelope } from "./wire-envelope.ts";
import * as wireV1 from "./wire-v1.ts";
import * as wireV2 from "./wire-v2.ts";
import { writeText } from "./write-dense.ts";
import * as writeV1 from "./write-v1.ts";
import * as writeV2 from "./write-v2.ts";

/** Of `DataRequestProto`, of that field, and of that one. */
const DATA = 4;
const DOCS = 1;
const DOC = 1;
const PREFIX_BYTES = 5;
/** More is made where header and parameters take more. */
const ENVELOPE_BYTES = 256;

/** A larger buffer is not kept for another request. */
export const MAX_USED_BYTES = 1 << 20;

/**
 * The same bytes as those of the message that `encodeRequest` makes, behind `room` bytes that are 0. Throws what that
 * throws. They are put into the buffer `used` where there is room in it.
 */
export function encodeMessage(
  request: DataRequest,
  generation: Generation,
  room = 0,
  used?: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  const writers = writersOf(request.documents, generation);
  const envelope = encodeEnvelope(request);
  const expectedBytes = room + ENVELOPE_BYTES + sizeOfDocuments(request.documents);
  const writer = new MessageWriter(expectedBytes, used);
  for (const write of writers.reverse()) {
    const end = writer.length;
    write(writer);
    writer.message(DOC, end);
  }
  writer.message(DOCS, 0);
  writer.message(DATA, 0);
  writeEnvelope(writer, envelope);
  return writer.finish(room);
}

/** Header and parameters, which are the same in both generations. The latter hold anything; protobuf-es writes them. */
function writeEnvelope(
  writer: MessageWriter,
  { header: { requestId, execEndpoint, targetExecutor }, parameters }: Envelope,
): void {
  if (Object.keys(parameters).length > 0) {
    writer.raw(toBinary(DataRequestProtoSchema, create(DataRequestProtoSchema, { parameters })));
  } else {
    writer.message(2, writer.length);
  }
  const end = writer.length;
  if (targetExecutor !== undefined) {
    writer.text(4, targetExecutor);
  }
  writer.text(3, execEndpoint);
  writeText(writer, 1, requestId);
  writer.message(1, end);
}

/** gRPC-web's frame of the message, which is not compressed: a flag and its length before it. `used` as above. */
export function messageFrame(
  request: DataRequest,
  generation: Generation,
  used?: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  return withLength(encodeMessage(request, generation, PREFIX_BYTES, used));
}

/** The same of a message that is written already. */
export function frameOf(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(PREFIX_BYTES + message.length);
  frame.set(message, PREFIX_BYTES);
  return withLength(frame);
}

function withLength(frame: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  new DataView(frame.buffer, frame.byteOffset).setUint32(1, frame.length - PREFIX_BYTES);
  return frame;
}

/** What writes each of the documents. Throws for the first one that cannot be sent. */
function writersOf(
  documents: DataRequest["documents"],
  generation: Generation,
): ((writer: MessageWriter) => void)[] {
  return generation === "v1"
    ? documents.map((doc, index) => {
        const encoded = wireV1.encodeDocument(doc, `documents[${index}]`);
        return (writer) => writeV1.writeDocument(writer, encoded);
      })
    : documents.map((doc, index) => {
        const encoded = wireV2.encodeDocument(doc, `documents[${index}]`);
        return (writer) => writeV2.writeDocument(writer, encoded);
      });
}
