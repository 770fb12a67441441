/**
 * Tokens → nodes, as PyYAML's parser and composer do it together: the grammar of collections, the handles of tags,
 * anchors that stand once and aliases that have one. It does not look at characters.
 */

import { cut } from "../../base/words.ts";
import { pythonRepr } from "../../model/python.ts";
import { behindDocument, missingValue, notOfBlock, openBracket } from "./cause.ts";
import { Fault, type FaultType, limitFault } from "./fault.ts";
import { noTextSentence } from "./no-text.ts";
import { handleOf, parseDirective, resolveTag } from "./scan-name.ts";
import { MAX_DEPTH, Scanner } from "./scanner.ts";
import type { Token, TokenKind } from "./token.ts";
import type { YamlAlias, YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSeq } from "./yaml.ts";

export interface ParsedYaml {
  /** Null if the text holds no node. */
  readonly root: YamlNode | null;
  /** The nodes that aliases stand for, by name. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
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
    const code = char.codePointAt(0)!.toString(16).padStart(4, "0");
    const words = `unacceptable character #x${code}: special characters are not allowed`;
    const sentence = `The character U+${code.toUpperCase()} must not stand in a YAML file: take it out, or write it with a backslash in double quotes.`;
    throw new Fault("ReaderError", words, sentence, { from: odd.index, to: odd.index + char.length });
  }
  return new Parser(text, doublesBreaks).parse();
}

const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Anchor and tag of a node, as they are gathered before it. */
interface Properties {
  readonly anchor: Token | null;
  readonly tag: Token | null;
}

const NO_PROPERTIES: Properties = { anchor: null, tag: null };

const DEFAULT_HANDLES = [
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
] as const;

class Parser {
  private readonly scanner: Scanner;
  /** By anchor: the node, or null as long as it has not ended. */
  private readonly begun = new Map<string, YamlNode | null>();
  private readonly tags = new Map<string, string>();
  private readonly recursive = new Set<YamlAlias>();
  private handles: ReadonlyMap<string, string> = new Map(DEFAULT_HANDLES);
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
    // All nodes have ended.
    const anchors = this.begun as ReadonlyMap<string, YamlNode>;
    return { root, anchors, tags: this.tags, recursive: this.recursive };
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
    const root = isEmpty ? this.empty(next.from, NO_PROPERTIES) : this.node(true, false);
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

  /** Reads `%` lines, keeps the handles that they define, and gives the `---`. */
  private documentStart(): Token {
    const { scanner } = this;
    const handles = new Map<string, string>();
    let hasVersion = false;
    while (scanner.peek().kind === "<directive>") {
      const token = scanner.next();
      const directive = parseDirective(token.value);
      if (directive.name === "YAML") {
        if (hasVersion) {
          throw parserFault(
            "found duplicate YAML directive",
            "A second %YAML line stands here: one is enough.",
            token,
          );
        }
        hasVersion = true;
        if (directive.major !== 1) {
          throw parserFault(
            "found incompatible YAML document (version 1.* is required)",
            "The %YAML line must say a version 1, such as %YAML 1.1.",
            token,
          );
        }
      } else if (directive.name === "TAG") {
        if (handles.has(directive.handle)) {
          const sentence = `A second %TAG line for ${cut(directive.handle)} stands here: one is enough.`;
          throw parserFault(`duplicate tag handle ${pythonRepr(directive.handle)}`, sentence, token);
        }
        handles.set(directive.handle, directive.prefix);
      }
    }
    const start = scanner.peek();
    if (start.kind !== "<document start>") {
      throw unexpected(
        "expected '<document start>', but found",
        start,
        behindDocument(this.text, this.rootFrom, start),
      );
    }
    this.handles = new Map([...DEFAULT_HANDLES, ...handles]);
    return scanner.next();
  }

  // --- nodes

  private take(): Token {
    const token = this.scanner.next();
    this.lastToken = token;
    this.lastEnd = Math.max(this.lastEnd, token.to);
    return token;
  }

  private empty(at: number, { anchor, tag }: Properties): YamlScalar {
    return {
      kind: "scalar",
      style: "empty",
      value: "",
      from: at,
      to: at,
      anchor: anchor?.value ?? null,
      tag: tag?.value ?? null,
      start: startOf(anchor, tag, at),
    };
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
      return hasContent ? this.content(token, properties) : this.empty(this.lastEnd, properties);
    }
    if (this.begun.has(anchor.value)) {
      const words = `found duplicate anchor ${pythonRepr(anchor.value)}`;
      throw composerFault(
        words,
        `A second anchor &${cut(anchor.value)} stands here: each needs a name of its own.`,
        anchor,
      );
    }
    this.begun.set(anchor.value, null);
    const node = hasContent ? this.content(token, properties) : this.empty(this.lastEnd, properties);
    this.begun.set(anchor.value, node);
    return node;
  }

