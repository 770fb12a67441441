/**
 * Finds the parts of an answer, a DataRequestProto of either generation, without reading them: where each document and
 * each route stands in the bytes. What is found is a few numbers a document, so an answer of any kind is gone through
 * in one pass, and its values are read when they are looked at.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** Where the parts of an answer stand in its bytes; all places are offsets. */
export interface AnswerIndex {
  /** Where the length of each document stands. */
  readonly documents: Uint32Array<ArrayBuffer>;
  /** The same of the routes; of at most `MAX_ROUTES`. */
  readonly routes: Uint32Array<ArrayBuffer>;
  readonly routeCount: number;
  /** Of the header and the parameters, from and to; null where there are none. Of several the last one. */
  readonly header: Span | null;
  readonly parameters: Span | null;
  /** Whether the documents are in a form that only Python can read. */
  readonly isPickled: boolean;
  /** Numbers of fields that a DataRequestProto does not have. */
  readonly unknownFields: readonly number[];
}

/** A range of bytes: the first one, and the one past the last. */
export type Span = readonly [from: number, to: number];

/** More executors than anybody has in one Flow. */
export const MAX_ROUTES = 10_000;
const MAX_UNKNOWN = 8;

const HEADER = 1;
const ROUTES = 3;
const DATA = 4;
const DOCS = 1;
const DOCS_BYTES = 2;

/** Throws a RangeError or an Error for bytes that are no protobuf message. */
export function indexAnswer(bytes: Uint8Array): AnswerIndex {
  const reader = new BinaryReader(bytes);
  const documents = createOffsets();
  const routes = createOffsets();
  const unknown = new Set<number>();
  let routeCount = 0;
  const header = { from: 0, to: -1 };
  const parameters = { from: 0, to: -1 };
  let isPickled = false;

  // An answer may hold thirty million fields: those of the usual two bytes, tag and length, are read here.
  let at = 0;
  let field = 0;
  let wireType: number = WireType.Varint;

  const readTag = (): void => {
    const byte = bytes[at]!;
    if (byte >= 8 && byte < 128) {
      at += 1;
      field = byte >>> 3;
      wireType = byte & 7;
    } else {
      reader.pos = at;
      [field, wireType] = reader.tag();
      at = reader.pos;
    }
  };
  /** Reads a length, and gives the end of what it is the length of. */
  const readEnd = (end: number): number => {
    let length = bytes[at]!;
    if (length < 128) {
      at += 1;
    } else {
      reader.pos = at;
      length = reader.uint32();
      at = reader.pos;
    }
    if (length > end - at) {
      throw new RangeError(`${length} bytes are announced where ${Math.max(0, end - at)} are left`);
    }
    return at + length;
  };
  const skipUnknown = (): void => {
    if (unknown.size < MAX_UNKNOWN) {
      unknown.add(field);
    }
    reader.pos = at;
    reader.skip(wireType, field);
    at = reader.pos;
  };

  const readDocs = (end: number): void => {
    while (at < end) {
      readTag();
      if (field === DOCS && wireType === WireType.LengthDelimited) {
        documents.push(at);
        at = readEnd(end);
      } else {
        skipUnknown();
      }
    }
  };
  const readData = (end: number): void => {
    while (at < end) {
      readTag();
      if (field === DOCS && wireType === WireType.LengthDelimited) {
        isPickled = false;
        readDocs(readEnd(end));
      } else if (field === DOCS_BYTES && wireType === WireType.LengthDelimited) {
        isPickled = true;
        documents.clear();
        at = readEnd(end);
      } else {
        skipUnknown();
      }
    }
  };

  while (at < bytes.length) {
    readTag();
    if (wireType !== WireType.LengthDelimited || field > DATA) {
      skipUnknown();
      continue;
    }
    const lengthAt = at;
    const number = field;
    const end = readEnd(bytes.length);
    if (number === DATA) {
      readData(end);
    } else if (number === ROUTES) {
      routeCount += 1;
      if (routeCount <= MAX_ROUTES) {
        routes.push(lengthAt);
      }
    } else {
      const part = number === HEADER ? header : parameters;
      part.from = at;
      part.to = end;
    }
    at = end;
  }
  return {
    documents: documents.all(),
    routes: routes.all(),
    routeCount,
    header: header.to < 0 ? null : [header.from, header.to],
    parameters: parameters.to < 0 ? null : [parameters.from, parameters.to],
    isPickled,
    unknownFields: [...unknown],
  };
}

/** As many offsets as an engine keeps beside its other objects; more need memory of their own. */
const FEW_OFFSETS = 16;

/** A list of offsets that grows: four bytes each, where a list of numbers may take eight and a copy to be sent. */
function createOffsets() {
  let offsets = new Uint32Array(FEW_OFFSETS);
  let count = 0;
  return {
    push(offset: number): void {
      if (count === offsets.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(offsets);
        offsets = larger;
      }
      offsets[count] = offset;
      count += 1;
    },
    clear(): void {
      count = 0;
    },
    // A part of the few would need memory of its own too.
    all: () => (count <= FEW_OFFSETS ? offsets.slice(0, count) : offsets.subarray(0, count)),
  };
}
