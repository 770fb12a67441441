/**
 * Texts and numbers as Python has them. The engine turns every argument into text and reads it again, so what str(),
 * repr(), int() and float() make of a value decides what an argument means and what a refusal says.
 */

import { numberText } from "../base/words.ts";
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "./flow.ts";
import { Float, pythonKey, Timestamp, type Value, type ValueMap } from "./value.ts";

/** A value of YAML that is a map. */
export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/** A value of YAML that is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether Python takes the value for true where it asks. */
export function isTrue(value: Value): boolean {
  if (isList(value)) {
    return value.length > 0;
  }
  if (isMap(value)) {
    return value.size > 0;
  }
  return value instanceof Float ? value.value !== 0 : Boolean(value);
}

/** Python's name of a value's type, as its own errors have it: with the module, if that is not Python's core. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "string":
      return value === NESTED_FLOW ? "Flow" : value === NESTED_DEPLOYMENT ? "Deployment" : "str";
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return "int";
    default:
      if (value === null) {
        return "NoneType";
      }
      if (value instanceof Float) {
        return "float";
      }
      if (value instanceof Timestamp) {
        return `datetime.${bareTypeName(value)}`;
      }
      return isMap(value) ? "dict" : "list";
  }
}

/** A type's name by itself, as json has it in its errors. */
export function bareTypeName(value: Value): string {
  return value instanceof Timestamp
    ? value.text.length > DATE_LENGTH
      ? "datetime"
      : "date"
    : typeName(value);
}

const DATE_LENGTH = "2001-12-31".length;

/** Python's str(). */
export function pythonStr(value: Value): string {
  if (typeof value === "string") {
    return value;
  }
  return value instanceof Timestamp ? value.text : pythonRepr(value);
}

