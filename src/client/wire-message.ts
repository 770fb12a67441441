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
import { writeDocument as writeDocumentV1 } from "./wire-v1.ts";
import { writeDocument as writeDocumentV2 } from "./wire-v2.ts";
import { NO_PLACE, placeOfItem, structOf, textOf } from "./wire-values.ts";
import { writeText } from "./write-dense.ts";

const DOCUMENT_WRITERS = { v1: writeDocumentV1, v2: writeDocumentV2 };
/** Of `DataRequestProto`, of that field, and of that one. Of `SingleDocumentRequestProto` the first is the document. */
const DATA = 4;
const DOCS = 1;
const DOC = 1;
/** Of both messages. */
const HEADER = 1;
const PARAMETERS = 2;
/** The place of all documents. */
const DOCUMENTS = "documents";
const PREFIX_BYTES = 5;
/** More is made where header and parameters take more. */
const ENVELOPE_BYTES = 256;

/** A larger buffer is not kept for another request. */
export const MAX_USED_BYTES = 1 << 20;

/**
 * The bytes of a request's message, as protobuf-es would write them, behind `room` bytes that are 0. They are put into the
 * buffer `used` where there is room in it. Throws ClientError of code `input`, naming the place, for the first document that
 * cannot be sent, and for what else of the request cannot.
 */
export function encodeMessage(
  request: DataRequest,
  generation: Generation,
  room = 0,
  used?: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  const { documents } = request;
  const write = DOCUMENT_WRITERS[generation];
  const expectedBytes = room + ENVELOPE_BYTES + sizeOfDocuments(documents);
  const writer = new MessageWriter(expectedBytes, used);
  try {
    for (let at = documents.length - 1; at >= 0; at -= 1) {
      const end = writer.length;
      write(writer, documents[at]!, NO_PLACE);
      writer.message(DOC, end);
    }
  } catch (cause) {
    refuseFirst(documents, write);
    throw cause;
  }
  writer.message(DOCS, 0);
  writer.message(DATA, 0);
  writeEnvelope(writer, request);
  return writer.finish(room);
}

/** The same with its first document alone, or an empty one, as `stream_doc` takes it. */
export function encodeSingle(request: DataRequest, generation: Generation): Uint8Array<ArrayBuffer> {
  const [document = {}] = request.documents;
  const writer = new MessageWriter(ENVELOPE_BYTES + sizeOfDocuments([document]));
  DOCUMENT_WRITERS[generation](writer, document, placeOfItem(0, DOCUMENTS));
  writer.message(DATA, 0);
  writeEnvelope(writer, request);
  return writer.finish(0);
}

/** Throws for the first one that cannot be sent. */
function refuseFirst(
  documents: DataRequest["documents"],
  write: (typeof DOCUMENT_WRITERS)[Generation],
): void {
  documents.forEach((document, index) => {
    write(new MessageWriter(0), document, placeOfItem(index, DOCUMENTS));
  });
}

/**
 * Header and parameters, which are the same in both generations. The latter hold anything; protobuf-es writes them. An
 * empty `targetExecutor` is left out, as Jina's own client does.
 */
function writeEnvelope(
  writer: MessageWriter,
  { requestId, endpoint, targetExecutor, parameters }: DataRequest,
): void {
  const struct = structOf(parameters, "parameters");
  if (Object.keys(struct).length > 0) {
    writer.raw(toBinary(DataRequestProtoSchema, create(DataRequestProtoSchema, { parameters: struct })));
  } else {
    writer.message(PARAMETERS, writer.length);
  }
  const end = writer.length;
  writeText(writer, 4, textOf(targetExecutor, "target_executor"));
  writer.text(3, textOf(endpoint, "endpoint"));
  writeText(writer, 1, requestId);
  writer.message(HEADER, end);
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
