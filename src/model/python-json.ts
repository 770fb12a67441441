/**
 * Python's json module: what it writes, what it reads, and what it says of a text that it does not. Maps come as the
 * engine's reader makes them, so their keys are texts already.
 */

import { NESTED_DEPLOYMENT, NESTED_FLOW } from "./flow.ts";
import {
  bareTypeName,
  floatRepr,
  integerOf,
  isList,
  isMap,
  MAX_DIGITS,
  tooManyDigits,
  typeName,
} from "./python.ts";
import { Float, pythonKey, Timestamp, type Value } from "./value.ts";

/** An exception of Python's. */
export interface PythonFault {
  /** The class, as `ValueError`. */
  readonly type: string;
  readonly message: string;
}

/** json.dumps() of a value without a writingFault. */
export function dumpJson(value: Value): string {
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${dumpText(key)}: ${dumpJson(item)}`).join(", ")}}`;
  }
  if (isList(value)) {
    return `[${value.map(dumpJson).join(", ")}]`;
  }
  if (value instanceof Float) {
    return floatJson(value.value);
  }
  if (value instanceof Timestamp) {
    throw new Error(`${value.text} is a date, which JSON has no form for`);
  }
  return typeof value === "string" ? dumpText(value) : String(value);
}

/** What json.dumps() stumbles over first in a value, in its words; null if it writes all of it. */
export function writingFault(value: Value): PythonFault | null {
  if (value instanceof Timestamp || value === NESTED_FLOW || value === NESTED_DEPLOYMENT) {
    return { type: "TypeError", message: `Object of type ${bareTypeName(value)} is not JSON serializable` };
  }
  if (isMap(value)) {
    for (const [name, item] of value) {
      const key = pythonKey(value, name);
      if (key instanceof Timestamp || isList(key)) {
        const type = isList(key) ? "tuple" : typeName(key);
        const message = `keys must be str, int, float, bool or None, not ${type}`;
        return { type: "TypeError", message };
      }
      const found = writingFault(item);
      if (found) {
        return found;
      }
    }
    return null;
  }
  for (const item of isList(value) ? value : []) {
    const found = writingFault(item);
    if (found) {
      return found;
    }
  }
  return null;
}

