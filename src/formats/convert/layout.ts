/**
 * Splices of single entries, mappings and lists that keep what stands around them: lines, breaks, indentation, and
 * every comment, also those beside and inside what goes, on lines of their own then.
 */
import type { TextChange } from "../../model/text-change.ts";
import { commentsOf, commentsWithin } from "../edit/comments.ts";
import { TextLines } from "../edit/text-lines.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlSeq } from "../yaml/yaml.ts";

/** The text's layout does not let it be spliced; the message says why, and what to do. */
export class Unwritable extends Error {}

/** New entries of a mapping: as lines without the mapping's own indentation, and for one in braces. */
export interface Addition {
  readonly lines: readonly string[];
  readonly flow: string;
}

/** What happens to the entries of one mapping. */
export interface MapEdit {
  readonly map: YamlMap;
  readonly gone: Set<YamlEntry>;
  /** Entries of which nothing stays, since their lines are written elsewhere. */
  readonly moved: Set<YamlEntry>;
  readonly first: Addition[];
  readonly last: Addition[];
  /** New entries before others. */
  readonly before: Map<YamlEntry, Addition[]>;
  /** True if a line that belongs to the mapping will stand before it: then it may become empty. */
  isNamed: boolean;
}

/** A part of a list or of a mapping: where it begins, and the node that it ends with. */
export interface Part {
  readonly from: number;
  readonly node: YamlNode;
}

/** From a line's start to a line's end. */
interface Cut {
  readonly from: number;
  readonly to: number;
}

export class Layout {
  readonly lines: TextLines;
  readonly eol: string;
  private changes: TextChange[] = [];
  /** Whole lines, each from its start to its end. */
  private readonly cuts: Cut[] = [];

  constructor(text: string) {
    this.lines = new TextLines(text);
    this.eol = this.lines.breakFor(0);
  }

  /** The changes in the order of the text; null if two of them overlap. */
  done(): TextChange[] | null {
    const cuts = this.joinedCuts().map((cut) => this.cutChange(cut));
    const all = [...this.changes, ...cuts].sort((a, b) => a.from - b.from || a.to - b.to);
    const isOverlapping = all.some((change, index) => index > 0 && change.from < all[index - 1]!.to);
    return isOverlapping ? null : all;
  }

  private joinedCuts(): Cut[] {
    const joined: { from: number; to: number }[] = [];
    for (const { from, to } of this.cuts.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      const last = joined.at(-1);
      if (last && from <= last.to + this.lines.breakLength(last.to)) {
        last.to = Math.max(last.to, to);
      } else {
        joined.push({ from, to });
      }
    }
    return joined;
  }

  /**
   * With the break behind the lines. At the end of a text that has none there it is the one before, and what came to
   * stand before the lines has none behind it then.
   */
  private cutChange({ from, to }: Cut): TextChange {
    const after = this.lines.breakLength(to);
    if (after > 0) {
      return { from, to: to + after, insert: "" };
    }
    const before = this.lines.breakLengthBefore(from);
    const inserts = this.changes.filter((change) => change.from === from && change.to === from);
    this.changes = this.changes.filter((change) => !inserts.includes(change));
    const lines = inserts.map(({ insert }) => insert).join("");
    const insert =
      lines === "" ? "" : this.text.slice(from - before, from) + lines.slice(0, -this.eol.length);
    return { from: from - before, to, insert };
  }

  get text(): string {
    return this.lines.text;
  }

  change(from: number, to: number, insert: string): void {
    if (from !== to || insert !== "") {
      this.changes.push({ from, to, insert });
    }
  }

  // --- places

  /** End of the line on which a node ends: behind its trailing comment, before the line break. */
  endOfNodeLine(node: YamlNode): number {
    // A block text that keeps its last breaks ends at the start of a line: the break before it is the end.
    const isAtLineStart = node.to > node.from && this.lines.lineStart(node.to) === node.to;
    return isAtLineStart ? node.to - this.lines.breakLengthBefore(node.to) : this.lines.lineEnd(node.to);
  }

  /** The start of the first of the comment lines that stand above a place, in its column; of its own line without any. */
  private aboveComments(at: number): number {
    const { lines } = this;
    const column = lines.column(at);
    let start = lines.lineStart(at);
    while (start > 0) {
      const above = lines.lineStart(start - lines.breakLengthBefore(start));
      const line = this.text.slice(above, start).replace(/^\ufeff/, "");
      if (line.search(/\S/) !== column || line[column] !== "#") {
        break;
      }
      start = above;
    }
    return start;
  }

