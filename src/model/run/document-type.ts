/**
 * Types of documents, read from the JSON schemas that gateways of docarray 0.30 and later tell. A schema comes from a
 * server and may hold anything, also itself: what is behind a reference is read when it is asked for.
 */
import type { DocValue } from "./document.ts";
import type { JsonSchema } from "./gateway-report.ts";

/** A class of documents. */
export interface DocumentType {
  /** Name of the class. */
  readonly title: string;
  /**
   * `id` and `text` first, by which people know a document, then what has to be given, by name: a gateway gives them in
   * an order that changes with each start.
   */
  readonly fields: readonly Field[];
  /** Whether it may have more than these. */
  readonly takesOthers: boolean;
}

/** One field of a class. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** A document without it is refused. */
  readonly isRequired: boolean;
  /** It may be null, as Python's `Optional` says. */
  readonly isOptional: boolean;
  /** What it is where it is left out; undefined where the schema does not say. */
  readonly initial: DocValue | undefined;
  /** What its author says of it; "" for nothing. */
  readonly description: string;
}

type SimpleKind = "text" | "url" | "integer" | "number" | "boolean" | "bytes" | "any";

/** What a field holds. */
export type FieldType =
  | { readonly kind: SimpleKind }
  /** Python's `Literal` or `Enum`. */
  | { readonly kind: "choice"; readonly choices: readonly DocValue[] }
  | { readonly kind: "list"; readonly item: FieldType; readonly isItemOptional: boolean }
  /** Values by names of any kind, Python's `Dict`. */
  | { readonly kind: "mapping"; readonly item: FieldType; readonly isItemOptional: boolean }
  /** `shape`: its lengths, where all of them are given. */
  | { readonly kind: "tensor"; readonly shape: readonly number[] | null }
  | { readonly kind: "document"; readonly type: () => DocumentType }
  | { readonly kind: "either"; readonly types: readonly FieldType[] };

/** References that lead to references, one after another, are followed so far. */
const MAX_STEPS = 20;
/** Types within one schema, each counted as often as it is referred to; what is beyond them may be anything. */
const MAX_TYPES = 10_000;
/** Lists and choices within one another, which a schema that refers to itself has without end. */
const MAX_DEPTH = 100;
/** Fields of a class, and choices of a field; what is beyond them is not read. */
const MAX_FIELDS = 1000;

const known = new WeakMap<JsonSchema, DocumentType | null>();

/** The type that a schema of a document tells, cached; null for a schema of anything else. */
export function documentTypeOf(schema: JsonSchema): DocumentType | null {
  let type = known.get(schema);
  if (type === undefined) {
    const read = createReader(schema)(schema);
    type = read.type.kind === "document" ? read.type.type() : null;
    known.set(schema, type);
  }
  return type;
}

interface ReadType {
  readonly type: FieldType;
  readonly isOptional: boolean;
}

