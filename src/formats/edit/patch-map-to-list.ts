/** A mapping of mappings becomes the list of these, each with its old key as the value of its first key. */

import { isMap } from "../../model/python.ts";
import { applyTree, isChanging, type StepTree, treeOfSteps, treeOfValue } from "../../model/steps.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { isMergeKey, keyOf } from "../read/read-values.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/yaml.ts";
import { commentsWithin } from "./comments.ts";
import { FlowParts } from "./flow-parts.ts";
import { Unwritable } from "./line-printer.ts";
import type { Slot } from "./node-places.ts";
import type { Addition, MapPatcher } from "./patch-map.ts";
import type { TreePatcher } from "./patch-tree.ts";

const NO_STEPS = treeOfSteps([]);

/** An entry that becomes an item. */
interface Item {
  readonly map: YamlMap;
  readonly entry: YamlEntry;
  readonly key: string;
  /** The new first key of the item, and how it is written. */
  readonly first: Required<Addition>;
  readonly value: Value;
  readonly tree: StepTree;
}

/** Makes a list of a mapping in the text. */
export class MapToListPatcher {
  private readonly patcher: TreePatcher;
  private readonly maps: MapPatcher;

  constructor(patcher: TreePatcher, maps: MapPatcher) {
    this.patcher = patcher;
    this.maps = maps;
  }

  patch(map: YamlMap, slot: Slot, value: ValueMap, tree: StepTree): void {
    const items = map.entries.map((_, index) => this.itemOf(map, index, value, tree));
    if (new Set(items.map(({ key }) => key)).size < items.length) {
      throw new Unwritable(
        "Two entries have the same key, and only the last one counts: take the others out first.",
      );
    }
    if (items.some((item) => !item.tree.isGone)) {
      if (map.flow) {
        this.flowList(map, items, tree);
      } else {
        this.blockList(map, items, tree);
      }
    } else if (tree.arrivals.length > 0) {
      this.patcher.replaceValue(map, slot, applyTree(value, tree));
    } else {
      this.patcher.empty(map, slot, [], (index) => this.commentsLeft(items[index]!));
    }
  }

  private itemOf(map: YamlMap, index: number, value: ValueMap, { children, listKey = "" }: StepTree): Item {
    const { places, printer } = this.patcher;
    const entry = map.entries[index]!;
    const node = entry.key;
    const key = keyOf(entry);
    const isPlain = !isMergeKey(node) && places.entryStart(map, index) === node.start;
    if (key === null || !isPlain || entry.colon === null) {
      throw new Unwritable("What is to be a name is no plain key here: fix it first.");
    }
    const printed = printer.pair(listKey, key);
    const isQuoted = node.kind === "scalar" && (node.style === "single" || node.style === "double");
    const pair =
      isQuoted && printer.style === "yaml"
        ? `${printer.key(listKey)}: ${this.patcher.textOf(node)}`
        : printed;
    const first = { key: listKey, tree: treeOfValue(key), text: pair };
    return { map, entry, key, first, value: value.get(key) ?? null, tree: children.get(key) ?? NO_STEPS };
  }

  private commentsLeft({ entry, tree }: Item): string[] {
    return tree.comments === "kept" ? this.patcher.places.commentsIn(entry.key.to, entry.value) : [];
  }

  // --- lines

  private blockList(map: YamlMap, items: readonly Item[], { arrivals }: StepTree): void {
    const { places, printer } = this.patcher;
    const column = places.lines.column(map.from);
    const inner = items.flatMap(({ entry: { value }, tree }) =>
      value.kind === "map" && !value.flow && !tree.isGone ? [places.lines.column(value.from)] : [],
    );
    // The keys of an item stand two columns behind its dash at least: so all their lines stay as they are.
    const dash = inner.reduce((least, own) => Math.min(least, own - 2), column);
    for (const item of items) {
      if (item.tree.isGone) {
        const { key, value } = item.entry;
        this.patcher.cutLines(key.start, places.endOfLines(value), this.commentsLeft(item));
      } else {
        this.blockItem(item, column, dash);
      }
    }
    for (const arrival of arrivals) {
      const lines = "value" in arrival ? printer.linesOfItem(arrival, dash, 2) : [];
      const next = items[arrival.before];
      if (next) {
        const start = places.lines.lineStart(next.entry.key.start);
        this.patcher.insertLinesBefore(places.aboveComments(start, column), lines);
      } else {
        const end = places.endOfLines(items.at(-1)!.entry.value);
        this.patcher.insertLines(places.afterComments(end, column), lines);
      }
    }
  }

