/**
 * Finds the parts of an answer, a DataRequestProto of either generation, without reading them: where each document and
 * each route stands in the bytes. What is found is a few numbers a document, so an answer of any kind is gone through
 * in one pass, and its values are read when they are looked at.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

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

export type Span = readonly [from: number, to: number];

/** More executors than anybody has in one Flow. */
export const MAX_ROUTES = 10_000;
const MAX_UNKNOWN = 8;

const HEADER = 1;
const PARAMETERS = 2;
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
  let header: Span | null = null;
  let parameters: Span | null = null;
  let isPickled = false;

  /** Reads a length, and gives the end of what it is the length of. */
  const endWithin = (end: number): number => {
    const length = reader.uint32();
    if (length > end - reader.pos) {
      throw new RangeError(`${length} bytes are announced where ${end - reader.pos} are left`);
    }
    return reader.pos + length;
  };
  const skipTo = (end: number): Span => {
    const span: Span = [reader.pos, end];
    reader.pos = end;
    return span;
  };
  const skipUnknown = (field: number, wireType: WireType): void => {
    if (unknown.size < MAX_UNKNOWN) {
      unknown.add(field);
    }
    reader.skip(wireType, field);
  };

  const readDocs = (end: number): void => {
    while (reader.pos < end) {
      const [field, wireType] = reader.tag();
      if (field === DOCS && wireType === WireType.LengthDelimited) {
        documents.push(reader.pos);
        skipTo(endWithin(end));
      } else {
        skipUnknown(field, wireType);
      }
    }
  };
  const readData = (end: number): void => {
    while (reader.pos < end) {
      const [field, wireType] = reader.tag();
      if (field === DOCS && wireType === WireType.LengthDelimited) {
        isPickled = false;
        readDocs(endWithin(end));
      } else if (field === DOCS_BYTES && wireType === WireType.LengthDelimited) {
        isPickled = true;
        documents.clear();
        skipTo(endWithin(end));
      } else {
        skipUnknown(field, wireType);
      }
    }
  };

  while (reader.pos < bytes.length) {
    const [field, wireType] = reader.tag();
    if (wireType !== WireType.LengthDelimited || field > DATA) {
      skipUnknown(field, wireType);
      continue;
    }
    const at = reader.pos;
    const end = endWithin(bytes.length);
    switch (field) {
      case HEADER:
        header = skipTo(end);
        break;
      case PARAMETERS:
        parameters = skipTo(end);
        break;
      case ROUTES:
        routeCount += 1;
        if (routeCount <= MAX_ROUTES) {
          routes.push(at);
        }
        skipTo(end);
        break;
      default:
        readData(end);
    }
  }
  return {
    documents: documents.all(),
    routes: routes.all(),
    routeCount,
    header,
    parameters,
    isPickled,
    unknownFields: [...unknown],
  };
}

/** A list of offsets that grows: four bytes each, where a list of numbers may take eight and a copy to be sent. */
function createOffsets() {
  let offsets = new Uint32Array(64);
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
    all: () => offsets.slice(0, count),
  };
}
