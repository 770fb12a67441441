/** A value in the place of another. */

import { retype } from "../../model/python.ts";
import type { StepTree } from "../../model/steps.ts";
import type { Value } from "../../model/value.ts";
import type { YamlMap, YamlNode, YamlSeq } from "../yaml/yaml.ts";
import { commentsOf, commentsWithin } from "./comments.ts";
import { isInLines, nameOfKey } from "./entries.ts";
import type { LinePrinter } from "./line-printer.ts";
import type { NodePlaces, Slot } from "./node-places.ts";
import { TextWriter } from "./text-writer.ts";

/** What a patch is told about the file beyond its steps. */
export interface PatchOptions {
  /** Keys at the top in the order in which new ones are to stand; others come last. */
  readonly order?: readonly string[];
  /** The key at the top that a tag, or a word such as !Flow, stands for. */
  readonly wordKey?: string;
  /** The key at the top whose number stands in quotes. */
  readonly quotedKey?: string;
  /** What replaces a text in quotes stands in the same ones, where it can. */
  readonly keepsQuotes?: boolean;
  /** A key that stands in a mapping twice is renamed in both places. */
  readonly renamesAll?: boolean;
}

/** Replaces values in the text. */
export class ValuePatcher extends TextWriter {
  private readonly options: PatchOptions;

  constructor(places: NodePlaces, printer: LinePrinter, options: PatchOptions) {
    super(places, printer);
    this.options = options;
  }

  /** Sets what steps say, as they say it is written. */
  protected setValue(node: YamlNode, slot: Slot, value: Value, { writtenAt, comments }: StepTree): void {
    const isFlow = slot.kind === "entry" ? slot.map.flow : slot.kind === "item" && slot.seq.flow;
    const text =
      (writtenAt && this.places.writtenAt(writtenAt, isFlow)) ??
      (this.options.keepsQuotes ? this.inItsQuotes(node, value) : null) ??
      (slot.kind === "entry" ? this.quotedAt(slot, nameOfKey(this.places.text, slot.entry), value) : null);
    const inner =
      comments === "kept" ? commentsWithin(this.places.text, this.places.inlineAt(node, slot), node) : [];
    if (comments !== "kept" || (inner.length === 0 && !isInLines(node))) {
      this.replaceValue(node, slot, value, text ?? undefined);
      return;
    }
    // What stands behind the old value stays behind the new one.
    const isBelow = isInLines(node) && node.tag === null;
    const from = isBelow ? this.places.inlineAt(node, slot) : node.tag === null ? node.from : node.start;
    const before = isBelow ? " " : node.tag !== null && node.anchor !== null ? `&${node.anchor} ` : "";
    this.changes.replace(from, this.places.contentEnd(node), before + (text ?? this.printer.print(value)));
    const pad = " ".repeat(this.places.columnOf(slot));
    this.insertLines(
      this.places.endOfLines(node),
      inner.map((comment) => pad + comment),
    );
  }

  /** A value in the quotes of what it replaces; null if that has none, or the value cannot stand in them. */
  inItsQuotes(node: YamlNode, value: Value): string | null {
    const isQuoted = node.kind === "scalar" && (node.style === "double" || node.style === "single");
    const bare = typeof value === "string" || typeof value === "number" ? String(value) : "";
    const canStand = /^[\w./:$-]+$/.test(bare) && retype(bare) === value;
    const quote = this.places.text.charAt(node.from);
    return isQuoted && canStand ? quote + bare + quote : null;
  }

  /** The value of the key at the top that stands in quotes, in them; null for any other. */
  quotedAt(slot: Slot, key: string, value: Value): string | null {
    const isTop = slot.kind === "root" || (slot.kind === "entry" && this.places.isRoot(slot.map));
    return isTop &&
      key === this.options.quotedKey &&
      typeof value === "number" &&
      this.printer.style === "yaml"
      ? `'${value}'`
      : null;
  }

