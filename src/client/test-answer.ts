/** What the tests of this room share: an answer read whole from its bytes. */
import { type Doc, type DocumentList, Excerpt } from "../model/run/document.ts";
import type { Reply } from "../model/run/reply.ts";
import { replyOf } from "./answer.ts";
import { indexAnswer } from "./answer-index.ts";
import type { Generation } from "./generation.ts";

/** A reply with its documents as an array, for tests. */
export type WholeReply = Omit<Reply, "documents"> & { readonly documents: readonly Doc[] };

/** The reply that these bytes of a gateway are. Its documents are read when they are asked for. */
export function readReply(bytes: Uint8Array, generation: Generation): Reply {
  return replyOf({ bytes, index: indexAnswer(bytes) }, generation);
}

/** The reply with a plain array of its documents. Throws if one of them is not all there. */
export function readWhole(bytes: Uint8Array, generation: Generation): WholeReply {
  const reply = readReply(bytes, generation);
  return { ...reply, documents: documentsOf(reply.documents) };
}

/** All documents of a list. Throws if one of them is not all there. */
export function documentsOf(list: DocumentList): Doc[] {
  return Array.from({ length: list.length }, (_, index) => {
    const document = list.at(index)!;
    if (document instanceof Excerpt) {
      throw new Error(`document ${index}: ${document.note}`);
    }
    return document;
  });
}
