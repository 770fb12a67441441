import { describe, expect, test } from "vitest";
import { ClientError } from "../model/run/client-error.ts";
import { Excerpt, Tensor } from "../model/run/document.ts";
import { SUCCESS } from "../model/run/reply.ts";
import { replyOfJson, statusOfDetail } from "./answer-json.ts";
import { documentsOf } from "./test-answer.ts";

const STATUS = {
  code: 1,
  description: "ValueError('no')",
  exception: { name: "ValueError", args: ["no"], stacks: ["Traceback\n"], executor: "Fail" },
};

describe("an answer in JSON", () => {
  test.each([
    [
      "of an HTTP gateway",
      {
        header: { requestId: "r", status: null, execEndpoint: "/x", targetExecutor: "" },
        parameters: { k: 1 },
        routes: [
          {
            executor: "gateway",
            startTime: "2026-11-21T19:28:51.461479+00:00",
            endTime: "2026-11-21T19:28:52+00:00",
            status: null,
          },
        ],
        data: [{ id: "a", text: "t", uri: null }],
      },
    ],
    [
      "of a WebSocket gateway",
      {
        header: { request_id: "r", exec_endpoint: "/x", target_executor: "" },
        parameters: { k: 1 },
        routes: [
          {
            executor: "gateway",
            start_time: "2026-11-21T19:28:51.461479Z",
            end_time: "2026-11-21T19:28:52Z",
          },
        ],
        data: [{ id: "a", text: "t", uri: null }],
      },
    ],
  ])("%s", (_, answer) => {
    const { documents, ...reply } = replyOfJson(answer, "v1");
    expect(reply).toEqual({
      requestId: "r",
      endpoint: "/x",
      targetExecutor: "",
      parameters: { k: 1 },
      status: SUCCESS,
      routes: [
        {
          executor: "gateway",
          startMs: expect.closeTo(Date.UTC(2026, 10, 21, 19, 28, 51) + 461.479, 3),
          endMs: Date.UTC(2026, 10, 21, 19, 28, 52),
          status: null,
        },
      ],
    });
    expect(documentsOf(documents)).toEqual([{ id: "a", text: "t" }]);
  });

  test("with an exception, by number or by name", () => {
    const wanted = { ...STATUS, code: "ERROR" };
    expect(replyOfJson({ header: { status: STATUS } }, "v1").status).toEqual(wanted);
    expect(replyOfJson({ header: { status: { ...STATUS, code: "ERROR" } } }, "v1").status).toEqual(wanted);
    const { routes } = replyOfJson({ routes: [{ executor: "a", status: STATUS }] }, "v1");
    expect(routes).toEqual([{ executor: "a", startMs: null, endMs: null, status: wanted }]);
  });

  test.each([null, 1, "text", [], { data: { docs: [] } }, { data: "text" }])("that is none: %j", (answer) => {
    expect(() => replyOfJson(answer, "v2")).toThrow(ClientError);
  });

  test("whose parts are of other kinds than they should be does no harm", () => {
    const { documents, ...reply } = replyOfJson(
      {
        header: [1],
        parameters: "x",
        routes: [null, 5, { executor: 7, startTime: "never", status: "bad" }],
        data: [null, 5, "text", [1]],
      },
      "v2",
    );
    const nowhere = { executor: "", startMs: null, endMs: null, status: null };
    expect(reply).toMatchObject({ requestId: "", parameters: {}, routes: [nowhere, nowhere, nowhere] });
    expect(documents.length).toBe(4);
    for (let index = 0; index < 4; index++) {
      expect(documents.at(index)).toBeInstanceOf(Excerpt);
    }
    expect(documents.at(4)).toBeUndefined();
    expect(documents.at(-1)).toBeUndefined();
  });
});

describe("a document in JSON", () => {
  const documentOf = (document: object, generation: "v1" | "v2" = "v1") =>
    documentsOf(replyOfJson({ data: [document] }, generation).documents)[0]!;

  test("of docarray below 0.30 has its bytes, arrays and scores, and not what is unset", () => {
    expect(
      documentOf({
        blob: "aGVsbG8=",
        tensor: null,
        embedding: [0.5, 1],
        scores: { cos: { value: 0.5, op_name: null } },
        chunks: [
          {
            id: "c",
            text: null,
            tensor: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
        tags: { kept: null },
      }),
    ).toEqual({
      blob: new Uint8Array(Buffer.from("hello")),
      embedding: new Tensor([2], "<f8", new Uint8Array(new Float64Array([0.5, 1]).buffer)),
      scores: { cos: { value: 0.5 } },
      chunks: [
        { id: "c", tensor: new Tensor([2, 2], "<f8", new Uint8Array(new Float64Array([1, 2, 3, 4]).buffer)) },
      ],
      tags: { kept: null },
    });
  });

  test("keeps as it is what is neither base64 nor an array of numbers", () => {
    const odd = { blob: "?", tensor: [[1], [2, 3]], embedding: ["a"], chunks: 5, scores: [1] };
    expect(documentOf(odd)).toEqual(odd);
  });

  test("of later docarray is what it is", () => {
    const document = { id: null, vec: [0.5, 1], inner: { n: 2 }, raw: "aGVsbG8=" };
    expect(documentOf(document, "v2")).toEqual(document);
  });

  test("may have keys that objects have of themselves", () => {
    const read = documentOf(JSON.parse('{"tags": {"__proto__": {"polluted": 1}, "constructor": 2}}'), "v2");
    expect(Object.entries(read.tags as object)).toEqual([
      ["__proto__", { polluted: 1 }],
      ["constructor", 2],
    ]);
    expect({}).not.toHaveProperty("polluted");
  });

  test("is read as far as it is looked at, and what is left out is said", () => {
    const { documents } = replyOfJson(
      {
        data: [
          { text: "x".repeat(100_000) },
          { list: Array.from({ length: 5000 }, (_, index) => index) },
          JSON.parse(`${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`),
        ],
      },
      "v2",
    );
    const [long, many, deep] = [0, 1, 2].map((index) => documents.at(index, "glance"));
    expect(long).toEqual({
      text: new Excerpt("x".repeat(16 << 10), "83,616 more characters are not shown"),
    });
    expect(many).toBeInstanceOf(Excerpt);
    expect(JSON.stringify(many)).toContain("more items are not shown");
    expect(JSON.stringify(deep)).toContain("nested deeper than 500 levels");
    expect(documents.at(1, "whole")).toEqual({ list: Array.from({ length: 5000 }, (_, index) => index) });
  });
});

test.each([
  ["ValueError('asked to fail')", { name: "ValueError", args: ["asked to fail"] }],
  ['KeyError("it\'s")', { name: "KeyError", args: ["it's"] }],
  ["my.Error(1, 2)", { name: "my.Error", args: ["1, 2"] }],
  ["Empty()", { name: "Empty", args: [] }],
])("the text of an exception: %s", (detail, exception) => {
  expect(statusOfDetail(detail)).toMatchObject({ code: "ERROR", description: detail, exception });
});

test("a text that is no exception stays a text", () => {
  expect(statusOfDetail("something broke")).toEqual({
    code: "ERROR",
    description: "something broke",
    exception: null,
  });
});
