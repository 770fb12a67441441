/**
 * Steps on the values of a YAML text → changes of its characters. Every step becomes the smallest splice that the
 * text's own style allows; what no step is about keeps its bytes. It knows nothing of Flows.
 *
 * Comments stay, save those inside a value that is replaced, and on the lines of a key or item that is taken away,
 * unless its step says what becomes of them. What comes by an alias or a merge key is made local where it is changed, so that what it comes from stays as it is; what
 * has an anchor is changed where it stands, and with it all that its aliases stand for.
 */

import { isMap, retype } from "../../model/python.ts";
import { applyTree, isChanging, reworded, type Step, type StepTree, treeOfSteps } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import type { YamlAlias, YamlDocument, YamlMap, YamlNode, YamlSeq } from "../yaml/yaml.ts";
import { commentsOf, commentsWithin } from "./comments.ts";
import { LinePrinter, Unwritable } from "./line-printer.ts";
import { isInLines, NodePlaces, nameOfKey, type Slot } from "./node-places.ts";
import { MapPatcher } from "./patch-map.ts";
import { MapToListPatcher } from "./patch-map-to-list.ts";
import { SeqPatcher } from "./patch-seq.ts";
import { ChangeList } from "./text-lines.ts";
import { transferredLines } from "./transferred-lines.ts";

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

/** The changes that carry out steps, or why no text can. `root`: the values that `readValues` reads from the text. */
export function patchTree(
  yaml: YamlDocument,
  root: Value,
  steps: readonly Step[],
  options: PatchOptions = {},
): readonly TextChange[] | { readonly refused: string } {
  if (!yaml.root) {
    return { refused: "The text holds no value that could be changed." };
  }
  try {
    const tree = treeOfSteps(steps);
    const patcher = new TreePatcher(yaml, yaml.root, root, tree, options);
    patcher.patchNode(yaml.root, { kind: "root" }, root, tree);
    return patcher.changes.done();
  } catch (error) {
    if (error instanceof Unwritable) {
      return { refused: error.message };
    }
    throw error;
  }
}

/** Carries steps out in any value; mappings and lists have a file each. */
export class TreePatcher {
  readonly places: NodePlaces;
  readonly printer: LinePrinter;
  private readonly options: PatchOptions;
  private readonly maps: MapPatcher;
  private readonly lists: SeqPatcher;
  private readonly mapsToLists: MapToListPatcher;
  private list: ChangeList;

  constructor(yaml: YamlDocument, root: YamlNode, value: Value, steps: StepTree, options: PatchOptions) {
    this.options = options;
    this.places = new NodePlaces(yaml, root);
    this.printer = new LinePrinter(this.places, (path, key) =>
      transferredLines(this, yaml, value, steps, path, key),
    );
    this.maps = new MapPatcher(this, options);
    this.lists = new SeqPatcher(this);
    this.mapsToLists = new MapToListPatcher(this, this.maps);
    this.list = this.newChanges();
  }

  get changes(): ChangeList {
    return this.list;
  }

  private newChanges(): ChangeList {
    return new ChangeList(this.places.lines, (at) => this.places.lastBlockText(at) !== null);
  }

  /** Characters of the text with the changes in them that `make` makes, which are not among the others then. */
  textAfter(from: number, to: number, make: () => void): string {
    const outer = this.list;
    this.list = this.newChanges();
    make();
    const inner = this.list
      .done()
      .map((change) => ({ ...change, from: change.from - from, to: change.to - from }));
    this.list = outer;
    return applyChanges(this.places.text.slice(from, to), inner);
  }

  /** Carries the steps out in one value. */
  patchNode(node: YamlNode, slot: Slot, value: Value | undefined, tree: StepTree): void {
    if (tree.value !== undefined) {
      this.setValue(node, slot, tree.value, tree);
    } else if (!isChanging(tree)) {
      return;
    } else if (node.kind === "alias") {
      this.localise(node, slot, value ?? null, tree);
    } else if (node.kind === "map" && isMap(value)) {
      (tree.listKey === undefined ? this.maps : this.mapsToLists).patch(node, slot, value, tree);
    } else if (node.kind === "seq" && Array.isArray(value)) {
      this.lists.patch(node, slot, value, tree);
    } else if (value === null || value === undefined) {
      this.fill(node, slot, tree);
    } else if (isMap(value) || Array.isArray(value)) {
      // A text that the engine reads as a list.
      this.replaceValue(node, slot, applyTree(value, tree));
    } else if (typeof value === "string" && tree.rewordings.length > 0) {
      this.changes.replace(node.from, node.to, reworded(this.textOf(node), tree));
    } else {
      this.refuseSingle(node);
    }
  }

