/**
 * Reads YAML text into a tree in which every node knows the characters it was written with, so that an edit can
 * replace just those. What is accepted and what a scalar's text is follow the reader that the engine uses (PyYAML),
 * not the YAML 1.2 text: one pass over the characters yields tokens, a second step builds nodes from them, with no
 * look at the characters in between. It knows nothing of Flows and resolves no scalar to a number or boolean.
 *
 * Time is linear in the text. Depth is bounded by MAX_DEPTH while scanning, so hostile nesting costs nothing.
 */

/** Collections inside one another; deeper text is refused. Jina's own files stay below ten. */
export const MAX_DEPTH = 64;
/** Characters of one text. */
export const MAX_LENGTH = 8 * 1024 * 1024;

export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

interface NodeBase {
  /** First and one past the last character of the node itself, without anchor, tag, comments. */
  readonly from: number;
  readonly to: number;
  readonly anchor: string | null;
  /** As written, for example `!Flow`; null if none. */
  readonly tag: string | null;
  /** Where the first of anchor, tag and node begins. */
  readonly start: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  /** `empty`: nothing was written, from = to = where it would stand. */
  readonly style: "plain" | "single" | "double" | "literal" | "folded" | "empty";
  /** The text that the scalar stands for: quotes, escapes and folding undone. */
  readonly value: string;
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** Of the `:`; null if there is none. */
  readonly colon: number | null;
}

export interface YamlSeq extends NodeBase {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

export interface YamlItem {
  /** Of the `-` in block style, of the value in flow style. */
  readonly from: number;
  readonly value: YamlNode;
}

export interface YamlAlias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
}

/** Why a text cannot be read: the first fault, in words close to the engine's reader, and where it stands. */
export interface YamlFault {
  readonly code: "yaml" | "limit";
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export interface YamlDocument {
  readonly text: string;
  /** Null if the text holds no node, or is not YAML. */
  readonly root: YamlNode | null;
  readonly fault: YamlFault | null;
}

/** Reads one document; a second one in the text is a fault, as it is to the engine. Never throws. */
export function parseYaml(text: string): YamlDocument {
  if (text.length > MAX_LENGTH) {
    const message = `The text has ${text.length.toLocaleString("en")} characters; files over 8 MB are not opened.`;
    return { text, root: null, fault: { code: "limit", message, from: 0, to: 0 } };
  }
  const odd = NOT_PRINTABLE.exec(text);
  if (odd && !(odd.index === 0 && odd[0] === BOM)) {
    const code = odd[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    const message = `The character U+${code} is not allowed in YAML.`;
    return {
      text,
      root: null,
      fault: { code: "yaml", message, from: odd.index, to: odd.index + odd[0].length },
    };
  }
  try {
    return { text, root: new Parser(text).document(), fault: null };
  } catch (error) {
    if (error instanceof Fault) {
      const { code, message, from } = error;
      // A character that is missing at the end has no place of its own.
      const to = Math.min(error.to, text.length);
      return { text, root: null, fault: { code, message, from: Math.min(from, to), to } };
    }
    throw error;
  }
}

const BOM = "\ufeff";
const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

class Fault extends Error {
  readonly code: "yaml" | "limit";
  readonly from: number;
  readonly to: number;

  constructor(message: string, from: number, to = from, code: "yaml" | "limit" = "yaml") {
    super(message);
    this.code = code;
    this.from = from;
    this.to = to;
  }
}

// ---------------------------------------------------------------------------------------------------------------
// Tokens

type TokenKind =
  | "stream-end"
  | "directive"
  | "document-start"
  | "document-end"
  | "block-seq-start"
  | "block-map-start"
  | "block-end"
  | "["
  | "{"
  | "]"
  | "}"
  | "-"
  | ","
  | "?"
  | ":"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
  /** Text of a scalar, name of an alias or anchor, a tag as written. */
  readonly value: string;
  readonly style: YamlScalar["style"];
}

/** A token that may turn out to be a key once a `:` follows on the same line. */
interface PossibleKey {
  /** Number of the token, counted over the whole text. */
  readonly token: number;
  /** In block context at the indentation of the mapping: then nothing but a key is legal there. */
  readonly required: boolean;
  readonly from: number;
  readonly line: number;
  readonly column: number;
}

/** Longest distance between the start of an implicit key and its colon. */
const MAX_KEY_LENGTH = 1024;

const END = -1;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

function isBreak(code: number): boolean {
  return code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === END || isBreak(code);
}

function isUtf8Escaped(uri: string): boolean {
  try {
    decodeURIComponent(uri);
    return true;
  } catch {
    return false;
  }
}

function isFlowIndicator(code: number): boolean {
  // , [ ] { }
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

function isWord(code: number): boolean {
  // 0-9 A-Z a-z - _
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  );
}

const ESCAPES: Record<string, string> = {
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
};

const URI = "(?:[\\w\\-;/?:@&=+$,.~*'()[\\]!]|%[\\da-fA-F]{2})+";
/** `!`, `!suffix`, `!handle!suffix` (the handle, with both marks, is group 1) or `!<uri>`. */
const TAG = new RegExp(`!<${URI}>|(!(?:[\\w-]*!))${URI}|!(?:${URI.replace("!", "")})?`, "y");
/** What may follow the name of a `%` line that means something: a version, or a handle (group 1) and its prefix. */
const YAML_DIRECTIVE = /^%YAML +0*1\.\d+(?: *| +#.*)$/;
const TAG_DIRECTIVE = new RegExp(`^%TAG +(!|![\\w-]*!) +${URI}(?: *| +#.*)$`);

const ESCAPE_DIGITS: Record<string, number> = { x: 2, u: 4, U: 8 };

/** A character as a message shows it. */
function show(text: string, at: number): string {
  return at < text.length
    ? JSON.stringify(String.fromCodePoint(text.codePointAt(at)!))
    : "the end of the text";
}

class Scanner {
  private readonly text: string;
  private pos = 0;
  private line = 0;
  private lineStart = 0;

  private readonly queue: Token[] = [];
  /** Index in `queue` of the next token to hand out; the queue is cut when it is used up. */
  private head = 0;
  private taken = 0;
  private done = false;

  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  /** Whether a key may begin here: at a line's start, after `-`, `?`, `:` of a block collection, and in flow style. */
  private keyAllowed = true;
  /** By flow level. */
  private readonly possibleKeys: (PossibleKey | undefined)[] = [];
  /** Levels of `possibleKeys` that may hold something: one past the highest. */
  private keyLevels = 0;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith(BOM)) {
      this.pos = 1;
      this.lineStart = 1;
    }
  }

