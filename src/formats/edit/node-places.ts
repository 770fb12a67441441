/** Where the nodes of a YAML text stand in it, with what belongs to them: keys, dashes, commas, comments, lines. */

import type { Path } from "../../model/path.ts";
import { anchorsOf, isMergeKey, locate } from "../read/read-values.ts";
import type { YamlDocument, YamlEntry, YamlItem, YamlMap, YamlNode, YamlSeq } from "../yaml/yaml.ts";
import { commentsOf, commentsWithin } from "./comments.ts";
import { entriesOf, isInLines } from "./entries.ts";
import { findIndentation, type Indentation } from "./indentation.ts";
import { TextLines } from "./text-lines.ts";

/** Where a value stands. */
export type Slot =
  | { readonly kind: "root" }
  | { readonly kind: "entry"; readonly map: YamlMap; readonly entry: YamlEntry }
  | { readonly kind: "item"; readonly seq: YamlSeq; readonly item: YamlItem };

/** The nodes of one text, and where they stand. */
export class NodePlaces {
  readonly text: string;
  readonly lines: TextLines;
  private readonly yaml: YamlDocument;
  private readonly root: YamlNode;
  private found: Indentation | null = null;

  constructor(yaml: YamlDocument, root: YamlNode) {
    this.yaml = yaml;
    this.text = yaml.text;
    this.lines = new TextLines(yaml.text);
    this.root = root;
  }

  isRoot(node: YamlNode): boolean {
    return node === this.root;
  }

  /** What an alias stands for; any other node itself. */
  target(node: YamlNode): YamlNode | undefined {
    return node.kind === "alias" ? anchorsOf(this.yaml).get(node) : node;
  }

  /** A value as it is written at a path, if it stands on one line there; `isFlow`: and can stand in brackets. */
  writtenAt(path: Path, isFlow: boolean): string | null {
    const node = locate(this.yaml, path)?.node;
    if (!node || node.kind === "alias" || node.to === node.from || isInLines(node)) {
      return null;
    }
    const text = this.text.slice(node.from, node.to);
    const breaksBraces = node.kind === "scalar" && node.style === "plain" && /[,[\]{}]/.test(text);
    return /[\r\n]/.test(text) || (isFlow && breaksBraces) ? null : text;
  }

  /** One past the last character of an entry, be its value written or not. */
  endOf({ key, value, colon }: YamlEntry): number {
    return Math.max(key.to, this.contentEnd(value), (colon ?? -1) + 1);
  }

  /** True if an entry that goes to another mapping takes its lines along, and not only its value. */
  goesWithLines(map: YamlMap, { value }: YamlEntry): boolean {
    return !map.flow && (isInLines(value) || /[\r\n]/.test(this.text.slice(value.from, value.to)));
  }

  /** Where the tag of a node stands. */
  tagOf({ tag, start }: YamlNode): { from: number; to: number } {
    const from = this.text.indexOf(tag ?? "", start);
    return { from, to: from + (tag ?? "").length };
  }

  /** Where the characters of a value end; of a text that keeps its last breaks, before the last one. */
  contentEnd(node: YamlNode): number {
    const isAtLineStart = node.to > node.from && this.lines.lineStart(node.to) === node.to;
    return isAtLineStart ? node.to - this.lines.breakLengthBefore(node.to) : node.to;
  }

  /** The end of the line on which a value ends, behind a comment. */
  endOfLines(node: YamlNode): number {
    return this.lines.lineEnd(this.contentEnd(node));
  }

  /** Where what comes into an empty collection in brackets goes up to: comments in it stay. */
  insideTo({ from, to }: YamlMap | YamlSeq): number {
    return this.lines.isBlank(from + 1, to - 1) ? to - 1 : from + 1;
  }

