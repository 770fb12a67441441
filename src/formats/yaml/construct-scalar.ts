/**
 * What the engine's constructor makes of a scalar's text under a tag, as far as it can fail: numbers without digits,
 * days that no month has, bytes that are no base64. Which tag a plain text has without one is decided here too. The
 * values themselves are in scalar.ts.
 */

import { MAX_DIGITS, pythonRepr, tooManyDigits } from "../../model/python.ts";
import type { FaultType } from "./fault.ts";

/** The exception that ends the load, in the engine's words. */
interface Refusal {
  readonly type: FaultType;
  readonly words: string;
}

/** Tags that a plain text can have by its form, without their prefix. */
type PlainTag = "bool" | "float" | "int" | "merge" | "null" | "str" | "timestamp" | "value";

/** Tags whose constructor takes a text, without their prefix. */
export type ScalarTag = "binary" | "bool" | "complex" | "float" | "int" | "null" | "str" | "timestamp";

const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;
/** A day alone has two digits for month and day; with a time behind, one will do. */
const SHORT_DAY = /^\d{4}-(?:\d-\d\d?|\d\d-\d)$/;

/**
 * The tag that the engine's resolver gives to a plain text. `on` and `off` are texts to it. The end of its patterns is
 * Python's: a line break there is passed over.
 */
export function plainTagOf(text: string): PlainTag {
  return text.length > 1 && text.endsWith("\n") ? tagOfLine(text.slice(0, -1)) : tagOfLine(text);
}

function tagOfLine(text: string): PlainTag {
  switch (text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return "null";
    case "<<":
      return "merge";
    case "=":
      return "value";
  }
  if (/^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE)$/.test(text)) {
    return "bool";
  }
  if (INTEGER.test(text)) {
    return "int";
  }
  if (FLOAT.test(text)) {
    return "float";
  }
  return TIMESTAMP.test(text) && !SHORT_DAY.test(text) ? "timestamp" : "str";
}

/** False for almost all plain texts, at a glance; true for those that the constructor may refuse. */
export function isDoubtful(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 60 || first === 61) {
    return text === "<<" || text === "=";
  }
  // Digits and signs begin a number or a date.
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45)) {
    return false;
  }
  return text.charCodeAt(4) === 45 || text.length > 300 || /^[-+]?0[bx]_/.test(text);
}

/** Why the constructor of a tag refuses a text, or null. */
export function refusalOf(tag: ScalarTag, text: string): Refusal | null {
  switch (tag) {
    case "null":
    case "str":
    // Nothing in a file of Jina's is a complex number.
    case "complex":
      return null;
    case "bool":
      return BOOLEANS.has(text.toLowerCase()) ? null : refused("KeyError", pythonRepr(text.toLowerCase()));
    case "int":
      return refusalOfInteger(text.replaceAll("_", ""));
    case "float":
      return refusalOfFloat(text.replaceAll("_", "").toLowerCase());
    case "timestamp":
      return refusalOfTimestamp(text);
    case "binary":
      return refusalOfBinary(text);
  }
}

function refused(type: FaultType, words: string): Refusal {
  return { type, words };
}

const BOOLEANS: ReadonlySet<string> = new Set(["yes", "no", "true", "false", "on", "off"]);

// --- numbers

const EMPTY_NUMBER = refused("IndexError", "string index out of range");

function refusalOfInteger(text: string): Refusal | null {
  const digits = text.replace(/^[-+]/, "");
  if (digits === "") {
    return EMPTY_NUMBER;
  }
  if (digits.startsWith("0b")) {
    return refusalOfDigits(digits.slice(2), 2);
  }
  if (digits.startsWith("0x")) {
    return refusalOfDigits(digits.slice(2), 16);
  }
  if (digits.startsWith("0")) {
    return refusalOfDigits(digits, 8);
  }
  // Base 60.
  return first(digits.split(":"), (part) => refusalOfDigits(part, 10));
}

/** What Python's int() takes in a base, blanks around it off. */
const DIGITS = {
  2: /^[-+]?(?:0b)?[01]+$/i,
  8: /^[-+]?(?:0o)?[0-7]+$/i,
  10: /^[-+]?[0-9]+$/,
  16: /^[-+]?(?:0x)?[0-9a-f]+$/i,
};

/** Characters of a text that a message repeats. */
const MAX_SHOWN = 200;

function refusalOfDigits(text: string, base: 2 | 8 | 10 | 16): Refusal | null {
  const bare = asciiOf(text);
  if (!DIGITS[base].test(bare)) {
    const shown = pythonRepr(text).slice(0, MAX_SHOWN);
    return refused("ValueError", `invalid literal for int() with base ${base}: ${shown}`);
  }
  const count = bare.replace(/^[-+]/, "").length;
  return base === 10 && count > MAX_DIGITS ? refused("ValueError", tooManyDigits(count)) : null;
}

