/**
 * What a scalar's text means to the engine: first YAML 1.1 as its reader has it (`on` and `off` stay texts), then its
 * own re-typing of every text, in quotes or not.
 */
import { Float, type Value } from "../model/flow.ts";
import type { YamlScalar } from "./yaml.ts";

/** The value that the engine ends up with for a scalar without variables in it. */
export function valueOfScalar(scalar: YamlScalar): Value {
  const value =
    scalar.style === "plain" || scalar.style === "empty" ? resolvePlain(scalar.value) : scalar.value;
  return typeof value === "string" ? retype(value) : value;
}

const BOOLEAN = /^(?:(yes|Yes|YES|true|True|TRUE)|no|No|NO|false|False|FALSE)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

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
  if (bare === "" || bare === "0b" || bare === "0x") {
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
        .reduce((sum, part) => sum * 60 + Number(part), 0)
    );
  }
  return Number(bare);
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The engine's re-typing of a text: outer quotes off, lists in brackets, numbers as Python reads them, booleans. */
export function retype(text: string): Value {
  const quoted = /^['"](.*)['"]$/.exec(text);
  if (quoted) {
    return quoted[1]!;
  }
  if (text.startsWith("[") && text.endsWith("]")) {
    return text
      .replace(/[[\]]/g, "")
      .trim()
      .split(",")
      .map((part) => retype(part.trim()));
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

/** What Python's int() takes, or else float(), or null. */
export function pythonNumber(text: string): number | bigint | Float | null {
  const bare = text.trim();
  if (/^[-+]?\d+(?:_\d+)*$/.test(bare)) {
    const digits = bare.replaceAll("_", "");
    return integer(digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits.replace("+", "")));
  }
  if (/^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(bare)) {
    return new Float(Number(bare.replaceAll("_", "")));
  }
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(bare);
  if (word) {
    const sign = word[1] === "-" ? -1 : 1;
    return new Float(word[2]!.toLowerCase() === "nan" ? Number.NaN : sign * Number.POSITIVE_INFINITY);
  }
  return null;
}