  /** True for an empty collection in brackets that can become one of block style below its key. */
  canGoBelow(node: YamlMap | YamlSeq, slot: Slot): slot is Extract<Slot, { kind: "entry" }> {
    return (
      slot.kind === "entry" &&
      !slot.map.flow &&
      node.anchor === null &&
      this.lines.isBlank(node.from + 1, node.to - 1)
    );
  }

  /** True for a collection in block style that begins on a line below the key or dash that it belongs to. */
  isBelow(node: YamlNode, slot: Slot): boolean {
    return (
      (node.kind === "map" || node.kind === "seq") &&
      !node.flow &&
      slot.kind !== "root" &&
      this.lines.lineEnd(this.inlineAt(node, slot)) < node.from
    );
  }

  /** Where a value could stand on the line of its key or dash: behind them and an anchor. */
  inlineAt(node: YamlNode, slot: Slot): number {
    if (node.start < node.from || node.anchor !== null) {
      const props = /^(?:[&!]\S*(?:[ \t]+(?=[&!]))?)+/.exec(this.text.slice(node.start, node.from));
      return node.start + (props?.[0].length ?? 0);
    }
    return slot.kind === "entry"
      ? (slot.entry.colon ?? slot.entry.key.to - 1) + 1
      : slot.kind === "item"
        ? slot.item.from + 1
        : 0;
  }

  /** The column of what a value belongs to. */
  columnOf(slot: Slot): number {
    return slot.kind === "entry"
      ? this.lines.column(slot.entry.key.start)
      : slot.kind === "item"
        ? this.lines.column(slot.item.from)
        : 0;
  }

  /** Where `[? a: b]`, a mapping without braces in a list, begins; null for any other value. */
  pairStart(node: YamlNode): number | null {
    if (node.kind !== "map" || !node.flow || this.text[node.from] === "{") {
      return null;
    }
    let at = node.from;
    while (/\s/.test(this.text[at - 1] ?? "x")) {
      at--;
    }
    return this.text[at - 1] === "?" ? at - 1 : null;
  }

