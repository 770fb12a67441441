import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import * as v1 from "../gen/v1/jina_pb.js";
import * as v2 from "../gen/v2/jina_pb.js";
import { type Doc, Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { requestProtoV1, requestProtoV2 } from "./request-proto.ts";
import { encodeMessage, messageFrame } from "./wire-message.ts";

const BY_LIBRARY = {
  v1: (request: DataRequest) => toBinary(v1.DataRequestProtoSchema, requestProtoV1(request)),
  v2: (request: DataRequest) => toBinary(v2.DataRequestProtoSchema, requestProtoV2(request)),
};

const requestOf = (documents: readonly Doc[]): DataRequest => ({
  requestId: "r",
  endpoint: "/index",
  documents,
  parameters: { top_k: 3 },
  targetExecutor: "encoder",
});

describe.each(["v1", "v2"] as const)("%s", (generation) => {
  // Lengths of one, two, three and four bytes, at each depth.
  test.each([0, 1, 100, 127, 128, 5_000, 16_383, 16_384, 40_000, 3_000_000])(
    "texts of %i characters give the bytes that the library gives",
    (length) => {
      const documents = Array.from({ length: 3 }, (_, index) => ({
        id: `${index}`,
        text: "x".repeat(length),
      }));
      const request = requestOf(documents);
      expect(Buffer.compare(encodeMessage(request, generation), BY_LIBRARY[generation](request))).toBe(0);
    },
  );

  test("so do no documents, an empty one, tensors and chunks", () => {
    const tensor = new Tensor([2], "<f4", new Uint8Array(8).fill(7));
    const chunks: Doc[] = [{ id: "a", embedding: tensor }, {}];
    const lists: Doc[][] = [[], [{}], [{ embedding: tensor, chunks }, { tags: { a: [1, null] } }]];
    for (const documents of lists) {
      const request = requestOf(documents);
      expect(encodeMessage(request, generation)).toEqual(BY_LIBRARY[generation](request));
    }
  });

  test("what cannot be sent is refused with its place", () => {
    const documents: Doc[] = [{}, { id: "a", text: "\ud800" }];
    expect(() => encodeMessage(requestOf(documents), generation)).toThrow("documents[1].text");
  });
});

test("a frame says that it is not compressed, and how long its message is", () => {
  const request = requestOf([{ text: "x".repeat(70_000) }]);
  const message = encodeMessage(request, "v1");
  const frame = messageFrame(request, "v1");
  expect(frame.subarray(5)).toEqual(message);
  expect([...frame.subarray(0, 5)]).toEqual([
    0,
    0,
    ...[16, 8, 0].map((shift) => (message.length >> shift) & 255),
  ]);
});

test("a buffer that was used before gives the same bytes, and a larger one is made where it is too small", () => {
  const [small, large] = ["x", "y".repeat(5000)].map((text) => requestOf([{ text, id: "\u00e9" }, {}]));
  const used = new ArrayBuffer(2000);
  new Uint8Array(used).fill(255);
  const frame = messageFrame(small!, "v1", used);
  expect(frame.buffer).toBe(used);
  expect(frame).toEqual(messageFrame(small!, "v1"));
  expect(messageFrame(large!, "v1", used)).toEqual(messageFrame(large!, "v1"));
});
