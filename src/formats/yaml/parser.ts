/**
 * Tokens → nodes, as PyYAML's parser and composer do it together: the grammar of collections, the handles of tags,
 * anchors that stand once and aliases that have one. It does not look at characters.
 */

import { cut } from "../../base/words.ts";
import { pythonRepr } from "../../model/python.ts";
import { behindDocument, missingValue, notOfBlock, openBracket } from "./cause.ts";
import {
  createEmpty,
  createMap,
  createScalar,
  createSeq,
  NO_PROPERTIES,
  type Properties,
} from "./create-node.ts";
import { composerFault, Fault, limitFault, parserFault, unexpected } from "./fault.ts";
import { noTextSentence } from "./no-text.ts";
import { DEFAULT_HANDLES, readDirectives } from "./read-directives.ts";
import { handleOf, resolveTag } from "./scan-name.ts";
import { MAX_DEPTH, Scanner } from "./scanner.ts";
import type { Target } from "./tags.ts";
import type { Token, TokenKind } from "./token.ts";
import type { YamlAlias, YamlEntry, YamlItem, YamlMap, YamlNode, YamlSeq } from "./yaml.ts";

/** The nodes of a text. */
export interface ParsedYaml {
  /** Null if the text holds no node. */
  readonly root: YamlNode | null;
  /** The nodes that aliases stand for, by name. */
  readonly anchors: ReadonlyMap<string, Target>;
  /** Tags in full, as `tag:yaml.org,2002:str`, by how they are written. */
  readonly tags: ReadonlyMap<string, string>;
  /** Aliases inside the node that they stand for, in the order of the text. */
  readonly recursive: ReadonlySet<YamlAlias>;
}

/**
 * The one document of a text.
 *
 * @param doublesBreaks whether each line break counts as two, as to the engine: see Cursor.
 * @throws {Fault} if the text is not YAML to the engine's reader, or nested too deeply.
 */
export function parseNodes(text: string, doublesBreaks: boolean): ParsedYaml {
  const noText = noTextSentence(text);
  try {
    return parsePlainly(text, doublesBreaks);
  } catch (error) {
    throw noText !== null && error instanceof Fault ? error.saying(noText) : error;
  }
}

