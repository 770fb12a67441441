import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DocValue } from "../model/run/document.ts";
import { readDocuments } from "./documents.ts";
import { editDocuments } from "./edit-documents.ts";

const set = (text: string, document: number, field: string, value: DocValue | undefined) =>
  editDocuments(text, { kind: "set", document, field, value });

test.each<[string, number, string, DocValue | undefined, string]>([
  ['{"text": "a"}', 0, "text", "b", '{"text": "b"}'],
  ['{ "n" : 1.0 , "text":"a" }', 0, "text", "b", '{ "n" : 1.0 , "text":"b" }'],
  ['{"n": 1.0}', 0, "m", [1, null], '{"n": 1.0, "m": [1, null]}'],
  ["{ }", 0, "m", 12345678901234567890n, '{"m": 12345678901234567890 }'],
  ['{"a": 1, "b": 2, "c": 3}', 0, "b", undefined, '{"a": 1, "c": 3}'],
  ['{"a": 1, "b": 2}', 0, "a", undefined, '{"b": 2}'],
  ['{"a": 1}', 0, "a", undefined, "{}"],
  ['{"a": 1}', 0, "b", undefined, '{"a": 1}'],
  ['{"a": 1}\n{"a": 2}\n', 1, "a", -0, '{"a": 1}\n{"a": -0}\n'],
  ['[{"a": 1}, "text"]', 1, "n", true, '[{"a": 1}, {"text": "text", "n": true}]'],
  ["first\n\nsecond", 1, "n", 2, '{"text": "first"}\n{"text": "second", "n": 2}'],
  ['{"__proto__": 1}', 0, "__proto__", 2, '{"__proto__": 2}'],
  ['{"$&": 1}', 0, "$&", "$&", '{"$&": "$&"}'],
])("in %s a field of document %i: %s becomes %s", (text, document, field, value, wanted) => {
  expect(set(text, document, field, value)).toBe(wanted);
});

test.each([
  ["", "{}"],
  ["a", '{"text": "a"}\n{}'],
  ['{"a": 1}\n', '{"a": 1}\n{}'],
  ["[]", "[{}]"],
  ['[{"a": 1} ]', '[{"a": 1}, {}]'],
])("to %j a document is added", (text, wanted) => {
  expect(editDocuments(text, { kind: "add" })).toBe(wanted);
});

test.each([
  ["a\nb\nc", 1, '{"text": "a"}\n{"text": "c"}'],
  ['{"a": 1}\n{"a": 2}', 0, '{"a": 2}'],
  ['[{"a": 1}, "b", {"c": 3}]', 2, '[{"a": 1}, "b"]'],
  ['[{"a": 1}]', 0, "[]"],
  ["a", 0, ""],
])("from %j document %i is taken away", (text, document, wanted) => {
  expect(editDocuments(text, { kind: "remove", document })).toBe(wanted);
});

test("what cannot be read, and what is not there, is left alone", () => {
  expect(set('{"a": ', 0, "a", 1)).toBeNull();
  expect(set('{"a": 1}', 1, "a", 1)).toBeNull();
  expect(editDocuments("", { kind: "remove", document: 0 })).toBeNull();
});

describe("whatever is typed and set", () => {
  const documents = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), { minLength: 1 });

  test("it is read as set, and all else as before", () => {
    fc.assert(
      fc.property(
        documents,
        fc.boolean(),
        fc.nat(),
        fc.string(),
        fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
        (docs, isList, place, field, value) => {
          const text = isList
            ? JSON.stringify(docs, null, 1)
            : docs.map((doc) => JSON.stringify(doc)).join("\n");
          const at = place % docs.length;
          const edited = set(text, at, field, value as DocValue | undefined);
          const { [field]: _, ...others } = docs[at]!;
          const wanted = docs.with(
            at,
            value === undefined ? others : Object.fromEntries([...Object.entries(others), [field, value]]),
          );
          expect(readDocuments(edited ?? "")).toEqual(readDocuments(JSON.stringify(wanted)));
        },
      ),
    );
  });
});
