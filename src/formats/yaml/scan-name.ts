/**
 * Reads what begins with `&`, `*`, `!` or, at a line's start, `%`: anchors, aliases, tags and directives. Each function
 * begins at that sign and leaves the cursor behind the token, whose value is the name, or the text as written.
 */

import { MAX_DIGITS, tooManyDigits } from "../../model/python.ts";
import { type Cursor, END, HASH, isBlank, isBreak, isWord, SPACE, TAB } from "./cursor.ts";
import { Fault } from "./fault.ts";
import { createToken, type Token } from "./token.ts";

const BANG = 33;
const PERCENT = 37;
const DOT = 46;
const LESS = 60;
const GREATER = 62;

/** A fault that is noticed at the cursor: what began at `from` should go on with something else. */
function expected(what: string, cursor: Cursor, from: number, sentence: string): Fault {
  const words = `${what}, but found ${cursor.shown()}`;
  return new Fault("ScannerError", words, sentence, { from, to: cursor.pos + 1 });
}

const BAD_TAG = "A text that begins with ! must stand in quotes: YAML takes it for a tag.";
const BAD_DIRECTIVE =
  "A line that begins with % must be a directive, such as %YAML 1.1: put a text in quotes, or indent it.";

/** A tag stands in a value, or in a directive's line. */
function badNameAt({ text }: Cursor, from: number): string {
  return text[from] === "%" ? BAD_DIRECTIVE : BAD_TAG;
}

/** Spaces and line breaks end a tag and a directive's name; a tab does not. */
function endsName(code: number): boolean {
  return isBlank(code) && code !== TAB;
}

// --- anchors and aliases

/** The name of an anchor or an alias, with its sign. @throws {Fault} */
export function scanAnchor(cursor: Cursor, kind: "<alias>" | "<anchor>"): Token {
  const from = cursor.pos;
  cursor.pos++;
  skipWord(cursor);
  const after = cursor.code();
  // Besides blanks, one of ? : , ] } % @ ` may follow.
  if (cursor.pos === from + 1 || !(isBlank(after) || "?:,]}%@`".includes(String.fromCharCode(after)))) {
    const what = kind === "<alias>" ? "an alias" : "an anchor";
    const sentence = `A text that begins with ${cursor.text[from]} must stand in quotes: YAML takes it for ${what}.`;
    throw expected("expected alphabetic or numeric character", cursor, from, sentence);
  }
  return createToken(kind, from, cursor.pos, cursor.text.slice(from + 1, cursor.pos));
}

function skipWord(cursor: Cursor): void {
  while (isWord(cursor.code())) {
    cursor.pos++;
  }
}

// --- tags

/** `!`, `!suffix`, `!handle!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor): Token {
  const { text, pos: from } = cursor;
  if (cursor.code(1) === LESS) {
    cursor.pos += 2;
    skipUri(cursor, from);
    if (cursor.code() !== GREATER) {
      throw expected("expected '>'", cursor, from, BAD_TAG);
    }
    cursor.pos++;
  } else if (isBlank(cursor.code(1))) {
    cursor.pos++;
  } else {
    if (hasHandle(cursor)) {
      skipHandle(cursor, from);
    } else {
      cursor.pos++;
    }
    skipUri(cursor, from);
  }
  if (!endsName(cursor.code())) {
    throw expected("expected ' '", cursor, from, BAD_TAG);
  }
  return createToken("<tag>", from, cursor.pos, text.slice(from, cursor.pos));
}

/** Whether a second `!` stands before the next blank. */
function hasHandle({ text, pos }: Cursor): boolean {
  for (let at = pos + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BANG || endsName(code)) {
      return code === BANG;
    }
  }
  return false;
}

/** `!`, `!!` or `!name!`. */
function skipHandle(cursor: Cursor, from: number): void {
  if (cursor.code() !== BANG) {
    throw expected("expected '!'", cursor, from, badNameAt(cursor, from));
  }
  cursor.pos++;
  if (cursor.code() === SPACE) {
    return;
  }
  skipWord(cursor);
  if (cursor.code() !== BANG) {
    throw expected("expected '!'", cursor, from, badNameAt(cursor, from));
  }
  cursor.pos++;
}

const URI_SIGNS = "-;/?:@&=+$,_.!~*'()[]%";

function skipUri(cursor: Cursor, from: number): void {
  const begin = cursor.pos;
  for (;;) {
    const code = cursor.code();
    if (code === PERCENT) {
      skipUriEscapes(cursor, from);
    } else if (isWord(code) || (code !== END && URI_SIGNS.includes(String.fromCharCode(code)))) {
      cursor.pos++;
    } else {
      break;
    }
  }
  if (cursor.pos === begin) {
    throw expected("expected URI", cursor, from, badNameAt(cursor, from));
  }
}

