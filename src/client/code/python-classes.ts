/**
 * Classes of documents as Python, from the types that a gateway with docarray 0.30 or later tells, and documents as values
 * of them. Pure.
 */
import { listed } from "../../base/words.ts";
import { isReserved } from "../../model/python.ts";
import { type Doc, type DocValue, isFields } from "../../model/run/document.ts";
import type { DocumentType, Field, FieldType } from "../../model/run/document-type.ts";
import type { EndpointTypes } from "./code-request.ts";
import { printPython, quotePython } from "./print-literal.ts";

/** Classes, and documents of them. */
interface PythonClasses {
  /** Names of Python's `typing`, and of `docarray.typing`. */
  readonly typing: readonly string[];
  readonly docarrayTyping: readonly string[];
  /** The classes one after another, each behind those that it holds. */
  readonly lines: readonly string[];
  /** The documents as values of the first class. */
  readonly items: readonly string[];
}

/** Larger ones are no code that anyone reads. */
const MAX_CLASSES = 50;
const MAX_FIELDS = 200;

/** Names that the code around the classes has for something else. */
const TAKEN = new Set(
  "Any AnyUrl BaseDoc Client Dict DocList List Literal NdArray Optional Union asyncio client doc docs main os part response result".split(
    " ",
  ),
);

/** Why there is no class; the end of a sentence. */
class Unprintable extends Error {}

/** The classes of these types and of those within them, with documents of the input's, or why they cannot be written. */
export function printClasses(
  { input, output }: EndpointTypes,
  documents: readonly Doc[],
): PythonClasses | { readonly refused: string } {
  const typing = new Set<string>();
  const docarrayTyping = new Set<string>();
  /** By name, in their order. */
  const printed = new Map<string, string>();
  const open = new Set<string>();
  /** A class may be held many times over. */
  const visited = new Set<DocumentType>();

  const nameOf = (type: DocumentType): string => {
    visit(type);
    return type.title;
  };

  const visit = (type: DocumentType): void => {
    if (visited.has(type)) {
      return;
    }
    const { title, fields } = type;
    if (!isName(title) || TAKEN.has(title)) {
      throw new Unprintable(`Python has no class of the name ${quotePython(title)} here`);
    }
    if (open.has(title)) {
      throw new Unprintable(`${title} holds documents of its own class`);
    }
    if (printed.size + open.size >= MAX_CLASSES || fields.length > MAX_FIELDS) {
      throw new Unprintable("there are too many classes or fields in it");
    }
    open.add(title);
    const lines = fields.filter(({ name }) => name !== "id").map(lineOf);
    open.delete(title);
    visited.add(type);
    const text = [`class ${title}(BaseDoc):`, ...(lines.length > 0 ? lines : ["    pass"])].join("\n");
    const known = printed.get(title);
    if (known !== undefined && known !== text) {
      throw new Unprintable(`two of its classes are called ${title}`);
    }
    printed.set(title, text);
  };

  const used = (name: string): string => {
    typing.add(name);
    return name;
  };

  const typed = (type: FieldType): string => {
    switch (type.kind) {
      case "text":
        return "str";
      case "integer":
        return "int";
      case "number":
        return "float";
      case "boolean":
        return "bool";
      case "bytes":
        return "bytes";
      case "mapping":
        return `${used("Dict")}[str, ${used("Any")}]`;
      case "any":
        return used("Any");
      case "url":
        docarrayTyping.add("AnyUrl");
        return "AnyUrl";
      case "tensor":
        docarrayTyping.add("NdArray");
        return type.shape ? `NdArray[${type.shape.join(", ")}]` : "NdArray";
      case "document":
        return nameOf(type.type());
      case "list":
        return type.item.kind === "document"
          ? `DocList[${nameOf(type.item.type())}]`
          : `${used("List")}[${optional(typed(type.item), type.isItemOptional)}]`;
      case "choice":
        return choiceOf(type.choices);
      case "either":
        return `${used("Union")}[${type.types.map(typed).join(", ")}]`;
    }
  };

  /** Of numbers with fractions, and of what is no single value, Python has no literal type. */
  const choiceOf = (choices: readonly DocValue[]): string => {
    const values = choices.filter((choice) => choice !== null);
    const isLiteral = values.every(
      (value) => ["string", "boolean"].includes(typeof value) || Number.isInteger(value),
    );
    return values.length > 0 && isLiteral
      ? `${used("Literal")}[${values.map((value) => printPython(value)).join(", ")}]`
      : used("Any");
  };

  const optional = (name: string, isOptional: boolean): string =>
    isOptional && name !== "Any" ? `${used("Optional")}[${name}]` : name;

  const lineOf = ({ name, type, isRequired, isOptional, initial }: Field): string => {
    if (!isName(name)) {
      throw new Unprintable(`Python has no name for its field ${quotePython(name)}`);
    }
    const hasInitial = initial !== undefined && initial !== null;
    const declared = optional(typed(type), isOptional || (!isRequired && !hasInitial));
    if (isRequired) {
      return `    ${name}: ${declared}`;
    }
    return `    ${name}: ${declared} = ${hasInitial ? literalOf(initial, type) : "None"}`;
  };

  const documentOf = (document: Doc, { title, fields }: DocumentType): string => {
    const items = Object.entries(document).map(([name, value]) => {
      if (!isName(name)) {
        throw new Unprintable(`Python has no name for the field ${quotePython(name)} of a document`);
      }
      const type = fields.find((field) => field.name === name)?.type ?? { kind: "any" };
      return `${name}=${literalOf(value, type)}`;
    });
    return `${title}(${items.join(", ")})`;
  };

  const literalOf = (value: DocValue, type: FieldType): string => {
    if (type.kind === "document" && isFields(value)) {
      return documentOf(value, type.type());
    }
    if (type.kind === "list" && type.item.kind === "document" && Array.isArray(value)) {
      const item = type.item;
      const name = item.type().title;
      return value.length === 0
        ? `DocList[${name}]()`
        : `DocList[${name}]([${value.map((one) => literalOf(one, item)).join(", ")}])`;
    }
    return printPython(value, 4);
  };

  try {
    visit(input);
    visit(output);
    return {
      items: documents.map((document) => documentOf(document, input)),
      typing: [...typing].sort(),
      docarrayTyping: [...docarrayTyping].sort(),
      lines: [...printed.values()].flatMap((text) => ["", text, ""]),
    };
  } catch (cause) {
    if (cause instanceof Unprintable) {
      return { refused: cause.message };
    }
    throw cause;
  }
}

/** What is said of these classes. */
export function classesNote({ input, output }: EndpointTypes): string {
  const titles = [...new Set([input.title, output.title])];
  return `${listed(titles, "and")} ${titles.length === 1 ? "is the gateway's own class" : "are the gateway's own classes"}, written from what it tells of its endpoint.`;
}

function isName(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !isReserved(name);
}
