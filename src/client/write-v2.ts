/** Bytes of documents for gateways with docarray 0.30 and later. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DocProtoSchema, NdArrayProtoSchema, NodeProtoSchema } from "../gen/v2/docarray_pb.js";
import type { MessageWriter } from "./message-writer.ts";
import { writeDense } from "./write-dense.ts";

type Document = MessageInitShape<typeof DocProtoSchema>;
type Node = MessageInitShape<typeof NodeProtoSchema>;
type NdArray = MessageInitShape<typeof NdArrayProtoSchema>;

/** Writes the fields of a document, as protobuf-es does. */
export function writeDocument(writer: MessageWriter, { data }: Document): void {
  writeFields(writer, data);
}

/** The entries of a map from names to values, each in a field 1. */
function writeFields(writer: MessageWriter, fields: { readonly [name: string]: Node } = {}): void {
  const names = Object.keys(fields);
  for (let at = names.length - 1; at >= 0; at -= 1) {
    const name = names[at]!;
    const end = writer.length;
    writeNode(writer, fields[name]!);
    writer.message(2, end);
    writer.text(1, name);
    writer.message(1, end);
  }
}

function writeNode(writer: MessageWriter, { content, docarrayType }: Node): void {
  if (docarrayType?.case) {
    writer.text(13, docarrayType.value);
  }
  if (!content?.case) {
    return;
  }
  const end = writer.length;
  switch (content.case) {
    case "text":
      writer.text(1, content.value);
      break;
    case "integer":
      writer.int32(2, content.value);
      break;
    case "float":
      writer.double(3, content.value);
      break;
    case "boolean":
      writer.uint32(4, content.value ? 1 : 0);
      break;
    case "blob":
      writer.blob(5, content.value);
      break;
    case "ndarray":
      writeNdArray(writer, content.value);
      writer.message(6, end);
      break;
    case "list":
      writeNodes(writer, content.value.data);
      writer.message(9, end);
      break;
    case "dict":
      writeFields(writer, content.value.data);
      writer.message(12, end);
      break;
    default:
      throw new Error(`no document is sent with a ${content.case}`);
  }
}

function writeNodes(writer: MessageWriter, nodes: readonly Node[] = []): void {
  for (const node of nodes.toReversed()) {
    const end = writer.length;
    writeNode(writer, node);
    writer.message(1, end);
  }
}

function writeNdArray(writer: MessageWriter, { dense }: NdArray): void {
  if (dense) {
    const end = writer.length;
    writeDense(writer, dense);
    writer.message(1, end);
  }
}
