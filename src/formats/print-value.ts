/** Model value → YAML text that the engine reads back as that very value, on one line. */
import { Float, type Value } from "../model/flow.ts";
import { isPlainText, retype } from "./scalar.ts";

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
    if (FLOW_TAG.test(`${key}: ${typeof item === "string" ? item : ""}`)) {
      return { refused: FLOW_TAG_REFUSED };
    }
    parts.push(`${printKey(key)}: ${printed.text}`);
  }
  return { text: `{${parts.join(", ")}}` };
}

/** A mapping key: plain where that is safe, else in double quotes. */
export function printKey(key: string): string {
  return isSafePlain(key) ? key : quote(key);
}

function printText(text: string): { text: string } | { refused: string } {
  if (retype(text) !== text) {
    return {
      refused: `The text ${JSON.stringify(text)} cannot be written: the engine reads it as something else, in quotes too.`,
    };
  }
  if (FLOW_TAG.test(text)) {
    return { refused: FLOW_TAG_REFUSED };
  }
  return { text: isSafePlain(text) ? text : quote(text) };
}

/** What the engine replaces by `!Flow` wherever it stands, once everything else is read. */
const FLOW_TAG = /jtype: Flow(?![\p{L}\p{N}_])/u;
const FLOW_TAG_REFUSED =
  "Nothing with 'jtype: Flow' in it can be written here: the engine makes a tag of it wherever it stands.";

function printFloat(value: number): string {
  if (Number.isNaN(value)) {
    return ".nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Plain both in block and in flow style, on one line, with nothing in it that could be an indicator, and a text. */
function isSafePlain(text: string): boolean {
  return (
    // Letters, digits and a few signs begin one; controls, separators, what is not printable, flow indicators (? is
    // one) and the ! of a tag stand nowhere in it.
    /^[\p{L}\p{N}_./$~+(\\^<-][^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff,?![\]{}]*$/u.test(text) &&
    !/^-(?:\s|-|$)|^\.\.\.|: |:$| #|\s$/.test(text) &&
    isPlainText(text)
  );
}

/**
 * In double quotes. What JSON leaves as it is and YAML does not take gets an escape; so does a `!` before a word,
 * which the engine replaces in the raw text, before it reads it as YAML.
 */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|!(?=[\p{L}\p{N}_])/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
