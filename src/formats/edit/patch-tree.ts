/**
 * Steps on the values of a YAML text → changes of its characters. Every step becomes the smallest splice that the
 * text's own style allows; what no step is about keeps its bytes. It knows nothing of Flows.
 *
 * Comments stay, save those inside a value that is replaced, and on the lines of a key or item that is taken away,
 * unless its step says what becomes of them. What comes by an alias or a merge key is made local where it is changed, so
 * that what it comes from stays as it is; what has an anchor is changed where it stands, and with it all that its
 * aliases stand for.
 */

import type { Path } from "../../model/path.ts";
import { isMap } from "../../model/python.ts";
import { applyTree, isChanging, reworded, type Step, type StepTree, treeOfSteps } from "../../model/steps.ts";
import type { TextChange } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import type { YamlAlias, YamlDocument, YamlMap, YamlNode } from "../yaml/yaml.ts";
import { itemLines } from "./item-text.ts";
import { LinePrinter, Unwritable } from "./line-printer.ts";
import { NodePlaces, type Slot } from "./node-places.ts";
import { MapPatcher } from "./patch-map.ts";
import { MapToListPatcher } from "./patch-map-to-list.ts";
import { SeqPatcher } from "./patch-seq.ts";
import { type PatchOptions, ValuePatcher } from "./patch-value.ts";
import { transferredLines } from "./transferred-lines.ts";

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
export class TreePatcher extends ValuePatcher {
  private readonly maps: MapPatcher;
  private readonly lists: SeqPatcher;
  private readonly mapsToLists: MapToListPatcher;

  constructor(yaml: YamlDocument, root: YamlNode, value: Value, steps: StepTree, options: PatchOptions) {
    const places = new NodePlaces(yaml, root);
    const keptLines = (text: string, item: Value) => itemLines(text, item, patchTree);
    const transferred = (path: Path, key: string) => transferredLines(this, yaml, value, steps, path, key);
    super(places, new LinePrinter(places, transferred, keptLines), options);
    this.maps = new MapPatcher(this, options);
    this.lists = new SeqPatcher(this);
    this.mapsToLists = new MapToListPatcher(this, this.maps);
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

  /** @throws {Unwritable} Always. */
  refuseSingle(node: YamlNode): never {
    throw new Unwritable(`A mapping or a list is wanted, and ${this.textOf(node)} is none: fix it first.`);
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
}