  textOf(node: YamlNode): string {
    return this.places.text.slice(node.from, node.to);
  }

  /** @throws {Unwritable} Always. */
  refuseSingle(node: YamlNode): never {
    throw new Unwritable(`A mapping or a list is wanted, and ${this.textOf(node)} is none: mend it first.`);
  }

  private setValue(node: YamlNode, slot: Slot, value: Value, { writtenAt, comments }: StepTree): void {
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

  /** Takes the lines of a part out that begins at `from`; comments that stay come on lines of their own. */
  cutLines(from: number, to: number, comments: readonly string[]): void {
    if (comments.length === 0) {
      this.changes.cut(this.places.lines.lineStart(from), to);
    } else {
      this.changes.replace(from, to, this.joinComments(comments, from));
    }
  }

  /** Comments on lines of their own, in the column of a place. */
  joinComments(comments: readonly string[], at: number): string {
    const pad = " ".repeat(this.places.lines.column(at));
    return comments.join(this.places.lines.breakFor(at) + pad);
  }

  /** What an alias stands for is written out here, or merged where that does. */
  private localise(alias: YamlAlias, slot: Slot, value: Value, tree: StepTree): void {
    const children = [...tree.children];
    const isMerged =
      isMap(value) &&
      tree.arrivals.length === 0 &&
      children.every(([, child]) => !child.isGone && child.to === undefined);
    if (!isMerged) {
      this.replaceValue(alias, slot, applyTree(value, tree));
      return;
    }
    const pairs = children.map(([key, child]) =>
      this.printer.pair(String(key), applyTree(value.get(String(key)), child)),
    );
    const merge = `<<: *${alias.name}`;
    if (slot.kind === "item" && !slot.seq.flow) {
      const indent = " ".repeat(this.places.lines.column(alias.from));
      this.changes.replace(alias.from, alias.to, merge);
      this.insertLines(
        this.places.lines.lineEnd(alias.to),
        pairs.map((pair) => indent + pair),
      );
    } else {
      this.changes.replace(alias.from, alias.to, `{${[merge, ...pairs].join(", ")}}`);
    }
  }

  /** A collection where nothing stands, or null. */
  private fill(node: YamlNode, slot: Slot, tree: StepTree): void {
    const isInBlock =
      (slot.kind === "entry" && !slot.map.flow && slot.entry.colon !== null) ||
      (slot.kind === "item" && !slot.seq.flow);
    if (!isInBlock || node.kind !== "scalar") {
      this.replaceValue(node, slot, applyTree(null, tree));
      return;
    }
    const line = this.places.lines.lineEnd(node.to);
    if (slot.kind === "item") {
      const column = this.places.lines.column(slot.item.from) + 2;
      const pad = " ".repeat(column);
      const lines = this.printer.linesOf(tree, column);
      if (node.anchor !== null) {
        // An anchor before a key would be the key's.
        this.changes.replace(this.places.inlineAt(node, slot), node.to, "");
        this.insertLines(line, lines);
        return;
      }
      const isNothing = node.style === "empty";
      this.changes.replace(node.from, node.to, `${isNothing ? " " : ""}${lines[0]!.slice(pad.length)}`);
      this.insertLines(line, lines.slice(1));
      return;
    }
    const parent = this.places.lines.column((slot as { map: YamlMap }).map.from);
    const isList = tree.arrivals.length > 0;
    if (node.style !== "empty") {
      this.changes.replace(this.places.inlineAt(node, slot), node.to, "");
    }
    this.insertLines(
      line,
      this.printer.linesOf(
        tree,
        parent + (isList ? this.places.indentation().list : this.places.indentation().map),
      ),
    );
  }

  insertLines(at: number, lines: readonly string[]): void {
    if (at === this.places.text.length && lines.length > 0 && this.places.isOpenEnd(at)) {
      throw new Unwritable(
        "The block text at the end of the file has no line break behind it, and would get one: end the file with a line break first.",
      );
    }
    const eol = this.places.lines.breakFor(at);
    this.changes.insert(at, lines.map((line) => eol + line).join(""));
  }

  insertLinesBefore(at: number, lines: readonly string[]): void {
    const eol = this.places.lines.breakFor(at);
    this.changes.insert(at, lines.map((line) => line + eol).join(""));
  }

  joinLines(lines: readonly string[], at: number): string {
    return lines.join(this.places.lines.breakFor(at));
  }
}
