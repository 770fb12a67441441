/**
 * Reads the five ways to write a scalar: plain, in single and in double quotes, literal and folded. Each function
 * begins at the scalar's first character and leaves the cursor where the next token may begin.
 */

import { openQuote } from "./cause.ts";
import { type Cursor, END, folded, HASH, isBlank, isBreak, SPACE, TAB } from "./cursor.ts";
import { Fault, type Place } from "./fault.ts";
import { createToken, type Token } from "./token.ts";

const COLON = 58;
const QUESTION = 63;
const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;
const PLUS = 43;
const MINUS = 45;

/** , [ ] { } */
function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

function scannerFault(words: string, sentence: string, place: Place): Fault {
  return new Fault("ScannerError", words, sentence, place);
}

// --- plain

/** `indent`: the least column at which a further line belongs to the scalar, outside flow collections. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): Token {
  const { text } = cursor;
  const from = cursor.pos;
  let value = "";
  let between = "";
  let to = from;
  while (cursor.code() !== HASH) {
    const begin = cursor.pos;
    cursor.pos = endOfPlainPart(cursor, inFlow);
    if (cursor.pos === begin) {
      break;
    }
    to = cursor.pos;
    value += between + text.slice(begin, to);
    between = plainSpaces(cursor);
    if (between === "" || (!inFlow && cursor.column < indent)) {
      break;
    }
  }
  return createToken("<scalar>", from, to, value, "plain");
}

function endOfPlainPart({ text, pos }: Cursor, inFlow: boolean): number {
  let at = pos;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOrdinary(code)) {
      continue;
    }
    if (isBlank(code) || (inFlow && (code === QUESTION || isFlowIndicator(code)))) {
      break;
    }
    if (code === COLON) {
      const after = at + 1 < text.length ? text.charCodeAt(at + 1) : END;
      if (isBlank(after) || (inFlow && isFlowIndicator(after))) {
        break;
      }
    }
  }
  return at;
}

/** Letters, digits and what stands between them, which end no plain scalar: most characters, told at a glance. */
function isOrdinary(code: number): boolean {
  // From @ to z without the brackets, and from - to 9.
  return (code >= 64 && code <= 122 && code !== 91 && code !== 93) || (code >= 45 && code <= 57);
}

/** What stands between two parts of a plain scalar: blanks as they are, line breaks folded; empty if it ends here. */
function plainSpaces(cursor: Cursor): string {
  const from = cursor.pos;
  cursor.skipSpaces();
  const blanks = cursor.text.slice(from, cursor.pos);
  let breaks = cursor.takeBreak();
  if (breaks === "") {
    return blanks;
  }
  for (;;) {
    if (cursor.atDocumentMark()) {
      return "";
    }
    cursor.skipSpaces();
    const next = cursor.takeBreak();
    if (next === "") {
      return folded(breaks);
    }
    breaks += next;
  }
}

// --- in quotes

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
  const hex = /^[0-9a-fA-F]*/.exec(text.slice(from + 2, from + 2 + digits))![0];
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

// --- block texts

/** What becomes of the line breaks at the end. */
type Chomping = "clip" | "keep" | "strip";

/** `parentIndent`: the column of the collection that the text stands in, -1 at the root. */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): Token {
  const { text, pos: from } = cursor;
  const isFolded = cursor.code() === 62; // >
  const { chomping, increment } = blockHeader(cursor);
  let to = cursor.pos;
  let breaks = restOfHeader(cursor).slice(1);

  const least = Math.max(1, parentIndent + 1);
  let indent = least + increment - 1;
  if (increment > 0) {
    breaks += blockBreaks(cursor, indent);
  } else {
    const found = blockIndentation(cursor);
    indent = Math.max(least, found.column);
    breaks += found.breaks;
  }

  let value = "";
  let lastBreak = "";
  while (cursor.column === indent && cursor.code() !== END) {
    const leads = !isSpaceOrTab(cursor.code());
    const begin = cursor.pos;
    cursor.skipLine();
    to = cursor.pos;
    value += breaks + text.slice(begin, to);
    const ending = cursor.takeBreak();
    lastBreak = ending.slice(0, 1);
    breaks = ending.slice(1) + blockBreaks(cursor, indent);
    if (cursor.column !== indent || cursor.code() === END) {
      break;
    }
    if (isFolded && lastBreak === "\n" && leads && !isSpaceOrTab(cursor.code())) {
      value += breaks === "" ? " " : "";
    } else {
      value += lastBreak;
    }
  }
  if (chomping !== "strip") {
    value += lastBreak;
  }
  if (chomping === "keep") {
    value += breaks;
    to = Math.max(to, cursor.lineStart);
  }
  return createToken("<scalar>", from, to, value, isFolded ? "folded" : "literal");
}

function isSpaceOrTab(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** `|` or `>` with its sign and digit, in either order. The increment is 0 if none is given. */
function blockHeader(cursor: Cursor): { chomping: Chomping; increment: number } {
  const from = cursor.pos;
  let chomping: Chomping = "clip";
  let increment = 0;
  cursor.pos++;
  for (;;) {
    const code = cursor.code();
    if ((code === PLUS || code === MINUS) && chomping === "clip") {
      chomping = code === PLUS ? "keep" : "strip";
    } else if (code >= 48 && code <= 57 && increment === 0) {
      increment = code - 48;
      if (increment === 0) {
        const words = "expected indentation indicator in the range 1-9, but found 0";
        const sentence = `The number behind ${cursor.text[from]} must be 1 to 9: it says how far the text is indented.`;
        throw scannerFault(words, sentence, { from: cursor.pos, to: cursor.pos + 1 });
      }
    } else {
      break;
    }
    cursor.pos++;
  }
  if (!isBlank(cursor.code()) || cursor.code() === TAB) {
    const words = `expected chomping or indentation indicators, but found ${cursor.shown()}`;
    const sign = cursor.text[from];
    const advice = `A text behind ${sign} must begin on the next line; a text that begins with ${sign} must stand in quotes.`;
    throw scannerFault(words, advice, { from, to: cursor.pos + 1 });
  }
  return { chomping, increment };
}

/** Blanks, a comment and the line break behind a header; gives the break. */
function restOfHeader(cursor: Cursor): string {
  cursor.skipSpaces();
  if (cursor.code() === HASH) {
    cursor.skipLine();
  }
  if (cursor.code() !== END && !isBreak(cursor.code())) {
    const words = `expected a comment or a line break, but found ${cursor.shown()}`;
    throw scannerFault(words, "A text behind | or > must begin on the next line.", {
      from: cursor.pos,
      to: cursor.pos + 1,
    });
  }
  return cursor.takeBreak();
}

/** The first line with something in it says how far a block text is indented; blank lines may be longer. */
function blockIndentation(cursor: Cursor): { column: number; breaks: string } {
  let breaks = "";
  let column = 0;
  for (;;) {
    cursor.skipSpaces();
    column = Math.max(column, cursor.column);
    const next = cursor.takeBreak();
    if (next === "") {
      return { column, breaks };
    }
    breaks += next;
  }
}

function blockBreaks(cursor: Cursor, indent: number): string {
  let breaks = "";
  for (;;) {
    while (cursor.column < indent && cursor.code() === SPACE) {
      cursor.pos++;
    }
    const next = cursor.takeBreak();
    if (next === "") {
      return breaks;
    }
    breaks += next;
  }
}