  // --- lines

  /** Lines behind the one on which a node ends, in a column. */
  linesBehind(node: YamlNode, texts: readonly string[], column: number): void {
    const end = this.endOfNodeLine(node);
    const breakLength = this.lines.breakLength(end);
    const whole = texts.map((line) => indented(line, column));
    // At the start of the next line, so that the line itself may go.
    if (breakLength > 0) {
      const next = end + breakLength;
      this.change(next, next, whole.map((line) => line + this.eol).join(""));
    } else {
      this.change(end, end, whole.map((line) => this.eol + line).join(""));
    }
  }

  private linesBefore(at: number, texts: readonly string[], column: number): void {
    const start = this.aboveComments(at);
    this.change(start, start, texts.map((line) => indented(line, column) + this.eol).join(""));
  }

  /** Takes out the lines of a part; of those that are not only its own, what belongs to it. */
  removePart({ from, node }: Part): void {
    const { lines } = this;
    const end = this.endOfNodeLine(node);
    const to = Math.min(Math.max(node.to, from), end);
    const inner = commentsWithin(this.text, from, node);
    const trailing = commentsOf(this.text.slice(to, end));
    if (inner.length + trailing.length > 0) {
      const margin = this.eol + " ".repeat(lines.column(from));
      this.change(from, end, [...inner, ...trailing].join(margin));
    } else {
      this.cutPart(from, end);
    }
  }

  /** Takes out the lines of a part with all that is in them. */
  cutPart(from: number, end: number): void {
    const start = this.lines.lineStart(from);
    if (this.lines.isBlank(start, from)) {
      this.cuts.push({ from: start, to: end });
      return;
    }
    let blank = from;
    while (this.text[blank - 1] === " ") {
      blank--;
    }
    this.change(blank, end, "");
  }

  // --- mappings

  writeMap(edit: MapEdit): void {
    if (edit.map.flow) {
      this.writeFlowMap(edit);
    } else {
      this.writeBlockMap(edit);
    }
  }

  private writeFlowMap({ map, gone, moved, first, last, before }: MapEdit): void {
    const inserts = [
      ...first.map(({ flow }) => ({ index: 0, text: flow })),
      ...map.entries.flatMap((entry, index) =>
        (before.get(entry) ?? []).map(({ flow }) => ({ index, text: flow })),
      ),
      ...last.map(({ flow }) => ({ index: map.entries.length, text: flow })),
    ];
    const parts = map.entries.map((entry) => ({
      from: entry.key.start,
      to: endOf(entry),
      isGone: gone.has(entry) || moved.has(entry),
    }));
    this.writeFlow(map, parts, inserts);
  }

  private writeBlockMap(edit: MapEdit): void {
    const { map, gone, moved, first, last, before, isNamed } = edit;
    const { entries } = map;
    const column = this.lines.column(map.from);
    const margin = this.eol + " ".repeat(column);
    const isGone = (entry: YamlEntry) => gone.has(entry) || moved.has(entry);
    const kept = entries.filter((entry) => !isGone(entry));
    const top = linesOf(kept.length > 0 ? first : [...first, ...last]);
    const head = entries[0]!;
    // What goes first may stand behind a dash: what is new takes its place.
    const isReplaced = isGone(head) && (top.length > 0 || (kept.length === 0 && !isNamed));
    if (isReplaced) {
      this.change(head.key.start, endOf(head), top.length > 0 ? top.join(margin) : "{}");
      this.linesBehind(head.value, commentsWithin(this.text, head.key.start, head.value), column);
    } else {
      this.change(head.key.start, head.key.start, top.map((line) => line + margin).join(""));
    }
    const isShared = !isReplaced && !this.lines.isFirstOnLine(head.key.start);
    let isLeading = isShared;
    for (const [index, entry] of entries.entries()) {
      this.linesBefore(entry.key.start, linesOf(before.get(entry) ?? []), column);
      isLeading &&= isGone(entry);
      if (!isGone(entry) || (isReplaced && entry === head)) {
        continue;
      }
      if (moved.has(entry)) {
        this.cutPart(entry.key.start, this.endOfNodeLine(entry.value));
      } else {
        this.removeEntry(entry, isLeading ? entries[index + 1] : undefined);
      }
    }
    if (kept.length > 0) {
      this.linesBehind(kept.at(-1)!.value, linesOf(last), column);
    }
  }

