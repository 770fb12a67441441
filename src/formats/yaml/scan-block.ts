/**
 * Reads a literal or folded block text. Begins at its `|` or `>` and leaves the cursor where the next token may begin.
 */
import { type Cursor, END, HASH, isBlank, isBreak, SPACE, TAB } from "./cursor.ts";
import { scannerFault } from "./fault.ts";
import { createToken, type Token } from "./token.ts";

const PLUS = 43;
const MINUS = 45;
const GREATER = 62;

/** What becomes of the line breaks at the end. */
type Chomping = "clip" | "keep" | "strip";

/** A block text. `parentIndent`: the column of the collection that it stands in, -1 at the root. @throws {Fault} */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): Token {
  const from = cursor.pos;
  const isFolded = cursor.code() === GREATER;
  const { chomping, increment } = blockHeader(cursor);
  const headerEnd = cursor.pos;
  const first = restOfHeader(cursor).slice(1);
  const least = Math.max(1, parentIndent + 1);
  const { indent, breaks } =
    increment > 0 ? givenIndent(cursor, least + increment - 1) : foundIndent(cursor, least);
  const lines = blockLines(cursor, { indent, isFolded, breaks: first + breaks, to: headerEnd });
  let { value, to } = lines;
  if (chomping !== "strip") {
    value += lines.lastBreak;
  }
  if (chomping === "keep") {
    value += lines.breaks;
    to = Math.max(to, cursor.lineStart);
  }
  return createToken("<scalar>", from, to, value, isFolded ? "folded" : "literal");
}

/** The lines of a block text as far as they are read. */
interface BlockLines {
  readonly value: string;
  /** The break behind the last line. */
  readonly lastBreak: string;
  /** Those of the empty lines after it. */
  readonly breaks: string;
  /** The end of the last line. */
  readonly to: number;
}

/** Reads the lines at the indentation; `breaks` and `to` are those before the first one. */
function blockLines(
  cursor: Cursor,
  begin: {
    readonly indent: number;
    readonly isFolded: boolean;
    readonly breaks: string;
    readonly to: number;
  },
): BlockLines {
  const { indent, isFolded } = begin;
  let { breaks, to } = begin;
  let value = "";
  let lastBreak = "";
  while (cursor.column === indent && cursor.code() !== END) {
    const leads = !isSpaceOrTab(cursor.code());
    const from = cursor.pos;
    cursor.skipLine();
    to = cursor.pos;
    value += breaks + cursor.text.slice(from, to);
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
  return { value, lastBreak, breaks, to };
}

/** The indentation that a header gives, and the breaks of the empty lines before the text. */
function givenIndent(cursor: Cursor, indent: number): { indent: number; breaks: string } {
  return { indent, breaks: blockBreaks(cursor, indent) };
}

/** The first line with something in it says how far a block text is indented; blank lines may be longer. */
function foundIndent(cursor: Cursor, least: number): { indent: number; breaks: string } {
  let breaks = "";
  let column = 0;
  for (;;) {
    cursor.skipSpaces();
    column = Math.max(column, cursor.column);
    const next = cursor.takeBreak();
    if (next === "") {
      return { indent: Math.max(least, column), breaks };
    }
    breaks += next;
  }
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
