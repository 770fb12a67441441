/** Bytes of documents in code, both ways. */
import { expect, test } from "vitest";
import { documentTypeOf } from "../../model/run/document-type.ts";
import type { CodeRequest } from "./code-request.ts";
import { printCode } from "./print-code.ts";
import { readCode } from "./read-code.ts";

const TYPE = documentTypeOf({
  title: "Item",
  type: "object",
  properties: { raw: { type: "string", format: "binary" }, title: { type: "string" } },
})!;

const request = (raw: Uint8Array, protocol: "grpc" | "http"): CodeRequest => ({
  address: { kind: "gateway", protocol, host: "127.0.0.1", port: 8080, tls: false },
  endpoint: "/foo",
  documents: [{ title: "a", raw }],
  parameters: {},
  targetExecutor: "",
  requestSize: 100,
  types: { input: TYPE, output: TYPE },
});

function textOf(code: ReturnType<typeof printCode>): string {
  return "text" in code ? code.text : code.refused;
}

test("in Python they are a literal, of the gateway's own class or of one made, which is read as they are spelled", () => {
  const made = request(Uint8Array.of(0, 255, 39, 92, 104, 10), "grpc");
  const { types: _, ...untyped } = made;
  for (const one of [made, untyped]) {
    const text = textOf(printCode(one, "python", "v2"));
    expect(text).toMatch(/^ {4}raw: (?:Optional\[)?bytes\b/m);
    expect(text).toContain("raw=b'\\x00\\xff\\'\\\\h\\x0a'");
    expect(readCode(text).documents).toBe('{"title": "a", "raw": {"base64": "AP8nXGgK"}}');
  }
  expect(textOf(printCode(made, "grpcurl", "v2"))).toContain('"blob":"AP8nXGgK"');
});

test("in JSON they are the text that they are in UTF-8, or refused", () => {
  const text = request(new TextEncoder().encode("é"), "http");
  expect(textOf(printCode(text, "curl", "v2"))).toContain('"raw": "é"');
  expect(textOf(printCode(text, "javascript", "v2"))).toContain('"raw": "é"');
  for (const language of ["curl", "javascript"] as const) {
    expect(printCode(request(Uint8Array.of(255), "http"), language, "v2")).toEqual({
      refused: "A document holds bytes that are no UTF-8, which this gateway's JSON cannot spell.",
    });
  }
});

test("of docarray's own Document a blob stays the text in base64 that it is in its JSON", () => {
  const code =
    "from jina import Client, Document\nClient(port=1).post('/', Document(blob=b'\\x00\\xff', tags={'k': 1}))";
  expect(readCode(code).documents).toBe('{"blob": "AP8=", "tags": {"k": 1}}');
});
