import { describe, expect, test } from "vitest";
import type { CodeRequest, Language } from "../client/code/code-request.ts";
import { printCode } from "../client/code/print-code.ts";
import { readCode } from "../client/code/read-code.ts";
import type { Doc } from "../model/run/document.ts";
import { DEFAULT_FORM } from "../store/state.ts";
import { filledBy } from "./filled-by.ts";

/** What stands there of another request. */
const BEFORE = {
  address: "grpc://other:1",
  headers: "authorization: secret",
  form: {
    ...DEFAULT_FORM,
    endpoint: "/theirs",
    documents: "theirs",
    parameters: '{"theirs": 1}',
    targetExecutor: "theirs",
    requestSize: "7",
    stream: "on",
    input: "files",
    window: "2",
  },
};

const LANGUAGES: readonly (readonly [Language, "grpc" | "http"])[] = [
  ["python", "grpc"],
  ["async-python", "grpc"],
  ["javascript", "http"],
  ["curl", "http"],
  ["grpcurl", "grpc"],
];

function asked(documents: readonly Doc[], protocol: "grpc" | "http"): CodeRequest {
  return {
    address: { kind: "gateway", protocol, host: "127.0.0.1", port: 8080, tls: false },
    endpoint: "/foo",
    documents,
    parameters: {},
    targetExecutor: "",
    requestSize: 100,
  };
}

function filled(request: CodeRequest, language: Language, generation: "v1" | "v2") {
  const code = printCode(request, language, generation);
  const read = readCode("text" in code ? code.text : "");
  expect(read.notes).toEqual([]);
  const { form, ...rest } = filledBy(read, BEFORE);
  return { ...rest, form: { ...BEFORE.form, ...form } };
}

describe.each(["v1", "v2"] as const)("%s", (generation) => {
  test.each(LANGUAGES)("nothing of the request before goes along with that of %s", (language, protocol) => {
    const { form, address, headers } = filled(asked([{ text: "mine" }], protocol), language, generation);
    expect([address, headers]).toEqual([`${protocol}://127.0.0.1:8080`, ""]);
    expect(form).toEqual({ ...DEFAULT_FORM, endpoint: "/foo", documents: "mine", window: "2" });
  });

  test.each(LANGUAGES)("a request without documents, in %s, sends none", (language, protocol) => {
    const { form } = filled(asked([], protocol), language, generation);
    expect(form).toMatchObject({ input: "none", targetExecutor: "", parameters: "" });
  });
});

test("what the code says and nobody understands stays as it was, and so does all of it where no request is found", () => {
  const unknown = readCode(
    "client = Client(port=5)\nclient.post('/x', inputs=docs, parameters=more, request_size=size)",
  );
  expect(unknown.notes).toHaveLength(3);
  expect(filledBy(unknown, BEFORE).form).toEqual({ endpoint: "/x", targetExecutor: "", stream: "" });
  const spread = readCode("Client(port=5).post('/x', **more)");
  expect(spread.notes).toEqual(["Line 1: what ** gives to post is not known here."]);
  expect(filledBy(spread, BEFORE).form).toEqual({ endpoint: "/x", stream: "" });
  expect(filledBy(readCode("print(1)"), BEFORE).form).toEqual({});
});

test("what is typed into Headers goes to the same address alone", () => {
  const same = { ...BEFORE, address: "grpc://127.0.0.1:8080" };
  const request = asked([{ text: "a" }], "grpc");
  const plain = printCode(request, "grpcurl", "v1");
  const read = readCode("text" in plain ? plain.text : "");
  expect(filledBy(read, same).headers).toBe("authorization: secret");
  const named = printCode({ ...request, headerNames: ["authorization", "x-b"] }, "grpcurl", "v1");
  const readNamed = readCode("text" in named ? named.text : "");
  expect(filledBy(readNamed, same).headers).toBe("authorization: secret\nx-b: ");
  expect(filledBy(readNamed, BEFORE).headers).toBe("authorization: \nx-b: ");
});
