import { expect, test } from "vitest";
import type { Doc, DocValue } from "./document.ts";
import { type DocumentType, documentTypeOf } from "./document-type.ts";
import { bytesSpelled, spellBytes, withBytes } from "./spelled-bytes.ts";

const BYTES = { type: "string", format: "binary" };
const TYPE: DocumentType = documentTypeOf({
  title: "Item",
  type: "object",
  properties: {
    raw: BYTES,
    maybe: { anyOf: [BYTES, { type: "null" }] },
    either: { anyOf: [BYTES, { type: "string" }] },
    mixed: { anyOf: [BYTES, { type: "object" }] },
    many: { type: "array", items: BYTES },
    named: { type: "object", additionalProperties: BYTES },
    inner: { $ref: "#/$defs/Inner" },
    inners: { type: "array", items: { $ref: "#/$defs/Inner" } },
    tags: { type: "object" },
    text: { type: "string" },
    ["__proto__"]: BYTES,
  },
  $defs: {
    Inner: { title: "Inner", type: "object", properties: { raw: BYTES, again: { $ref: "#/$defs/Inner" } } },
  },
})!;

const SPELT = { base64: "AP8=" };
const READ = Uint8Array.of(0, 255);

test("bytes come back as they were spelled", () => {
  expect(spellBytes(READ)).toEqual(SPELT);
  expect(bytesSpelled(SPELT)).toEqual(READ);
  expect(bytesSpelled({ base64: "" })).toEqual(new Uint8Array());
  for (const other of [{ base64: "!" }, { base64: 5 }, { ...SPELT, more: 1 }, {}, "AP8=", null, [SPELT]]) {
    expect(bytesSpelled(other as DocValue), JSON.stringify(other)).toBeNull();
  }
});

test.each<[Doc, Doc]>([
  [{ raw: SPELT }, { raw: READ }],
  [
    { maybe: SPELT, either: SPELT },
    { maybe: READ, either: READ },
  ],
  [{ many: [SPELT, "a"] }, { many: [READ, "a"] }],
  [{ named: { a: SPELT, b: "c" } }, { named: { a: READ, b: "c" } }],
  [
    { inner: { again: { raw: SPELT } }, inners: [{ raw: SPELT }] },
    { inner: { again: { raw: READ } }, inners: [{ raw: READ }] },
  ],
])("where the type has bytes, %j holds them", (document, expected) => {
  expect(withBytes(document, TYPE)).toEqual(expected);
});

test.each<[Doc]>([
  [{ tags: SPELT, text: SPELT, mixed: SPELT, unknown: SPELT }],
  [{ raw: "AP8=", maybe: null, many: SPELT, named: [SPELT], inner: [SPELT] }],
  [{ raw: { base64: "?" } }],
])("elsewhere %j is what it is", (document) => {
  expect(withBytes(document, TYPE)).toBe(document);
});

test("a field may have any name", () => {
  const document = JSON.parse('{"__proto__": {"base64": "AP8="}}');
  expect(Object.entries(withBytes(document, TYPE))).toEqual([["__proto__", READ]]);
});
