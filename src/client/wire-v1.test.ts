import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataRequestProtoSchema } from "../gen/v1/jina_pb.js";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { requestProtoV1 } from "./request-proto.ts";
import { readWhole } from "./test-answer.ts";
import { encodeMessage } from "./wire-message.ts";

function requestOf(documents: readonly Doc[], more: Partial<DataRequest> = {}): DataRequest {
  return { requestId: "r", endpoint: "/x", targetExecutor: "", parameters: {}, ...more, documents };
}

/** Documents after a trip over the wire. */
function travel(...documents: readonly Doc[]): readonly Doc[] {
  const bytes = encodeMessage(requestOf(documents), "v1");
  return readWhole(bytes, "v1").documents;
}

/** The sentence with which a document is refused. */
function refusalOf(...documents: readonly Doc[]): string {
  try {
    requestProtoV1(requestOf(documents));
  } catch (error) {
    expect(error).toBeInstanceOf(ClientError);
    expect((error as ClientError).code).toBe("input");
    return (error as ClientError).message;
  }
  return "not refused";
}

const float = fc.float({ noDefaultInfinity: true });
const uint32 = fc.nat(0xffffffff);
const text = fc.string({ unit: "binary", minLength: 1 });
const struct = fc.dictionary(text, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<{
  [key: string]: DocValue;
}>;
const bytes = fc.uint8Array({ maxLength: 20 });
const tensor = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.constantFrom("<f4", ">f8", "|u1", "<i8"), bytes)
  .map(([shape, dtype, buffer]) => new Tensor(shape, dtype, buffer));
const score = fc
  .record({ value: float, op_name: text, description: text, ref_id: text }, { requiredKeys: ["value"] })
  .map((fields): DocValue => fields);
const scores = fc.dictionary(text, score, { minKeys: 1 });

// Only what differs from the field's default, which the wire leaves out.
const fields = {
  id: text,
  granularity: uint32.filter((number) => number > 0),
  adjacency: uint32.filter((number) => number > 0),
  parent_id: text,
  weight: float.filter((number) => !Object.is(number, 0)),
  uri: text,
  modality: text,
  mime_type: text,
  offset: float.filter((number) => !Object.is(number, 0)),
  location: fc.array(float, { minLength: 1, maxLength: 4 }),
  embedding: tensor,
  tags: struct,
  scores,
  evaluations: scores,
  _metadata: struct,
};
const content = fc.oneof(
  fc.constant({}),
  fc.record({ text: fc.string({ unit: "binary" }) }),
  fc.record({ blob: bytes }),
  fc.record({ tensor }),
);
const { document } = fc.letrec<{ document: Doc; documents: Doc[] }>((tie) => ({
  documents: fc.array(tie("document"), { minLength: 1, maxLength: 3 }),
  document: fc
    .tuple(
      fc.record(fields, { requiredKeys: [] }),
      content,
      fc.option(fc.record({ chunks: tie("documents"), matches: tie("documents") }, { requiredKeys: [] }), {
        nil: {},
        depthSize: "small",
        maxDepth: 2,
      }),
    )
    .map((parts): Doc => Object.assign({}, ...parts)),
}));

describe("a trip over the wire", () => {
  test("changes no document", () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
        expect(travel(...documents)).toEqual(documents);
      }),
    );
  });

  test("is made in the bytes that protobuf-es writes", () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
        const request = requestOf(documents);
        const byLibrary = toBinary(DataRequestProtoSchema, requestProtoV1(request));
        expect(Buffer.compare(encodeMessage(request, "v1"), byLibrary)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test("changes nothing around the documents", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        struct,
        (requestId, endpoint, targetExecutor, parameters) => {
          const request = requestOf([], { requestId, endpoint, targetExecutor, parameters });
          const read = readWhole(encodeMessage(request, "v1"), "v1");
          expect(read).toMatchObject(request);
        },
      ),
    );
  });
});

