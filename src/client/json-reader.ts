/**
 * Reads JSON value by value out of a text. Unlike the built-in parser it tells where a fault is, in every browser, can
 * stop after one value, and changes nothing silently: a whole number that no double holds becomes a bigint, and what
 * would be lost in reading is a fault (a key that comes twice, half of a surrogate pair, digits beyond a double's).
 */

import { describeLoneSurrogate, findLoneSurrogate } from "../model/lone-surrogate.ts";
import type { DocValue } from "../model/run/document.ts";

/** Where and why a text cannot be read. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Reads a JSON text piece by piece. */
export interface JsonReader {
  /** Where reading stands: right after what was taken last. */
  offset(): number;
  /** Skips white space, then gives the offset of what comes next. */
  next(): number;
  /** Skips white space and then `char` if it comes next; tells whether it did. */
  take(char: string): boolean;
  /** Skips white space and reads one value whole. Throws JsonFault. */
  value(): DocValue;
  /** A fault at what comes next that says what was expected instead. */
  fault(expected: string): JsonFault;
}

/** Deep enough for any document and far from the end of the stack. */
const MAX_DEPTH = 500;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /[\w.+-]+/y;
const WORDS: ReadonlyMap<string, DocValue> = new Map([
  ["null", null],
  ["true", true],
  ["false", false],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Reads `text` from the character `from` on, so that a value inside another text keeps its place in error messages. */
export function createJsonReader(text: string, from = 0): JsonReader {
  let at = from;

  function next(): number {
    for (let code = text.charCodeAt(at); isSpace(code); code = text.charCodeAt(at)) {
      at++;
    }
    return at;
  }

  function take(char: string): boolean {
    const isNext = text[next()] === char;
    if (isNext) {
      at++;
    }
    return isNext;
  }

  function fault(expected: string): JsonFault {
    const offset = next();
    const word = matchAt(WORD, text, offset)?.[0].slice(0, 20);
    const found =
      offset >= text.length ? "the end" : `“${word ?? String.fromCodePoint(text.codePointAt(offset)!)}”`;
    return notJson(offset, `expected ${expected}, found ${found}`);
  }

  function value(depth = 0): DocValue {
    if (depth > MAX_DEPTH) {
      throw new JsonFault(next(), `more than ${MAX_DEPTH} levels deep`);
    }
    if (take("{")) {
      return object(depth + 1);
    }
    if (take("[")) {
      return array(depth + 1);
    }
    const offset = next();
    if (text[offset] === '"') {
      return string();
    }
    const number = matchAt(NUMBER, text, offset);
    const word = matchAt(WORD, text, offset)?.[0];
    if (number !== null && number[0] === word) {
      at += word.length;
      return numberOf(number, offset);
    }
    const constant = WORDS.get(word ?? "");
    if (word === undefined || constant === undefined) {
      throw fault("a value");
    }
    at += word.length;
    return constant;
  }

  function object(depth: number): DocValue {
    const entries: [string, DocValue][] = [];
    const keys = new Set<string>();
    if (!take("}")) {
      do {
        if (text[next()] !== '"') {
          throw fault("a key in double quotes");
        }
        const keyOffset = at;
        const key = string();
        if (keys.has(key)) {
          throw new JsonFault(keyOffset, `the key “${key.slice(0, 40)}” comes twice in one object`);
        }
        keys.add(key);
        if (!take(":")) {
          throw fault("a colon");
        }
        entries.push([key, value(depth)]);
      } while (take(","));
      if (!take("}")) {
        throw fault("a comma or }");
      }
    }
    // From entries, because assigning to a key `__proto__` would set no key.
    return Object.fromEntries(entries);
  }

  function array(depth: number): DocValue {
    const items: DocValue[] = [];
    if (!take("]")) {
      do {
        items.push(value(depth));
      } while (take(","));
      if (!take("]")) {
        throw fault("a comma or ]");
      }
    }
    return items;
  }

  /** Reads the string whose opening quote is at `at`. */
  function string(): string {
    const start = at;
    at++;
    let out = "";
    let plainFrom = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        out += text.slice(plainFrom, at);
        at++;
        mustBeWhole(out, start);
        return out;
      }
      if (Number.isNaN(code)) {
        throw notJson(start, "this string does not end");
      }
      if (code < SPACE) {
        const name = code === 10 || code === 13 ? "a line break" : "a control character";
        throw notJson(at, `${name} inside a string; write it as \\n or \\u00xx`);
      }
      if (code === BACKSLASH) {
        out += text.slice(plainFrom, at) + escaped();
        plainFrom = at;
      } else {
        at++;
      }
    }
  }

  /** Throws if the string that starts there holds half of a surrogate pair. */
  function mustBeWhole(out: string, start: number): void {
    const unit = findLoneSurrogate(out);
    if (unit < 0) {
      return;
    }
    let offset = start + 1;
    for (let passed = 0; passed < unit; passed++) {
      offset += text.charCodeAt(offset) !== BACKSLASH ? 1 : text[offset + 1] === "u" ? 6 : 2;
    }
    throw new JsonFault(offset, `${describeLoneSurrogate(out, unit)}, which cannot be sent`);
  }

  /** Reads the escape whose backslash is at `at`. */
  function escaped(): string {
    const short = ESCAPES.get(text[at + 1] ?? "");
    if (short !== undefined) {
      at += 2;
      return short;
    }
    const hex = /^u([0-9a-fA-F]{4})$/.exec(text.slice(at + 1, at + 6))?.[1];
    if (hex === undefined) {
      throw notJson(at, "there is no such escape");
    }
    at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  return { offset: () => at, next, take, value: () => value(), fault };
}

function numberOf([text, fraction, exponent]: RegExpExecArray, offset: number): number | bigint {
  const number = Number(text);
  if (!Number.isFinite(number)) {
    throw new JsonFault(offset, "too large for a number");
  }
  if (fraction !== undefined || exponent !== undefined || Number.isSafeInteger(number)) {
    mustHold(text, number, offset);
    return number;
  }
  const exact = BigInt(text);
  return BigInt(number) === exact ? number : exact;
}

/** 17 digits tell every double from its neighbours; what has more has to be a double's exact value. */
const MAX_DIGITS = 17;

/** Throws if a number with a fraction or an exponent says more than the double that it is read as. */
function mustHold(text: string, number: number, offset: number): void {
  const digits = significantDigits(text);
  if (number === 0 && digits !== "") {
    throw new JsonFault(offset, "too small for a number, it would become 0");
  }
  // toPrecision goes up to 100 digits.
  const isExact =
    digits.length <= 100 && significantDigits(number.toPrecision(Math.max(1, digits.length))) === digits;
  if (digits.length > MAX_DIGITS && !isExact) {
    throw new JsonFault(offset, `more digits than a number holds, it would become ${number}`);
  }
}

/** The digits of a number between its leading and its closing zeros. */
function significantDigits(text: string): string {
  return text
    .replace(/[eE].*$/, "")
    .replace(/\D/g, "")
    .replace(/^0+|0+$/g, "");
}

function notJson(offset: number, why: string): JsonFault {
  return new JsonFault(offset, `not JSON: ${why}`);
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function isSpace(code: number): boolean {
  return code === SPACE || code === 10 || code === 13 || code === 9;
}