  /** `key:` becomes `- name: key`, so that what it holds stands below as it is. */
  private blockItem(item: Item, column: number, dash: number): void {
    const { map, entry, first, value, tree } = item;
    const { places, changes } = this.patcher;
    const { key, value: node } = entry;
    const from = key.start - (column - dash);
    const colon = (entry.colon ?? key.to) + 1;
    const slot: Slot = { kind: "entry", map, entry };
    if (node.kind !== "map" || !isMap(value)) {
      const margin = places.lines.breakFor(from) + " ".repeat(dash + 2);
      changes.replace(from, places.endOf(entry), `- ${this.pairsOf(item, false).join(margin)}`);
    } else if (node.flow || node.start < node.from) {
      // An anchor stands before all that it names.
      changes.replace(from, colon, "-");
      this.maps.patch(node, slot, value, tree, first);
    } else {
      const space = " ".repeat(places.lines.column(node.from) - dash - 1);
      changes.replace(from, colon, `-${space}${first.text}`);
      this.maps.patch(node, slot, value, tree, null, true);
    }
  }

  /** What holds no mapping of its own: nothing, or an alias, which is merged. */
  private pairsOf({ entry: { value: node }, first, value, tree }: Item, isFlow: boolean): string[] {
    if (node.kind === "alias" && !isChanging(tree)) {
      return [first.text, `<<: ${this.patcher.textOf(node)}`];
    }
    if (!isNothing(node) || value !== null) {
      this.patcher.refuseSingle(node);
    }
    const { printer } = this.patcher;
    const own = isFlow
      ? [...tree.children].map(([key, child]) => printer.flowPair(String(key), child))
      : printer.linesOf(tree, 0);
    return [first.text, ...own];
  }

  // --- brackets

  private flowList(map: YamlMap, items: readonly Item[], { arrivals }: StepTree): void {
    const { places, changes, printer } = this.patcher;
    changes.replace(map.from, map.from + 1, "[");
    changes.replace(map.to - 1, map.to, "]");
    const parts = items.map(({ entry, tree }) => ({
      from: entry.key.start,
      to: places.endOf(entry),
      isGone: tree.isGone,
      ...(tree.comments === "kept" && { left: commentsWithin(places.text, entry.key.to, entry.value) }),
    }));
    const flow = new FlowParts(places, changes);
    flow.remove(parts);
    for (const arrival of arrivals) {
      if ("value" in arrival) {
        flow.insert(map.from, parts, arrival.before, printer.flowItem(arrival));
      }
    }
    for (const item of items) {
      if (!item.tree.isGone) {
        this.flowItem(item);
      }
    }
  }

  private flowItem(item: Item): void {
    const { map, entry, first, value, tree } = item;
    const { places, changes } = this.patcher;
    const { key, value: node } = entry;
    if (node.kind === "map" && isMap(value)) {
      changes.replace(key.start, node.start, "");
      this.maps.patch(node, { kind: "entry", map, entry }, value, tree, first);
      return;
    }
    const end = places.endOf(entry);
    const blank = /^ *(?=[,}])/.exec(places.text.slice(end, end + 80))?.[0].length ?? 0;
    changes.replace(key.start, end + blank, `{${this.pairsOf(item, true).join(", ")}}`);
  }
}

function isNothing(node: YamlNode): boolean {
  const isPlain = node.kind === "scalar" && (node.style === "plain" || node.style === "empty");
  return isPlain && node.start === node.from;
}
