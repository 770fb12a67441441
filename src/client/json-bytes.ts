/**
 * Reads values out of JSON in its bytes within limits, so that reading one takes no longer, whatever is in it. The bytes
 * are those of a text that has been found to be JSON.
 */
import { counted } from "../base/words.ts";
import { type DocValue, Excerpt } from "../model/run/document.ts";
import { type Limits, MAX_DEPTH } from "./answer-reader.ts";
import {
  CLOSE_FIELDS,
  CLOSE_LIST,
  COMMA,
  isEscaped,
  isQuote,
  OPEN_FIELDS,
  OPEN_LIST,
  skipColon,
  skipSpace,
  skipString,
  skipWord,
} from "./json-scan.ts";

const QUOTE = 0x22;
/** No number that a program writes is longer. */
const MAX_WORD_BYTES = 400;
/** A key is read whole. */
const MAX_KEY_BYTES = 64 << 10;

interface ReadValue {
  readonly value: DocValue;
  /** Whether something behind what was read is left out; what is cut in its middle is an Excerpt itself. */
  readonly isCut: boolean;
}

/** The value that begins there, as far as the limits go. */
export function readJsonAt(bytes: Uint8Array, from: number, limits: Limits): ReadValue {
  let { values, textBytes } = limits;
  let at = from;
  /** Nothing more is read. */
  let isOver = false;

  const readText = (): DocValue => {
    const begin = at + 1;
    // Not farther than what may be shown: the end of a longer text is looked for once.
    const end = endWithin(bytes, at, textBytes);
    if (end !== null) {
      at = end;
      textBytes -= end - 1 - begin;
      return textOf(bytes.subarray(begin, end - 1));
    }
    const shown = shortened(bytes.subarray(begin, begin + textBytes));
    const close = bytes.indexOf(QUOTE, begin + textBytes);
    isOver ||= close < 0 || isEscaped(bytes, close, at);
    const left = close - begin - textBytes;
    textBytes = 0;
    at = close + 1;
    return new Excerpt(
      shown,
      isOver ? "more of it is not shown" : `${counted(left, "byte")} more are not shown`,
    );
  };

  const readList = (depth: number): DocValue => {
    const items: DocValue[] = [];
    at = skipSpace(bytes, at + 1);
    while (isOver || bytes[at] !== CLOSE_LIST) {
      if (values <= 0 || isOver) {
        isOver = true;
        return new Excerpt(items, "more items are not shown");
      }
      items.push(read(depth + 1));
      at = skipSeparator(at);
    }
    at += 1;
    return items;
  };

  const readFields = (depth: number): DocValue => {
    const entries: [string, DocValue][] = [];
    at = skipSpace(bytes, at + 1);
    while (isOver || bytes[at] !== CLOSE_FIELDS) {
      const end = values > 0 && !isOver ? endWithin(bytes, at, MAX_KEY_BYTES) : null;
      if (end === null) {
        isOver = true;
        break;
      }
      const key = textOf(bytes.subarray(at + 1, end - 1));
      at = skipColon(bytes, end);
      entries.push([key, read(depth + 1)]);
      at = skipSeparator(at);
    }
    at += 1;
    // From entries, because assigning to a key `__proto__` would set no key.
    return Object.fromEntries(entries);
  };

  const skipSeparator = (from: number): number => {
    const next = skipSpace(bytes, from);
    return !isOver && bytes[next] === COMMA ? skipSpace(bytes, next + 1) : next;
  };

  const read = (depth: number): DocValue => {
    values -= 1;
    const byte = bytes[at];
    if (isQuote(bytes, at)) {
      return readText();
    }
    if ((byte === OPEN_LIST || byte === OPEN_FIELDS) && depth > MAX_DEPTH) {
      isOver = true;
      return new Excerpt(null, `nested deeper than ${MAX_DEPTH} levels: the rest is not shown`);
    }
    if (byte === OPEN_LIST) {
      return readList(depth);
    }
    if (byte === OPEN_FIELDS) {
      return readFields(depth);
    }
    const longest = bytes.subarray(at, at + MAX_WORD_BYTES);
    const word = longest.subarray(0, skipWord(longest, 0));
    at += word.length;
    if (word.length === MAX_WORD_BYTES) {
      isOver = true;
      return new Excerpt(null, `a number of ${MAX_WORD_BYTES} digits and more is not shown`);
    }
    return JSON.parse(decode(word)) as DocValue;
  };

  const value = read(1);
  return { value, isCut: isOver };
}

/** Behind the string whose quote stands there, if it is no longer than so many bytes. */
function endWithin(bytes: Uint8Array, from: number, maxBytes: number): number | null {
  const window = bytes.subarray(0, Math.min(bytes.length, from + maxBytes + 2));
  const end = skipString(window, from);
  return end < window.length || (end === window.length && isClosed(window, from)) ? end : null;
}

function isClosed(bytes: Uint8Array, from: number): boolean {
  const last = bytes.length - 1;
  return last > from && bytes[last] === QUOTE && !isEscaped(bytes, last, from);
}

/** What stands between the quotes, as text. */
function textOf(raw: Uint8Array): string {
  const text = decode(raw);
  return text.includes("\\") ? String(JSON.parse(`"${text}"`)) : text;
}

/** The beginning of a text that was cut anywhere, also inside a character or what stands for one. */
function shortened(raw: Uint8Array): string {
  const text = new TextDecoder().decode(raw, { stream: true });
  const slash = /\\+(?:u[0-9a-fA-F]{0,3})?$/.exec(text);
  const isWhole = slash === null || slash[0].replaceAll(/[^\\]/g, "").length % 2 === 0;
  const whole = isWhole ? text : text.slice(0, text.lastIndexOf("\\"));
  return whole.includes("\\") ? String(JSON.parse(`"${whole}"`)) : whole;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