/** What reads the types within a schema. */
function createReader(root: JsonSchema): (value: unknown) => ReadType {
  // Pydantic 1 called them definitions.
  const definitions = { ...objectOf(root.definitions), ...objectOf(root.$defs) };
  const documents = new Map<JsonSchema, DocumentType>();
  let left = MAX_TYPES;

  /** What stands behind references, and behind the one member of an `allOf`. */
  const resolved = (value: unknown): JsonSchema => {
    let schema = objectOf(value);
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const { $ref, allOf } = schema;
      if (typeof $ref === "string") {
        schema = own(definitions, $ref.split("/").at(-1) ?? "");
      } else if (Array.isArray(allOf) && allOf.length === 1) {
        schema = objectOf(allOf[0]);
      } else {
        return schema;
      }
    }
    return {};
  };

  const documentOf = (schema: JsonSchema): DocumentType => {
    let document = documents.get(schema);
    if (!document) {
      let fields: readonly Field[] | null = null;
      document = {
        title: typeof schema.title === "string" ? schema.title : "a document",
        // A gateway can tell thousands of classes, of which one is looked at.
        get fields() {
          fields ??= fieldsOf(schema);
          return fields;
        },
        // Of more fields than are read it is not known.
        takesOthers:
          (schema.additionalProperties ?? false) !== false ||
          Object.keys(objectOf(schema.properties)).length > MAX_FIELDS,
      };
      documents.set(schema, document);
    }
    return document;
  };

  const fieldsOf = (schema: JsonSchema): Field[] => {
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    return Object.entries(objectOf(schema.properties))
      .slice(0, MAX_FIELDS)
      .map(([name, property]): Field => {
        const { type: fieldType, isOptional } = read(property);
        const { default: initial, description } = objectOf(property);
        return {
          name,
          type: fieldType,
          isRequired: required.has(name),
          isOptional,
          initial: initial as DocValue | undefined,
          description: typeof description === "string" ? description : "",
        };
      })
      .sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
  };

  const eitherOf = (choices: readonly unknown[], depth: number): ReadType => {
    const all = choices
      .slice(0, MAX_FIELDS)
      .map((choice) => (isNull(choice) ? null : read(choice, depth + 1)));
    const types = all.flatMap((one) => (one ? [one.type] : []));
    const isOptional = all.some((one) => one === null || one.isOptional);
    const [first = { kind: "any" }, ...others] = types;
    return { type: others.length === 0 ? first : { kind: "either", types }, isOptional };
  };

  const read = (value: unknown, depth = 0): ReadType => {
    left -= 1;
    const schema = resolved(value);
    const either = schema.anyOf ?? schema.oneOf;
    const choices = Object.hasOwn(schema, "const") ? [schema.const] : schema.enum;
    if (left < 0 || depth > MAX_DEPTH) {
      return { type: { kind: "any" }, isOptional: true };
    }
    if (Array.isArray(either)) {
      return eitherOf(either, depth);
    }
    if (Array.isArray(schema.type)) {
      return eitherOf(
        schema.type.slice(0, MAX_FIELDS).map((type) => ({ ...schema, type })),
        depth,
      );
    }
    if (Array.isArray(choices)) {
      const some = choices.slice(0, MAX_FIELDS) as DocValue[];
      return { type: { kind: "choice", choices: some }, isOptional: some.includes(null) };
    }
    const type = ofType(schema, depth);
    return { type, isOptional: type.kind === "any" };
  };

  const ofType = (schema: JsonSchema, depth: number): FieldType => {
    switch (schema.type) {
      case "string":
        return { kind: STRINGS.get(schema.format) ?? "text" };
      case "integer":
      case "number":
      case "boolean":
        return { kind: schema.type };
      case "array": {
        if (Object.hasOwn(schema, SHAPE)) {
          return { kind: "tensor", shape: shapeOf(schema[SHAPE]) };
        }
        const item = read(schema.items, depth + 1);
        return { kind: "list", item: item.type, isItemOptional: item.isOptional };
      }
      case "object": {
        if (Object.keys(objectOf(schema.properties)).length > 0) {
          return { kind: "document", type: () => documentOf(schema) };
        }
        const item = read(schema.additionalProperties, depth + 1);
        return { kind: "mapping", item: item.type, isItemOptional: item.isOptional };
      }
      default:
        return { kind: "any" };
    }
  };

  return read;
}

const FIRST: readonly string[] = ["id", "text"];

function rankOf({ name, isRequired }: Field): number {
  const first = FIRST.indexOf(name);
  return first >= 0 ? first : FIRST.length + (isRequired ? 0 : 1);
}

/** docarray's own key, in schemas of arrays of numbers. */
const SHAPE = "tensor/array shape";
const STRINGS: ReadonlyMap<unknown, SimpleKind> = new Map<unknown, SimpleKind>([
  ["binary", "bytes"],
  ["uri", "url"],
  ["url", "url"],
]);

/** As `[3, 224, 224]`; null where a length is a name, or not given. */
function shapeOf(text: unknown): readonly number[] | null {
  const inner = typeof text === "string" ? /^\[([\d, ]+)\]$/.exec(text)?.[1] : undefined;
  return inner === undefined ? null : inner.split(",").map(Number);
}

function isNull(value: unknown): boolean {
  return objectOf(value).type === "null";
}

function own(values: JsonSchema, key: string): JsonSchema {
  return Object.hasOwn(values, key) ? objectOf(values[key]) : {};
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