/** Bytes of UTF-8, each as `%` and two digits. */
function skipUriEscapes(cursor: Cursor, from: number): void {
  const { text, pos: begin } = cursor;
  while (cursor.code() === PERCENT) {
    cursor.pos++;
    for (let digit = 0; digit < 2; digit++) {
      if (!/[0-9a-fA-F]/.test(text[cursor.pos] ?? "")) {
        const sentence = "In a tag each % must be followed by two hexadecimal digits.";
        throw expected("expected URI escape sequence of 2 hexadecimal numbers", cursor, from, sentence);
      }
      cursor.pos++;
    }
  }
  if (decodeUri(text.slice(begin, cursor.pos)) === null) {
    const sentence = "The bytes that the % signs of this tag stand for are not UTF-8.";
    throw new Fault("ScannerError", "'utf-8' codec can't decode bytes", sentence, { from, to: cursor.pos });
  }
}

/** A text with `%` escapes as what it stands for; null if that is no UTF-8. */
function decodeUri(uri: string): string | null {
  try {
    return decodeURIComponent(uri);
  } catch {
    return null;
  }
}

/** A tag in full, from its text as written and what its handle stands for; null if nothing says what that is. */
export function resolveTag(written: string, handles: ReadonlyMap<string, string>): string | null {
  if (written === "!") {
    return "!";
  }
  if (written.startsWith("!<")) {
    return decodeUri(written.slice(2, -1));
  }
  const handle = handleOf(written);
  const prefix = handles.get(handle);
  return prefix === undefined ? null : prefix + decodeUri(written.slice(handle.length));
}

/** The handle of a tag that is not just `!` and has no `<`. */
export function handleOf(written: string): string {
  return /^!(?:[\w-]*!)?/.exec(written)?.[0] ?? "!";
}

// --- directives

/** A whole line that begins with `%`, up to its break. */
export function scanDirective(cursor: Cursor): Token {
  const { text, pos: from } = cursor;
  cursor.pos++;
  skipWord(cursor);
  const name = text.slice(from + 1, cursor.pos);
  if (name === "" || !endsName(cursor.code())) {
    throw expected("expected alphabetic or numeric character", cursor, from, BAD_DIRECTIVE);
  }
  if (name === "YAML") {
    skipVersion(cursor, from);
  } else if (name === "TAG") {
    skipTagDirective(cursor, from);
  } else {
    cursor.skipLine();
  }
  const to = cursor.pos;
  cursor.skipSpaces();
  if (cursor.code() === HASH) {
    cursor.skipLine();
  }
  if (cursor.code() !== END && !isBreak(cursor.code())) {
    throw expected("expected a comment or a line break", cursor, from, BAD_DIRECTIVE);
  }
  return createToken("<directive>", from, to, text.slice(from, to));
}

function skipVersion(cursor: Cursor, from: number): void {
  cursor.skipSpaces();
  skipNumber(cursor, from);
  if (cursor.code() !== DOT) {
    throw expected("expected a digit or '.'", cursor, from, BAD_DIRECTIVE);
  }
  cursor.pos++;
  skipNumber(cursor, from);
  if (!endsName(cursor.code())) {
    throw expected("expected a digit or ' '", cursor, from, BAD_DIRECTIVE);
  }
}

function skipNumber(cursor: Cursor, from: number): void {
  const begin = cursor.pos;
  while (cursor.code() >= 48 && cursor.code() <= 57) {
    cursor.pos++;
  }
  const count = cursor.pos - begin;
  if (count === 0) {
    throw expected("expected a digit", cursor, from, BAD_DIRECTIVE);
  }
  if (count > MAX_DIGITS) {
    throw new Fault("ValueError", tooManyDigits(count), BAD_DIRECTIVE, { from, to: cursor.pos });
  }
}

function skipTagDirective(cursor: Cursor, from: number): void {
  cursor.skipSpaces();
  skipHandle(cursor, from);
  if (cursor.code() !== SPACE) {
    throw expected("expected ' '", cursor, from, BAD_DIRECTIVE);
  }
  cursor.skipSpaces();
  skipUri(cursor, from);
  if (!endsName(cursor.code())) {
    throw expected("expected ' '", cursor, from, BAD_DIRECTIVE);
  }
}

/** What a directive's line says, without its comment. */
type Directive =
  | { readonly name: "YAML"; readonly major: number }
  | { readonly name: "TAG"; readonly handle: string; readonly prefix: string }
  | { readonly name: "other" };

/** What a `%` line says, which the scanner has found to be well formed. */
export function parseDirective(line: string): Directive {
  const [name, first = "", second = ""] = line.split(/ +/);
  if (name === "%YAML") {
    return { name: "YAML", major: Number.parseInt(first, 10) };
  }
  if (name === "%TAG") {
    return { name: "TAG", handle: first, prefix: decodeUri(second) ?? second };
  }
  return { name: "other" };
}
