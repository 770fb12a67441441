/** Values → YAML text that the engine reads back as those very values, on one line. */

import { grouped, numberText } from "../../base/words.ts";
import { isList, retype } from "../../model/python.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import { isPlainText } from "./scalar.ts";

/** `json`: for a file that is JSON and is to stay so. */
export type PrintStyle = "yaml" | "json";

/** The text, or the reason why there is none. */
export type Printed = { readonly text: string } | { readonly refused: string };

/** The engine's reader looks no further for the colon of a key. */
const MAX_KEY_LENGTH = 1024;

/** The text of a value, or the reason why no text can carry it through the engine's reading. */
export function printValue(value: Value, style: PrintStyle = "yaml"): Printed {
  if (typeof value === "string") {
    return printText(value, style);
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
  if (value instanceof Timestamp) {
    return { text: value.text };
  }
  const parts: string[] = [];
  if (isList(value)) {
    for (const item of value) {
      const printed = printValue(item, style);
      if ("refused" in printed) {
        return printed;
      }
      parts.push(printed.text);
    }
    return { text: `[${parts.join(", ")}]` };
  }
  for (const [key, item] of value as ValueMap) {
    const printed = printPair(key, item, style);
    if ("refused" in printed) {
      return printed;
    }
    parts.push(printed.text);
  }
  return { text: `{${parts.join(", ")}}` };
}

/** A key with its value, as both block and flow style take it. */
export function printPair(key: string, value: Value, style: PrintStyle = "yaml"): Printed {
  const printedKey = printKey(key, style);
  if ("refused" in printedKey) {
    return printedKey;
  }
  const printed = printValue(value, style);
  if ("refused" in printed) {
    return printed;
  }
  if (FLOW_TAG.test(`${key}: ${typeof value === "string" ? value : ""}`)) {
    return { refused: FLOW_TAG_REFUSED };
  }
  return { text: `${printedKey.text}: ${printed.text}` };
}

/** A mapping key: plain where that is safe, else in double quotes. */
export function printKey(key: string, style: PrintStyle = "yaml"): Printed {
  const text = style === "yaml" && isSafePlain(key) ? key : quote(key);
  return text.length > MAX_KEY_LENGTH
    ? {
        refused: `A key of ${grouped(key.length)} characters cannot be written: Jina takes up to ${grouped(MAX_KEY_LENGTH)}.`,
      }
    : { text };
}

function printText(text: string, style: PrintStyle): Printed {
  if (retype(text) !== text) {
    return {
      refused: `The text ${JSON.stringify(text)} cannot be written: Jina reads it as something else, in quotes too.`,
    };
  }
  if (FLOW_TAG.test(text)) {
    return { refused: FLOW_TAG_REFUSED };
  }
  return { text: style === "yaml" && isSafePlain(text) ? text : quote(text) };
}
/** What the engine replaces by `!Flow` wherever it stands, once everything else is read. */
const FLOW_TAG = /jtype: Flow(?![\p{L}\p{N}_])/u;
const FLOW_TAG_REFUSED =
  "Nothing with 'jtype: Flow' in it can be written here: Jina makes a tag of it wherever it stands.";

function printFloat(value: number): string {
  if (Number.isNaN(value)) {
    return ".nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const text = numberText(value);
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