describe("a request", () => {
  test("null means not set", () => {
    expect(travel({ id: "a", text: null, tags: null, embedding: null })).toEqual([{ id: "a" }]);
  });

  test("a field set to its default does not travel", () => {
    expect(travel({ id: "", weight: 0, location: [], scores: {} })).toEqual([{}]);
  });

  test("an empty target executor is left out, and an empty text is not", () => {
    expect(requestProtoV1(requestOf([])).header?.targetExecutor).toBeUndefined();
    expect(travel({ text: "" })).toEqual([{ text: "" }]);
  });

  test("lists of numbers become 32-bit floats with their shape", () => {
    const [doc] = travel({ embedding: [1, -0.5], tensor: [[1], [2], [3]] });
    expect(doc?.embedding).toEqual(new Tensor([2], "<f4", new Uint8Array([0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf])));
    expect(doc?.tensor).toMatchObject({ shape: [3, 1], dtype: "<f4" });
    expect(travel({ embedding: [] })[0]?.embedding).toEqual(new Tensor([0], "<f4", new Uint8Array()));
    expect(travel({ embedding: [[], []] })[0]?.embedding).toEqual(
      new Tensor([2, 0], "<f4", new Uint8Array()),
    );
  });

  test("arrays name their library, without which docarray drops them", () => {
    const documents = requestProtoV1(requestOf([{ embedding: [1] }])).data?.documents;
    expect(documents?.case === "docs" && documents.value.docs[0]?.embedding?.clsName).toBe("numpy");
  });

  test("a blob may be base64 text", () => {
    expect(travel({ blob: "AP8=" })).toEqual([{ blob: new Uint8Array([0, 255]) }]);
  });

  test("NaN and infinities travel in tags, and whole numbers that a double holds", () => {
    const tags = { a: Number.NaN, b: Number.POSITIVE_INFINITY };
    expect(travel({ tags })).toEqual([{ tags }]);
    expect(travel({ tags: { n: 2n ** 60n } })).toEqual([{ tags: { n: 2 ** 60 } }]);
  });

  test("a key named __proto__ is a key", () => {
    const [doc] = travel({ tags: Object.fromEntries([["__proto__", 1]]) });
    expect(Object.entries(doc?.tags as object)).toEqual([["__proto__", 1]]);
  });

  const refusals: [Doc, string][] = [
    [
      { txet: "a" },
      "documents[0].txet is no field of a Document with docarray below 0.30, which this gateway runs.",
    ],
    [{ chunks: [{}, { color: 1 }] }, "documents[0].chunks[1].color is no field of a Document"],
    [{ id: 7 }, "documents[0].id must be a text, not a number."],
    [{ text: ["a"] }, "documents[0].text must be a text, not a list."],
    [
      { text: "a", blob: "" },
      "documents[0].blob comes beside text; a Document holds only one of text, blob and tensor.",
    ],
    [{ blob: "no base64!" }, "documents[0].blob must be bytes as base64 text."],
    [{ blob: 1 }, "documents[0].blob must be a text, not a number."],
    [{ granularity: -1 }, "documents[0].granularity must be a whole number from 0 to 4294967295, not -1."],
    [{ adjacency: 1.5 }, "documents[0].adjacency must be a whole number from 0 to 4294967295, not 1.5."],
    [{ weight: 1e300 }, "documents[0].weight is 1e+300, which is too large for a 32-bit float."],
    [{ weight: 1e-50 }, "documents[0].weight is 1e-50, which is too small for a 32-bit float"],
    [{ embedding: [16777217] }, "documents[0].embedding[0] is 16777217, which a 32-bit float does not hold"],
    [
      { text: "ab\ud83d" },
      "documents[0].text holds half of a character (U+D83D without its other half) at character 3, which no wire carries.",
    ],
    [{ id: "\udc00" }, "documents[0].id holds half of a character (U+DC00"],
    [{ tags: { a: ["\ud800"] } }, "documents[0].tags.a[0] holds half of a character"],
    [{ tags: { a: { "\ud800": 1 } } }, "A key of documents[0].tags.a holds half of a character"],
    [{ scores: { "\ud800": { value: 1 } } }, "A key of documents[0].scores holds half of a character"],
    [{ tags: { a: new Excerpt("x", "cut") } }, "documents[0].tags.a cannot be a part of an answer"],
    [{ location: [1, "2"] }, "documents[0].location[1] must be a number, not a text."],
    [{ tags: "a" }, "documents[0].tags must be an object, not a text."],
    [
      { tags: { a: [0, 2n ** 60n + 1n] } },
      "documents[0].tags.a[1] is 1152921504606846977, which the wire cannot hold",
    ],
    [{ tags: { a: 10n ** 400n } }, "which the wire cannot hold exactly."],
    [{ tags: { a: new Uint8Array() } }, "documents[0].tags.a cannot be bytes: only texts, numbers,"],
    [{ tags: { a: new Tensor([0], "<f4", new Uint8Array()) } }, "documents[0].tags.a cannot be a tensor"],
    [{ scores: { cos: 1 } }, "documents[0].scores.cos must be an object, not a number."],
    [{ scores: { cos: { val: 1 } } }, "documents[0].scores.cos.val is no field of a score"],
    [{ embedding: 1 }, "documents[0].embedding must be a list, not a number."],
    [{ embedding: [1, "x"] }, "documents[0].embedding[1] must be a number, not a text."],
    [{ embedding: [[1, 2], [3]] }, "documents[0].embedding[1] has 1 item where the list before it has 2."],
    [{ embedding: [[1], 2] }, "documents[0].embedding[1] must be a list, not a number."],
    [{ embedding: [1, [2]] }, "documents[0].embedding[1] must be a number, not a list."],
    [{ embedding: { values: [1] } }, "documents[0].embedding.indices must be a list, not null."],
  ];
  test.each(refusals.map(([doc, sentence]) => ({ doc, sentence })))(
    "refuses: $sentence",
    ({ doc, sentence }) => {
      expect(refusalOf(doc)).toContain(sentence);
    },
  );

  test("names the document", () => {
    expect(refusalOf({}, {}, { x: 1 })).toMatch(/^documents\[2\]\.x /);
  });

  test("refuses parameters that the wire cannot hold", () => {
    const request = requestOf([], { parameters: { a: { b: new Uint8Array(1) } } });
    expect(() => requestProtoV1(request)).toThrow("parameters.a.b cannot be bytes");
  });

  test.each<[Partial<DataRequest>, string]>([
    [
      { endpoint: "/\ud800" },
      "endpoint holds half of a character (U+D800 without its other half) at character 2",
    ],
    [{ targetExecutor: "\udfff" }, "target_executor holds half of a character"],
    [{ parameters: { k: "\ud800" } }, "parameters.k holds half of a character"],
    [{ parameters: { "\ud800": 1 } }, "A key of parameters holds half of a character"],
  ])("refuses half of a character around the documents: %j", (more, sentence) => {
    expect(() => requestProtoV1(requestOf([], more))).toThrow(sentence);
  });
});

describe("an answer", () => {
  test("a message without anything in it is an empty success", () => {
    expect(readWhole(new Uint8Array(0), "v1")).toEqual({
      requestId: "",
      endpoint: "",
      targetExecutor: "",
      parameters: {},
      status: { code: "SUCCESS", description: "", exception: null },
      routes: [],
      documents: [],
    });
  });

  test("documents that only Python can read are refused", () => {
    const message = create(DataRequestProtoSchema, {
      data: { documents: { case: "docsBytes", value: new Uint8Array(3) } },
    });
    expect(() => readWhole(toBinary(DataRequestProtoSchema, message), "v1")).toThrow(ClientError);
  });

  test("times keep their fraction, and a missing one is null", () => {
    const message = create(DataRequestProtoSchema, {
      routes: [{ executor: "a", startTime: { seconds: 1795291410n, nanos: 501_250_000 } }],
    });
    expect(readWhole(toBinary(DataRequestProtoSchema, message), "v1").routes).toEqual([
      { executor: "a", startMs: 1795291410501.25, endMs: null, status: null },
    ]);
  });
});