function parsePlainly(text: string, doublesBreaks: boolean): ParsedYaml {
  const odd = NOT_PRINTABLE.exec(text);
  if (odd) {
    const [char] = odd;
    const code = (char.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    const words = `unacceptable character #x${code}: special characters are not allowed`;
    const sentence = `The character U+${code.toUpperCase()} must not stand in a YAML file: take it out, or write it with a backslash in double quotes.`;
    throw new Fault("ReaderError", words, sentence, { from: odd.index, to: odd.index + char.length });
  }
  return new Parser(text, doublesBreaks).parse();
}

const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Follows the grammar token by token, and puts nodes together. */
class Parser {
  private readonly scanner: Scanner;
  /** Anchors that were met, and the nodes of those that have ended. */
  private readonly begun = new Set<string>();
  private readonly anchors = new Map<string, Target>();
  private readonly tags = new Map<string, string>();
  private readonly recursive = new Set<YamlAlias>();
  private handles: ReadonlyMap<string, string> = DEFAULT_HANDLES;
  /** End of the last token that stands for characters of a node; block collections end there. */
  private lastEnd = 0;
  private lastToken: Token | null = null;
  /** Where the root begins, once that is known. */
  private rootFrom: number | null = null;
  /** Lists and mappings in brackets that are open. */
  private readonly brackets: Token[] = [];
  private readonly text: string;
  private depth = 0;

  constructor(text: string, doublesBreaks: boolean) {
    this.text = text;
    this.scanner = new Scanner(text, doublesBreaks);
  }

  parse(): ParsedYaml {
    const root = this.document();
    return { root, anchors: this.anchors, tags: this.tags, recursive: this.recursive };
  }

  // --- documents

  private document(): YamlNode | null {
    const { scanner } = this;
    if (scanner.peek().kind === "<stream end>") {
      return null;
    }
    const { kind } = scanner.peek();
    const isExplicit = kind === "<directive>" || kind === "<document start>";
    if (isExplicit) {
      this.documentStart();
    }
    const next = scanner.peek();
    const isEmpty = isExplicit && this.endsDocument(next.kind);
    this.rootFrom = next.from;
    const root = isEmpty ? createEmpty(next.from) : this.node(true, false);
    while (scanner.peek().kind === "<document end>") {
      scanner.next();
    }
    if (scanner.peek().kind !== "<stream end>") {
      const another = this.documentStart();
      throw composerFault(
        "expected a single document in the stream",
        "A second document begins here: a Flow file must hold one alone.",
        another,
      );
    }
    return root;
  }

  private endsDocument(kind: TokenKind): boolean {
    return (
      kind === "<directive>" ||
      kind === "<document start>" ||
      kind === "<document end>" ||
      kind === "<stream end>"
    );
  }

  /** Keeps the handles that `%` lines define, and gives the `---` behind them. */
  private documentStart(): Token {
    this.handles = readDirectives(this.scanner);
    const start = this.scanner.peek();
    if (start.kind !== "<document start>") {
      const sentence = behindDocument(this.text, this.rootFrom, start);
      throw unexpected("expected '<document start>', but found", start, sentence);
    }
    return this.scanner.next();
  }

  // --- nodes

  private take(): Token {
    const token = this.scanner.next();
    this.lastToken = token;
    this.lastEnd = Math.max(this.lastEnd, token.to);
    return token;
  }

  /** `block`: block collections may begin here. `indentless`: a list whose dashes stand at the parent key's column. */
  private node(block: boolean, indentless: boolean): YamlNode {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.kind === "<alias>") {
      return this.alias();
    }
    const properties =
      first.kind === "<anchor>" || first.kind === "<tag>" ? this.properties() : NO_PROPERTIES;
    const { anchor, tag } = properties;
    if (tag !== null) {
      this.resolve(tag);
    }
    const token = scanner.peek();
    const hasContent = beginsContent(token.kind, block, indentless);
    if (!hasContent && properties === NO_PROPERTIES) {
      const sentence = missingValue(this.text, this.brackets.at(-1), token);
      throw unexpected("expected the node content, but found", token, sentence);
    }
    if (anchor === null) {
      return hasContent ? this.content(token, properties) : createEmpty(this.lastEnd, properties);
    }
    if (this.begun.has(anchor.value)) {
      const words = `found duplicate anchor ${pythonRepr(anchor.value)}`;
      throw composerFault(
        words,
        `A second anchor &${cut(anchor.value)} stands here: each needs a name of its own.`,
        anchor,
      );
    }
    this.begun.add(anchor.value);
    const node = hasContent ? this.content(token, properties) : createEmpty(this.lastEnd, properties);
    this.anchors.set(anchor.value, node);
    return node;
  }

  private alias(): YamlAlias {
    const { from, to, value } = this.take();
    const alias: YamlAlias = { kind: "alias", name: value, from, to, start: from, anchor: null, tag: null };
    if (!this.begun.has(value)) {
      const advice = `The alias *${cut(value)} has no anchor &${cut(value)} before it; a text that begins with * must stand in quotes.`;
      throw composerFault(`found undefined alias ${pythonRepr(value)}`, advice, alias);
    }
    if (!this.anchors.has(value)) {
      this.recursive.add(alias);
    }
    return alias;
  }

  /** An anchor and a tag, in either order, or one of the two. */
  private properties(): Properties {
    const { scanner } = this;
    let anchor: Token | null = null;
    let tag: Token | null = null;
    for (;;) {
      const { kind } = scanner.peek();
      if (kind === "<anchor>" && anchor === null) {
        anchor = this.take();
      } else if (kind === "<tag>" && tag === null) {
        tag = this.take();
      } else {
        return { anchor, tag };
      }
    }
  }

  private resolve(tag: Token): void {
    if (this.tags.has(tag.value)) {
      return;
    }
    const full = resolveTag(tag.value, this.handles);
    if (full === null) {
      const handle = handleOf(tag.value);
      const words = `found undefined tag handle ${pythonRepr(handle)}`;
      throw parserFault(
        words,
        `The tag ${cut(tag.value)} has an unknown prefix; a text that begins with ! must stand in quotes.`,
        tag,
      );
    }
    this.tags.set(tag.value, full);
  }

  private content(token: Token, properties: Properties): Target {
    if (token.kind === "<scalar>") {
      return createScalar(this.take(), properties);
    }
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      throw limitFault(`Collections are nested more than ${MAX_DEPTH} deep here.`, token);
    }
    const node = this.collection(token, properties);
    this.depth--;
    return node;
  }

  private collection(token: Token, properties: Properties): YamlMap | YamlSeq {
    switch (token.kind) {
      case "[":
        return this.flowSeq(properties);
      case "{":
        return this.flowMap(properties);
      case "<block mapping start>":
        this.take();
        return this.blockMap(token.from, properties);
      case "<block sequence start>":
        this.take();
        return this.blockSeq(token.from, properties, false);
      default:
        return this.blockSeq(token.from, properties, true);
    }
  }

  // --- block collections

  private blockSeq(from: number, properties: Properties, indentless: boolean): YamlSeq {
    const { scanner } = this;
    const items: YamlItem[] = [];
    while (scanner.peek().kind === "-") {
      const dash = this.take();
      const { kind } = scanner.peek();
      const isEmpty =
        kind === "-" || kind === "<block end>" || (indentless && (kind === "?" || kind === ":"));
      const value = isEmpty ? createEmpty(dash.to) : this.node(true, false);
      items.push({ from: dash.from, value });
    }
    if (!indentless) {
      this.blockEnd("list", from);
    }
    return createSeq(items, { flow: false, from, to: this.lastEnd }, properties);
  }

  private blockMap(from: number, properties: Properties): YamlMap {
    const { scanner } = this;
    const entries: YamlEntry[] = [];
    while (scanner.peek().kind === "?") {
      const mark = this.take();
      const key = this.blockPart(mark);
      if (scanner.peek().kind === ":") {
        const colon = this.take();
        entries.push({ key, value: this.blockPart(colon), colon: colon.from });
      } else {
        entries.push({ key, value: createEmpty(this.lastEnd), colon: null });
      }
    }
    this.blockEnd("mapping", from);
    return createMap(entries, { flow: false, from, to: this.lastEnd }, properties);
  }

  /** A key or a value, behind its mark. */
  private blockPart(mark: Token): YamlNode {
    const { kind } = this.scanner.peek();
    const isEmpty = kind === "?" || kind === ":" || kind === "<block end>";
    return isEmpty ? createEmpty(mark.to) : this.node(true, true);
  }

  private blockEnd(kind: "list" | "mapping", block: number): void {
    const end = this.scanner.peek();
    if (end.kind !== "<block end>") {
      const sentence = notOfBlock(this.text, kind, block, this.lastToken, end);
      throw unexpected("expected <block end>, but found", end, sentence);
    }
    this.scanner.next();
  }

  // --- flow collections

  private flowSeq(properties: Properties): YamlSeq {
    const { scanner } = this;
    const open = this.take();
    this.brackets.push(open);
    const items: YamlItem[] = [];
    while (scanner.peek().kind !== "]") {
      if (items.length > 0 && !this.comma(open, "]")) {
        break;
      }
      const value = scanner.peek().kind === "?" ? this.flowPair() : this.node(false, false);
      items.push({ from: value.start, value });
    }
    this.take();
    this.brackets.pop();
    return createSeq(items, { flow: true, from: open.from, to: this.lastEnd }, properties);
  }

  /** `[a: b]`: a mapping of one entry without braces. */
  private flowPair(): YamlMap {
    const entry = this.flowEntry("]");
    return createMap([entry], { flow: true, from: entry.key.start, to: this.lastEnd }, NO_PROPERTIES);
  }

  private flowMap(properties: Properties): YamlMap {
    const { scanner } = this;
    const open = this.take();
    this.brackets.push(open);
    const entries: YamlEntry[] = [];
    while (scanner.peek().kind !== "}") {
      if (entries.length > 0 && !this.comma(open, "}")) {
        break;
      }
      if (scanner.peek().kind === "?") {
        entries.push(this.flowEntry("}"));
      } else {
        const key = this.node(false, false);
        entries.push({ key, value: createEmpty(this.lastEnd), colon: null });
      }
    }
    this.take();
    this.brackets.pop();
    return createMap(entries, { flow: true, from: open.from, to: this.lastEnd }, properties);
  }

  private flowEntry(close: "]" | "}"): YamlEntry {
    const { scanner } = this;
    const mark = this.take();
    const next = scanner.peek().kind;
    const hasKey = next !== ":" && next !== "," && next !== close;
    const key = hasKey ? this.node(false, false) : createEmpty(mark.to);
    if (scanner.peek().kind !== ":") {
      return { key, value: createEmpty(this.lastEnd), colon: null };
    }
    const colon = this.take();
    const after = scanner.peek().kind;
    const hasValue = after !== "," && after !== close;
    const value = hasValue ? this.node(false, false) : createEmpty(colon.to);
    return { key, value, colon: colon.from };
  }

  /** Takes the comma between two parts; false if the collection ends behind it. */
  private comma(open: Token, close: "]" | "}"): boolean {
    const token = this.scanner.peek();
    if (token.kind !== ",") {
      const sentence = openBracket(this.text, open, token);
      throw unexpected(`expected ',' or '${close}', but got`, token, sentence);
    }
    this.take();
    return this.scanner.peek().kind !== close;
  }
}

function beginsContent(kind: TokenKind, block: boolean, indentless: boolean): boolean {
  switch (kind) {
    case "<scalar>":
    case "[":
    case "{":
      return true;
    case "<block sequence start>":
    case "<block mapping start>":
      return block;
    case "-":
      return indentless;
    default:
      return false;
  }
}
