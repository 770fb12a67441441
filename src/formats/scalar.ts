/**
 * What a scalar's text means to the engine: first YAML 1.1 as its reader has it (`on` and `off` stay texts), then its
 * own re-typing of every text, in quotes or not. Two things have no value of their own here and stay texts: dates,
 * which the engine turns into date objects, and `=` and `<<`, at which it ends the load.
 */
import { Float, type Value } from "../model/flow.ts";
import type { YamlScalar } from "./yaml.ts";

/** The value that the engine ends up with for a scalar without variables in it. */
export function valueOfScalar(scalar: YamlScalar): Value {
  let value: Value =
    scalar.style === "plain" || scalar.style === "empty" ? resolvePlain(scalar.value) : scalar.value;
  for (let pass = 0; pass < PASSES; pass++) {
    const next = retypeTexts(value);
    if (next === value) {
      break;
    }
    value = next;
  }
  return value;
}

/** The engine re-types once for variables and then in each of its three rounds of references. */
const PASSES = 4;

function retypeTexts(value: Value): Value {
  return typeof value === "string" ? retype(value) : Array.isArray(value) ? value.map(retypeTexts) : value;
}

const BOOLEAN = /^(?:(yes|Yes|YES|true|True|TRUE)|no|No|NO|false|False|FALSE)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const OTHER =
  /^(?:=|<<|\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** True if YAML 1.1 takes a plain scalar as text: it is none of the above, no date and no special sign. */
export function isPlainText(text: string): boolean {
  return resolvePlain(text) === text && !OTHER.test(text);
}

/** YAML 1.1: a plain scalar's null, boolean, integer or float; anything else is text. */
export function resolvePlain(text: string): Value {
  if (NULL.test(text)) {
    return null;
  }
  const boolean = BOOLEAN.exec(text);
  if (boolean) {
    return boolean[1] !== undefined;
  }
  if (INTEGER.test(text)) {
    return yamlInteger(text);
  }
  if (FLOAT.test(text)) {
    return new Float(yamlFloat(text));
  }
  return text;
}

function yamlInteger(text: string): Value {
  const digits = text.replaceAll("_", "").toLowerCase();
  const sign = digits.startsWith("-") ? -1n : 1n;
  const bare = digits.replace(/^[-+]/, "");
  if (bare === "0b" || bare === "0x") {
    return text;
  }
  if (bare.startsWith("0b") || bare.startsWith("0x")) {
    return integer(sign * BigInt(bare));
  }
  if (bare.includes(":")) {
    return integer(sign * bare.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n));
  }
  return integer(sign * BigInt(bare.length > 1 && bare.startsWith("0") ? `0o${bare.slice(1)}` : bare));
}

function yamlFloat(text: string): number {
  const bare = text.replaceAll("_", "").toLowerCase();
  if (bare.endsWith(".inf")) {
    return bare.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (bare === ".nan") {
    return Number.NaN;
  }
  if (bare.includes(":")) {
    const sign = bare.startsWith("-") ? -1 : 1;
    return (
      sign *
      bare
        .replace(/^[-+]/, "")
        .split(":")
        // Summed from the small end as the engine does, for the same rounding.
        .reduceRight(({ sum, base }, part) => ({ sum: sum + Number(part) * base, base: base * 60 }), {
          sum: 0,
          base: 1,
        }).sum
    );
  }
  return Number(bare);
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** One pass of the engine's re-typing: outer quotes off, lists in brackets, numbers as Python reads them, booleans. */
export function retype(text: string): Value {
  // Python's `.` and `$`: no line feed inside, but one at the end is passed over.
  const quoted = /^['"]([^\n]*)['"]\n?$/.exec(text);
  if (quoted) {
    return quoted[1]!;
  }
  if (text.startsWith("[") && text.endsWith("]")) {
    const inner = strip(text.replace(/[[\]]/g, ""), TEXT_BLANKS);
    return inner === "" ? [] : inner.split(",").map((part) => retype(strip(part, TEXT_BLANKS)));
  }
  const number = pythonNumber(text);
  if (number !== null) {
    return number;
  }
  if (text === "") {
    return null;
  }
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : text;
}

/** What Python's int() and float() pass over besides the blanks of a regular expression; U+FEFF is none to Python. */
const NUMBER_BLANKS = "\x85";
/** The same for str.strip(). */
const TEXT_BLANKS = "\x85\x1c\x1d\x1e\x1f";

function strip(text: string, more: string): string {
  const isBlank = (char: string) => /[^\S\ufeff]/.test(char) || more.includes(char);
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from]!)) {
    from++;
  }
  while (to > from && isBlank(text[to - 1]!)) {
    to--;
  }
  return text.slice(from, to);
}

/** Python refuses to read longer integers, and goes on to read a float. */
const MAX_DIGITS = 4300;

/** What Python's int() takes, or else float(), or null. */
export function pythonNumber(text: string): number | bigint | Float | null {
  const bare = strip(text, NUMBER_BLANKS).replace(/(?![0-9])\p{Nd}/gu, digitOf);
  if (/^[-+]?\d+(?:_\d+)*$/.test(bare)) {
    const digits = bare.replace(/[+_]/g, "");
    if (digits.length - (digits.startsWith("-") ? 1 : 0) > MAX_DIGITS) {
      return new Float(Number(digits));
    }
    return integer(digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits));
  }
  if (/^[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(bare)) {
    return new Float(Number(bare.replaceAll("_", "")));
  }
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(bare);
  if (word) {
    const sign = word[1] === "-" ? -1 : 1;
    return new Float(word[2]!.toLowerCase() === "nan" ? Number.NaN : sign * Number.POSITIVE_INFINITY);
  }
  return null;
}

/** A decimal digit of any script as 0 to 9. Unicode keeps those of a script side by side, in runs of ten. */
function digitOf(char: string): string {
  const point = char.codePointAt(0)!;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) {
    zero--;
  }
  return String((point - zero) % 10);
}
