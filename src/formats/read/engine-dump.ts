/**
 * Values → the text that the engine's writer (PyYAML's, block style) makes of them. The engine writes a Deployment that
 * stands among the executors as a text of its own and reads that as it reads a file: it joins the lines with one more
 * break and replaces `!Word`. So a text with a line break, or one that is long enough to be folded, changes.
 */

import { floatRepr, isList, isMap } from "../../model/python.ts";
import { Float, OddMap, pythonKey, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import { isTimestamp, resolvePlain } from "../yaml/scalar.ts";

/** Whether a value may come out of its text as another one than it went in. */
export function mayChange(value: Value): boolean {
  if (typeof value === "string") {
    return value.length > SAFE_LENGTH || RISKY.test(value);
  }
  if (isList(value)) {
    return value.some(mayChange);
  }
  return isMap(value) && [...value].some(([key, item]) => mayChange(key) || mayChange(item));
}

/** Whether a list is a key somewhere in the value: the engine writes it with a tag that it cannot read. */
export function hasListForKey(value: Value): boolean {
  if (value instanceof OddMap && [...value.pythonKeys.values()].some((key) => Array.isArray(key))) {
    return true;
  }
  return isMap(value) ? [...value.values()].some(hasListForKey) : isList(value) && value.some(hasListForKey);
}

/** Far from the width at which texts are folded. */
const SAFE_LENGTH = 40;
const RISKY = /[!$\n\r\x85\u2028\u2029]|^['"[]/;

/** A text that the engine writes in double quotes, whatever it is: one of its enums. */
export class Quoted {
  readonly quoted: string;

  constructor(text: string) {
    this.quoted = text;
  }
}

/** What is written: values, and texts in quotes among them. */
export type Dumped = Exclude<Value, readonly Value[] | ValueMap> | Quoted | readonly Dumped[] | DumpedMap;
type DumpedMap = ReadonlyMap<string, Dumped>;

/** The text of a mapping; keys of which `isQuoted` says so are in double quotes, whatever the engine does. */
export function dumpYaml(map: DumpedMap, isQuoted: (key: string) => boolean = () => false): string {
  const writer = new Writer(isQuoted);
  writer.map(map, 0);
  return `${writer.text}\n`;
}

const WIDTH = 80;
const INDENT = 2;
/** A key with its tag, `!!str`, has to be shorter. */
const MAX_SIMPLE_KEY = 128 - "!!str".length;

class Writer {
  text = "";
  private column = 0;
  private readonly isQuoted: (key: string) => boolean;

  constructor(isQuoted: (key: string) => boolean) {
    this.isQuoted = isQuoted;
  }

  map(map: DumpedMap, indent: number): void {
    let isFirst = true;
    for (const [key, value] of map) {
      // The first entry of a mapping behind a dash stands on the dash's line.
      if (!isFirst || this.column > indent) {
        this.line(indent);
      }
      isFirst = false;
      const isSimple = key !== "" && [...key].length < MAX_SIMPLE_KEY && !BREAK.test(key);
      const written = pythonKey(map as ValueMap, key);
      if (typeof written !== "string") {
        this.write(`${plainText(written)}:`);
      } else if (isSimple) {
        if (this.isQuoted(key)) {
          this.double(key, indent, true);
        } else {
          this.scalar(key, indent, true);
        }
        this.write(":");
      } else {
        this.write("? ");
        this.scalar(key, indent + INDENT, false);
        this.line(indent);
        this.write(":");
      }
      this.value(value, indent, isSimple);
    }
  }

  /** `isBelow`: a collection begins on the next line, as behind a key; else on the same, as behind a dash. */
  private value(value: Dumped, indent: number, isBelow: boolean): void {
    if (isItems(value) && value.length > 0) {
      const column = isBelow ? indent : indent + INDENT;
      for (const [index, item] of value.entries()) {
        if (isBelow || index > 0) {
          this.line(column);
        } else {
          this.write(" ");
        }
        this.write("-");
        this.value(item, column, false);
      }
    } else if (value instanceof Map && value.size > 0) {
      if (isBelow) {
        this.line(indent + INDENT);
      } else {
        this.write(" ");
      }
      this.map(value, indent + INDENT);
    } else {
      this.write(" ");
      if (typeof value === "string") {
        this.scalar(value, indent + INDENT, false);
      } else if (value instanceof Quoted) {
        this.double(value.quoted, indent + INDENT, false);
      } else {
        this.write(plainText(value));
      }
    }
  }

  private write(text: string): void {
    this.text += text;
    this.column += text.length;
  }

  private line(indent: number): void {
    this.text += `\n${" ".repeat(indent)}`;
    this.column = indent;
  }

  /** `indent`: where its further lines stand. */
  private scalar(text: string, indent: number, isKey: boolean): void {
    switch (styleOf(text, isKey)) {
      case "plain":
        this.folded(text, indent, isKey);
        return;
      case "single":
        this.write("'");
        this.folded(text.replaceAll("'", "''"), indent, isKey, true);
        this.write("'");
        return;
      case "double":
        this.double(text, indent, isKey);
    }
  }

  /** Words and the blanks between them; a single blank beyond the width becomes a line break. */
  private folded(text: string, indent: number, isKey: boolean, isQuoted = false): void {
    const parts = text.split(/( +|\n+)/);
    for (const [index, part] of parts.entries()) {
      if (part.startsWith("\n")) {
        // One break more than there are: the reader takes one for a blank.
        this.text += "\n".repeat(part.length);
        this.line(indent);
      } else if (part === " " && this.column > WIDTH && !isKey && isBetween(index, parts, isQuoted)) {
        this.line(indent);
      } else {
        this.write(part);
      }
    }
  }

  private double(text: string, indent: number, isKey: boolean): void {
    this.write('"');
    const chars = [...text];
    let run = "";
    for (const [at, char] of chars.entries()) {
      const isEscaped = !AS_IT_IS.test(char);
      if (isEscaped) {
        this.write(run + escapeOf(char));
        run = "";
      }
      // The writer counts one column less behind an escape.
      const column = this.column + (isEscaped ? -1 : run.length);
      const isPlace = at > 0 && at < chars.length - 1 && (char === " " || run === "");
      if (isPlace && column > WIDTH && !isKey) {
        this.write(`${run}\\`);
        run = "";
        this.line(indent);
        if ((isEscaped ? chars[at + 1] : char) === " ") {
          this.write("\\");
        }
      }
      run += isEscaped ? "" : char;
    }
    this.write(`${run}"`);
  }
}

/** What double quotes need no escape for. */
const AS_IT_IS = /[ !#-[\]-~]/;

/** In quotes a blank at either end is none to fold at. */
function isBetween(index: number, parts: readonly string[], isQuoted: boolean): boolean {
  return !isQuoted || (parts[index - 1] !== "" && index + 1 < parts.length && parts[index + 1] !== "");
}

const BREAK = /[\n\x85\u2028\u2029]/;

/** Whether a text is written without quotes. */
export function isWrittenPlain(text: string): boolean {
  return styleOf(text, false) === "plain";
}

function styleOf(text: string, isKey: boolean): "plain" | "single" | "double" {
  if (text === "") {
    return "single";
  }
  const isSpecial = /[^\n\x20-\x7e]/.test(text);
  const hasBreak = text.includes("\n");
  if (isSpecial || / \n/.test(text) || /\n /.test(text)) {
    return "double";
  }
  if (hasBreak && isKey) {
    return "double";
  }
  const isPlain =
    !hasBreak &&
    !/^ | $/.test(text) &&
    !/^(?:---|\.\.\.)/.test(text) &&
    !/^[#,[\]{}&*!|>'"%@`]/.test(text) &&
    !/^[?:-](?: |$)/.test(text) &&
    !/:(?: |$)| #/.test(text) &&
    resolvesToText(text);
  return isPlain ? "plain" : "single";
}

function resolvesToText(text: string): boolean {
  return typeof resolvePlain(text) === "string" && !isTimestamp(text) && text !== "=" && text !== "<<";
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function escapeOf(char: string): string {
  const known = ESCAPES[char];
  if (known !== undefined) {
    return known;
  }
  const point = char.codePointAt(0)!;
  const hex = point.toString(16).toUpperCase();
  return point < 0x100
    ? `\\x${hex.padStart(2, "0")}`
    : point < 0x10000
      ? `\\u${hex.padStart(4, "0")}`
      : `\\U${hex.padStart(8, "0")}`;
}

function isItems(value: Dumped): value is readonly Dumped[] {
  return Array.isArray(value);
}

function plainText(value: Exclude<Dumped, Quoted>): string {
  if (value instanceof Float) {
    const text = floatRepr(value.value);
    // Without a point the reader would take it for a text.
    return /^-?(?:nan|inf)$/.test(text)
      ? text.replace(/nan|inf/, ".$&")
      : /^[^.]*e/.test(text)
        ? text.replace("e", ".0e")
        : text;
  }
  if (value instanceof Timestamp) {
    return value.text;
  }
  return isItems(value) ? "[]" : value instanceof Map ? "{}" : String(value);
}
