/** Bytes of documents for gateways with docarray below 0.30. */
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { DocumentProtoSchema, NdArrayProtoSchema } from "../gen/v1/docarray_pb.js";
import type { MessageWriter } from "./message-writer.ts";
import { writeDense, writeText } from "./write-dense.ts";

type Document = MessageInitShape<typeof DocumentProtoSchema>;
type NdArray = MessageInitShape<typeof NdArrayProtoSchema>;

const CHUNKS = 14;
const MATCHES = 15;
const NONE: readonly Document[] = [];

/** Writes the fields of a document, as protobuf-es does. */
export function writeDocument(writer: MessageWriter, doc: Document): void {
  writeMaps(writer, doc);
  if (doc.embedding) {
    writeNdArray(writer, 16, doc.embedding);
  }
  writeDocuments(writer, MATCHES, doc.matches);
  writeDocuments(writer, CHUNKS, doc.chunks);
  if (doc.location && doc.location.length > 0) {
    writer.floats(13, doc.location);
  }
  writeFloat(writer, 12, doc.offset);
  writeText(writer, 11, doc.mimeType);
  writeText(writer, 10, doc.modality);
  writeText(writer, 9, doc.uri);
  writeFloat(writer, 8, doc.weight);
  writeText(writer, 7, doc.parentId);
  if (doc.adjacency) {
    writer.uint32(6, doc.adjacency);
  }
  if (doc.granularity) {
    writer.uint32(5, doc.granularity);
  }
  switch (doc.content?.case) {
    case "text":
      writer.text(4, doc.content.value);
      break;
    case "tensor":
      writeNdArray(writer, 3, doc.content.value);
      break;
    case "blob":
      writer.blob(2, doc.content.value);
      break;
  }
  writeText(writer, 1, doc.id);
}

/** The last fields, which hold anything and are mostly small; protobuf-es writes them. */
function writeMaps(writer: MessageWriter, { tags, scores, evaluations, Metadata }: Document): void {
  if (tags || scores || evaluations || Metadata) {
    const maps = {
      ...(tags && { tags }),
      ...(scores && { scores }),
      ...(evaluations && { evaluations }),
      ...(Metadata && { Metadata }),
    };
    writer.raw(toBinary(DocumentProtoSchema, create(DocumentProtoSchema, maps)));
  }
}

function writeDocuments(writer: MessageWriter, field: number, docs: readonly Document[] = NONE): void {
  for (let at = docs.length - 1; at >= 0; at -= 1) {
    const end = writer.length;
    writeDocument(writer, docs[at]!);
    writer.message(field, end);
  }
}

function writeNdArray(writer: MessageWriter, field: number, array: NdArray): void {
  const end = writer.length;
  if (array.content?.case === "dense" && !array.parameters) {
    writeText(writer, 3, array.clsName);
    const denseEnd = writer.length;
    writeDense(writer, array.content.value);
    writer.message(1, denseEnd);
  } else {
    writer.raw(toBinary(NdArrayProtoSchema, create(NdArrayProtoSchema, array)));
  }
  writer.message(field, end);
}

/** -0 is another number than the 0 that is left out. */
function writeFloat(writer: MessageWriter, field: number, value = 0): void {
  if (!Object.is(value, 0)) {
    writer.float(field, value);
  }
}