  peek(): Token {
    while (this.needsMore()) {
      this.fetch();
    }
    return this.queue[this.head]!;
  }

  next(): Token {
    const token = this.peek();
    this.head++;
    this.taken++;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
    return token;
  }

  private needsMore(): boolean {
    if (this.done) {
      return false;
    }
    if (this.head === this.queue.length) {
      return true;
    }
    this.dropStaleKeys();
    for (let level = 0; level < this.keyLevels; level++) {
      if (this.possibleKeys[level]?.token === this.taken) {
        return true;
      }
    }
    return false;
  }

  private code(offset = 0): number {
    const at = this.pos + offset;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  private get column(): number {
    return this.pos - this.lineStart;
  }

  private push(
    kind: TokenKind,
    from: number,
    to: number,
    value = "",
    style: YamlScalar["style"] = "plain",
  ): void {
    this.queue.push({ kind, from, to, value, style });
  }

  private fetch(): void {
    this.skipToToken();
    this.dropStaleKeys();
    this.unwind(this.column);
    const code = this.code();
    const start = this.pos;
    if (code === END) {
      this.unwind(-1);
      this.dropKey();
      this.keyAllowed = false;
      this.done = true;
      this.push("stream-end", start, start);
      return;
    }
    if (code === 37 /* % */ && this.column === 0) {
      this.unwind(-1);
      this.dropKey();
      this.keyAllowed = false;
      this.directive();
      return;
    }
    if ((code === 45 || code === 46) && this.atDocumentMark()) {
      this.unwind(-1);
      this.dropKey();
      this.keyAllowed = false;
      this.pos += 3;
      this.push(code === 45 ? "document-start" : "document-end", start, this.pos);
      return;
    }
    switch (code) {
      case 91: // [
      case 123: // {
        this.saveKey();
        this.flowLevel++;
        this.checkDepth();
        this.keyAllowed = true;
        this.pos++;
        this.push(code === 91 ? "[" : "{", start, this.pos);
        return;
      case 93: // ]
      case 125: // }
        this.dropKey();
        // A closer too many is the parser's to report; the level stays at 0.
        this.flowLevel = Math.max(0, this.flowLevel - 1);
        this.keyAllowed = false;
        this.pos++;
        this.push(code === 93 ? "]" : "}", start, this.pos);
        return;
      case 44: // ,
        this.keyAllowed = true;
        this.dropKey();
        this.pos++;
        this.push(",", start, this.pos);
        return;
      case 42: // *
      case 38: // &
        this.saveKey();
        this.keyAllowed = false;
        this.anchor(code === 42 ? "alias" : "anchor");
        return;
      case 33: // !
        this.saveKey();
        this.keyAllowed = false;
        this.tag();
        return;
      case 39: // '
      case 34: // "
        this.saveKey();
        this.keyAllowed = false;
        this.quoted(code);
        return;
    }
    if (code === 45 /* - */ && isBlank(this.code(1))) {
      this.blockEntry();
      return;
    }
    if (code === 63 /* ? */ && (this.flowLevel > 0 || isBlank(this.code(1)))) {
      this.explicitKey();
      return;
    }
    if (code === 58 /* : */ && (this.flowLevel > 0 || isBlank(this.code(1)))) {
      this.colon();
      return;
    }
    if ((code === 124 /* | */ || code === 62) /* > */ && this.flowLevel === 0) {
      this.keyAllowed = true;
      this.dropKey();
      this.blockScalar(code === 62);
      return;
    }
    if (this.startsPlain(code)) {
      this.saveKey();
      this.keyAllowed = false;
      this.plain();
      return;
    }
    if (code === TAB) {
      throw new Fault("A tab cannot stand here: YAML takes only spaces before a token.", start, start + 1);
    }
    throw new Fault(`The character ${show(this.text, start)} cannot start any token.`, start, start + 1);
  }

  // --- keys and indentation

  private dropStaleKeys(): void {
    for (let level = 0; level < this.keyLevels; level++) {
      const key = this.possibleKeys[level];
      if (key && (key.line !== this.line || this.pos - key.from > MAX_KEY_LENGTH)) {
        this.refuseRequired(key);
        this.possibleKeys[level] = undefined;
      }
    }
  }

  private refuseRequired(key: PossibleKey): void {
    if (key.required) {
      const lineEnd = this.endOfLine(key.from);
      throw new Fault(
        "Expected ':' after this: in a mapping every line is a key with its value.",
        key.from,
        lineEnd,
      );
    }
  }

  private saveKey(): void {
    if (this.keyAllowed) {
      this.dropKey();
      this.possibleKeys[this.flowLevel] = {
        token: this.taken + this.queue.length - this.head,
        required: this.flowLevel === 0 && this.indent === this.column,
        from: this.pos,
        line: this.line,
        column: this.column,
      };
      this.keyLevels = Math.max(this.keyLevels, this.flowLevel + 1);
    }
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
      this.indent = this.indents.pop()!;
      this.push("block-end", this.pos, this.pos);
    }
  }