  private alias(): YamlAlias {
    const { from, to, value } = this.take();
    const alias: YamlAlias = { kind: "alias", name: value, from, to, start: from, anchor: null, tag: null };
    const target = this.begun.get(value);
    if (target === undefined) {
      const advice = `The alias *${cut(value)} has no anchor &${cut(value)} before it; a text that begins with * must stand in quotes.`;
      throw composerFault(`found undefined alias ${pythonRepr(value)}`, advice, alias);
    }
    if (target === null) {
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

  private content(token: Token, properties: Properties): YamlNode {
    if (token.kind === "<scalar>") {
      return this.scalar(properties);
    }
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      throw limitFault(`Collections are nested more than ${MAX_DEPTH} deep here.`, token);
    }
    const node = this.collection(token, properties);
    this.depth--;
    return node;
  }

  private scalar({ anchor, tag }: Properties): YamlScalar {
    const { from, to, value, style } = this.take();
    return {
      kind: "scalar",
      style,
      value,
      from,
      to,
      anchor: anchor?.value ?? null,
      tag: tag?.value ?? null,
      start: startOf(anchor, tag, from),
    };
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

  private map(flow: boolean, entries: YamlEntry[], from: number, { anchor, tag }: Properties): YamlMap {
    return {
      kind: "map",
      flow,
      entries,
      from,
      to: this.lastEnd,
      anchor: anchor?.value ?? null,
      tag: tag?.value ?? null,
      start: startOf(anchor, tag, from),
    };
  }

  private seq(flow: boolean, items: YamlItem[], from: number, { anchor, tag }: Properties): YamlSeq {
    return {
      kind: "seq",
      flow,
      items,
      from,
      to: this.lastEnd,
      anchor: anchor?.value ?? null,
      tag: tag?.value ?? null,
      start: startOf(anchor, tag, from),
    };
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
      const value = isEmpty ? this.empty(dash.to, NO_PROPERTIES) : this.node(true, false);
      items.push({ from: dash.from, value });
    }
    if (!indentless) {
      this.blockEnd("list", from);
    }
    return this.seq(false, items, from, properties);
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
        entries.push({ key, value: this.empty(this.lastEnd, NO_PROPERTIES), colon: null });
      }
    }
    this.blockEnd("mapping", from);
    return this.map(false, entries, from, properties);
  }

  /** A key or a value, behind its mark. */
  private blockPart(mark: Token): YamlNode {
    const { kind } = this.scanner.peek();
    const isEmpty = kind === "?" || kind === ":" || kind === "<block end>";
    return isEmpty ? this.empty(mark.to, NO_PROPERTIES) : this.node(true, true);
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
      if (items.length > 0 && !this.comma("]")) {
        break;
      }
      const value = scanner.peek().kind === "?" ? this.flowPair() : this.node(false, false);
      items.push({ from: value.start, value });
    }
    this.take();
    this.brackets.pop();
    return this.seq(true, items, open.from, properties);
  }

  /** `[a: b]`: a mapping of one entry without braces. */
  private flowPair(): YamlMap {
    const entry = this.flowEntry("]");
    return this.map(true, [entry], entry.key.start, NO_PROPERTIES);
  }

  private flowMap(properties: Properties): YamlMap {
    const { scanner } = this;
    const open = this.take();
    this.brackets.push(open);
    const entries: YamlEntry[] = [];
    while (scanner.peek().kind !== "}") {
      if (entries.length > 0 && !this.comma("}")) {
        break;
      }
      if (scanner.peek().kind === "?") {
        entries.push(this.flowEntry("}"));
      } else {
        const key = this.node(false, false);
        entries.push({ key, value: this.empty(this.lastEnd, NO_PROPERTIES), colon: null });
      }
    }
    this.take();
    this.brackets.pop();
    return this.map(true, entries, open.from, properties);
  }

  private flowEntry(close: "]" | "}"): YamlEntry {
    const { scanner } = this;
    const mark = this.take();
    const next = scanner.peek().kind;
    const hasKey = next !== ":" && next !== "," && next !== close;
    const key = hasKey ? this.node(false, false) : this.empty(mark.to, NO_PROPERTIES);
    if (scanner.peek().kind !== ":") {
      return { key, value: this.empty(this.lastEnd, NO_PROPERTIES), colon: null };
    }
    const colon = this.take();
    const after = scanner.peek().kind;
    const hasValue = after !== "," && after !== close;
    const value = hasValue ? this.node(false, false) : this.empty(colon.to, NO_PROPERTIES);
    return { key, value, colon: colon.from };
  }

  /** Takes the comma between two parts; false if the collection ends behind it. */
  private comma(close: "]" | "}"): boolean {
    const token = this.scanner.peek();
    if (token.kind !== ",") {
      const sentence = openBracket(this.text, this.brackets.at(-1)!, token);
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

function startOf(anchor: Token | null, tag: Token | null, from: number): number {
  return Math.min(anchor?.from ?? from, tag?.from ?? from);
}

function fault(type: FaultType): (words: string, sentence: string, place: Token | YamlNode) => Fault {
  return (words, sentence, place) => new Fault(type, words, sentence, place);
}

const parserFault = fault("ParserError");
const composerFault = fault("ComposerError");

function unexpected(words: string, token: Token, sentence: string): Fault {
  return parserFault(`${words} ${pythonRepr(token.kind)}`, sentence, token);
}
