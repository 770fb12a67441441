import { describe, expect, test } from "vitest";
import { ClientError } from "./client-error.ts";
import { type Doc, Excerpt, Tensor } from "./document.ts";
import { type AnswersKind, exportAnswers, exportColumns } from "./export-answers.ts";
import { type Status, SUCCESS } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";
import { createTestRun } from "./test-run.ts";

const exchangeOf = (id: string, state: Exchange["state"], documents: readonly Doc[]): Exchange => ({
  request: {
    requestId: id,
    endpoint: "/",
    documents: [{ text: `sent ${id}` }],
    parameters: {},
    targetExecutor: "",
  },
  state,
  roundtripMs: state === "answered" ? 5 : null,
  error:
    state === "failed" ? new ClientError("timeout", "No answer in time.", { tried: "grpc://secret" }) : null,
  reply:
    state === "answered"
      ? {
          requestId: id,
          endpoint: "/",
          targetExecutor: "",
          parameters: { __results__: { one: { n: 1 } } },
          status: SUCCESS,
          routes: [],
          documents,
        }
      : null,
});
const runOf = (...exchanges: Exchange[]): Run =>
  createTestRun(exchanges, { transport: "grpc://secret", state: "running" });
const isOpen = ({ state }: Exchange) => state === "failed" || state === "unsent";
const hide = (text: string) => text.replaceAll("canary", "•");
const textOf = (run: Run, kind: AnswersKind, columns: readonly string[] = []) =>
  [...exportAnswers(run, kind, columns, isOpen, hide)].join("");

const ODD: Doc = {
  id: "a",
  big: 9223372036854775807n,
  numbers: [Number.NaN, -Infinity, 1.5],
  blob: Uint8Array.of(1, 2, 255),
  embedding: new Tensor([2], "<f4", new Uint8Array(new Float32Array([0.1, Number.POSITIVE_INFINITY]).buffer)),
  ids: new Tensor([1], "<i8", new Uint8Array(new BigInt64Array([-5n]).buffer)),
  odd: new Tensor([1], "<c8", new Uint8Array(2)),
  cut: new Excerpt([1], "2 bytes more are not shown"),
};

describe("NDJSON", () => {
  test("has a document a line, and every value as JSON holds it without a loss", () => {
    const [line, end] = textOf(runOf(exchangeOf("r", "answered", [ODD])), "ndjson").split("\n");
    expect(end).toBe("");
    expect(JSON.parse(line ?? "")).toEqual({
      id: "a",
      big: "9223372036854775807",
      numbers: ["NaN", "-Infinity", 1.5],
      blob: { base64: "AQL/" },
      embedding: { dtype: "<f4", shape: [2], values: [0.1, "Infinity"] },
      ids: { dtype: "<i8", shape: [1], values: ["-5"] },
      odd: { dtype: "<c8", shape: [1], base64: "AAA=" },
      cut: { shown: [1], note: "2 bytes more are not shown" },
    });
  });

  test("a key called __proto__ is a key", () => {
    const tags: Doc = JSON.parse('{"__proto__": {"x": 1}}');
    expect(textOf(runOf(exchangeOf("r", "answered", [{ tags }])), "ndjson")).toBe(
      '{"tags":{"__proto__":{"x":1}}}\n',
    );
  });

  test("numbers below zero and at it keep their signs", () => {
    const signed = { zero: -0, all: [-0, -1.5], in: { it: -0 } };
    expect(textOf(runOf(exchangeOf("r", "answered", [signed])), "ndjson")).toBe(
      '{"zero":-0,"all":[-0,-1.5],"in":{"it":-0}}\n',
    );
  });

  test("what was sent is read by Send as it was typed, and arrays of files as lists", () => {
    const numbers = Float32Array.from([0.1, 2, 3, 4, 5, 6]);
    const documents: Doc[] = [
      { n: 9007199254740993n, zero: -0, tags: { none: null, bytes: { base64: "AQ==" } } },
      {
        embedding: new Tensor([3, 2, 1], "<f4", new Uint8Array(numbers.buffer)),
        tensor: new Tensor([0, 2], "<f4", new Uint8Array(0)),
        mask: new Tensor([2], "|b1", Uint8Array.of(1, 0)),
        one: new Tensor([], "<i8", new Uint8Array(new BigInt64Array([9007199254740993n]).buffer)),
      },
    ];
    const failed = exchangeOf("r", "failed", []);
    const text = textOf(runOf({ ...failed, request: { ...failed.request, documents } }), "failed");
    expect(text.split("\n")).toEqual([
      '{"n":9007199254740993,"zero":-0,"tags":{"none":null,"bytes":{"base64":"AQ=="}}}',
      '{"embedding":[[[0.1],[2]],[[3],[4]],[[5],[6]]],"tensor":[],"mask":[true,false],"one":9007199254740993}',
      "",
    ]);
  });

  test("of what was sent has only what failed or was not sent", () => {
    const run = runOf(
      exchangeOf("r1", "answered", [{}]),
      exchangeOf("r2", "failed", []),
      exchangeOf("r3", "unknown", []),
      exchangeOf("r4", "unsent", []),
    );
    expect(textOf(run, "failed")).toBe('{"text":"sent r2"}\n{"text":"sent r4"}\n');
  });
});

