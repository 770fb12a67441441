/**
 * Answers that no sane gateway gives, up to the 64 MiB that our own server passes on: made by rule, the same each time.
 * Written in the wire's own bytes, because no library writes such messages.
 */
import type { Generation } from "./generation.ts";

/** An answer that tries to keep the page busy, and what has to become of it. */
export interface HostileAnswer {
  readonly name: string;
  readonly generation: Generation;
  make(): Uint8Array;
  /** How many documents are read of it; "refused" if it is no message at all. */
  readonly documents: number | "refused";
  /** What is said about it: beside its first document, or among the notes on the answer. */
  readonly says?: RegExp;
}

/** The most that our own server passes on in one message. */
export const MAX_BYTES = 64 << 20;
const BIG = 60_000_000;

const VARINT = 0;
const BIT64 = 1;
const LENGTH = 2;
const BIT32 = 5;

const utf8 = new TextEncoder();

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...out, rest]);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** A field with its length before it. */
function field(number: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = content.length === 1 ? content[0]! : concat(...content);
  return concat(tag(number, LENGTH), varint(bytes.length), bytes);
}

function text(number: number, value: string): Uint8Array {
  return field(number, utf8.encode(value));
}

function number(fieldNumber: number, value: number): Uint8Array {
  return concat(tag(fieldNumber, VARINT), varint(value));
}

function repeat(bytes: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(bytes.length * count);
  out.set(bytes);
  for (let filled = bytes.length; filled < out.length; filled *= 2) {
    out.copyWithin(filled, 0, Math.min(filled, out.length - filled));
  }
  return out;
}

/** Each of so many, made by its place. */
function each(count: number, make: (index: number) => Uint8Array): Uint8Array {
  return concat(...Array.from({ length: count }, (_, index) => make(index)));
}

/** Wraps the content in itself, from the innermost outwards; written from the end, so that it takes no square time. */
function nest(depth: number, content: Uint8Array, around: readonly number[]): Uint8Array {
  const out = new Uint8Array(content.length + depth * around.length * 6);
  let from = out.length - content.length;
  out.set(content, from);
  for (let level = 0; level < depth; level += 1) {
    for (const one of around) {
      const prefix = concat(tag(one, LENGTH), varint(out.length - from));
      from -= prefix.length;
      out.set(prefix, from);
    }
  }
  return out.subarray(from);
}

const filled = (bytes: number, value = 0x61) => new Uint8Array(bytes).fill(value);
/** An answer with these documents, each the content of its message. */
const documents = (...contents: readonly Uint8Array[]) =>
  field(4, field(1, ...contents.map((content) => field(1, content))));
const header = (...content: readonly Uint8Array[]) => field(1, ...content);
const failure = (...exception: readonly Uint8Array[]) =>
  header(field(2, number(1, 1), field(3, ...exception)));
/** Entry of a Struct: a key, and the content of a Value. */
const entry = (key: string, value: Uint8Array) => field(1, text(1, key), field(2, value));
/** Entry of a v2 document: a key, and the content of a node. */
const node = entry;
const NULL = number(1, 0);
const TAGS = 17;

