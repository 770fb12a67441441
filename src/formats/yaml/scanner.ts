/**
 * Characters → tokens, in one pass, as PyYAML's scanner does it: indentation becomes the begin and end of block
 * collections, and a token turns out to be a key when a `:` follows on the same line. Nesting is bounded here, so that
 * hostile depth costs nothing.
 *
 * All of it is one class, because each token touches most of its state: with the queue and the possible keys in objects
 * of their own a file takes a fifth longer to read.
 */

import { missingColon, notAllowed, strayColon } from "./cause.ts";
import { Cursor, END, HASH, isBlank, TAB } from "./cursor.ts";
import { Fault, limitFault } from "./fault.ts";
import { scanBlockScalar } from "./scan-block.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-name.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { createToken, type Token, type TokenKind } from "./token.ts";

/** Collections inside one another; deeper text is refused. Jina's own files stay below ten. */
export const MAX_DEPTH = 64;

/** A token that may turn out to be a key once a `:` follows on the same line. */
interface PossibleKey {
  /** Number of the token, counted over the whole text. */
  readonly token: number;
  /** In block context at the indentation of the mapping: then nothing but a key is legal there. */
  readonly required: boolean;
  readonly from: number;
  readonly line: number;
  readonly column: number;
  /** Where its colon may stand at the furthest, once somebody had to know. */
  reach?: number;
}

/** Longest distance between the start of an implicit key and its colon, in characters; a surrogate pair is one. */
const MAX_KEY_LENGTH = 1024;

/** By code: the signs that a plain scalar cannot begin with, save - ? : with something right behind. */
const IS_INDICATOR = new Uint8Array(128);
for (const sign of "-?:,[]{}#&*!|>'\"%@`") {
  IS_INDICATOR[sign.charCodeAt(0)] = 1;
}