test("JSON has whole responses, those without an answer too, and no address", () => {
  const text = textOf(
    runOf(
      exchangeOf("r1", "answered", [{ id: "a" }, { id: "b" }]),
      exchangeOf("r2", "failed", []),
      exchangeOf("r3", "sent", []),
    ),
    "json",
  );
  expect(text).not.toContain("secret");
  expect(JSON.parse(text)).toEqual([
    {
      requestId: "r1",
      state: "answered",
      roundtripMs: 5,
      endpoint: "/",
      targetExecutor: "",
      parameters: { __results__: { one: { n: 1 } } },
      status: { code: "SUCCESS", description: "", exception: null },
      routes: [],
      documents: [{ id: "a" }, { id: "b" }],
    },
    {
      requestId: "r2",
      state: "failed",
      roundtripMs: null,
      error: { code: "timeout", message: "No answer in time." },
      documents: [],
    },
    { requestId: "r3", state: "sent", roundtripMs: null, documents: [] },
  ]);
  expect(JSON.parse(textOf(runOf(), "json"))).toEqual([]);
});

describe("CSV", () => {
  const run = runOf(
    exchangeOf("r1", "answered", [
      { id: "a", text: 'say "x",\nand y', tags: { n: -1.5, "k.v": true } },
      { id: "b", text: "=SUM(A1)", tags: {}, list: [1, 2] },
    ]),
  );

  test("offers the fields that the documents have, and the keys of tags", () => {
    expect(exportColumns(run)).toEqual(["id", "text", "tags.n", "tags.k.v", "tags", "list"]);
    expect(exportColumns(runOf())).toEqual([]);
  });

  test("has the chosen columns, quoted where they have to be", () => {
    expect(textOf(run, "csv", ["text", "tags.n", "tags.k.v", "list", "none"])).toBe(
      'text,tags.n,tags.k.v,list,none\r\n"say ""x"",\nand y",-1.5,true,,\r\n\'=SUM(A1),,,"[1,2]",\r\n',
    );
  });

  test("a row of one empty cell is no empty line, which would be passed over", () => {
    const texts = runOf(exchangeOf("r", "answered", [{ text: "a" }, {}, { text: "" }, { text: "b" }]));
    expect(textOf(texts, "csv", ["text"])).toBe('text\r\na\r\n""\r\n""\r\nb\r\n');
  });

  test.each(["=1+1", "+1", "-1+cmd", "@x", "\tx", "\rx", "\nx"])("%j is no formula", (text) => {
    const [, cell] = textOf(runOf(exchangeOf("r", "answered", [{ text }])), "csv", ["text"]).split(
      "text\r\n",
    );
    expect(cell?.replace(/^"/, "").startsWith("'")).toBe(true);
  });
});

test("what is secret is in no text that tells of a fault, be it that of one executor on the way", () => {
  const raised = exchangeOf("r", "answered", []);
  const failed = exchangeOf("f", "failed", []);
  const said: Status = {
    code: "ERROR",
    description: "no canary",
    exception: { name: "E", args: ["canary"], stacks: ["at canary"], executor: "X" },
  };
  const text = textOf(
    runOf(
      {
        ...raised,
        reply: {
          ...raised.reply!,
          status: said,
          routes: [{ executor: "x", startMs: 0, endMs: 1, status: said }],
        },
      },
      { ...failed, error: new ClientError("gateway", "refused canary") },
    ),
    "json",
  );
  expect(text).not.toContain("canary");
  const without = { description: "no •", exception: { name: "E", args: ["•"], stacks: ["at •"] } };
  expect(JSON.parse(text)).toMatchObject([
    { status: without, routes: [{ executor: "x", status: without }] },
    { error: { message: "refused •" } },
  ]);
});
