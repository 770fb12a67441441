import { expect, test } from "vitest";
import { checkDocument } from "./check-document.ts";
import { type DocValue, Excerpt, Tensor } from "./document.ts";
import { documentTypeOf } from "./document-type.ts";

const TYPE = documentTypeOf({
  title: "Item",
  type: "object",
  required: ["title"],
  properties: {
    id: { type: "string" },
    title: { type: "string" },
    count: { type: "integer" },
    vector: { type: "array", items: { type: "number" }, "tensor/array shape": "[2, 2]" },
    colour: { enum: ["red", "green"] },
    tags: { type: "object" },
    counts: { type: "object", additionalProperties: { anyOf: [{ type: "integer" }, { type: "null" }] } },
    part: { anyOf: [{ $ref: "#/$defs/Part" }, { type: "null" }] },
    parts: { type: "array", items: { $ref: "#/$defs/Part" } },
    odd: { anyOf: [{ type: "integer" }, { type: "boolean" }] },
  },
  $defs: {
    Part: {
      title: "Part",
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, n: { type: "integer" } },
    },
  },
})!;

const faultsOf = (document: DocValue) =>
  checkDocument(document, TYPE).map(({ place, message }) => `${place}: ${message}`);

test("what fits has no faults, and what the type does not name is passed over", () => {
  expect(
    faultsOf({
      id: null,
      title: "",
      count: "7",
      vector: [
        [1, 2],
        [3, 4.5],
      ],
      colour: "red",
      tags: { any: [1] },
      part: null,
      parts: [{ name: "a", n: 1.0 }],
      more: 1,
    }),
  ).toEqual([]);
  expect(faultsOf({ title: "", vector: new Tensor([4], "<f4", new Uint8Array(16)) })).toEqual([]);
});

test("each fault is told with its place", () => {
  expect(
    faultsOf({
      count: "seven",
      vector: [[1, 2], [3]],
      colour: "blue",
      tags: [],
      part: { n: 1.5 },
      parts: [{ name: "a" }, { name: 5 }, "b"],
      odd: "x",
    }),
  ).toEqual([
    "title: is missing, and has to be given",
    "colour: one of “red”, “green” is wanted, not the text “blue”",
    "count: a whole number is wanted, not the text “seven”",
    "odd: a whole number or true or false is wanted, not the text “x”",
    "part.name: is missing, and has to be given",
    "part.n: a whole number is wanted, not 1.5",
    "parts[1].name: a text is wanted, not 5",
    "parts[2]: Part is wanted, not the text “b”",
    "tags: an object is wanted, not a list",
    "vector: an array of the shape 2×2 is wanted, not lists of unlike lengths",
  ]);
});

test("an array may be a text in JSON, and one of another shape is told with its own", () => {
  expect(faultsOf({ title: "", vector: "[[1, 2], [3, 4]]" })).toEqual([]);
  expect(faultsOf({ title: "", vector: " [1,2,3,4]" })).toEqual([]);
  const told = (vector: DocValue) => faultsOf({ title: "", vector })[0]?.split("is wanted, not ")[1];
  expect(told([1, 2, 3])).toBe("an array of the shape 3");
  expect(told("[[1], [2]]")).toBe("an array of the shape 2×1");
  expect(told("[1, 2")).toBe("the text “[1, 2”");
  expect(told('{"a": 1}')).toBe('the text “{"a": 1}”');
  expect(told("[".repeat(50_000) + "]".repeat(50_000))).toMatch(/^the text “/);
});

test("values of a mapping are of its type, and told with their names", () => {
  expect(faultsOf({ title: "", counts: { a: 1, b: "2", c: null } })).toEqual([]);
  expect(faultsOf({ title: "", counts: { a: 1.5, "b c": [] } })).toEqual([
    "counts.a: a whole number is wanted, not 1.5",
    "counts.b c: a whole number is wanted, not a list",
  ]);
});

test("what was cut is taken to be right, what is shown of it is not", () => {
  expect(faultsOf(new Excerpt({ count: 1 }, "cut"))).toEqual([]);
  expect(faultsOf({ title: new Excerpt("a", "cut"), count: true })).toEqual([]);
  expect(faultsOf(new Excerpt({ count: "x" }, "cut"))).toHaveLength(1);
});

test("what is no document is said to be none, and of many faults the first are told", () => {
  expect(faultsOf([1])).toEqual([": Item is wanted, not a list"]);
  expect(faultsOf({ title: "", parts: Array.from({ length: 1000 }, () => 1) })).toHaveLength(20);
});

test("names and shapes that a gateway tells without end are said in short", () => {
  const part = { title: "P".repeat(100_000), type: "object", properties: { a: { type: "string" } } };
  const vector = { type: "array", "tensor/array shape": `[${"1, ".repeat(100_000)}1]` };
  const type = documentTypeOf({
    title: "Item",
    type: "object",
    properties: { part, vector },
  })!;
  const faults = checkDocument({ part: 1, vector: "x" }, type);
  expect(faults.map(({ place }) => place)).toEqual(["part", "vector"]);
  for (const { message } of faults) {
    expect(message.length).toBeLessThan(300);
  }
});
