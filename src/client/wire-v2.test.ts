import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeProtoSchema } from "../gen/v2/docarray_pb.js";
import { DataRequestProtoSchema } from "../gen/v2/jina_pb.js";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { requestProtoV2 } from "./request-proto.ts";
import { readWhole } from "./test-answer.ts";
import { encodeMessage } from "./wire-message.ts";

function requestOf(documents: readonly Doc[]): DataRequest {
  return { requestId: "r", endpoint: "/x", targetExecutor: "", parameters: {}, documents };
}

/** Documents after a trip over the wire. */
function travel(...documents: readonly Doc[]): readonly Doc[] {
  return readWhole(encodeMessage(requestOf(documents), "v2"), "v2").documents;
}

/** The node that a value is sent as: the name of its content, and its type if it has one. */
function nodeOf(value: DocValue): string {
  const request = {
    requestId: "r",
    endpoint: "",
    targetExecutor: "",
    parameters: {},
    documents: [{ value }],
  };
  const documents = requestProtoV2(request).data?.documents;
  const node = documents?.case === "docs" ? documents.value.docs[0]?.data.value : undefined;
  return [node?.content.case ?? "nothing", node?.docarrayType.value]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** What one node is read as. */
function readNode(node: MessageInitShape<typeof NodeProtoSchema>): DocValue | undefined {
  const message = create(DataRequestProtoSchema, {
    data: { documents: { case: "docs", value: { docs: [{ data: { value: node } }] } } },
  });
  return readWhole(toBinary(DataRequestProtoSchema, message), "v2").documents[0]?.value;
}

const tensor = fc
  .tuple(fc.array(fc.nat(4)), fc.constantFrom("<f4", ">f8", "|u1"), fc.uint8Array())
  .map(([shape, dtype, buffer]) => new Tensor(shape, dtype, buffer));
const text = fc.string({ unit: "binary" });
const { value } = fc.letrec<{ value: DocValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "value" },
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double(), text, fc.uint8Array(), tensor),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("a trip over the wire", () => {
  test("changes no document", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(text, value, { noNullPrototype: true }), { maxLength: 3 }),
        (documents) => {
          expect(travel(...documents)).toEqual(documents);
        },
      ),
    );
  });

  test("is made in the bytes that protobuf-es writes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(text, value, { noNullPrototype: true }), { maxLength: 3 }),
        (documents) => {
          const request = requestOf(documents);
          const byLibrary = toBinary(DataRequestProtoSchema, requestProtoV2(request));
          expect(Buffer.compare(encodeMessage(request, "v2"), byLibrary)).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("a request", () => {
  test.each<[string, DocValue, string]>([
    ["a text", "7", "text"],
    ["the largest integer", 2147483647, "integer"],
    ["the smallest integer", -2147483648, "integer"],
    ["one more", 2147483648, "float"],
    ["a fraction", 0.5, "float"],
    ["minus zero", -0, "float"],
    ["NaN", Number.NaN, "float"],
    ["an infinity", Number.NEGATIVE_INFINITY, "float"],
    ["a bigint that a double holds", 2n ** 60n, "float"],
    ["true", true, "boolean"],
    ["null", null, "nothing"],
    ["bytes", new Uint8Array([1]), "blob"],
    ["a list", [1], "list"],
    ["an object", { a: 1 }, "dict"],
    ["a tensor", new Tensor([1], "|u1", new Uint8Array(1)), "ndarray, ndarray"],
  ])("%s", (_, given, node) => {
    expect(nodeOf(given)).toBe(node);
  });

  test("a key named __proto__ is a key", () => {
    const [doc] = travel(Object.fromEntries([["__proto__", "x"]]));
    expect(Object.entries(doc ?? {})).toEqual([["__proto__", "x"]]);
  });

  test.each<[Doc, string]>([
    [
      { a: "\ud800" },
      "documents[0].a holds half of a character (U+D800 without its other half) at character 1",
    ],
    [{ "\udc00": 1 }, "A key of documents[0] holds half of a character"],
    [{ a: { b: [{ "\ud800": 1 }] } }, "A key of documents[0].a.b[0] holds half of a character"],
    [{ a: new Excerpt("x", "cut") }, "documents[0].a must be an object, not a part of an answer"],
  ])("refuses what would be changed on the way: %j", (document, sentence) => {
    expect(() => travel(document)).toThrow(sentence);
  });

  test("refuses a whole number that no double holds, naming the place", () => {
    expect(() => travel({}, { a: { b: [0, 2n ** 60n + 1n] } })).toThrow(
      expect.objectContaining({
        code: "input",
        message: "documents[1].a.b[1] is 1152921504606846977, which the wire cannot hold exactly.",
      }),
    );
  });
});

describe("an answer", () => {
  const one = { content: { case: "integer", value: 1 } } as const;

  test.each<[string, MessageInitShape<typeof NodeProtoSchema>, DocValue]>([
    ["a document", { content: { case: "doc", value: { data: { a: one } } } }, { a: 1 }],
    [
      "a list of documents",
      { content: { case: "docArray", value: { docs: [{ data: { a: one } }] } } },
      [{ a: 1 }],
    ],
    ["a set", { content: { case: "set", value: { data: [one] } } }, [1]],
    ["a tuple", { content: { case: "tuple", value: { data: [one] } } }, [1]],
    [
      "a typed text",
      { content: { case: "text", value: "x" }, docarrayType: { case: "type", value: "id" } },
      "x",
    ],
    ["an array without elements", { content: { case: "ndarray", value: {} } }, null],
  ])("%s", (_, node, wanted) => {
    expect(readNode(node)).toEqual(wanted);
  });

  test("documents that only Python can read are refused", () => {
    const message = create(DataRequestProtoSchema, {
      data: { documents: { case: "docsBytes", value: new Uint8Array(3) } },
    });
    expect(() => readWhole(toBinary(DataRequestProtoSchema, message), "v2")).toThrow(ClientError);
  });
});
