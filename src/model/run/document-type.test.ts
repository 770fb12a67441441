import { expect, test } from "vitest";
import { documentTypeOf, type FieldType } from "./document-type.ts";
import type { JsonSchema } from "./gateway-report.ts";

const typeOf = (property: unknown, $defs: unknown = {}): FieldType | undefined =>
  documentTypeOf({ type: "object", properties: { f: property }, $defs })?.fields[0]?.type;

const NULL = { type: "null" };

test("a class has its fields, id first, with what the schema says of each", () => {
  const type = documentTypeOf({
    title: "Item",
    type: "object",
    required: ["title"],
    properties: {
      title: { type: "string", description: "Its name." },
      count: { type: "integer", default: 3 },
      price: { anyOf: [{ type: "number" }, NULL] },
      id: { anyOf: [{ type: "string" }, NULL], default: null },
    },
  });
  expect(type?.title).toBe("Item");
  expect(type?.fields).toEqual([
    {
      name: "id",
      type: { kind: "text" },
      isRequired: false,
      isOptional: true,
      initial: null,
      description: "",
    },
    {
      name: "title",
      type: { kind: "text" },
      isRequired: true,
      isOptional: false,
      initial: undefined,
      description: "Its name.",
    },
    {
      name: "count",
      type: { kind: "integer" },
      isRequired: false,
      isOptional: false,
      initial: 3,
      description: "",
    },
    {
      name: "price",
      type: { kind: "number" },
      isRequired: false,
      isOptional: true,
      initial: undefined,
      description: "",
    },
  ]);
});

test.each<[unknown, FieldType]>([
  [{ type: "string" }, { kind: "text" }],
  [{ type: "string", format: "uri", minLength: 1 }, { kind: "url" }],
  [{ type: "string", format: "binary" }, { kind: "bytes" }],
  [{ type: "boolean" }, { kind: "boolean" }],
  [
    { enum: ["a", "b"], type: "string" },
    { kind: "choice", choices: ["a", "b"] },
  ],
  [{ const: 1 }, { kind: "choice", choices: [1] }],
  [{ type: "object" }, { kind: "mapping", item: { kind: "any" }, isItemOptional: true }],
  [
    { type: "object", additionalProperties: true },
    { kind: "mapping", item: { kind: "any" }, isItemOptional: true },
  ],
  [
    { type: "object", additionalProperties: { type: "string" } },
    { kind: "mapping", item: { kind: "text" }, isItemOptional: false },
  ],
  [{}, { kind: "any" }],
  [true, { kind: "any" }],
  [{ type: "odd" }, { kind: "any" }],
  [
    { type: "array", items: { type: "string" } },
    { kind: "list", item: { kind: "text" }, isItemOptional: false },
  ],
  [{ type: "array" }, { kind: "list", item: { kind: "any" }, isItemOptional: true }],
  [
    { type: "array", items: { type: "number" }, "tensor/array shape": "[3, 224]" },
    { kind: "tensor", shape: [3, 224] },
  ],
  [
    { type: "array", items: { type: "number" }, "tensor/array shape": "not specified" },
    { kind: "tensor", shape: null },
  ],
  [{ type: ["integer", "string"] }, { kind: "either", types: [{ kind: "integer" }, { kind: "text" }] }],
  [{ allOf: [{ type: "boolean" }] }, { kind: "boolean" }],
])("a field of %j", (property, type) => {
  expect(typeOf(property)).toEqual(type);
});

test("references lead into $defs, or definitions, in as many steps as it takes", () => {
  const part = { title: "Part", type: "object", properties: { name: { type: "string" } } };
  const nested = typeOf({ $ref: "#/$defs/Alias" }, { Alias: { $ref: "#/$defs/Part" }, Part: part });
  expect(nested?.kind === "document" && nested.type().title).toBe("Part");
  const old = documentTypeOf({ $ref: "#/definitions/Part", definitions: { Part: part } });
  expect(old?.fields.map(({ name }) => name)).toEqual(["name"]);
  expect(typeOf({ $ref: "#/$defs/None" })).toEqual({ kind: "any" });
});

test("a class may hold itself", () => {
  const $defs = {
    Tree: {
      title: "Tree",
      type: "object",
      properties: { chunks: { type: "array", items: { $ref: "#/$defs/Tree" } } },
    },
  };
  const tree = documentTypeOf({ $ref: "#/$defs/Tree", $defs });
  const list = tree?.fields[0]?.type;
  expect(list?.kind === "list" && list.item.kind === "document" && list.item.type()).toBe(tree);
});

test.each<[string, JsonSchema]>([
  ["leads to itself", { $ref: "#/$defs/A", $defs: { A: { $ref: "#/$defs/A" } } }],
  ["is a text", { type: "string" }],
  ["is empty", {}],
  ["has a reference that is no text", { $ref: 5 }],
])("a schema that %s is no type of a document", (_, schema) => {
  expect(documentTypeOf(schema)).toBeNull();
});

test.each<[string, JsonSchema]>([
  ["a list of itself", { type: "array", items: { $ref: "#/$defs/A" } }],
  ["one of two of itself", { anyOf: [{ $ref: "#/$defs/A" }, { $ref: "#/$defs/A" }] }],
])("%s comes to an end", (_, A) => {
  expect(["list", "either"]).toContain(typeOf({ $ref: "#/$defs/A" }, { A })?.kind);
});

test("what multiplies at every step comes to an end", () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 60 }, (_, step) => [
      `S${step}`,
      { anyOf: Array.from({ length: 10 }, () => ({ $ref: `#/$defs/S${step + 1}` })) },
    ]),
  );
  expect(typeOf({ $ref: "#/$defs/S0" }, $defs)?.kind).toBe("either");
});

test("names that objects have themselves are names", () => {
  const schema = JSON.parse(
    '{"type": "object", "properties": {"__proto__": {"type": "integer"}, "constructor": {"$ref": "#/$defs/toString"}}}',
  );
  expect(documentTypeOf(schema)?.fields.map(({ name, type }) => [name, type.kind])).toEqual([
    ["__proto__", "integer"],
    ["constructor", "any"],
  ]);
});
