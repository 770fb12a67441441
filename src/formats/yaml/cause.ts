/**
 * What is probably wrong where the reader stumbles, in the words of a person: YAML's grammar says what it expected
 * there, which is seldom what somebody forgot. Each function gives whole sentences; lines are counted from 1.
 */
import { cut, quoted } from "../../base/words.ts";
import { placeOf } from "../../model/problem.ts";
import type { Token, TokenKind } from "./token.ts";

function lineOf(text: string, at: number): number {
  return placeOf(text, at).line;
}

/** Of a place in its line, from 0. */
function columnOf(text: string, at: number): number {
  return placeOf(text, at).column - 1;
}

/** The text of a line up to a place. */
function lineUpTo(text: string, at: number): string {
  return text.slice(at - columnOf(text, at), at);
}

/** A list or a mapping in brackets that is still open; `token` is what stands where a comma or its end should. */
export function openBracket(text: string, open: Token, token: Token): string {
  const close = open.kind === "[" ? "]" : "}";
  const what = open.kind === "[" ? "list" : "mapping";
  const line = lineOf(text, open.from);
  const begins = `The ${what} that begins with ${open.kind} in line ${line}`;
  if (token.kind === "<stream end>") {
    return `${begins} is never closed: a ${close} is missing.`;
  }
  if (token.kind === "]" || token.kind === "}") {
    return `${begins} must end with ${close}, but here stands ${token.kind}.`;
  }
  return lineOf(text, token.from) > line
    ? `${begins} is not closed before this line: a ${close} or a comma is missing.`
    : `${begins} has no comma between two of its parts, or ${close} is missing before this.`;
}

/** Where a value should stand. `open` is the bracket around, if there is one. */
export function missingValue(text: string, open: Token | undefined, token: Token): string {
  if (open) {
    return token.kind === ","
      ? "Nothing stands before this comma: a value is missing, or the comma is one too many."
      : openBracket(text, open, token);
  }
  return strayBracket(token) ?? "A value is missing here, or the sign before it is one too many.";
}

function strayBracket({ kind }: Token): string | null {
  const opener = kind === "]" ? "[" : kind === "}" ? "{" : null;
  if (opener) {
    return `This ${kind} closes nothing: ${opener} is missing before it, or it is one too many.`;
  }
  return kind === "," ? "This comma stands in no list or mapping in brackets: put the text in quotes." : null;
}

/**
 * Something in a block list or mapping that does not belong to it. `block` is where its first line begins, `last` what
 * was read before.
 */
export function notOfBlock(
  text: string,
  kind: "list" | "mapping",
  block: number,
  last: Token | null,
  token: Token,
): string {
  const stray = strayBracket(token);
  if (stray) {
    return stray;
  }
  const isQuoted =
    last !== null && last.kind === "<scalar>" && (last.style === "single" || last.style === "double");
  if (isQuoted && lineOf(text, last.to) === lineOf(text, token.from)) {
    const begin = lineOf(text, last.from);
    const end = lineOf(text, last.to);
    return begin === end
      ? "Text stands behind a value in quotes: put all of it in the quotes, or give it a line of its own."
      : `The quote that opens in line ${begin} is closed only here, in line ${end}: a quote is probably missing.`;
  }
  if (/^-\s/.test(text.slice(token.from, token.from + 2))) {
    return "This dash is not indented as the lines before it are: all items of a list must begin in the same column.";
  }
  const line = lineOf(text, block);
  if (kind === "list") {
    return `This line is no item of the list that begins in line ${line}: a dash is missing, or the indentation is wrong.`;
  }
  return columnOf(text, token.from) === columnOf(text, block)
    ? `This line is no key of the mapping that begins in line ${line}: a colon is missing, or the indentation is wrong.`
    : "This line is not indented as the lines before it are: all keys of a mapping must begin in the same column.";
}

/** Something behind the end of the document; `root` is where that begins, null where there is none yet. */
export function behindDocument(text: string, root: number | null, token: Token): string {
  if (root === null) {
    return "Behind a line that begins with % a line --- must follow, and then the document.";
  }
  const stray = strayBracket(token);
  if (stray) {
    return stray;
  }
  const first = lineOf(text, root);
  return columnOf(text, token.from) < columnOf(text, root)
    ? `This line is indented less than line ${first}, the first one: all keys of a mapping must begin in the same column.`
    : `This does not belong to what begins in line ${first}, and a file must hold one document alone.`;
}

/** A line among keys that has no colon. */
export function missingColon(text: string, from: number, to: number): string {
  const line = text.slice(from, to).trimEnd();
  if (/^[\w-]+:\S/.test(line)) {
    return `A blank is missing behind the colon of ${quoted(line, 40)}.`;
  }
  return `${quoted(line, 40)} has no colon: in a mapping each line must be a key, a colon and a value.`;
}

/** A colon where no key can stand. */
export function strayColon(text: string, at: number): string {
  const before = lineUpTo(text, at);
  const key = cut(before.trim(), 40);
  if (/:\s/.test(before)) {
    return "A second colon stands in this line: a text with a colon and a blank in it must stand in quotes.";
  }
  return `The key ${key} is indented deeper than the line before it, which has a value already: give it that line's indentation.`;
}

/** What stands in the middle of a line and must begin one. */
export function notAllowed(kind: TokenKind): string {
  return kind === "-"
    ? "A list cannot begin in the middle of a line: write its first item on the next line, or put the text in quotes."
    : "A mapping cannot begin in the middle of a line: write its first key on the next line, or put the text in quotes.";
}

/** A text in quotes without its second quote. */
export function openQuote(text: string, from: number): string {
  return `The text in quotes that begins in line ${lineOf(text, from)} is never closed: a ${text[from]} is missing.`;
}