  /** Where an entry begins: at its key, or at the `?` before it. */
  entryStart(map: YamlMap, index: number): number {
    const { key } = map.entries[index]!;
    const previous = map.entries[index - 1];
    let at = previous
      ? this.contentEnd(previous.value)
      : map.from + (map.flow && this.text[map.from] === "{" ? 1 : 0);
    for (;;) {
      const gap = /^[\s\x85,]*(?:#|\?)?/.exec(this.text.slice(at, key.start))![0];
      const mark = gap.at(-1);
      if (mark === "?") {
        return at + gap.length - 1;
      }
      if (mark !== "#") {
        return key.start;
      }
      at = this.lines.lineEnd(at + gap.length);
    }
  }

  /** The comments of what goes from `from`, where no value stands, to the end of a value, and of the rest of its line. */
  commentsIn(from: number, value: YamlNode): string[] {
    const to = Math.max(from, this.contentEnd(value));
    return [
      ...commentsWithin(this.text, from, value),
      ...commentsOf(this.text.slice(to, this.lines.lineEnd(to))),
    ];
  }

  /** The comments behind an entry, on the line that it ends on. */
  commentsBehind(entry: YamlEntry): string[] {
    const to = this.endOf(entry);
    return commentsOf(this.text.slice(to, this.lines.lineEnd(to)));
  }

  /** The start of the first of the comment lines directly above a line, at a column; of the line itself without any. */
  aboveComments(lineStart: number, column: number, least = 0): number {
    let from = lineStart;
    while (from > least) {
      const above = this.lines.lineStart(from - this.lines.breakLengthBefore(from));
      const line = this.text.slice(above, this.lines.lineEnd(above));
      if (above < least || line.search(/\S/) !== column || line[column] !== "#") {
        break;
      }
      from = above;
    }
    return from;
  }

  /**
   * The lines of an item: with the comment lines directly above it at its own column, and those below that are indented
   * deeper. `from` is a line's start, `to` a line's end.
   */
  blockOf(seq: YamlSeq, index: number): { from: number; to: number } {
    const item = seq.items[index]!;
    const column = this.lines.column(item.from);
    const previous = seq.items[index - 1];
    const least = previous
      ? this.lines.nextLine(this.afterComments(this.endOfLines(previous.value), column))
      : 0;
    const from = this.aboveComments(this.lines.lineStart(item.from), column, least);
    return { from, to: this.afterComments(this.endOfLines(item.value), column) };
  }

  /** Passes over comment lines below a line's end that are indented deeper than `column`, and blank ones before them. */
  afterComments(lineEnd: number, column: number): number {
    let end = lineEnd;
    for (let at = this.lines.nextLine(end); at < this.text.length; ) {
      const to = this.lines.lineEnd(at);
      const line = this.text.slice(at, to);
      const indent = line.search(/\S/);
      if (indent >= 0 && (indent <= column || line[indent] !== "#")) {
        break;
      }
      if (indent >= 0) {
        end = to;
      }
      at = to + this.lines.breakLength(to);
    }
    return end;
  }

  /** The comma behind a part, or null if the collection ends there. */
  commaAfter(to: number): number | null {
    let at = to;
    for (;;) {
      const code = this.text[at] ?? "]";
      if (/[\s\x85]/.test(code)) {
        at++;
      } else if (code === "#") {
        at = this.lines.lineEnd(at);
      } else {
        return code === "," ? at : null;
      }
    }
  }

  /** True at the end of a file that a block text ends whose last line breaks count: no line can come behind it. */
  isOpenEnd(at: number): boolean {
    const rest = this.text.slice(at);
    const leaf = this.lines.isBlank(at, this.text.length) ? this.lastBlockText(at) : null;
    return leaf !== null && (rest === "" || /^[|>]\d?\+/.test(this.text.slice(leaf.from, leaf.from + 3)));
  }

  /** How far the items of a list stand behind their dashes. */
  gapOf(seq: YamlSeq): number {
    for (const { from, value } of seq.items) {
      if (value.from > from && this.lines.lineEnd(from) > value.start && value.start - from <= 8) {
        return value.start - from;
      }
    }
    return 2;
  }

  /** Before the blanks that end at an offset. */
  trimmedEnd(at: number): number {
    let end = at;
    while (this.text[end - 1] === " ") {
      end--;
    }
    return end;
  }

  /** True if a merge key of the mapping brings a key in. */
  isMerged(map: YamlMap, key: string): boolean {
    return map.entries.some((entry) => {
      if (!isMergeKey(entry.key)) {
        return false;
      }
      const source = this.target(entry.value);
      const sources = source?.kind === "seq" ? source.items.map(({ value }) => this.target(value)) : [source];
      return sources.some(
        (one) =>
          one?.kind === "map" && (entriesOf(this.text, one, key).length > 0 || this.isMerged(one, key)),
      );
    });
  }

  /** The last value before an offset, if it is a block text. */
  lastBlockText(at: number): YamlNode | null {
    let node: YamlNode | undefined = this.root;
    while (node && node.kind !== "scalar" && node.kind !== "alias") {
      const values: YamlNode[] =
        node.kind === "map" ? node.entries.map(({ value }) => value) : node.items.map(({ value }) => value);
      node = values.findLast(({ start }) => start < at);
    }
    return node?.kind === "scalar" && (node.style === "literal" || node.style === "folded") ? node : null;
  }

  /** By how much the file indents mappings and lists below their keys. */
  indentation(): Indentation {
    this.found ??= findIndentation(this.root, this.lines);
    return this.found;
  }

  /** A file in braces whose keys all stand in double quotes is JSON, and is to stay so. */
  isJson(): boolean {
    const { root } = this;
    return (
      root.kind === "map" &&
      root.flow &&
      root.entries.length > 0 &&
      root.entries.every(({ key }) => key.kind === "scalar" && key.style === "double")
    );
  }
}
