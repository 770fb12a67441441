/** Model value → YAML text that the engine reads back as that very value, on one line. */
import { Float, type Value } from "../model/flow.ts";
import { resolvePlain, retype } from "./scalar.ts";

/** The text of a value, or the reason why no text can carry it through the engine's reading. */
export function printValue(value: Value): { text: string } | { refused: string } {
  if (typeof value === "string") {
    return printText(value);
  }
  if (
    value === null ||
    typeof value === "boolean" ||
    typeof value === "number" ||
    typeof value === "bigint"
  ) {
    return { text: String(value) };
  }
  if (value instanceof Float) {
    return { text: printFloat(value.value) };
  }
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value as readonly Value[]) {
      const printed = printValue(item);
      if ("refused" in printed) {
        return printed;
      }
      parts.push(printed.text);
    }
    return { text: `[${parts.join(", ")}]` };
  }
  for (const [key, item] of value as ReadonlyMap<string, Value>) {
    const printed = printValue(item);
    if ("refused" in printed) {
      return printed;
    }
    parts.push(`${printKey(key)}: ${printed.text}`);
  }
  return { text: `{${parts.join(", ")}}` };
}

/** A mapping key: plain where that is safe, else in double quotes. */
export function printKey(key: string): string {
  return isSafePlain(key) && resolvePlain(key) === key ? key : JSON.stringify(key);
}

function printText(text: string): { text: string } | { refused: string } {
  if (retype(text) !== text) {
    return {
      refused: `The text ${JSON.stringify(text)} cannot be written: the engine reads it as something else, in quotes too.`,
    };
  }
  if (/![A-Za-z0-9_]/.test(text)) {
    return {
      refused: `The text ${JSON.stringify(text)} cannot be written: the engine replaces a word behind '!' everywhere.`,
    };
  }
  return { text: isSafePlain(text) && resolvePlain(text) === text ? text : quote(text) };
}

function printFloat(value: number): string {
  if (Number.isNaN(value)) {
    return ".nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Plain both in block and in flow style, on one line, with nothing in it that could be an indicator. */
function isSafePlain(text: string): boolean {
  return (
    // Letters, digits and a few signs begin one; separators, controls and the flow indicators stand nowhere in it.
    /^[\p{L}\p{N}_./$~+(\\^*<-][^\p{Cc}\p{Zl}\p{Zp}\ufeff,[\]{}]*$/u.test(text) &&
    !/^-(?:\s|-|$)|^\*|^\.\.\.|: |:$| #|\s$|^<<$/.test(text)
  );
}

/** In double quotes; what JSON leaves as it is and YAML does not take gets an escape. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]/g, (char) => {
    const code = char.charCodeAt(0);
    // Surrogates in pairs are one printable character and stay as they are.
    return code >= 0xd800 && code <= 0xdfff ? char : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