/** Python's repr(): a list or a map shows its items by it. */
export function pythonRepr(value: Value): string {
  switch (typeof value) {
    case "string":
      return textRepr(value);
    case "boolean":
      return value ? "True" : "False";
    case "number":
    case "bigint":
      return String(value);
    default:
      if (value === null) {
        return "None";
      }
      if (value instanceof Float) {
        return floatRepr(value.value);
      }
      if (value instanceof Timestamp) {
        return timestampRepr(value.text);
      }
      return isMap(value)
        ? `{${[...value].map(([name, item]) => `${keyRepr(pythonKey(value, name))}: ${pythonRepr(item)}`).join(", ")}}`
        : `[${value.map(pythonRepr).join(", ")}]`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A list that is a key is a tuple. */
function keyRepr(key: Value): string {
  return isList(key) ? `(${key.map(keyRepr).join(", ")}${key.length === 1 ? "," : ""})` : pythonRepr(key);
}

/** A text in Python's quotes: double ones only where it holds single ones and no double ones. */
function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // What Python does not print: controls, formats, surrogates, private and unassigned ones, and blanks but the space.
  const body = text.replace(/['"\\]|[\p{C}\p{Z}]/gu, (char) => {
    if (char === "'" || char === '"') {
      return char === quote ? `\\${char}` : char;
    }
    return char === " " ? char : (ESCAPES[char] ?? codeEscape(char.codePointAt(0) ?? 0));
  });
  return quote + body + quote;
}

function codeEscape(point: number): string {
  const hex = point.toString(16);
  return point < 0x100
    ? `\\x${hex.padStart(2, "0")}`
    : point < 0x10000
      ? `\\u${hex.padStart(4, "0")}`
      : `\\U${hex.padStart(8, "0")}`;
}

/** A float's shortest digits, in scientific notation below 1e-4 and from 1e16 on. */
export function floatRepr(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const text = numberText(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** `datetime.date(2001, 12, 31)`, or a datetime with the parts that it needs. */
function timestampRepr(text: string): string {
  const [date = "", time, zone] = text.split(/ |(?=[+-]\d\d:\d\d$)/);
  const dateParts = date.split("-").map(Number);
  if (time === undefined) {
    return `datetime.date(${dateParts.join(", ")})`;
  }
  const [hour, minute, second, micros] = time.split(/[:.]/).map(Number);
  const parts = [
    ...dateParts,
    hour,
    minute,
    ...(second || micros ? [second] : []),
    ...(micros ? [micros] : []),
  ];
  return `datetime.datetime(${parts.join(", ")}${zone === undefined ? "" : `, tzinfo=${zoneRepr(zone)}`})`;
}

/** An offset from UTC; one to the west is a day back and the rest of the day forth. */
function zoneRepr(zone: string): string {
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  const seconds = (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
  if (seconds === 0) {
    return "datetime.timezone.utc";
  }
  const delta = seconds < 0 ? `days=-1, seconds=${86_400 + seconds}` : `seconds=${seconds}`;
  return `datetime.timezone(datetime.timedelta(${delta}))`;
}

/** What Python's str methods and `\s` take for a blank; U+FEFF is none. */
function isBlank(char: string): boolean {
  return /[^\S\ufeff]/.test(char) || "\x1c\x1d\x1e\x1f\x85".includes(char);
}

/** Python's str.strip(). */
export function strip(text: string): string {
  return stripped(text, isBlank);
}

function stripped(text: string, isOff: (char: string) => boolean): string {
  let from = 0;
  let to = text.length;
  while (from < to && isOff(text.charAt(from))) {
    from++;
  }
  while (to > from && isOff(text.charAt(to - 1))) {
    to--;
  }
  return text.slice(from, to);
}

/** Key and value around the first `:` or `=`, with the blanks after it left out; null without one. */
export function splitKeyValue(text: string): { key: string; value: string } | null {
  const at = text.search(/[:=]/);
  if (at < 0) {
    return null;
  }
  let from = at + 1;
  while (from < text.length && isBlank(text.charAt(from))) {
    from++;
  }
  return { key: text.slice(0, at), value: text.slice(from) };
}

/** The most digits that Python reads or writes. */
export const MAX_DIGITS = 4300;

/** What Python says of an integer with more. */
export function tooManyDigits(count: number): string {
  return `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion: value has ${count} digits; use sys.set_int_max_str_digits() to increase the limit`;
}

/** Python's int() of a text; null where it refuses. */
export function parseInteger(text: string): number | bigint | null {
  if (/^[0-9]{1,15}$/.test(text)) {
    return Number(text);
  }
  const bare = asciiNumber(text);
  if (!/^[-+]?\d+(?:_\d+)*$/.test(bare)) {
    return null;
  }
  const digits = bare.replace(/[-+_]/g, "");
  return digits.length > MAX_DIGITS
    ? null
    : integerOf(bare.startsWith("-") ? -BigInt(digits) : BigInt(digits));
}

/** Python's float() of a text; null where it refuses. */
export function parseFloatText(text: string): Float | null {
  const bare = asciiNumber(text);
  if (/^[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(bare)) {
    return new Float(Number(bare.replaceAll("_", "")));
  }
  const word = /^([-+]?)(?:inf(?:inity)?|(nan))$/i.exec(bare);
  if (word) {
    return new Float(
      word[2] ? Number.NaN : word[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    );
  }
  return null;
}

/** An integer as values hold it: a bigint only where a number is not exact. */
export function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A number's text as int() and float() read it: blanks around it off, digits of any script as 0 to 9. */
function asciiNumber(text: string): string {
  // Here U+001C to U+001F are no blanks, though str.strip() takes them for some.
  const isOff = (char: string) => isBlank(char) && (char < "\x1c" || char > "\x1f");
  return stripped(text, isOff).replace(/(?![0-9])\p{Nd}/gu, digitOf);
}

/** A decimal digit of any script as 0 to 9. Unicode keeps those of a script side by side, in runs of ten. */
function digitOf(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) {
    zero--;
  }
  return String((point - zero) % 10);
}

/** The engine's re-typing of a text: quotes off, lists in brackets, numbers, booleans, nothing for the empty text. */
export function retype(text: string): Value {
  // Python's `.` and `$`: no line feed inside, but one at the end is passed over.
  const quoted = /^['"]([^\n]*)['"]\n?$/.exec(text)?.[1];
  if (quoted !== undefined) {
    return quoted;
  }
  if (text.startsWith("[") && text.endsWith("]")) {
    const inner = strip(text.replace(/[[\]]/g, ""));
    return inner === "" ? [] : inner.split(",").map((part) => retype(strip(part)));
  }
  const number = parseInteger(text) ?? parseFloatText(text);
  if (number !== null) {
    return number;
  }
  if (text === "") {
    return null;
  }
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : text;
}

/** Python's str.isidentifier(); later versions of Unicode than Python's take four marks in that it refuses. */
export function isIdentifier(name: string): boolean {
  return /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && !/\u200c|\u200d|\u30fb|\uff65/.test(name);
}

const RESERVED = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** Whether Python keeps the word for itself, so that nothing can have it for a name. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

/** Whether two values are one to Python's ==, which holds 1, 1.0 and True for the same. */
export function equals(one: Value, other: Value | undefined): boolean {
  if (other === undefined) {
    return false;
  }
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => equals(item, other[index]));
  }
  if (isMap(one) && isMap(other)) {
    return one.size === other.size && [...one].every(([key, item]) => equals(item, other.get(key)));
  }
  if (one instanceof Timestamp && other instanceof Timestamp) {
    return one.text === other.text;
  }
  const number = numberOf(one);
  return number !== undefined ? number === numberOf(other) : one === other;
}

function numberOf(value: Value): number | bigint | undefined {
  if (value instanceof Float) {
    return value.value;
  }
  return typeof value === "boolean"
    ? Number(value)
    : typeof value === "number" || typeof value === "bigint"
      ? value
      : undefined;
}

/** Python's order of texts. JavaScript's own compares UTF-16 units, which puts letters beyond U+FFFF too early. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) {
    at++;
  }
  return at === length ? a.length - b.length : a.codePointAt(at)! - b.codePointAt(at)!;
}

/** os.path.normpath() on Linux; what is relative stays so. */
export function normalizePath(path: string): string {
  // Two slashes at the start, and no third, have a meaning of their own.
  const root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
  const rest = path.slice(root.length);
  if (rest !== "" && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(rest)) {
    return path;
  }
  const parts: string[] = [];
  for (const part of rest.split("/")) {
    if (part === "" || part === ".") {
      continue;
    }
    if (part === ".." && (parts.length > 0 ? parts.at(-1) !== ".." : root !== "")) {
      parts.pop();
    } else {
      parts.push(part);
    }
  }
  return root + parts.join("/") || ".";
}