  /** With `next`, the entry stands behind a dash: the next one moves up if nothing is between. */
  private removeEntry(entry: YamlEntry, next: YamlEntry | undefined): void {
    const { key, value } = entry;
    const to = endOf(entry);
    const isAlone =
      commentsWithin(this.text, key.start, value).length === 0 &&
      next &&
      commentsOf(this.text.slice(to, next.key.start)).length === 0;
    if (isAlone) {
      this.change(key.start, next.key.start, "");
    } else {
      this.removePart({ from: key.start, node: value.to > value.from ? value : { ...value, from: to, to } });
    }
  }

  // --- lists in lines

  /** Puts a new item, given as its lines, before the item `index`, or behind the last one. */
  insertItem(parts: readonly Part[], index: number, texts: readonly string[], column: number): void {
    const lines = texts.map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`));
    const next = parts[index];
    if (next) {
      this.linesBefore(next.from, lines, column);
    } else {
      this.linesBehind(parts.at(-1)!.node, lines, column);
    }
  }

  /** Where all items of a list go, its key stays, and says that there are none. */
  emptyList(holder: YamlEntry | undefined, parts: readonly Part[]): void {
    if (!holder || holder.colon === null) {
      throw new Unwritable("The list of executors is an alias: write it where it belongs first.");
    }
    this.change(holder.colon + 1, holder.colon + 1, " []");
    for (const part of parts) {
      this.removePart(part);
    }
  }

  // --- collections in brackets

  /** Takes parts out, with one comma each, and puts new ones in. */
  writeFlow(
    node: YamlMap | YamlSeq,
    parts: readonly { from: number; to: number; isGone: boolean }[],
    inserts: readonly { index: number; text: string }[],
  ): void {
    const kept = parts.filter((part) => !part.isGone);
    const texts = inserts.map(({ text }) => text);
    if (kept.length === 0) {
      const comments = commentsWithin(this.text, node.from + 1, node).map(
        (comment) => ` ${comment}${this.eol}`,
      );
      // Without new parts and comments, the brackets close at once.
      this.change(node.from + 1, node.to - 1, texts.join(", ") + comments.join(""));
      return;
    }
    const firstKept = parts.indexOf(kept[0]!);
    for (const [index, part] of parts.entries()) {
      if (part.isGone) {
        this.removeFlowPart(parts, index, index < firstKept);
      }
    }
    for (const { index, text } of inserts) {
      const next = parts[index];
      if (next) {
        this.change(next.from, next.from, `${text}, `);
      } else {
        this.change(kept.at(-1)!.to, kept.at(-1)!.to, `, ${text}`);
      }
    }
  }

  private removeFlowPart(
    parts: readonly { from: number; to: number }[],
    index: number,
    isLeading: boolean,
  ): void {
    const part = parts[index]!;
    const from = isLeading ? part.from : parts[index - 1]!.to;
    const to = isLeading ? parts[index + 1]!.from : part.to;
    const gap: [from: number, to: number] = isLeading ? [part.to, to] : [from, part.from];
    if (commentsOf(this.text.slice(...gap)).length === 0) {
      this.change(from, to, "");
      return;
    }
    // The comments in the gap stay where they are: the part goes, and the comma by itself.
    const comma = this.commaIn(...gap);
    this.change(part.from, part.to, "");
    this.change(comma, comma + 1, "");
  }

  private commaIn(from: number, to: number): number {
    for (let at = from; at < to; at++) {
      if (this.text[at] === "#") {
        at = this.lines.lineEnd(at);
      } else if (this.text[at] === ",") {
        return at;
      }
    }
    throw new Unwritable("A comma is missing between the entries of a mapping in braces: mend it first.");
  }
}

/** One past the last character of an entry, be its value written or not. */
export function endOf({ key, value, colon }: YamlEntry): number {
  return Math.max(key.to, value.to, (colon ?? -1) + 1);
}

function linesOf(additions: readonly Addition[]): string[] {
  return additions.flatMap(({ lines }) => lines);
}

/** A line in a column; a blank one stays as it is. */
export function indented(line: string, column: number): string {
  return line === "" ? "" : " ".repeat(column) + line;
}
