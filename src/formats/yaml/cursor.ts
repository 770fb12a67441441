/**
 * A place in a text that is being read as YAML 1.1: the character there, its line and column, and what line breaks
 * count for inside a scalar. It knows no tokens.
 */

import { pythonRepr } from "../../model/python.ts";

/** The code of the character past the last one. */
export const END = -1;
export const TAB = 9;
const LF = 10;
const CR = 13;
export const SPACE = 32;
export const HASH = 35;
const NEXT_LINE = 0x85;

/** Whether a line ends with this character. */
export function isBreak(code: number): boolean {
  return code < NEXT_LINE
    ? code === LF || code === CR
    : code === NEXT_LINE || code === 0x2028 || code === 0x2029;
}

/** Whether nothing stands there: a space, a tab, a line break, or the end of the text. */
export function isBlank(code: number): boolean {
  return code <= SPACE
    ? code === SPACE || code === TAB || code === END || code === LF || code === CR
    : isBreak(code);
}

/** 0-9 A-Z a-z - _ */
export function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  );
}

/** The place that is being read; `pos` may be set, as long as it stays in its line. */
export class Cursor {
  readonly text: string;
  /**
   * Each line break counts as two, save one that ends the text: the engine joins the lines of a file, which keep their
   * breaks, with one more. U+0085, U+2028 and U+2029 end no line there.
   */
  readonly doublesBreaks: boolean;
  pos: number;
  line = 0;
  lineStart: number;

  constructor(text: string, doublesBreaks: boolean) {
    this.text = text;
    this.doublesBreaks = doublesBreaks;
    this.pos = text.startsWith("\ufeff") ? 1 : 0;
    this.lineStart = this.pos;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  code(offset = 0): number {
    const at = this.pos + offset;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.pos) === SPACE) {
      this.pos++;
    }
  }

  skipSpacesAndTabs(): void {
    while (this.code() === SPACE || this.code() === TAB) {
      this.pos++;
    }
  }

  skipLine(): void {
    this.pos = this.endOfLine(this.pos);
  }

  endOfLine(from: number): number {
    let at = from;
    while (at < this.text.length && !isBreak(this.text.charCodeAt(at))) {
      at++;
    }
    return at;
  }

  /**
   * Takes one line break, if there is one, and gives what it means in a scalar: `\n`, or the break itself for U+2028
   * and U+2029. One that counts twice gives `\n\n`.
   */
  takeBreak(): string {
    const code = this.code();
    if (!isBreak(code)) {
      return "";
    }
    this.pos += code === CR && this.code(1) === LF ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    if (code > NEXT_LINE) {
      return String.fromCharCode(code);
    }
    return this.doublesBreaks && code <= CR && this.pos < this.text.length ? "\n\n" : "\n";
  }

  /** The character at a place as a message of the engine shows it: joined lines have no CR, and NUL stands at the end. */
  shown(at = this.pos): string {
    if (at >= this.text.length) {
      return pythonRepr("\0");
    }
    const [char = ""] = this.text.slice(at, at + 2);
    return pythonRepr(this.doublesBreaks && char === "\r" ? "\n" : char);
  }

  /** Whether a line of `---` or `...` begins here. */
  atDocumentMark(): boolean {
    if (this.column !== 0 || !isBlank(this.code(3))) {
      return false;
    }
    const code = this.code();
    return (code === 45 || code === 46) && this.code(1) === code && this.code(2) === code;
  }
}

/** Line breaks between two parts of a folded text: one is a blank, n are n - 1; U+2028 and U+2029 stay. */
export function folded(breaks: string): string {
  return breaks[0] !== "\n" ? breaks : breaks.length === 1 ? " " : breaks.slice(1);
}
