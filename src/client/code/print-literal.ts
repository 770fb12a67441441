/** Values of documents and parameters as literals of JSON and of Python. Pure. */
import { type DocValue, isFields } from "../../model/run/document.ts";
import { utf8Of } from "../wire-values.ts";

/** Characters up to which a list or an object stands on one line. */
const MAX_LINE = 88;

interface Words {
  bytes(bytes: Uint8Array): string;
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  quote(text: string): string;
}

const JSON_WORDS: Words = {
  none: "null",
  yes: "true",
  no: "false",
  quote: (text) => JSON.stringify(text),
  bytes: (bytes) => JSON.stringify(utf8Of(bytes, "A document")),
};
const PYTHON_WORDS: Words = {
  none: "None",
  yes: "True",
  no: "False",
  quote: quotePython,
  bytes: (bytes) => `b'${Array.from(bytes, pythonByte).join("")}'`,
};

/** As JSON, whole numbers of any size included; what is long goes over several lines from the column `indent` on. */
export function printJson(value: DocValue, indent: number | null = null): string {
  return print(value, JSON_WORDS, indent);
}

/** As a Python literal; what is long goes over several lines from the column `indent` on. */
export function printPython(value: DocValue, indent: number | null = null): string {
  return print(value, PYTHON_WORDS, indent);
}

/** A text in single quotes, as Python's own repr has it where nothing has to be escaped. */
export function quotePython(text: string): string {
  // JSON's escapes are Python's too, but for the quote.
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function pythonByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (/[\\']/.test(character)) {
    return `\\${character}`;
  }
  return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
}

function print(value: DocValue, words: Words, indent: number | null): string {
  if (value === null) {
    return words.none;
  }
  if (typeof value === "boolean") {
    return value ? words.yes : words.no;
  }
  if (typeof value === "string") {
    return words.quote(value);
  }
  if (typeof value === "number") {
    // 1e21 is spelled so in JSON, Python and JavaScript alike.
    return String(Object.is(value, -0) ? "-0.0" : value);
  }
  if (typeof value === "bigint") {
    return String(value);
  }
  if (value instanceof Uint8Array) {
    return words.bytes(value);
  }
  const [open, close, items] = isFields(value)
    ? [
        "{",
        "}",
        (at: number | null) =>
          Object.entries(value).map(([key, item]) => `${words.quote(key)}: ${print(item, words, at)}`),
      ]
    : ["[", "]", (at: number | null) => itemsOf(value).map((item) => print(item, words, at))];
  const line = `${open}${items(null).join(", ")}${close}`;
  if (indent === null || line.length + indent <= MAX_LINE) {
    return line;
  }
  const inner = " ".repeat(indent + 2);
  return `${open}\n${items(indent + 2)
    .map((item) => `${inner}${item}`)
    .join(",\n")},\n${" ".repeat(indent)}${close}`;
}

function itemsOf(value: DocValue): readonly DocValue[] {
  if (!Array.isArray(value)) {
    throw new Error("what was typed is values of JSON and bytes alone");
  }
  return value;
}