  private addIndent(column: number): boolean {
    if (this.indent < column) {
      this.indents.push(this.indent);
      this.indent = column;
      this.checkDepth();
      return true;
    }
    return false;
  }

  private checkDepth(): void {
    if (this.indents.length + this.flowLevel > MAX_DEPTH) {
      throw new Fault(
        `Collections are nested more than ${MAX_DEPTH} deep here.`,
        this.pos,
        this.pos + 1,
        "limit",
      );
    }
  }

  private blockEntry(): void {
    const start = this.pos;
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw new Fault("A list entry is not allowed here.", start, start + 1);
      }
      if (this.addIndent(this.column)) {
        this.push("block-seq-start", start, start);
      }
    }
    this.keyAllowed = true;
    this.dropKey();
    this.pos++;
    this.push("-", start, this.pos);
  }

  private explicitKey(): void {
    const start = this.pos;
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw new Fault("A mapping key is not allowed here.", start, start + 1);
      }
      if (this.addIndent(this.column)) {
        this.push("block-map-start", start, start);
      }
    }
    this.keyAllowed = this.flowLevel === 0;
    this.dropKey();
    this.pos++;
    this.push("?", start, this.pos);
  }

  private colon(): void {
    const start = this.pos;
    const key = this.possibleKeys[this.flowLevel];
    if (key) {
      this.possibleKeys[this.flowLevel] = undefined;
      const at = this.head + key.token - this.taken;
      const marks: Token[] = [];
      if (this.flowLevel === 0 && this.addIndent(key.column)) {
        marks.push({ kind: "block-map-start", from: key.from, to: key.from, value: "", style: "plain" });
      }
      marks.push({ kind: "?", from: key.from, to: key.from, value: "", style: "plain" });
      this.queue.splice(at, 0, ...marks);
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) {
          throw new Fault(
            "A ':' is not allowed here; a text with ': ' in it needs quotes.",
            start,
            start + 1,
          );
        }
        if (this.addIndent(this.column)) {
          this.push("block-map-start", start, start);
        }
      }
      this.keyAllowed = this.flowLevel === 0;
      this.dropKey();
    }
    this.pos++;
    this.push(":", start, this.pos);
  }

  // --- blanks, comments, directives

  private skipToToken(): void {
    const { text } = this;
    for (;;) {
      while (text.charCodeAt(this.pos) === SPACE) {
        this.pos++;
      }
      if (this.code() === 35 /* # */) {
        this.pos = this.endOfLine(this.pos);
      }
      if (this.lineBreak() === "") {
        return;
      }
      if (this.flowLevel === 0) {
        this.keyAllowed = true;
      }
    }
  }

  private endOfLine(from: number): number {
    let at = from;
    while (at < this.text.length && !isBreak(this.text.charCodeAt(at))) {
      at++;
    }
    return at;
  }

  /** Takes one line break and gives what it means in a scalar: `\n`, or the break itself for U+2028 and U+2029. */
  private lineBreak(): string {
    const code = this.code();
    if (!isBreak(code)) {
      return "";
    }
    this.pos += code === CR && this.code(1) === LF ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    return code > 0x2000 ? String.fromCharCode(code) : "\n";
  }

  private atDocumentMark(): boolean {
    if (this.column !== 0 || !isBlank(this.code(3))) {
      return false;
    }
    const mark = this.text.substr(this.pos, 3);
    return mark === "---" || mark === "...";
  }

  private directive(): void {
    const from = this.pos;
    this.pos = this.endOfLine(from);
    const line = this.text.slice(from, this.pos);
    const name = /^%([\w-]*)/.exec(line)![1];
    const form = name === "YAML" ? YAML_DIRECTIVE : name === "TAG" ? TAG_DIRECTIVE : /^%[\w-]+(?: .*)?$/s;
    if (!form.test(line)) {
      throw new Fault(
        "A '%' line is a directive, as %YAML 1.1; text that begins with % needs quotes.",
        from,
        this.pos,
      );
    }
    this.push("directive", from, this.pos, line);
  }

  // --- anchors, aliases, tags

  private anchor(kind: "alias" | "anchor"): void {
    const from = this.pos;
    this.pos++;
    while (isWord(this.code())) {
      this.pos++;
    }
    const after = this.code();
    // Besides blanks, one of ? : , ] } % @ ` may follow.
    if (this.pos === from + 1 || !(isBlank(after) || "?:,]}%@`".includes(String.fromCharCode(after)))) {
      throw new Fault(
        `The name of an ${kind} is made of letters, digits, '-' and '_'; found ${show(this.text, this.pos)}.`,
        from,
        this.pos + 1,
      );
    }
    this.push(kind, from, this.pos, this.text.slice(from + 1, this.pos));
  }

  private tag(): void {
    const from = this.pos;
    TAG.lastIndex = from;
    const tag = TAG.exec(this.text)![0];
    this.pos += tag.length;
    if (!isUtf8Escaped(tag)) {
      throw new Fault("The % signs of this tag stand for bytes that are no UTF-8.", from, this.pos);
    }
    if (!isBlank(this.code()) || this.code() === TAB) {
      throw new Fault(
        `Expected a blank after the tag, found ${show(this.text, this.pos)}.`,
        from,
        this.pos + 1,
      );
    }
    this.push("tag", from, this.pos, tag);
  }

  // --- scalars

  private startsPlain(code: number): boolean {
    // Blanks and - ? : , [ ] { } # & * ! | > ' " % @ ` cannot start one...
    if (!isBlank(code) && !"-?:,[]{}#&*!|>'\"%@`".includes(String.fromCharCode(code))) {
      return true;
    }
    // ...save - (and outside flow style ? and :) with something right behind.
    return !isBlank(this.code(1)) && (code === 45 || (this.flowLevel === 0 && (code === 63 || code === 58)));
  }

  private plain(): void {
    const { text } = this;
    const from = this.pos;
    const indent = this.indent + 1;
    const inFlow = this.flowLevel > 0;
    let value = "";
    let spaces = "";
    let to = from;
    for (;;) {
      if (this.code() === 35 /* # */) {
        break;
      }
      const begin = this.pos;
      for (;;) {
        const code = this.code();
        if (isBlank(code)) {
          break;
        }
        if (code === 58 /* : */) {
          const after = this.code(1);
          if (isBlank(after) || (inFlow && isFlowIndicator(after))) {
            break;
          }
        }
        if (inFlow && (code === 63 || isFlowIndicator(code))) {
          break;
        }
        this.pos++;
      }
      if (this.pos === begin) {
        break;
      }
      this.keyAllowed = false;
      value += spaces + text.slice(begin, this.pos);
      to = this.pos;
      spaces = this.plainSpaces();
      if (spaces === "" || this.code() === 35 || (!inFlow && this.column < indent)) {
        break;
      }
    }
    this.push("scalar", from, to, value, "plain");
  }

  /** What stands between two parts of a plain scalar: blanks as they are, one line break as a blank, n as n - 1. */
  private plainSpaces(): string {
    const from = this.pos;
    while (this.code() === SPACE) {
      this.pos++;
    }
    const blanks = this.text.slice(from, this.pos);
    const first = this.lineBreak();
    if (first === "") {
      return blanks;
    }
    this.keyAllowed = true;
    if (this.atDocumentMark()) {
      return "";
    }
    let breaks = "";
    for (;;) {
      if (this.code() === SPACE) {
        this.pos++;
        continue;
      }
      const next = this.lineBreak();
      if (next === "") {
        break;
      }
      breaks += next;
      if (this.atDocumentMark()) {
        return "";
      }
    }
    return first !== "\n" ? first + breaks : breaks === "" ? " " : breaks;
  }

  private quoted(quote: number): void {
    const { text } = this;
    const from = this.pos;
    const double = quote === 34;
    this.pos++;
    let value = "";
    for (;;) {
      const begin = this.pos;
      while (this.pos < text.length) {
        const code = text.charCodeAt(this.pos);
        if (code === quote || (double && code === 92) || code === SPACE || code === TAB || isBreak(code)) {
          break;
        }
        this.pos++;
      }
      value += text.slice(begin, this.pos);
      const code = this.code();
      if (code === END) {
        throw new Fault("This text in quotes is not closed.", from, from + 1);
      }
      if (code === quote) {
        if (!double && this.code(1) === quote) {
          value += "'";
          this.pos += 2;
          continue;
        }
        this.pos++;
        break;
      }
      value += code === 92 && double ? this.escape() : this.quotedSpaces(from);
    }
    this.push("scalar", from, this.pos, value, double ? "double" : "single");
  }

  private escape(): string {
    const from = this.pos;
    const letter = this.text[from + 1] ?? "";
    this.pos += 2;
    if (letter in ESCAPES) {
      return ESCAPES[letter]!;
    }
    const digits = ESCAPE_DIGITS[letter];
    if (digits !== undefined) {
      const hex = this.text.slice(this.pos, this.pos + digits);
      if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
        throw new Fault(`\\${letter} needs ${digits} hexadecimal digits.`, from, this.pos + digits);
      }
      this.pos += digits;
      const point = Number.parseInt(hex, 16);
      if (point > 0x10ffff) {
        throw new Fault(`\\${letter}${hex} is not a character.`, from, this.pos);
      }
      return String.fromCodePoint(point);
    }
    this.pos = from + 1;
    if (this.lineBreak() !== "") {
      return this.quotedBreaks(from);
    }
    throw new Fault(`Unknown escape \\${letter} in a text in double quotes.`, from, from + 2);
  }

  private quotedSpaces(from: number): string {
    const begin = this.pos;
    while (this.code() === SPACE || this.code() === TAB) {
      this.pos++;
    }
    const blanks = this.text.slice(begin, this.pos);
    if (this.code() === END) {
      throw new Fault("This text in quotes is not closed.", from, from + 1);
    }
    const first = this.lineBreak();
    if (first === "") {
      return blanks;
    }
    const breaks = this.quotedBreaks(from);
    return first !== "\n" ? first + breaks : breaks === "" ? " " : breaks;
  }

  private quotedBreaks(from: number): string {
    let breaks = "";
    for (;;) {
      if (this.atDocumentMark()) {
        throw new Fault("This text in quotes is not closed before the document ends.", from, from + 1);
      }
      while (this.code() === SPACE || this.code() === TAB) {
        this.pos++;
      }
      const next = this.lineBreak();
      if (next === "") {
        return breaks;
      }
      breaks += next;
    }
  }

  private blockScalar(folded: boolean): void {
    const { text } = this;
    const from = this.pos;
    this.pos++;
    let chomp: "clip" | "keep" | "strip" = "clip";
    let increment = 0;
    for (;;) {
      const code = this.code();
      if ((code === 43 || code === 45) && chomp === "clip") {
        chomp = code === 43 ? "keep" : "strip";
      } else if (code >= 48 && code <= 57 && increment === 0) {
        increment = code - 48;
        if (increment === 0) {
          throw new Fault("The indentation of a block text is a digit from 1 to 9.", this.pos, this.pos + 1);
        }
      } else {
        break;
      }
      this.pos++;
    }
    const headerEnd = this.pos;
    if (this.code() !== SPACE && this.code() !== END && !isBreak(this.code())) {
      throw new Fault(
        `Expected + or - or a digit after ${folded ? ">" : "|"}, found ${show(text, this.pos)}.`,
        from,
        this.pos + 1,
      );
    }
    while (this.code() === SPACE) {
      this.pos++;
    }
    if (this.code() === 35 /* # */) {
      this.pos = this.endOfLine(this.pos);
    }
    if (this.lineBreak() === "" && this.code() !== END) {
      throw new Fault(
        `Expected a comment or the end of the line after ${folded ? ">" : "|"}, found ${show(text, this.pos)}.`,
        this.pos,
        this.pos + 1,
      );
    }

    const least = Math.max(1, this.indent + 1);
    let indent: number;
    let breaks: string;
    if (increment > 0) {
      indent = least + increment - 1;
      breaks = this.blockBreaks(indent);
    } else {
      const found = this.blockIndentation();
      indent = Math.max(least, found.column);
      breaks = found.breaks;
    }

    let value = "";
    let lastBreak = "";
    let to = headerEnd;
    while (this.column === indent && this.code() !== END) {
      value += breaks;
      const leads = this.code() !== SPACE && this.code() !== TAB;
      const begin = this.pos;
      this.pos = this.endOfLine(begin);
      value += text.slice(begin, this.pos);
      to = this.pos;
      lastBreak = this.lineBreak();
      breaks = this.blockBreaks(indent);
      if (this.column !== indent || this.code() === END) {
        break;
      }
      if (folded && lastBreak === "\n" && leads && this.code() !== SPACE && this.code() !== TAB) {
        value += breaks === "" ? " " : "";
      } else {
        value += lastBreak;
      }
    }
    if (chomp !== "strip") {
      value += lastBreak;
    }
    if (chomp === "keep") {
      value += breaks;
      to = Math.max(to, this.lineStart);
    }
    this.push("scalar", from, to, value, folded ? "folded" : "literal");
  }

  private blockIndentation(): { column: number; breaks: string } {
    let breaks = "";
    let column = 0;
    for (;;) {
      if (this.code() === SPACE) {
        this.pos++;
        column = Math.max(column, this.column);
        continue;
      }
      const next = this.lineBreak();
      if (next === "") {
        return { column, breaks };
      }
      breaks += next;
    }
  }

  private blockBreaks(indent: number): string {
    let breaks = "";
    for (;;) {
      while (this.column < indent && this.code() === SPACE) {
        this.pos++;
      }
      const next = this.lineBreak();
      if (next === "") {
        return breaks;
      }
      breaks += next;
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------
// Nodes

const TOKEN_WORDS: Partial<Record<TokenKind, string>> = {
  "stream-end": "the end of the text",
  "document-start": "'---'",
  "document-end": "'...'",
  "block-end": "the end of the block",
  "block-seq-start": "a list",
  "block-map-start": "a mapping",
  "-": "a list entry '-'",
  "?": "a mapping key",
  scalar: "a text",
  directive: "a '%' line",
};

function words(token: Token): string {
  return TOKEN_WORDS[token.kind] ?? `'${token.kind}'`;
}

class Parser {
  private readonly scanner: Scanner;
  /** Anchors whose node has ended: an alias inside its own node would be a recursion. */
  private readonly anchors = new Set<string>();
  private readonly begunAnchors = new Set<string>();
  private readonly handles = new Set(["!", "!!"]);
  /** End of the last token that stands for characters of a node; block collections end there. */
  private lastEnd = 0;
  private depth = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): YamlNode | null {
    const { scanner } = this;
    if (scanner.peek().kind === "stream-end") {
      return null;
    }
    const hasDirectives = this.directives();
    const isExplicit = scanner.peek().kind === "document-start";
    if (isExplicit) {
      scanner.next();
    } else if (hasDirectives) {
      throw this.unexpected(scanner.peek(), "Expected '---' after the '%' lines");
    }
    const kind = scanner.peek().kind;
    const isEnd =
      kind === "directive" || kind === "document-start" || kind === "document-end" || kind === "stream-end";
    const root = isExplicit && isEnd ? this.empty(scanner.peek().from) : this.node(true, false);
    this.skip("document-end");
    const after = scanner.peek();
    if (after.kind === "document-start" || after.kind === "directive") {
      throw new Fault("Expected a single document, found another one here.", after.from, after.to);
    }
    if (after.kind !== "stream-end") {
      throw this.unexpected(after, "Expected the end of the document");
    }
    return root;
  }

  /** Reads the `%` lines and keeps the handles that they define; false if there are none. */
  private directives(): boolean {
    const { scanner } = this;
    const seen = new Set<string>();
    let has = false;
    for (; scanner.peek().kind === "directive"; has = true) {
      const { value, from, to } = scanner.next();
      const handle = TAG_DIRECTIVE.exec(value)?.[1];
      const once = handle ?? (/^%YAML /.test(value) ? "%YAML" : null);
      if (once !== null && seen.has(once)) {
        throw new Fault(`A second '%' line for ${once}.`, from, to);
      }
      if (once !== null) {
        seen.add(once);
      }
      if (handle !== undefined) {
        this.handles.add(handle);
      }
    }
    return has;
  }

  private skip(kind: TokenKind): void {
    while (this.scanner.peek().kind === kind) {
      this.scanner.next();
    }
  }

  private unexpected(token: Token, expected: string): Fault {
    return new Fault(`${expected}, found ${words(token)}.`, token.from, Math.max(token.to, token.from));
  }

  private take(): Token {
    const token = this.scanner.next();
    this.lastEnd = Math.max(this.lastEnd, token.to);
    return token;
  }

  private empty(at: number, props: Props = NO_PROPS): YamlScalar {
    return {
      kind: "scalar",
      style: "empty",
      value: "",
      from: at,
      to: at,
      anchor: props.anchor,
      tag: props.tag,
      start: props.start ?? at,
    };
  }

  /** `block`: block collections may begin here. `indentless`: a list whose dashes stand at the parent key's column. */
  private node(block: boolean, indentless: boolean): YamlNode {
    const { scanner } = this;
    let token = scanner.peek();
    if (token.kind === "alias") {
      this.take();
      if (!this.anchors.has(token.value)) {
        throw new Fault(`No anchor &${token.value} stands before this alias.`, token.from, token.to);
      }
      const { from, to, value } = token;
      return { kind: "alias", name: value, from, to, start: from, anchor: null, tag: null };
    }
    let props = NO_PROPS;
    while (token.kind === "anchor" || token.kind === "tag") {
      if (props[token.kind] !== null) {
        break;
      }
      this.checkProperty(token);
      props = { ...props, [token.kind]: token.value, start: props.start ?? token.from };
      this.take();
      token = scanner.peek();
    }
    const node = this.content(token, props, block, indentless);
    if (props.anchor !== null) {
      this.anchors.add(props.anchor);
    }
    return node;
  }

  private checkProperty({ kind, value, from, to }: Token): void {
    if (kind === "anchor") {
      if (this.begunAnchors.has(value)) {
        throw new Fault(`The anchor &${value} stands a second time here.`, from, to);
      }
      this.begunAnchors.add(value);
      return;
    }
    TAG.lastIndex = 0;
    const handle = TAG.exec(value)?.[1];
    if (handle !== undefined && !this.handles.has(handle)) {
      throw new Fault(`No '%TAG' line says what ${handle} stands for.`, from, to);
    }
  }

  private content(token: Token, props: Props, block: boolean, indentless: boolean): YamlNode {
    this.depth++;
    if (this.depth > MAX_DEPTH + 1) {
      throw new Fault(
        `Collections are nested more than ${MAX_DEPTH} deep here.`,
        token.from,
        token.to,
        "limit",
      );
    }
    const node = this.contentOf(token, props, block, indentless);
    this.depth--;
    return node;
  }

  private contentOf(token: Token, props: Props, block: boolean, indentless: boolean): YamlNode {
    if (indentless && token.kind === "-") {
      return this.blockSeq(token.from, props, true);
    }
    switch (token.kind) {
      case "scalar": {
        this.take();
        const { from, to, value, style } = token;
        return {
          kind: "scalar",
          style,
          value,
          from,
          to,
          anchor: props.anchor,
          tag: props.tag,
          start: props.start ?? from,
        };
      }
      case "[":
        return this.flowSeq(props);
      case "{":
        return this.flowMap(props);
      case "block-seq-start":
        if (block) {
          this.take();
          return this.blockSeq(token.from, props, false);
        }
        break;
      case "block-map-start":
        if (block) {
          this.take();
          return this.blockMap(token.from, props);
        }
        break;
    }
    if (props !== NO_PROPS) {
      return this.empty(this.lastEnd, props);
    }
    throw this.unexpected(token, "Expected a value");
  }

  private blockSeq(from: number, props: Props, indentless: boolean): YamlSeq {
    const { scanner } = this;
    const items: YamlItem[] = [];
    while (scanner.peek().kind === "-") {
      const dash = this.take();
      const { kind } = scanner.peek();
      const isEmpty = kind === "-" || kind === "block-end" || (indentless && (kind === "?" || kind === ":"));
      items.push({ from: dash.from, value: isEmpty ? this.empty(dash.to) : this.node(true, false) });
    }
    if (!indentless) {
      this.blockEnd("list");
    }
    return {
      kind: "seq",
      flow: false,
      items,
      from,
      to: this.lastEnd,
      anchor: props.anchor,
      tag: props.tag,
      start: props.start ?? from,
    };
  }

  private blockMap(from: number, props: Props): YamlMap {
    const { scanner } = this;
    const entries: YamlEntry[] = [];
    for (;;) {
      const first = scanner.peek();
      if (first.kind !== "?") {
        break;
      }
      this.take();
      const key = this.endsBlockPart() ? this.empty(first.to) : this.node(true, true);
      let value: YamlNode = this.empty(this.lastEnd);
      let colon: number | null = null;
      if (scanner.peek().kind === ":") {
        const token = this.take();
        colon = token.from;
        value = this.endsBlockPart() ? this.empty(token.to) : this.node(true, true);
      }
      entries.push({ key, value, colon });
    }
    this.blockEnd("mapping");
    return {
      kind: "map",
      flow: false,
      entries,
      from,
      to: this.lastEnd,
      anchor: props.anchor,
      tag: props.tag,
      start: props.start ?? from,
    };
  }

  private endsBlockPart(): boolean {
    const { kind } = this.scanner.peek();
    return kind === "?" || kind === ":" || kind === "block-end";
  }

  private blockEnd(what: string): void {
    const end = this.scanner.peek();
    if (end.kind !== "block-end") {
      throw new Fault(
        `Expected the end of the ${what} that began before, found ${words(end)}; is the indentation right?`,
        end.from,
        end.to,
      );
    }
    this.scanner.next();
  }

  private flowSeq(props: Props): YamlSeq {
    const { scanner } = this;
    const open = this.take();
    const items: YamlItem[] = [];
    while (scanner.peek().kind !== "]") {
      if (items.length > 0) {
        this.comma("]");
        if (scanner.peek().kind === "]") {
          break;
        }
      }
      const first = scanner.peek();
      const value = first.kind === "?" ? this.flowPair() : this.node(false, false);
      items.push({ from: value.start, value });
    }
    const close = this.take();
    return {
      kind: "seq",
      flow: true,
      items,
      from: open.from,
      to: close.to,
      anchor: props.anchor,
      tag: props.tag,
      start: props.start ?? open.from,
    };
  }

  /** `[a: b]`: a mapping of one entry without braces. */
  private flowPair(): YamlMap {
    const entry = this.flowEntry();
    const from = entry.key.start;
    return {
      kind: "map",
      flow: true,
      entries: [entry],
      from,
      to: this.lastEnd,
      anchor: null,
      tag: null,
      start: from,
    };
  }

  private flowMap(props: Props): YamlMap {
    const { scanner } = this;
    const open = this.take();
    const entries: YamlEntry[] = [];
    while (scanner.peek().kind !== "}") {
      if (entries.length > 0) {
        this.comma("}");
        if (scanner.peek().kind === "}") {
          break;
        }
      }
      if (scanner.peek().kind === "?") {
        entries.push(this.flowEntry());
      } else {
        const key = this.node(false, false);
        entries.push({ key, value: this.empty(this.lastEnd), colon: null });
      }
    }
    const close = this.take();
    return {
      kind: "map",
      flow: true,
      entries,
      from: open.from,
      to: close.to,
      anchor: props.anchor,
      tag: props.tag,
      start: props.start ?? open.from,
    };
  }

  private flowEntry(): YamlEntry {
    const { scanner } = this;
    const mark = this.take();
    const keyKind = scanner.peek().kind;
    const key = this.endsFlowPart(keyKind) ? this.empty(mark.to) : this.node(false, false);
    if (scanner.peek().kind !== ":") {
      return { key, value: this.empty(this.lastEnd), colon: null };
    }
    const colon = this.take();
    const valueKind = scanner.peek().kind;
    const isEmpty = valueKind !== ":" && this.endsFlowPart(valueKind);
    return { key, value: isEmpty ? this.empty(colon.to) : this.node(false, false), colon: colon.from };
  }

  private endsFlowPart(kind: TokenKind): boolean {
    return kind === ":" || kind === "," || kind === "]" || kind === "}";
  }

  private comma(close: "]" | "}"): void {
    const token = this.scanner.peek();
    if (token.kind !== ",") {
      throw this.unexpected(token, `Expected ',' or '${close}'`);
    }
    this.take();
  }
}

interface Props {
  readonly anchor: string | null;
  readonly tag: string | null;
  readonly start: number | null;
}

const NO_PROPS: Props = { anchor: null, tag: null, start: null };