  /** Writes a value in the place of another; `text`: how it is written, if not as usual. */
  replaceValue(node: YamlNode, slot: Slot, value: Value, text = this.printer.print(value)): void {
    const anchor = node.anchor === null ? "" : `&${node.anchor} `;
    if (node.kind === "scalar" && node.style === "empty") {
      this.writeEmpty(node, slot, text, anchor);
      return;
    }
    if (node.kind === "scalar" && (node.style === "literal" || node.style === "folded")) {
      this.dropTag(node, anchor);
      const header = this.places.lines.lineEnd(node.from);
      const mark = /^[|>][-+\d]*/.exec(this.places.text.slice(node.from, header))![0];
      const rest = this.places.text.slice(node.from + mark.length, Math.min(header, node.to));
      this.changes.replace(node.from, this.places.contentEnd(node), text + rest.trimEnd());
      return;
    }
    if (this.places.isBelow(node, slot)) {
      const at = this.places.inlineAt(node, slot);
      const rest = this.places.text.slice(at, this.places.lines.lineEnd(at)).trimEnd();
      this.writeAbove(node, slot, `${text}${rest}`, this.places.endOfLines(node));
      return;
    }
    this.dropTag(node, anchor);
    const from = this.places.pairStart(node) ?? node.from;
    // Quotes need no blank between them and an anchor before, or a comment behind.
    const before =
      node.start < from && node.tag === null && !/\s/.test(this.places.text[from - 1]!) ? " " : "";
    const behind = this.places.text[node.to] === "#" ? " " : "";
    this.changes.replace(from, node.to, before + text + behind);
  }

  /** Lines in place of an empty collection in brackets, below its key. */
  writeBelow(node: YamlMap | YamlSeq, slot: Slot, lines: readonly string[]): void {
    this.changes.replace(this.places.inlineAt(node, slot), node.to, "");
    this.insertLines(this.places.lines.lineEnd(node.to), lines);
  }

  private writeEmpty(node: YamlNode, slot: Slot, text: string, anchor: string): void {
    if (slot.kind === "entry" && slot.entry.colon === null) {
      const { map } = slot;
      if (map.flow) {
        this.changes.insert(node.to, `: ${text}`);
      } else {
        this.insertLines(this.places.lines.lineEnd(node.to), [
          `${" ".repeat(this.places.lines.column(map.from))}: ${text}`,
        ]);
      }
      return;
    }
    if (node.tag !== null) {
      this.changes.replace(node.start, node.to, `${anchor}${text}`);
    } else {
      this.changes.insert(node.to, ` ${text}`);
    }
  }

  /** The tag of a value that is replaced says nothing about the new one. */
  private dropTag(node: YamlNode, anchor: string): void {
    if (node.tag !== null) {
      this.changes.replace(node.start, node.from, anchor);
    }
  }

  /** Puts a text on the line of the key or dash that a value below belongs to; what stands up to `end` goes. */
  private writeAbove(node: YamlNode, slot: Slot, text: string, end: number): void {
    if (node.tag !== null) {
      this.changes.replace(node.start, end, `${node.anchor === null ? "" : `&${node.anchor} `}${text}`);
    } else {
      this.changes.replace(this.places.inlineAt(node, slot), end, ` ${text}`);
    }
  }

  /**
   * `{}` or `[]` in place of a collection that loses all it holds; comments between what goes stay. `left`: the comments
   * on the lines of a part that stay too; `linesOf`: its lines, if they are more than it stands on.
   */
  empty(
    node: YamlMap | YamlSeq,
    slot: Slot,
    value: Value,
    left: (index: number) => readonly string[],
    linesOf?: (index: number) => { readonly from: number; readonly to: number },
  ): void {
    const parts =
      node.kind === "map"
        ? node.entries.map((entry, index) => ({ from: this.places.entryStart(node, index), to: entry.value }))
        : node.items.map((item) => ({ from: item.from, to: item.value }));
    if (!this.places.isBelow(node, slot) || node.tag !== null) {
      this.replaceValue(node, slot, value);
      // What stands behind the last part stays where it is.
      const inner = parts.flatMap((_, index) => left(index));
      const end = this.places.contentEnd(node);
      const behind = commentsOf(this.places.text.slice(end, this.places.lines.lineEnd(end)));
      const kept = inner.slice(0, Math.max(0, inner.length - behind.length));
      if (kept.length > 0) {
        const pad = " ".repeat(this.places.lines.column(node.from));
        const lines = kept.map((comment) => pad + comment);
        this.insertLines(this.places.endOfLines(node), lines);
      }
      return;
    }
    this.writeAbove(node, slot, this.printer.print(value), this.places.inlineAt(node, slot));
    for (const [index, { from, to }] of parts.entries()) {
      const lines = linesOf?.(index);
      this.cutLines(lines?.from ?? from, lines?.to ?? this.places.endOfLines(to), left(index));
    }
  }
}