/** All hostile answers. */
export const HOSTILE: readonly HostileAnswer[] = [
  // Depth
  {
    name: "tags nested 100,000 deep",
    generation: "v1",
    // From the inside: the Struct of a Value, the Value of an entry, the entry of a Struct.
    make: () => documents(concat(text(1, "d"), field(TAGS, nest(100_000, new Uint8Array(0), [5, 2, 1])))),
    documents: 1,
  },
  {
    name: "lists in tags nested 100,000 deep",
    generation: "v1",
    make: () => documents(field(TAGS, entry("a", nest(100_000, NULL, [1, 6])))),
    documents: 1,
  },
  {
    name: "chunks of chunks 100,000 deep",
    generation: "v1",
    make: () => documents(nest(100_000, text(4, "inside"), [14])),
    documents: 1,
  },
  {
    name: "matches of matches 2,000,000 deep",
    generation: "v1",
    make: () => documents(nest(2_000_000, text(4, "inside"), [15])),
    documents: 1,
  },
  {
    name: "documents in documents 100,000 deep",
    generation: "v2",
    make: () => documents(node("a", nest(100_000, text(1, "inside"), [2, 1, 7]))),
    documents: 1,
  },
  {
    name: "lists 1,000,000 deep",
    generation: "v2",
    make: () => documents(node("a", nest(1_000_000, text(1, "inside"), [1, 9]))),
    documents: 1,
  },
  {
    name: "parameters nested 100,000 deep",
    generation: "v1",
    make: () => concat(field(2, entry("a", nest(100_000, NULL, [1, 6]))), documents(text(4, "x"))),
    documents: 1,
  },
  // Numbers of things
  {
    name: "1,000,000 empty documents",
    generation: "v1",
    make: () => field(4, field(1, repeat(field(1, new Uint8Array(0)), 1_000_000))),
    documents: 1_000_000,
  },
  {
    name: "as many empty documents as 64 MiB hold",
    generation: "v2",
    make: () => field(4, field(1, repeat(field(1, new Uint8Array(0)), (MAX_BYTES >> 1) - 8))),
    documents: (MAX_BYTES >> 1) - 8,
  },
  {
    name: "1,000,000 documents with an id each",
    generation: "v1",
    make: () => field(4, field(1, repeat(field(1, text(1, "0123456789abcdef0123456789abcdef")), 1_000_000))),
    documents: 1_000_000,
  },
  {
    name: "50,000 tag keys",
    generation: "v1",
    make: () =>
      documents(
        field(
          TAGS,
          each(50_000, (index) => entry(`key ${index}`, number(4, 1))),
        ),
      ),
    documents: 1,
  },
  {
    name: "90 documents with 50,000 tag keys each",
    generation: "v1",
    make: () => {
      const tags = field(
        TAGS,
        each(50_000, (index) => entry(`k${index}`, NULL)),
      );
      return field(4, field(1, repeat(field(1, tags), 90)));
    },
    documents: 90,
  },
  {
    name: "4,000,000 tag keys",
    generation: "v1",
    make: () => documents(field(TAGS, repeat(entry("abc", NULL), 4_000_000))),
    documents: 1,
    says: /bytes more are not shown/,
  },
  {
    name: "50,000 fields of a document",
    generation: "v2",
    make: () => documents(each(50_000, (index) => node(`field ${index}`, number(2, index)))),
    documents: 1,
  },
  {
    name: "5,000 documents with 1,000 fields each",
    generation: "v2",
    make: () => {
      const document = field(
        1,
        each(1000, (index) => node(`f${index}`, number(2, 7))),
      );
      return field(4, field(1, repeat(document, 5000)));
    },
    documents: 5000,
  },
  {
    name: "100,000 chunks",
    generation: "v1",
    make: () => documents(each(100_000, (index) => field(14, text(1, `chunk ${index}`), text(4, "text")))),
    documents: 1,
  },
  {
    name: "100,000 matches with scores",
    generation: "v1",
    make: () =>
      documents(
        repeat(
          field(15, text(1, "m"), field(18, text(1, "cos"), field(2, tag(1, BIT32), filled(4)))),
          100_000,
        ),
      ),
    documents: 1,
  },
  {
    name: "10,000,000 items of a list",
    generation: "v2",
    make: () => documents(node("list", field(9, repeat(field(1, number(2, 1)), 10_000_000)))),
    documents: 1,
  },
  {
    name: "5,000 routes",
    generation: "v1",
    make: () =>
      concat(
        field(3, text(1, "gateway"), field(2, number(1, 1)), field(3, number(1, 9))),
        each(5000, (index) =>
          field(3, text(1, `executor${index}`), field(2, number(1, 2)), field(3, number(1, 8))),
        ),
        documents(text(4, "x")),
      ),
    documents: 1,
  },
  {
    name: "2,000,000 routes",
    generation: "v1",
    make: () =>
      concat(
        repeat(field(3, text(1, "executor"), field(2, number(1, 2)), field(3, number(1, 8))), 2_000_000),
        documents(text(4, "x")),
      ),
    documents: 1,
    says: /names 2,000,000 routes; the first 10,000 are kept/,
  },
  {
    name: "20,000,000 empty routes",
    generation: "v2",
    make: () => repeat(field(3, new Uint8Array(0)), 20_000_000),
    documents: 0,
    says: /names 20,000,000 routes/,
  },
  // Sizes
  {
    name: "a text of 60 MB",
    generation: "v1",
    make: () => documents(concat(text(1, "d"), field(4, filled(BIG)))),
    documents: 1,
    says: /the first [\d,]+ of 60,000,000 bytes/,
  },
  {
    name: "a text of 60 MB in letters of three bytes",
    generation: "v2",
    make: () => documents(node("text", field(1, repeat(utf8.encode("界"), BIG / 3)))),
    documents: 1,
  },
  {
    name: "3,800 texts of 16 kB",
    generation: "v1",
    make: () => field(4, field(1, repeat(field(1, field(4, filled(16_000))), 3800))),
    documents: 3800,
  },
  { name: "a blob of 60 MB", generation: "v1", make: () => documents(field(2, filled(BIG))), documents: 1 },
  {
    name: "a tensor of 60 MB",
    generation: "v1",
    make: () =>
      documents(field(16, field(1, field(1, filled(BIG)), field(2, varint(BIG / 4)), text(3, "<f4")))),
    documents: 1,
  },
  {
    name: "a tensor with 20,000,000 dimensions",
    generation: "v1",
    make: () =>
      documents(field(16, field(1, field(1, filled(4)), field(2, filled(20_000_000, 1)), text(3, "<f4")))),
    documents: 1,
    says: /more of its numbers are not shown/,
  },
  {
    name: "an id of 60 MB",
    generation: "v1",
    make: () => documents(field(1, filled(BIG))),
    documents: 1,
  },
  {
    name: "a key of 60 MB",
    generation: "v2",
    make: () => documents(field(1, field(1, filled(BIG)), field(2, text(1, "x")))),
    documents: 1,
    says: /its key: the first/,
  },
  {
    name: "a dtype of 30 MB",
    generation: "v2",
    make: () => documents(node("t", field(6, field(1, field(1, filled(4)), field(3, filled(BIG / 2)))))),
    documents: 1,
    says: /dtype: the first/,
  },
  // Around the documents
  {
    name: "a description of 60 MB",
    generation: "v1",
    make: () => concat(header(field(2, number(1, 1), field(2, filled(BIG)))), documents(text(4, "x"))),
    documents: 1,
    says: /header\.status: description: the first [\d,]+ of 60,000,000 bytes/,
  },
  {
    name: "an exception's name of 60 MB",
    generation: "v2",
    make: () => failure(field(1, filled(BIG))),
    documents: 0,
    says: /header\.status\.exception: name: the first/,
  },
  {
    name: "a stack of 3,000,000 lines",
    generation: "v1",
    make: () => failure(text(1, "ValueError"), repeat(text(3, "  File x, line 1\n"), 3_000_000)),
    documents: 0,
    says: /bytes more are not shown/,
  },
  {
    name: "20,000,000 arguments of an exception",
    generation: "v1",
    make: () => failure(text(1, "E"), repeat(text(2, "a"), 20_000_000)),
    documents: 0,
    says: /bytes more are not shown/,
  },
  {
    name: "a request id of 60 MB",
    generation: "v1",
    make: () => header(field(1, filled(BIG))),
    documents: 0,
    says: /header: request_id: the first/,
  },
  {
    name: "__results__ of 60 MB in the parameters",
    generation: "v1",
    make: () =>
      concat(
        field(
          2,
          entry("__results__", field(5, repeat(entry("executor0", text(3, "x".repeat(30))), 1_000_000))),
        ),
        documents(text(4, "x")),
      ),
    documents: 1,
  },
  {
    name: "a parameter of 60 MB",
    generation: "v2",
    make: () => field(2, entry("a", field(3, filled(BIG)))),
    documents: 0,
  },
  // What is no message, or not quite
  {
    name: "the header given 20,000,000 times",
    generation: "v1",
    make: () => repeat(header(), 20_000_000),
    documents: 0,
  },
  {
    name: "a field of a document given 10,000,000 times",
    generation: "v1",
    make: () => documents(repeat(text(4, "abc"), 10_000_000)),
    documents: 1,
    says: /comes more than once/,
  },
  {
    name: "text, blob and tensor in one document",
    generation: "v1",
    make: () => documents(concat(text(4, "abc"), field(2, filled(3)), field(3))),
    documents: 1,
    says: /it carries text beside blob/,
  },
  {
    name: "30,000,000 unknown fields of a document",
    generation: "v1",
    make: () => documents(concat(text(4, "x"), number(99, 1), repeat(number(15, 1), 30_000_000))),
    documents: 1,
    says: /does not know its fields/,
  },
  {
    name: "unknown fields of the answer",
    generation: "v2",
    make: () => concat(number(9, 1), text(77, "x"), documents(node("a", text(1, "x")))),
    documents: 1,
    says: /fields that this page does not know: 9, 77/,
  },
  {
    name: "wrong wire types in a document",
    generation: "v1",
    make: () =>
      documents(concat(number(1, 7), number(4, 7), concat(tag(8, BIT64), filled(8)), number(TAGS, 1))),
    documents: 1,
    says: /does not know its fields 1, 4, 8, 17/,
  },
  {
    name: "wrong wire types of the answer's own fields",
    generation: "v1",
    make: () => concat(number(1, 7), number(4, 7)),
    documents: 0,
    says: /fields that this page does not know: 1, 4/,
  },
  {
    name: "a message that ends in the middle of a document",
    generation: "v1",
    make: () => documents(text(4, "x".repeat(1000))).subarray(0, 500),
    documents: "refused",
  },
  {
    name: "60 MB that end one byte early",
    generation: "v1",
    make: () => documents(field(4, filled(BIG))).subarray(0, BIG),
    documents: "refused",
  },
  {
    name: "a document that breaks off inside whole others",
    generation: "v1",
    make: () =>
      documents(text(4, "fine"), concat(text(1, "d"), tag(4, LENGTH), varint(100)), text(4, "fine")),
    documents: 3,
  },
  {
    name: "a varint without end",
    generation: "v1",
    make: () => filled(1_000_000, 0xff),
    documents: "refused",
  },
  {
    name: "varints without end as document content",
    generation: "v1",
    make: () => documents(concat(tag(5, VARINT), filled(1_000_000, 0xff))),
    documents: 1,
    says: /is no document/,
  },
  {
    name: "groups in groups 10,000,000 deep",
    generation: "v1",
    make: () => filled(10_000_000, (9 << 3) | 3),
    documents: "refused",
  },
  {
    name: "text that is not UTF-8",
    generation: "v1",
    make: () => documents(concat(text(1, "d"), field(4, Uint8Array.of(0x61, 0xff, 0x62)))),
    documents: 1,
    says: /not UTF-8/,
  },
  {
    name: "half of a surrogate pair, as no UTF-8 has it",
    generation: "v2",
    make: () => documents(node("a", field(1, Uint8Array.of(0xed, 0xa0, 0x80)))),
    documents: 1,
    says: /not UTF-8/,
  },
  {
    name: "60 MB that are not UTF-8",
    generation: "v1",
    make: () => documents(field(4, filled(BIG, 0xff))),
    documents: 1,
    says: /not UTF-8/,
  },
  {
    name: "a description that is not UTF-8",
    generation: "v1",
    make: () => header(field(2, number(1, 1), field(2, Uint8Array.of(0xc3)))),
    documents: 0,
    says: /header\.status: description: not UTF-8/,
  },
  {
    name: "the same key 50,000 times",
    generation: "v1",
    make: () => documents(field(TAGS, repeat(entry("a", NULL), 50_000))),
    documents: 1,
    says: /\d+ of its keys come more than once; the last/,
  },
  {
    name: "documents that only Python can read",
    generation: "v1",
    make: () => field(4, field(2, filled(1000))),
    documents: "refused",
  },
  {
    name: "64 MiB of noise",
    generation: "v2",
    make: () => {
      const noise = new Uint32Array(MAX_BYTES >> 2);
      let state = 1;
      for (let at = 0; at < noise.length; at += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        noise[at] = state;
      }
      return new Uint8Array(noise.buffer);
    },
    documents: "refused",
  },
  { name: "nothing at all", generation: "v1", make: () => new Uint8Array(0), documents: 0 },
];