/** A number's text as Python reads it: digits of any script, and blanks around it, of which U+FEFF is none. */
function asciiOf(text: string): string {
  const isBlank = (at: number) => /[^\S\ufeff]|\x85/.test(text.charAt(at));
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(from)) {
    from++;
  }
  while (to > from && isBlank(to - 1)) {
    to--;
  }
  return text.slice(from, to).replace(/(?![0-9])\p{Nd}/gu, "0");
}

/** Powers of 60 from this one on are beyond a float. */
const MAX_BASE_60_PARTS = 174;

function refusalOfFloat(text: string): Refusal | null {
  if (text === "") {
    return EMPTY_NUMBER;
  }
  const bare = text.replace(/^[-+]/, "");
  if (bare === ".inf" || bare === ".nan") {
    return null;
  }
  const parts = bare.split(":");
  const refusal = first(parts, refusalOfDecimal);
  return refusal === null && parts.length > MAX_BASE_60_PARTS
    ? refused("OverflowError", "int too large to convert to float")
    : refusal;
}

function refusalOfDecimal(text: string): Refusal | null {
  return /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf|infinity|nan)$/.test(asciiOf(text))
    ? null
    : refused("ValueError", `could not convert string to float: ${pythonRepr(text)}`);
}

function first(parts: readonly string[], refusal: (part: string) => Refusal | null): Refusal | null {
  for (const part of parts) {
    const found = refusal(part);
    if (found) {
      return found;
    }
  }
  return null;
}

// --- dates

const DAY_SECONDS = 24 * 60 * 60;

function refusalOfTimestamp(text: string): Refusal | null {
  const match = TIMESTAMP.exec(text.replace(/\n$/, ""));
  if (!match) {
    return refused("AttributeError", "'NoneType' object has no attribute 'groupdict'");
  }
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as Numbers;
  const [sign, zoneHour, zoneMinute] = match.slice(7);
  if (sign !== undefined) {
    const seconds = Number(zoneHour) * 3600 + Number(zoneMinute ?? 0) * 60;
    if (seconds >= DAY_SECONDS) {
      return refusalOfZone(sign === "-" ? -seconds : seconds);
    }
  }
  const words =
    year === 0
      ? "year 0 is out of range"
      : month < 1 || month > 12
        ? "month must be in 1..12"
        : day < 1 || day > daysOf(year, month)
          ? "day is out of range for month"
          : hour > 23
            ? "hour must be in 0..23"
            : minute > 59
              ? "minute must be in 0..59"
              : second > 59
                ? "second must be in 0..59"
                : null;
  return words === null ? null : refused("ValueError", words);
}

type Numbers = [number, number, number, number, number, number];

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function refusalOfZone(seconds: number): Refusal {
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const delta = `datetime.timedelta(days=${days}${rest === 0 ? "" : `, seconds=${rest}`})`;
  const range = "strictly between -timedelta(hours=24) and timedelta(hours=24)";
  return refused("ValueError", `offset must be a timedelta ${range}, not ${delta}.`);
}

// --- bytes

function refusalOfBinary(text: string): Refusal | null {
  const points = [...text];
  const from = points.findIndex((char) => char > "\x7f");
  if (from >= 0) {
    let to = from;
    while (to < points.length && points[to]! > "\x7f") {
      to++;
    }
    const what =
      to - from === 1
        ? `character ${escapedRepr(points[from]!)} in position ${from}`
        : `characters in position ${from}-${to - 1}`;
    const words = `'ascii' codec can't encode ${what}: ordinal not in range(128)`;
    return refused("ConstructorError", `failed to convert base64 data into ascii: ${words}`);
  }
  const words = faultOfBase64(text);
  return words === null ? null : refused("ConstructorError", `failed to decode base64 data: ${words}`);
}

/** A character beyond ASCII, as Python's ascii() shows it. */
function escapedRepr(char: string): string {
  const hex = char.codePointAt(0)!.toString(16);
  return hex.length <= 2
    ? `'\\x${hex}'`
    : hex.length <= 4
      ? `'\\u${hex.padStart(4, "0")}'`
      : `'\\U${hex.padStart(8, "0")}'`;
}

/** As Python's decoder: characters of other alphabets are passed over, and the first full padding ends the data. */
function faultOfBase64(text: string): string | null {
  let count = 0;
  let pads = 0;
  for (const char of text) {
    if (char === "=") {
      pads++;
      if (count % 4 >= 2 && (count % 4) + pads >= 4) {
        return null;
      }
    } else if (/[A-Za-z0-9+/]/.test(char)) {
      count++;
      pads = 0;
    }
  }
  if (count % 4 === 1) {
    return `Invalid base64-encoded string: number of data characters (${count}) cannot be 1 more than a multiple of 4`;
  }
  return count % 4 === 0 ? null : "Incorrect padding";
}
