/** Values of an answer as JSON for reading, never longer than is asked for. */
import { createBreaks } from "../base/breaks.ts";
import { systemClock } from "../base/clock.ts";
import { counted, numberText } from "../base/words.ts";
import { type DocumentList, type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import type { Reply } from "../model/run/reply.ts";
import { numbersOf, shortNumber } from "../model/run/tensor-numbers.ts";
import { shorten } from "../model/shorten.ts";

/** A value, or what holds values: an answer, a status, a route, a list of documents. */
type Printed = DocValue | DocumentList | object;

/**
 * A value as JSON for reading, cut after `limit` characters. Bytes are shown by length, tensors by shape and type
 * with their first numbers, integers beyond 2^53 as they are.
 */
export function printValue(value: Printed, limit: number, indent = 0): string {
  let out = "";
  const isFull = () => out.length > limit;
  const print = (item: Printed | undefined, depth: number): void => {
    if (isFull()) {
      return;
    }
    if (item === null || item === undefined || typeof item === "boolean" || typeof item === "bigint") {
      out += String(item ?? null);
    } else if (typeof item === "number") {
      out += numberText(item);
    } else if (typeof item === "string") {
      // Quotes and escapes only make it longer.
      out += JSON.stringify(item.length > limit ? item.slice(0, limit + 2) : item);
    } else if (item instanceof Uint8Array) {
      out += `<${counted(item.length, "byte")}>`;
    } else if (item instanceof Tensor) {
      out += printTensor(item);
    } else if (item instanceof Excerpt) {
      if (item.shown !== null) {
        print(item.shown, depth);
        out += " ";
      }
      out += `<${item.note}>`;
    } else {
      const list = listOf(item);
      const keys = list ? null : Object.keys(item);
      const length = list?.length ?? keys!.length;
      const pad = indent > 0 && length > 0 ? `\n${" ".repeat(indent * (depth + 1))}` : "";
      const end = pad === "" ? "" : `\n${" ".repeat(indent * depth)}`;
      out += list ? "[" : "{";
      for (let at = 0; at < length && !isFull(); at += 1) {
        const key = keys?.[at];
        out += `${at > 0 ? (pad === "" ? ", " : ",") : ""}${pad}`;
        if (key !== undefined) {
          print(key, depth);
          out += ": ";
        }
        print(list ? list.at(at) : (item as { [key: string]: DocValue })[key!], depth + 1);
      }
      out += end + (list ? "]" : "}");
    }
  };
  print(value, 0);
  return Number.isFinite(limit) ? beginningOf(out, limit) : out;
}

/** A text up to so many characters, with an ellipsis where it was cut, which is never between the halves of one. */
export function beginningOf(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text.slice(0, isLowHalf(text.charCodeAt(limit)) ? limit + 1 : limit)}…`;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** A list that is gone through by place, so that no item is made before it is printed. */
function listOf(item: object): { readonly length: number; at(index: number): Printed | undefined } | null {
  return Array.isArray(item) || isDocumentList(item) ? item : null;
}

function isDocumentList(item: object): item is DocumentList {
  return "at" in item && typeof item.at === "function";
}

/** Characters of an answer that are copied. */
export const MAX_COPIED = 16 << 20;

/** A whole answer as indented JSON, as far as `MAX_COPIED`, with a break for the page now and then. */
export async function printReply(reply: Reply): Promise<string> {
  const { documents, ...around } = reply;
  const head = printValue({ ...around, documents: [] }, MAX_COPIED, 2);
  const parts = [head.slice(0, head.lastIndexOf("[]"))];
  let length = head.length;
  const breaks = createBreaks(systemClock);
  for (let at = 0; at < documents.length && length <= MAX_COPIED; at += 1) {
    const text = printValue(documents.at(at)!, MAX_COPIED, 2).replaceAll("\n", "\n    ");
    parts.push(at === 0 ? "[\n    " : ",\n    ", text);
    length += text.length + 6;
    if (breaks.isDue()) {
      await breaks.take();
    }
  }
  parts.push(documents.length > 0 ? "\n  ]\n}" : "[]\n}");
  const text = parts.join("");
  return length > MAX_COPIED ? `${text.slice(0, MAX_COPIED)}…` : text;
}

/** Numbers of a tensor that are shown. */
const MAX_NUMBERS = 8;
/** numpy has no more. */
const MAX_DIMENSIONS = 64;

function printTensor(tensor: Tensor): string {
  const { shape, dtype } = tensor;
  const numbers = numbersOf(tensor, MAX_NUMBERS)?.map((number) => numberText(shortNumber(number, dtype)));
  const size = shape.reduce((product, length) => product * length, 1);
  const shown = numbers ? ` [${numbers.join(", ")}${size > numbers.length ? ", …" : ""}]` : "";
  return `<${describeTensor(tensor)}${shown}>`;
}

/** As `3×4 float32`. */
function describeTensor({ shape, dtype }: Tensor): string {
  const lengths = shape.slice(0, MAX_DIMENSIONS).join("×") + (shape.length > MAX_DIMENSIONS ? "×…" : "");
  return `${lengths || "scalar"} ${nameOfType(dtype)}`;
}

const KINDS: Readonly<Record<string, string>> = { f: "float", i: "int", u: "uint", c: "complex" };

/** numpy's name of a type, as `float32` for `<f4`; one that is no number as it is. */
function nameOfType(dtype: string): string {
  if (/^[<>=|]?b1$/.test(dtype)) {
    return "bool";
  }
  const [, kind = "", bytes = ""] = /^[<>=|]?([fiuc])(\d{1,2})$/.exec(dtype) ?? [];
  return kind === "" ? shorten(dtype, 40) : `${KINDS[kind]}${Number(bytes) * 8}`;
}
