/**
 * What a scalar's text means to the engine: first YAML 1.1 as its reader has it (`on` and `off` stay texts), then its
 * own re-typing of every text, in quotes or not. Dates are told apart here and made by whoever reads values.
 */

import { integerOf, retype } from "../../model/python.ts";
import { Float, type Value } from "../../model/value.ts";
import type { YamlScalar } from "./yaml.ts";

/** The value that the engine ends up with for a scalar without variables in it. */
export function valueOfScalar(scalar: YamlScalar): Value {
  if (PLAINLY_TEXT.test(scalar.value)) {
    return scalar.value;
  }
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

/**
 * Most texts are seen to be texts by their first letter: numbers, dates and lists begin otherwise, and no boolean, null,
 * infinity or NaN begins with one of these.
 */
const PLAINLY_TEXT = /^[A-EGHJ-MO-SU-XZa-eghj-mo-su-xz_]/;

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

const TIMESTAMP =
  /^(?:(\d{4}-\d\d-\d\d)|(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)$/;

/** True if YAML 1.1 takes a plain scalar as a date or a date with a time. */
export function isTimestamp(text: string): boolean {
  return TIMESTAMP.test(text);
}

/** A timestamp as Python's str() shows the object that it becomes. */
export function timestampText(text: string): string {
  const match = TIMESTAMP.exec(text)!;
  if (match[1] !== undefined) {
    return match[1];
  }
  const [, , year, month, day, hour, minute, second, fraction, utc, sign, zoneHour, zoneMinute] = match;
  const two = (digits: string | undefined) => (digits ?? "").padStart(2, "0");
  const micros = (fraction ?? "").slice(0, 6).padEnd(6, "0");
  const zone = utc ? "+00:00" : sign ? `${sign}${two(zoneHour)}:${two(zoneMinute)}` : "";
  const fine = /[1-9]/.test(micros) ? `.${micros}` : "";
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${fine}${zone.replace("-00:00", "+00:00")}`;
}

/** True if YAML 1.1 takes a plain scalar as text: it is none of the above, no date and no special sign. */
export function isPlainText(text: string): boolean {
  return resolvePlain(text) === text && !isTimestamp(text) && text !== "=" && text !== "<<";
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
    return integerOf(sign * BigInt(bare));
  }
  if (bare.includes(":")) {
    return integerOf(sign * bare.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n));
  }
  return integerOf(sign * BigInt(bare.length > 1 && bare.startsWith("0") ? `0o${bare.slice(1)}` : bare));
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
