/** Reads a scalar in single or double quotes. Begins at the opening quote and ends behind the closing one. */
import { openQuote } from "./cause.ts";
import { type Cursor, END, folded, isBlank } from "./cursor.ts";
import { Fault, type Place, scannerFault } from "./fault.ts";
import { createToken, type Token } from "./token.ts";

const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;

/** A scalar in quotes, with what its escapes stand for. @throws {Fault} */
export function scanQuoted(cursor: Cursor): Token {
  const { text, pos: from } = cursor;
  const quote = cursor.code();
  const isDouble = quote === DOUBLE_QUOTE;
  let value = "";
  cursor.pos++;
  for (;;) {
    const begin = cursor.pos;
    cursor.pos = endOfQuotedPart(cursor, quote);
    value += text.slice(begin, cursor.pos);
    const code = cursor.code();
    if (code === BACKSLASH && isDouble) {
      value += escaped(cursor, from);
    } else if (code !== quote) {
      value += quotedSpaces(cursor, from);
    } else if (!isDouble && cursor.code(1) === quote) {
      value += "'";
      cursor.pos += 2;
    } else {
      cursor.pos++;
      return createToken("<scalar>", from, cursor.pos, value, isDouble ? "double" : "single");
    }
  }
}

function endOfQuotedPart({ text, pos }: Cursor, quote: number): number {
  let at = pos;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || (code === BACKSLASH && quote === DOUBLE_QUOTE) || isBlank(code)) {
      break;
    }
  }
  return at;
}

function quotedSpaces(cursor: Cursor, from: number): string {
  const begin = cursor.pos;
  cursor.skipSpacesAndTabs();
  const blanks = cursor.text.slice(begin, cursor.pos);
  if (cursor.code() === END) {
    throw scannerFault("found unexpected end of stream", openQuote(cursor.text, from), opening(from));
  }
  const first = cursor.takeBreak();
  return first === "" ? blanks : folded(first + quotedBreaks(cursor, from));
}

function quotedBreaks(cursor: Cursor, from: number): string {
  let breaks = "";
  for (;;) {
    if (cursor.atDocumentMark()) {
      const sentence = openQuote(cursor.text, from);
      throw scannerFault("found unexpected document separator", sentence, opening(from));
    }
    cursor.skipSpacesAndTabs();
    const next = cursor.takeBreak();
    if (next === "") {
      return breaks;
    }
    breaks += next;
  }
}

/** A text that is not closed is shown by its opening quote: the end may be far from where the other one is missing. */
function opening(from: number): Place {
  return { from, to: from + 1 };
}

const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "0": "\0",
    a: "\x07",
    b: "\b",
    t: "\t",
    "\t": "\t",
    n: "\n",
    v: "\v",
    f: "\f",
    r: "\r",
    e: "\x1b",
    " ": " ",
    '"': '"',
    "\\": "\\",
    "/": "/",
    N: "\x85",
    _: "\xa0",
    L: "\u2028",
    P: "\u2029",
  }),
);

const ESCAPE_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** A backslash and what it stands for; before a line break it takes one break away. */
function escaped(cursor: Cursor, from: number): string {
  const { text, pos: begin } = cursor;
  const letter = text[begin + 1] ?? "";
  const char = ESCAPES.get(letter);
  if (char !== undefined) {
    cursor.pos += 2;
    return char;
  }
  const digits = ESCAPE_DIGITS.get(letter);
  if (digits !== undefined) {
    return escapedPoint(cursor, digits);
  }
  cursor.pos++;
  const first = cursor.takeBreak();
  if (first === "") {
    const words = `found unknown escape character ${cursor.shown(begin + 1)}`;
    const sentence = `In double quotes \\${letter} means nothing: write \\\\ for a backslash, or use single quotes.`;
    throw scannerFault(words, sentence, {
      from: begin,
      to: begin + 2,
    });
  }
  return first.slice(1) + quotedBreaks(cursor, from);
}

const LAST_POINT = 0x10ffff;
/** What Python's chr() takes before it speaks of another error. */
const LAST_INT = 0x7fffffff;

function escapedPoint(cursor: Cursor, digits: number): string {
  const { text, pos: from } = cursor;
  const [hex = ""] = /^[0-9a-fA-F]*/.exec(text.slice(from + 2, from + 2 + digits)) ?? [];
  if (hex.length < digits) {
    const found = cursor.shown(from + 2 + hex.length);
    const words = `expected escape sequence of ${digits} hexadecimal numbers, but found ${found}`;
    const sentence = `In double quotes \\${text[from + 1]} must be followed by ${digits} hexadecimal digits: write \\\\ for a backslash, or use single quotes.`;
    throw scannerFault(words, sentence, { from, to: from + 2 + digits });
  }
  cursor.pos = from + 2 + digits;
  const point = Number.parseInt(hex, 16);
  if (point > LAST_POINT) {
    const place = { from, to: cursor.pos };
    const advice = "There is no character of this number: the last one is \\U0010FFFF.";
    throw point > LAST_INT
      ? new Fault("OverflowError", "Python int too large to convert to C int", advice, place)
      : new Fault("ValueError", "chr() arg not in range(0x110000)", advice, place);
  }
  return String.fromCodePoint(point);
}
