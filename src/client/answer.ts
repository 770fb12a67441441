/**
 * An answer as a Reply. Its bytes are kept and its documents are read when they are looked at, each within limits, so
 * that neither making nor showing it takes long, whatever is in it.
 */
import { WireType } from "@bufbuild/protobuf/wire";
import { counted, grouped } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocumentList, type DocValue, Excerpt } from "../model/run/document.ts";
import { type Reply, type Route, type Status, SUCCESS } from "../model/run/reply.ts";
import { type AnswerIndex, indexAnswer, MAX_ROUTES, type Span } from "./answer-index.ts";
import { AnswerReader, DETAIL_LIMITS, type Limits, Message, readStruct } from "./answer-reader.ts";
import { readDocumentV1 } from "./answer-v1.ts";
import { readDocumentV2 } from "./answer-v2.ts";
import type { Generation } from "./generation.ts";

/** An answer's bytes and what was found in them. */
export interface IndexedAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly index: AnswerIndex;
}

/**
 * Goes through a large answer away from the page's thread, whose buffer it takes and gives back. Without it, as where
 * there are no workers, that is done in place.
 */
export type IndexLarge = (bytes: Uint8Array<ArrayBuffer>) => Promise<IndexedAnswer>;

/** Answers up to this size are gone through at once: in the worst case, half as many documents. */
export const SMALL_BYTES = 1 << 20;

/** An answer with what is in it: at once for a small one. */
export function indexed(
  bytes: Uint8Array<ArrayBuffer>,
  indexLarge: IndexLarge | undefined,
): IndexedAnswer | Promise<IndexedAnswer> {
  return bytes.length > SMALL_BYTES && indexLarge ? indexLarge(bytes) : { bytes, index: indexAnswer(bytes) };
}

/** Sentences about one answer. */
const MAX_NOTES = 20;
/** For all that is around the documents, routes and parameters apart. */
const HEADER_LIMITS: Limits = { values: 10_000, textBytes: 256 << 10 };
const PARAMETER_LIMITS: Limits = { values: 20_000, textBytes: 1 << 20 };
/** A route takes some ten values. */
const ROUTE_LIMITS: Limits = { values: 12 * MAX_ROUTES, textBytes: 1 << 20 };

/**
 * The reply that these bytes are, as a gateway of this generation writes it. Its documents are read when they are asked
 * for. Throws ClientError of code `protocol` for documents that nobody but Python can read, and for what is no message.
 */
export function replyOf(
  { bytes, index }: { readonly bytes: Uint8Array; readonly index: AnswerIndex },
  generation: Generation,
): Reply {
  if (index.isPickled) {
    throw new ClientError(
      "protocol",
      "The answer carries its documents in a form that only Python can read.",
    );
  }
  const notes: string[] = [];
  if (index.unknownFields.length > 0) {
    notes.push(`The answer has fields that this page does not know: ${index.unknownFields.join(", ")}.`);
  }
  if (index.routeCount > index.routes.length) {
    notes.push(
      `The answer names ${grouped(index.routeCount)} routes; the first ${grouped(MAX_ROUTES)} are kept.`,
    );
  }
  const remark = (place: string, message: Message) => {
    for (const one of message.remarks()) {
      if (notes.length < MAX_NOTES) {
        notes.push(notes.length === MAX_NOTES - 1 ? "There is more of this kind." : `${place}: ${one}.`);
      }
    }
  };
  const reader = new AnswerReader(bytes);
  const envelope = readHeader(reader, index.header, remark);
  const parameters = index.parameters ? readParameters(reader, index.parameters) : {};
  if (parameters instanceof Excerpt) {
    notes.push(`parameters: ${parameters.note}.`);
  }
  return {
    ...envelope,
    parameters: (parameters instanceof Excerpt ? parameters.shown : parameters) as Reply["parameters"],
    routes: readRoutes(reader, index.routes, remark),
    documents: createDocuments(reader, index.documents, generation),
    ...(notes.length > 0 && { notes }),
  };
}

type Remark = (place: string, message: Message) => void;