function floatJson(value: number): string {
  if (Number.isFinite(value)) {
    return floatRepr(value);
  }
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

const UNUSUAL = /[^\x20-\x7e]/g;

/** A text in JSON, all but ASCII escaped. */
function dumpText(text: string): string {
  return JSON.stringify(text).replace(
    UNUSUAL,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

type JsonReading = { readonly value: Value } | { readonly fault: PythonFault };

/** json.loads(): a fault of type JSONDecodeError where the text is none, and Python's others for what is too much. */
export function loadJson(text: string): JsonReading {
  try {
    return new JsonReader(text).read();
  } catch (error) {
    if (error instanceof Refusal) {
      return { fault: error.fault };
    }
    throw error;
  }
}

class Refusal extends Error {
  readonly fault: PythonFault;

  constructor(fault: PythonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Python gives up at a thousand frames, of which the engine's own take some forty. */
const MAX_DEPTH = 960;

const WORDS: readonly (readonly [string, Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", new Float(Number.NaN)],
  ["Infinity", new Float(Number.POSITIVE_INFINITY)],
  ["-Infinity", new Float(Number.NEGATIVE_INFINITY)],
];

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Follows the order of checks of CPython's scanner, since they decide which of two faults is told. */
class JsonReader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Most texts that are no JSON show it at their first or second word: those come back without being thrown. */
  read(): JsonReading {
    if (this.text.startsWith("\ufeff")) {
      return { fault: this.faultAt(0, "Unexpected UTF-8 BOM (decode using utf-8-sig)") };
    }
    this.skipBlanks();
    const value = this.value();
    if (value === undefined) {
      return { fault: this.faultAt(this.at, "Expecting value") };
    }
    this.skipBlanks();
    return this.at < this.text.length ? { fault: this.faultAt(this.at, "Extra data") } : { value };
  }

  private faultAt(at: number, what: string): PythonFault {
    const before = this.text.slice(0, at);
    const lines = before.split("\n");
    // Python counts code points.
    const column = [...lines.at(-1)!].length + 1;
    const place = `line ${lines.length} column ${column} (char ${[...before].length})`;
    return { type: "JSONDecodeError", message: `${what}: ${place}` };
  }

  private refusal(what: string, at: number): Refusal {
    return new Refusal(this.faultAt(at, what));
  }

  private skipBlanks(): void {
    while (this.at < this.text.length && " \t\n\r".includes(this.text[this.at]!)) {
      this.at++;
    }
  }

  /** Undefined where there is no value. */
  private value(): Value | undefined {
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case "{":
        return this.nested("object", () => this.object());
      case "[":
        return this.nested("array", () => this.array());
      default:
        return this.word();
    }
  }

  /** A value inside of another, where it cannot be missing. */
  private item(): Value {
    const value = this.value();
    if (value === undefined) {
      throw this.refusal("Expecting value", this.at);
    }
    return value;
  }

  private nested(kind: string, read: () => Value): Value {
    if (this.depth >= MAX_DEPTH) {
      const message = `maximum recursion depth exceeded while decoding a JSON ${kind} from a unicode string`;
      throw new Refusal({ type: "RecursionError", message });
    }
    this.depth++;
    this.at++;
    this.skipBlanks();
    const value = read();
    this.depth--;
    return value;
  }

  private object(): Value {
    const map = new Map<string, Value>();
    if (this.passes("}")) {
      return map;
    }
    for (;;) {
      if (this.text[this.at] !== '"') {
        throw this.refusal("Expecting property name enclosed in double quotes", this.at);
      }
      const key = this.string();
      this.skipBlanks();
      if (!this.passes(":")) {
        throw this.refusal("Expecting ':' delimiter", this.at);
      }
      this.skipBlanks();
      map.set(key, this.item());
      if (this.ends("}")) {
        return map;
      }
    }
  }

  private array(): Value {
    const list: Value[] = [];
    if (this.passes("]")) {
      return list;
    }
    for (;;) {
      list.push(this.item());
      if (this.ends("]")) {
        return list;
      }
    }
  }

  private passes(char: string): boolean {
    const passes = this.text[this.at] === char;
    if (passes) {
      this.at++;
    }
    return passes;
  }

  /** After an item: true at the end, false before the next item. */
  private ends(close: string): boolean {
    this.skipBlanks();
    if (this.passes(close)) {
      return true;
    }
    if (!this.passes(",")) {
      throw this.refusal("Expecting ',' delimiter", this.at);
    }
    this.skipBlanks();
    return false;
  }

  private word(): Value | undefined {
    const number = NUMBER;
    number.lastIndex = this.at;
    const match = number.exec(this.text);
    if (match) {
      this.at += match[0].length;
      return match[2] === undefined && match[3] === undefined
        ? this.integer(match[0])
        : new Float(Number(match[0]));
    }
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return undefined;
  }

  private integer(text: string): Value {
    const digits = text.replace("-", "").length;
    if (digits > MAX_DIGITS) {
      throw new Refusal({ type: "ValueError", message: tooManyDigits(digits) });
    }
    return integerOf(BigInt(text));
  }

  private string(): string {
    const begin = this.at++;
    let text = "";
    for (;;) {
      const from = this.at;
      while (this.at < this.text.length && !isStop(this.text.charCodeAt(this.at))) {
        this.at++;
      }
      text += this.text.slice(from, this.at);
      const char = this.text[this.at];
      if (char === '"') {
        this.at++;
        return text;
      }
      if (char !== undefined && char !== "\\") {
        throw this.refusal("Invalid control character at", this.at);
      }
      if (this.at + 1 >= this.text.length) {
        throw this.refusal("Unterminated string starting at", begin);
      }
      text += this.escape();
    }
  }

  private escape(): string {
    const slash = this.at;
    const letter = this.text[slash + 1]!;
    if (letter !== "u") {
      const char = SHORT_ESCAPES[letter];
      if (char === undefined) {
        throw this.refusal("Invalid \\escape", slash);
      }
      this.at += 2;
      return char;
    }
    const digits = this.text.slice(slash + 2, slash + 6);
    // A string cannot end with its digits: there is a quote to come.
    if (!/^[0-9a-fA-F]{4}$/.test(digits) || slash + 6 >= this.text.length) {
      throw this.refusal("Invalid \\uXXXX escape", slash + 1);
    }
    this.at += 6;
    // Halves of a pair come one after the other, and together are one character to us too.
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;

function isStop(code: number): boolean {
  return code === 0x22 || code === 0x5c || code <= 0x1f;
}