/** The tokens of one text, scanned as they are asked for. */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly text: string;

  /** Tokens that are scanned and not taken yet stand from `head` up to `tail`; what lies around them is stale. */
  private readonly queue: Token[] = [];
  private head = 0;
  private tail = 0;
  /** How many tokens were taken. */
  private taken = 0;
  /** Whether the next token is what it will be: it can become a key no more. */
  private isSettled = false;
  private done = false;

  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  /** Whether a key may begin here: at a line's start, after `-`, `?`, `:` of a block collection, and in flow style. */
  private keyAllowed = true;
  /** By flow level. A key of a higher level begins behind those of lower ones, and is stale only after them. */
  private readonly possibleKeys: (PossibleKey | undefined)[] = [];
  /** Levels of `possibleKeys` that may hold something: the lowest, and one past the highest. */
  private lowestKey = 0;
  private keyLevels = 0;

  /** `doublesBreaks`: as in Cursor. */
  constructor(text: string, doublesBreaks: boolean) {
    this.text = text;
    this.cursor = new Cursor(text, doublesBreaks);
  }

  /** The next token, without taking it. @throws {Fault} where no token can begin. */
  peek(): Token {
    while (!this.isSettled) {
      if (this.needsMore()) {
        this.fetch();
      } else {
        this.isSettled = true;
      }
    }
    return this.queue[this.head]!;
  }

  /** Takes the next token. @throws {Fault} */
  next(): Token {
    const token = this.peek();
    this.head++;
    this.taken++;
    this.isSettled = false;
    if (this.head === this.tail) {
      this.head = 0;
      this.tail = 0;
    }
    return token;
  }

  private needsMore(): boolean {
    if (this.done) {
      return false;
    }
    if (this.head === this.tail) {
      return true;
    }
    this.dropStaleKeys();
    return this.lowestKey < this.keyLevels && this.possibleKeys[this.lowestKey]!.token === this.taken;
  }

  private push(token: Token): void {
    this.queue[this.tail++] = token;
  }

  /** Puts a token before the one at a place of the queue. */
  private insert(at: number, token: Token): void {
    for (let to = this.tail++; to > at; to--) {
      this.queue[to] = this.queue[to - 1]!;
    }
    this.queue[at] = token;
  }

  /** Takes a sign of the given number of characters at the cursor. */
  private pushSign(kind: TokenKind, length: number): void {
    const from = this.cursor.pos;
    this.cursor.pos += length;
    this.push(createToken(kind, from, this.cursor.pos));
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.dropStaleKeys();
    this.unwind(cursor.column);
    const code = cursor.code();
    if (code === END) {
      this.endBlocks();
      this.done = true;
      this.pushSign("<stream end>", 0);
      return;
    }
    if (cursor.column === 0 && this.fetchLineSign(code)) {
      return;
    }
    if (this.fetchSign(code)) {
      return;
    }
    const inFlow = this.flowLevel > 0;
    const isApart = isBlank(cursor.code(1));
    if (code === 45 /* - */ && isApart) {
      this.blockEntry();
    } else if (code === 63 /* ? */ && (inFlow || isApart)) {
      this.explicitKey();
    } else if (code === 58 /* : */ && (inFlow || isApart)) {
      this.colon();
    } else if ((code === 124 /* | */ || code === 62) /* > */ && !inFlow) {
      this.keyAllowed = true;
      this.dropKey();
      this.push(scanBlockScalar(cursor, this.indent));
    } else if (this.startsPlain(code, isApart)) {
      this.plain();
    } else {
      throw this.strayCharacter(code);
    }
  }

  /** A sign that says by itself what begins or ends. */
  private fetchSign(code: number): boolean {
    const { cursor } = this;
    switch (code) {
      case 91: // [
      case 123: // {
        this.openFlow(code === 91 ? "[" : "{");
        return true;
      case 93: // ]
      case 125: // }
        this.closeFlow(code === 93 ? "]" : "}");
        return true;
      case 44: // ,
        this.keyAllowed = true;
        this.dropKey();
        this.pushSign(",", 1);
        return true;
      case 42: // *
      case 38: // &
        this.beginInline();
        this.push(scanAnchor(cursor, code === 42 ? "<alias>" : "<anchor>"));
        return true;
      case 33: // !
        this.beginInline();
        this.push(scanTag(cursor));
        return true;
      case 39: // '
      case 34: // "
        this.beginInline();
        this.push(scanQuoted(cursor));
        return true;
      default:
        return false;
    }
  }

  /** A directive or a document's mark. */
  private fetchLineSign(code: number): boolean {
    if (code === 37 /* % */) {
      this.endBlocks();
      this.push(scanDirective(this.cursor));
      // Its own line break allows no key behind it; another one would.
      this.keyAllowed = this.cursor.takeBreak().length > 1;
      return true;
    }
    if ((code === 45 || code === 46) && this.cursor.atDocumentMark()) {
      this.endBlocks();
      this.pushSign(code === 45 ? "<document start>" : "<document end>", 3);
      return true;
    }
    return false;
  }

  private endBlocks(): void {
    this.unwind(-1);
    this.dropKey();
    this.keyAllowed = false;
  }

  private openFlow(kind: "[" | "{"): void {
    this.saveKey();
    this.flowLevel++;
    this.checkDepth();
    this.keyAllowed = true;
    this.pushSign(kind, 1);
  }

  private closeFlow(kind: "]" | "}"): void {
    this.dropKey();
    // A closer too many is the parser's to report; the level stays at 0.
    this.flowLevel = Math.max(0, this.flowLevel - 1);
    this.keyAllowed = false;
    this.pushSign(kind, 1);
  }

  /** Before what may be a key and stands on one line: a scalar, an alias, an anchor, a tag. */
  private beginInline(): void {
    this.saveKey();
    this.keyAllowed = false;
  }

  private startsPlain(code: number, isApart: boolean): boolean {
    if (!isBlank(code) && IS_INDICATOR[code] !== 1) {
      return true;
    }
    return !isApart && (code === 45 || (this.flowLevel === 0 && (code === 63 || code === 58)));
  }

  private plain(): void {
    this.beginInline();
    const token = scanPlain(this.cursor, this.indent + 1, this.flowLevel > 0);
    this.push(token);
    // It may have looked for further lines: then the next token begins one.
    this.keyAllowed = this.cursor.lineStart > token.to;
  }

  private strayCharacter(code: number): Fault {
    const { pos } = this.cursor;
    const words = `found character ${this.cursor.shown()} that cannot start any token`;
    const sentence =
      code === TAB
        ? "A tab stands here: YAML takes spaces alone for indentation."
        : `A text that begins with ${String.fromCharCode(code)} must stand in quotes.`;
    return new Fault("ScannerError", words, sentence, { from: pos, to: pos + 1 });
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      cursor.skipSpaces();
      if (cursor.code() === HASH) {
        cursor.skipLine();
      }
      if (cursor.takeBreak() === "") {
        return;
      }
      if (this.flowLevel === 0) {
        this.keyAllowed = true;
      }
    }
  }

  // --- keys and indentation

  /** Leaves the lowest key that is not stale in `lowestKey`, or no level at all. */
  private dropStaleKeys(): void {
    for (; this.lowestKey < this.keyLevels; this.lowestKey++) {
      const key = this.possibleKeys[this.lowestKey];
      if (key) {
        if (key.line === this.cursor.line && !this.isFar(key)) {
          return;
        }
        this.refuseRequired(key);
        this.possibleKeys[this.lowestKey] = undefined;
      }
    }
  }

  private isFar(key: PossibleKey): boolean {
    const { pos } = this.cursor;
    if (pos - key.from <= MAX_KEY_LENGTH) {
      return false;
    }
    key.reach ??= this.after(key.from, MAX_KEY_LENGTH);
    return pos > key.reach;
  }

  /** The place that lies so many characters behind another. */
  private after(from: number, count: number): number {
    let at = from;
    for (let left = count; left > 0 && at < this.text.length; left--) {
      at += (this.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    }
    return at;
  }

  private refuseRequired(key: PossibleKey): void {
    if (key.required) {
      const place = { from: key.from, to: this.cursor.endOfLine(key.from) };
      const sentence = missingColon(this.text, place.from, place.to);
      throw new Fault("ScannerError", "could not find expected ':'", sentence, place);
    }
  }

  private saveKey(): void {
    if (!this.keyAllowed) {
      return;
    }
    this.dropKey();
    const { pos, line, column } = this.cursor;
    this.possibleKeys[this.flowLevel] = {
      token: this.taken + this.tail - this.head,
      required: this.flowLevel === 0 && this.indent === column,
      from: pos,
      line,
      column,
    };
    this.lowestKey = Math.min(this.lowestKey, this.flowLevel);
    this.keyLevels = Math.max(this.keyLevels, this.flowLevel + 1);
  }

  private dropKey(): void {
    const key = this.possibleKeys[this.flowLevel];
    if (key) {
      this.refuseRequired(key);
      this.possibleKeys[this.flowLevel] = undefined;
    }
    this.keyLevels = Math.min(this.keyLevels, this.flowLevel + 1);
  }

  private unwind(column: number): void {
    if (this.flowLevel > 0) {
      return;
    }
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.pushSign("<block end>", 0);
    }
  }

  /** Whether a block collection begins at a column: it is deeper than the one around. */
  private addIndent(column: number): boolean {
    if (this.indent >= column) {
      return false;
    }
    this.indents.push(this.indent);
    this.indent = column;
    this.checkDepth();
    return true;
  }

  private checkDepth(): void {
    if (this.indents.length + this.flowLevel > MAX_DEPTH) {
      const { pos } = this.cursor;
      throw limitFault(`Collections are nested more than ${MAX_DEPTH} deep here.`, {
        from: pos,
        to: pos + 1,
      });
    }
  }

  private blockEntry(): void {
    this.beginBlock("<block sequence start>", "sequence entries");
    this.keyAllowed = true;
    this.dropKey();
    this.pushSign("-", 1);
  }

  private explicitKey(): void {
    this.beginBlock("<block mapping start>", "mapping keys");
    this.keyAllowed = this.flowLevel === 0;
    this.dropKey();
    this.pushSign("?", 1);
  }

  private colon(): void {
    const key = this.possibleKeys[this.flowLevel];
    if (key) {
      this.possibleKeys[this.flowLevel] = undefined;
      this.insertKey(key);
      this.keyAllowed = false;
    } else {
      this.beginBlock("<block mapping start>", "mapping values");
      this.keyAllowed = this.flowLevel === 0;
      this.dropKey();
    }
    this.pushSign(":", 1);
  }

  /** Outside flow collections an entry may begin a block collection at its column, where a key would be allowed. */
  private beginBlock(
    kind: "<block sequence start>" | "<block mapping start>",
    what: "sequence entries" | "mapping keys" | "mapping values",
  ): void {
    if (this.flowLevel > 0) {
      return;
    }
    const { pos, column } = this.cursor;
    if (!this.keyAllowed) {
      const sentence =
        what === "mapping values"
          ? strayColon(this.text, pos)
          : notAllowed(what === "mapping keys" ? "?" : "-");
      throw new Fault("ScannerError", `${what} are not allowed here`, sentence, { from: pos, to: pos + 1 });
    }
    if (this.addIndent(column)) {
      this.pushSign(kind, 0);
    }
  }

  /** The token that a `:` follows is a key: the queue gets the marks of one before it. */
  private insertKey({ token, from, column }: PossibleKey): void {
    const at = this.head + token - this.taken;
    this.insert(at, createToken("?", from, from));
    if (this.flowLevel === 0 && this.addIndent(column)) {
      this.insert(at, createToken("<block mapping start>", from, from));
    }
  }
}
