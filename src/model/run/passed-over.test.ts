import { expect, test } from "vitest";
import { documentTypeOf } from "./document-type.ts";
import type { JsonSchema } from "./gateway-report.ts";
import { passedOverNote } from "./passed-over.ts";

const PART = { type: "object", title: "Part", properties: { name: { type: "string" } } };

function typeOf(more: JsonSchema = {}) {
  const type = documentTypeOf({
    type: "object",
    title: "Item",
    properties: {
      text: { type: "string" },
      tags: { type: "object" },
      part: PART,
      parts: { type: "array", items: PART },
    },
    ...more,
  });
  if (!type) {
    throw new Error("it is the schema of a document");
  }
  return type;
}

test("fields that a type does not name are told once, also of documents within one", () => {
  expect(passedOverNote([{ text: "a", tags: { title: "free" } }], typeOf())).toBeNull();
  expect(passedOverNote([{ title: "a" }, { title: "b" }], typeOf())).toBe(
    "Item has no field title: the gateway passes over what is sent there.",
  );
  expect(
    passedOverNote(
      [{ title: "a", part: { colour: 1 } }, { parts: [{ name: "n" }, { colour: 2, size: 3 }] }],
      typeOf(),
    ),
  ).toBe(
    "Item has no fields title, part.colour, parts.colour and parts.size: the gateway passes over what is sent there.",
  );
});

test("many names are counted, and a type that takes others or is not known whole says nothing", () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`f${index}`, 0]));
  expect(passedOverNote([many], typeOf())).toMatch(/f0, .* and \d more: the gateway/);
  expect(passedOverNote([many], typeOf({ additionalProperties: true }))).toBeNull();
  const long = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`g${index}`, {}]));
  expect(passedOverNote([many], typeOf({ properties: long }))).toBeNull();
});