function createDocuments(reader: AnswerReader, offsets: Uint32Array, generation: Generation): DocumentList {
  const readDocument = generation === "v1" ? readDocumentV1 : readDocumentV2;
  return {
    length: offsets.length,
    byteLength: reader.len + offsets.byteLength,
    at(index, detail = "whole") {
      const offset = offsets[index];
      if (offset === undefined) {
        return undefined;
      }
      reader.begin(offset, DETAIL_LIMITS[detail]);
      const length = reader.uint32();
      const end = reader.pos + length;
      const fields: { [field: string]: DocValue } = {};
      try {
        return readDocument(reader, end, 1, fields) as Doc | Excerpt;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return new Excerpt(fields, `the rest of its ${counted(length, "byte")} is no document: ${why}`);
      }
    },
  };
}

function readHeader(
  reader: AnswerReader,
  span: Span | null,
  remark: Remark,
): Pick<Reply, "requestId" | "endpoint" | "targetExecutor" | "status"> {
  const header = { requestId: "", endpoint: "", targetExecutor: "", status: SUCCESS };
  if (!span) {
    return header;
  }
  reader.begin(span[0], HEADER_LIMITS);
  const message = new Message(reader, span[1]);
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      header.requestId = message.plainText("request_id");
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      header.status = readStatus(reader, message.length(), "header.status", remark);
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      header.endpoint = message.plainText("exec_endpoint");
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      header.targetExecutor = message.plainText("target_executor");
    } else if (message.isOnce(5, WireType.Varint)) {
      reader.uint32();
    } else {
      message.unknown();
    }
  }
  remark("header", message);
  return header;
}

function readStatus(reader: AnswerReader, end: number, place: string, remark: Remark): Status {
  const message = new Message(reader, end);
  let code: Status["code"] = "SUCCESS";
  let description = "";
  let exception: Status["exception"] = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.Varint)) {
      code = reader.int32() === 1 ? "ERROR" : "SUCCESS";
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      description = message.plainText("description");
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      exception = readException(reader, message.length(), `${place}.exception`, remark);
    } else {
      message.unknown();
    }
  }
  remark(place, message);
  return { code, description, exception };
}

function readException(
  reader: AnswerReader,
  end: number,
  place: string,
  remark: Remark,
): NonNullable<Status["exception"]> {
  const message = new Message(reader, end);
  const exception = { name: "", args: [] as string[], stacks: [] as string[], executor: "" };
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      exception.name = message.plainText("name");
    } else if (message.is(2, WireType.LengthDelimited)) {
      exception.args.push(message.plainText("args"));
    } else if (message.is(3, WireType.LengthDelimited)) {
      exception.stacks.push(message.plainText("stacks"));
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      exception.executor = message.plainText("executor");
    } else {
      message.unknown();
    }
  }
  remark(place, message);
  return exception;
}

function readParameters(reader: AnswerReader, [from, to]: Span): DocValue {
  reader.begin(from, PARAMETER_LIMITS);
  return readStruct(reader, to, 1);
}

function readRoutes(reader: AnswerReader, offsets: Uint32Array, remark: Remark): Route[] {
  reader.begin(0, ROUTE_LIMITS);
  return Array.from(offsets, (offset, index) => {
    reader.pos = offset;
    const length = reader.uint32();
    return readRoute(reader, reader.pos + length, `routes[${index}]`, remark);
  });
}

function readRoute(reader: AnswerReader, end: number, place: string, remark: Remark): Route {
  const message = new Message(reader, end);
  let executor = "";
  let startMs: number | null = null;
  let endMs: number | null = null;
  let status: Status | null = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      executor = message.plainText("executor");
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      startMs = readMilliseconds(reader, message.length());
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      endMs = readMilliseconds(reader, message.length());
    } else if (message.isOnce(4, WireType.LengthDelimited)) {
      status = readStatus(reader, message.length(), `${place}.status`, remark);
    } else {
      message.unknown();
    }
  }
  remark(place, message);
  return { executor, startMs, endMs, status };
}

/** A google.protobuf.Timestamp as milliseconds since 1970 with their fraction. */
function readMilliseconds(reader: AnswerReader, end: number): number {
  const message = new Message(reader, end);
  let seconds = 0;
  let nanos = 0;
  while (message.next()) {
    if (message.isOnce(1, WireType.Varint)) {
      seconds = Number(reader.int64());
    } else if (message.isOnce(2, WireType.Varint)) {
      nanos = reader.int32();
    } else {
      message.unknown();
    }
  }
  return seconds * 1000 + nanos / 1e6;
}
