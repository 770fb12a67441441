/** What has come of an answer of `stream_doc`, whose messages have one document each, as one reply. */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { DocumentList } from "../model/run/document.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";

const DOCUMENT = 4;

/**
 * A SingleDocumentRequestProto as the DataRequestProto that has this document alone: they differ in field 4, which holds
 * a document there, and here a message with a list of them. Throws for bytes that are no message.
 */
export function asData(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new BinaryReader(message);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const from = reader.pos;
    const [field, wireType] = reader.tag();
    if (field === DOCUMENT && wireType === WireType.LengthDelimited) {
      const document = reader.bytes();
      writer.tag(DOCUMENT, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).bytes(document);
      writer.join().join();
    } else {
      reader.skip(wireType, field);
      writer.raw(message.subarray(from, reader.pos));
    }
  }
  return writer.finish();
}

/** Puts the messages of one answer together, each as a reply, and gives all that has come after each. */
export function createStreamReply({ requestId, endpoint, targetExecutor, parameters }: DataRequest) {
  const documents: DocumentList[] = [];
  const notes = new Set<string>();
  let byteLength = 0;
  let last: Pick<Reply, "status" | "routes"> = { status: SUCCESS, routes: [] };
  return {
    add(part: Reply): void {
      if (part.documents.length > 0) {
        documents.push(part.documents);
        byteLength += part.documents.byteLength ?? 0;
      }
      for (const note of part.notes ?? []) {
        notes.add(note);
      }
      last = part;
    },
    /** All documents so far, and the state of the last message. The gateway gives each message an id of its own. */
    reply(): Reply {
      const { length } = documents;
      return {
        requestId,
        endpoint,
        targetExecutor,
        parameters,
        status: last.status,
        routes: last.routes,
        documents: {
          length,
          byteLength,
          at: (index, detail) => (index < length ? documents[index]?.at(0, detail) : undefined),
        },
        ...(notes.size > 0 && { notes: [...notes] }),
      };
    },
  };
}
